#include "operations/draw_lots.hpp"

#include "operations/write_down_rows.hpp"
#include "store/balances.hpp"
#include "store/cost_methods.hpp"
#include "store/moved_lots.hpp"
#include "store/sales.hpp"
#include "store/stock_history.hpp"
#include "store/write_downs.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

namespace pvault::operations {

namespace {

// The lots that may be drawn: those named or held, or the ones whose turn it is that together reach the mass asked for.
Expected<std::vector<OpenLot>> find_lots(store::Connection& connection, const Mineral& mineral,
                                         const ReleaseRequest& request, CostMethod method, const LotsToDraw& which) {
  if (which.shipped) return store::list_lots_of_sale(connection, *which.shipped, request.on);
  if (request.lots_named) {
    auto named = store::load_named_lots(connection, which.named, request.on);
    if (named) store::mark_sold(connection, *named, request.on);
    return named;
  }
  const auto asked = release_mass(mineral, request);
  if (!asked) return std::vector<OpenLot>(); // plan_release refuses it, in its turn
  return store::list_drawable_lots(connection, mineral.id, request, asked->mass, method);
}

CostMethod method_of(Recording& recording, const Mineral& mineral) {
  store::Connection& connection = recording.connection();
  return store::find_cost_method(connection, mineral.id, {recording.on(), store::load_chain_head(connection).entry});
}

// After the costs of the lots have shifted.
std::vector<LotWriteDown> even_out_write_downs(store::Connection& connection, const std::vector<OpenLot>& averaged,
                                               const std::vector<CostShift>& shifts) {
  if (!store::has_write_downs(connection)) return {};
  std::map<LotId, Money> shift_of;
  for (const CostShift& shift : shifts)
    shift_of.emplace(shift.lot, shift.amount);
  std::vector<LotValue> values = store::list_lot_values(connection, averaged);
  for (LotValue& value : values)
    value.cost += shift_of[value.lot];
  return even_write_downs(values);
}

Expected<void> even_out(Recording& recording, const Mineral& mineral, const std::vector<OpenLot>& averaged,
                        const ReleasePlan& plan) {
  const std::vector<CostShift> shifts = plan_averaging(averaged, plan.draws);
  const std::vector<LotWriteDown> written_down = even_out_write_downs(recording.connection(), averaged, shifts);
  if (shifts.empty() && written_down.empty()) return {};
  const AverageCost average = average_of(averaged);
  RecordRow row("averaging");
  row.set("mineral_id", mineral.id);
  std::vector<RecordRow> rows = write_down_rows(written_down);
  rows.insert(rows.begin(), row);
  return recording.write_before("averaging", recording.on(), std::move(rows), averaging_postings(mineral.id, shifts),
                                fmt::format("{} at average cost: {} for {} kg in {} lot{}", mineral.code,
                                            format_money(average.cost), format_kilograms(average.mass), averaged.size(),
                                            averaged.size() == 1 ? "" : "s"));
}

// What was taken by what is recorded later, but for what came back, or elsewhere, and is said to be drawn from then on.
std::optional<TakenLater> without_what_moved(store::Connection& connection, TakenLater taken,
                                             const std::vector<OpenLot>& lots, const ReleaseRequest& request) {
  for (const OpenLot& lot : lots) {
    if (lot.drawable_from <= request.on || !can_be_taken(lot, request)) continue;
    const auto moved = store::find_moved_since(connection, lot.id, request.site, request.on);
    if (!moved) continue;
    taken.mass -= std::min({taken.mass, moved->mass, lot.mass});
    if (moved->last_taken_on) taken.until = std::max(taken.until, *moved->last_taken_on);
  }
  return taken.mass > Mass() ? std::optional(taken) : std::nullopt;
}

// Where it falls short, the refusal says what later entries take, and of a loss which sales hold it.
Expected<ReleasePlan> plan_drawing(store::Connection& connection, const Mineral& mineral,
                                   const std::vector<OpenLot>& lots, ReleaseRequest request) {
  auto plan = plan_release(mineral, lots, request);
  if (plan) return plan;
  if (plan.error().rule == Rule::lot_mass_sold && request.kind == ReleaseKind::loss) {
    request.held_by = store::list_holding_sales(connection, lots, request.on);
    return plan_release(mineral, lots, request);
  }
  if (plan.error().rule != Rule::lot_mass_insufficient) return plan;
  store::LotsAsked asked{.mineral = mineral.id, .site = request.site};
  for (const OpenLot& lot : lots) {
    if (request.lots_named) asked.named.insert(lot.id);
  }
  const auto taken = store::find_taken_later(connection, asked, request.on);
  if (!taken) return plan;
  request.taken_later = request.lots_named ? taken : without_what_moved(connection, *taken, lots, request);
  return request.taken_later ? plan_release(mineral, lots, request) : plan;
}

} // namespace

Expected<ReleasePlan> draw_by_method(Recording& recording, const Mineral& mineral, ReleaseRequest request,
                                     const LotsToDraw& which) {
  store::Connection& connection = recording.connection();
  const CostMethod method = method_of(recording, mineral);
  const auto lots = find_lots(connection, mineral, request, method, which);
  if (!lots) return tl::unexpected(lots.error());
  const auto later = store::find_later_averaging(connection, mineral.id, recording.on());
  if (auto fit = check_cost_method(mineral, method, request, later); !fit) return tl::unexpected(fit.error());
  if (method != CostMethod::average) return plan_drawing(connection, mineral, *lots, request);

  const std::vector<OpenLot> averaged = store::list_averaged_lots(connection, mineral.id, recording.on());
  request.average = average_of(averaged);
  auto plan = plan_drawing(connection, mineral, *lots, request);
  if (!plan) return plan;
  if (auto evened = even_out(recording, mineral, averaged, *plan); !evened) return tl::unexpected(evened.error());
  return plan;
}

Expected<ReleasePlan> hold_by_method(Recording& recording, const Mineral& mineral, const ReleaseRequest& request,
                                     const std::vector<std::string>& lots_named) {
  const CostMethod method = method_of(recording, mineral);
  const auto lots = find_lots(recording.connection(), mineral, request, method, {.named = lots_named});
  if (!lots) return tl::unexpected(lots.error());
  if (auto fit = check_cost_method(mineral, method, request, std::nullopt); !fit) return tl::unexpected(fit.error());
  return plan_drawing(recording.connection(), mineral, *lots, request);
}

} // namespace pvault::operations
