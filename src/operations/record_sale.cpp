#include "operations/record_sale.hpp"

#include "operations/draw_lots.hpp"
#include "stockpile/authority.hpp"
#include "stockpile/sale.hpp"
#include "store/authorities.hpp"
#include "store/names.hpp"
#include "store/sales.hpp"

#include <fmt/format.h>

namespace pvault::operations {

namespace {

RequestFingerprint fingerprint_of(RequestFingerprint fingerprint, const SaleInput& input) {
  fingerprint.add_name("mineral", input.mineral).add("mass", input.mass.text).add("price", input.price.text);
  fingerprint.add_name("buyer", input.buyer).add("ship_by", input.ship_by).add("authority", input.authority);
  for (const std::string& lot : input.lots)
    fingerprint.add_name("lot", lot);
  return fingerprint;
}

std::vector<RecordRow> sale_rows(const ReleaseRequest& request, const Mineral& mineral, const ReleasePlan& plan,
                                 const UnderAuthority& under, Date ship_by) {
  RecordRow row("sale");
  row.set("mineral_id", mineral.id).set("buyer_id", request.recipient).set("mass_entered", request.mass.text);
  row.set("mass_mg", plan.mass).set("price_entered", request.price->text).set("ship_by_on", ship_by);
  row.set("authority", request.authority).set("lots_named", std::int64_t{request.lots_named ? 1 : 0});
  if (under.authority) row.set("authority_id", number_of(under.authority->id));
  std::vector<RecordRow> rows = {row};
  for (const LotDraw& draw : plan.draws)
    rows.emplace_back("sale_lot").set("lot_id", draw.lot).set("mass_mg", draw.mass);
  return rows;
}

} // namespace

Expected<Recorded> record_sale(store::Book& book, const RecordingOptions& options, const SaleInput& input) {
  Recording recording(book, options, "sale");
  if (auto repeat = recording.find_repeat(fingerprint_of(recording.fingerprint(), input))) return *repeat;
  store::Connection& connection = recording.connection();
  const auto mineral = store::load_mineral(connection, input.mineral);
  if (!mineral) return tl::unexpected(mineral.error());
  const auto buyer = store::load_party(connection, input.buyer);
  if (!buyer) return tl::unexpected(buyer.error());
  if (auto sound = check_ship_by(recording.on(), input.ship_by); !sound) return tl::unexpected(sound.error());
  const ReleaseRequest request{.on = recording.on(),
                               .kind = ReleaseKind::sale,
                               .mass = input.mass,
                               .authority = input.authority,
                               .recipient = buyer->id,
                               .price = input.price,
                               .lots_named = !input.lots.empty()};
  const auto plan = hold_by_method(recording, *mineral, request, input.lots);
  if (!plan) return tl::unexpected(plan.error());
  const UnderAuthority under = store::find_under_authority(connection, mineral->id, request);
  if (auto allowed = check_authority(*mineral, request, plan->mass, under); !allowed)
    return tl::unexpected(allowed.error());
  return recording.finish(sale_rows(request, *mineral, *plan, under, input.ship_by), {},
                          fmt::format("sale of {} kg of {} to {} at {}, {}, to be shipped by {} from {} lot{}",
                                      format_kilograms(plan->mass), mineral->code, buyer->code, input.price.text,
                                      format_money(plan->proceeds), format_date(input.ship_by), plan->draws.size(),
                                      plan->draws.size() == 1 ? "" : "s"));
}

Expected<Recorded> cancel_sale(store::Book& book, const RecordingOptions& options, const SaleCancellationInput& input) {
  Recording recording(book, options, "sale-cancellation");
  const auto fingerprint = recording.fingerprint().add("sale", input.sale).add("reason", input.reason);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto sale = store::load_sale(recording.connection(), input.sale, recording.on());
  if (!sale) return tl::unexpected(sale.error());
  if (auto open = check_cancellation_of(*sale, recording.on()); !open) return tl::unexpected(open.error());
  RecordRow row("sale_cancellation");
  row.set("sale_entry_id", input.sale).set("reason", input.reason);
  std::vector<RecordRow> rows = {row};
  for (const SoldLot& lot : sale->lots) {
    if (lot.left > Mass()) rows.emplace_back("sale_cancellation_lot").set("lot_id", lot.lot).set("mass_mg", lot.left);
  }
  return recording.finish(std::move(rows), {},
                          fmt::format("cancellation of {} kg of {} of sale {} to {}: {}",
                                      format_kilograms(sale->left()), sale->mineral_code, number_of(input.sale),
                                      sale->buyer_code, input.reason));
}

} // namespace pvault::operations
