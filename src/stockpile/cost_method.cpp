#include "stockpile/cost_method.hpp"

#include "stockpile/purchase.hpp"
#include "units/choice.hpp"
#include "units/largest_remainder.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace pvault {

namespace {

constexpr Choices<CostMethod, 4> methods = {{{CostMethod::fifo, "fifo"},
                                             {CostMethod::lifo, "lifo"},
                                             {CostMethod::average, "average"},
                                             {CostMethod::specific, "specific"}}};

} // namespace

std::string_view cost_method_name(CostMethod method) { return name_of(methods, method); }

Expected<CostMethod> parse_cost_method(std::string_view text) { return parse_choice(methods, text, "a cost method"); }

Expected<void> check_cost_method(const Mineral& mineral, CostMethod method, const ReleaseRequest& request,
                                 const std::optional<LaterAveraging>& later) {
  if (auto single = check_not_group(mineral); !single) return single;
  if (method == CostMethod::specific && !request.lots_named) {
    return refuse(Rule::lots_not_named,
                  fmt::format("{} goes by specific lots on {}, and the release names none", mineral.code,
                              format_date(request.on)),
                  fmt::format("add --lot NAME for each lot; `pvault report lots --mineral {} --as-of {}` shows them",
                              mineral.code, format_date(request.on)));
  }
  if (method != CostMethod::average || !later) return {};
  return refuse(Rule::average_not_in_order,
                fmt::format("{} was averaged on {} by entry {}, the release is dated {}, {} earlier", mineral.code,
                            format_date(later->on), number_of(later->entry), format_date(request.on),
                            format_days(days_between(request.on, later->on))),
                fmt::format("date it {} or later; or reverse what was released since, the newest first, and record all "
                            "in order",
                            format_date(later->on)));
}

AverageCost average_of(const std::vector<OpenLot>& lots) {
  AverageCost average;
  for (const OpenLot& lot : lots) {
    average.mass += lot.mass;
    average.cost += lot.cost;
  }
  return average;
}

std::vector<Money> costs_at_average(const AverageCost& average, const std::vector<LotDraw>& draws) {
  std::vector<Mass> masses;
  Mass drawn;
  for (const LotDraw& draw : draws) {
    masses.push_back(draw.mass);
    drawn += draw.mass;
  }
  const std::int64_t cost_cents =
      share_of(average.cost.cents(), drawn.milligrams(), average.mass.milligrams(), Rounding::half_even);
  return share_by_mass(Money::cents(cost_cents), masses);
}

std::vector<CostShift> plan_averaging(const std::vector<OpenLot>& lots, const std::vector<LotDraw>& draws) {
  std::map<LotId, LotDraw> drawn;
  Money kept_cost = average_of(lots).cost;
  for (const LotDraw& draw : draws) {
    drawn.emplace(draw.lot, draw);
    kept_cost -= draw.cost;
  }
  std::vector<Mass> kept;
  kept.reserve(lots.size());
  for (const OpenLot& lot : lots)
    kept.push_back(lot.mass - drawn[lot.id].mass);
  const bool all_leaves = std::ranges::all_of(kept, [](Mass mass) { return mass == Mass(); });
  const std::vector<Money> kept_costs = all_leaves ? std::vector<Money>(lots.size()) : share_by_mass(kept_cost, kept);
  std::vector<CostShift> shifts;
  for (std::size_t i = 0; i < lots.size(); ++i) {
    const Money shift = drawn[lots[i].id].cost + kept_costs[i] - lots[i].cost;
    if (shift != Money()) shifts.push_back({lots[i].id, shift});
  }
  return shifts;
}

Postings averaging_postings(MineralId mineral, const std::vector<CostShift>& shifts) {
  Postings postings;
  for (const CostShift& shift : shifts)
    postings.push_back({.account = Account::inventory, .mineral = mineral, .lot = shift.lot, .amount = shift.amount});
  return postings;
}

} // namespace pvault
