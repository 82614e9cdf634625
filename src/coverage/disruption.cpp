#include "coverage/disruption.hpp"

#include "units/choice.hpp"

#include <algorithm>

namespace pvault {

namespace {

constexpr Choices<DisruptionStatus, 10> statuses{{{DisruptionStatus::runs_out, "runs_out"},
                                                  {DisruptionStatus::may_run_out, "may_run_out"},
                                                  {DisruptionStatus::holds, "holds"},
                                                  {DisruptionStatus::no_stock, "no_stock"},
                                                  {DisruptionStatus::does_not_run_out, "does_not_run_out"},
                                                  {DisruptionStatus::net_exporter, "net_exporter"},
                                                  {DisruptionStatus::shares_unknown, "shares_unknown"},
                                                  {DisruptionStatus::reliance_unknown, "reliance_unknown"},
                                                  {DisruptionStatus::no_demand_figure, "no_demand_figure"},
                                                  {DisruptionStatus::group_figure_only, "group_figure_only"}}};

Exact not_below_zero(const Exact& value) { return value < 0 ? Exact(0) : value; }

Exact available_mg(const DisruptionQuestion& question) {
  return std::max<std::int64_t>(0, question.available.milligrams());
}

Endurance endure(const DisruptionQuestion& question, const DailySupply& supply) {
  Endurance endurance{.supply = supply, .days = {}, .missing_mg = 0};
  const Exact available = available_mg(question);
  if (supply.shortfall > 0) endurance.days = Exact(available / supply.shortfall);
  endurance.missing_mg = not_below_zero(supply.shortfall * question.days - available);
  return endurance;
}

} // namespace

DailySupply daily_supply(const DemandFigure& demand, RelativeChange change, const Exact& lost) {
  const Exact per_day = Exact(demand.per_year.milligrams()) / days_in_figure_year(demand);
  DailySupply supply{.needed = per_day * change.factor(), .lost = per_day * lost, .continuing = 0, .shortfall = 0};
  supply.continuing = per_day - supply.lost;
  supply.shortfall = not_below_zero(supply.needed - supply.continuing);
  return supply;
}

Disruption compute_disruption(const DisruptionQuestion& question) {
  const DailySupply worst = daily_supply(question.demand, question.demand_change, question.lost.most);
  const DailySupply best = daily_supply(question.demand, question.demand_change, question.lost.least);
  Disruption disruption{.at_worst = endure(question, worst), .at_best = endure(question, best)};
  disruption.is_short_at_best = best.shortfall > 0;
  // The shortfall is demand × (change + lost), so that it falls and rises with demand as far as that may.
  if (question.demand.is_upper_bound) disruption.at_best = endure(question, {0, 0, 0, 0});
  disruption.is_unlimited = question.demand.is_lower_bound && worst.shortfall > 0;
  if (disruption.is_unlimited) disruption.at_worst.days = Exact(0);
  return disruption;
}

std::optional<std::int64_t> tenths_of(const Endurance& endurance, Rounding rounding) {
  return endurance.days ? round_to_integer(*endurance.days * 10, rounding) : std::nullopt;
}

std::optional<Date> first_short_day(Date as_of, const Endurance& endurance) {
  if (!endurance.days) return std::nullopt;
  const auto whole = round_to_integer(*endurance.days, Rounding::down);
  const Date last = Date::of(date::year{2199} / 12 / 31);
  if (!whole || *whole >= days_between(as_of, last)) return std::nullopt;
  return add_days(as_of, static_cast<int>(*whole) + 1);
}

std::optional<Mass> mass_of(const Exact& milligrams, Rounding rounding) {
  const auto rounded = round_to_integer(milligrams, rounding);
  return rounded ? std::optional(Mass::milligrams(*rounded)) : std::nullopt;
}

std::string_view disruption_status_name(DisruptionStatus status) { return name_of(statuses, status); }

DisruptionStatus disruption_status(const DisruptionQuestion& question, const Disruption& disruption,
                                   bool is_net_exporter) {
  if (!disruption.at_worst.days)
    return is_net_exporter ? DisruptionStatus::net_exporter : DisruptionStatus::does_not_run_out;
  if (question.available <= Mass() && disruption.is_short_at_best) return DisruptionStatus::no_stock;
  const bool may_be_missing = disruption.is_unlimited ? question.days > 0 : disruption.at_worst.missing_mg > 0;
  if (!may_be_missing) return DisruptionStatus::holds;
  return disruption.at_best.missing_mg > 0 ? DisruptionStatus::runs_out : DisruptionStatus::may_run_out;
}

std::optional<DisruptionStatus> why_unknown(const KnownFigures& known) {
  if (!known.has_demand)
    return known.group_has_demand ? DisruptionStatus::group_figure_only : DisruptionStatus::no_demand_figure;
  if (known.knows_loss) return std::nullopt;
  return known.has_shares ? DisruptionStatus::reliance_unknown : DisruptionStatus::shares_unknown;
}

} // namespace pvault
