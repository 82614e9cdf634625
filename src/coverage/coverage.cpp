#include "coverage/coverage.hpp"

#include <date/date.h>

namespace pvault {

int days_in_figure_year(const DemandFigure& demand) { return date::year{demand.year}.is_leap() ? 366 : 365; }

namespace {

// Demand a day, exact.
Exact demand_per_day_mg(const DemandFigure& demand) {
  return Exact(demand.per_year.milligrams()) / days_in_figure_year(demand);
}

// Below zero when more is available than the target asks for.
Exact exact_gap_mg(Mass available, int target_days, const DemandFigure& demand) {
  return demand_per_day_mg(demand) * target_days - available.milligrams();
}

} // namespace

std::optional<std::int64_t> coverage_tenths(Mass available, const DemandFigure& demand) {
  return round_to_integer(Exact(available.milligrams()) * 10 / demand_per_day_mg(demand), Rounding::down);
}

std::optional<Mass> coverage_gap(Mass available, int target_days, const DemandFigure& demand) {
  const Exact gap_mg = exact_gap_mg(available, target_days, demand);
  if (gap_mg <= 0) return Mass();
  const auto rounded_mg = round_to_integer(gap_mg, Rounding::up);
  return rounded_mg ? std::optional(Mass::milligrams(*rounded_mg)) : std::nullopt;
}

std::optional<Money> gap_cost(Mass gap, const BasisPrice& price) { return value_at(price, gap); }

std::optional<Money> cost_per_coverage_day(Money cost, Mass available, const DemandFigure& demand) {
  if (available <= Mass()) return std::nullopt;
  const auto cents =
      round_to_integer(demand_per_day_mg(demand) * cost.cents() / available.milligrams(), Rounding::half_even);
  return cents ? std::optional(Money::cents(*cents)) : std::nullopt;
}

std::string_view coverage_status_name(CoverageStatus status) {
  switch (status) {
  case CoverageStatus::on_target:
    return "on_target";
  case CoverageStatus::below_target:
    return "below_target";
  case CoverageStatus::no_stock:
    return "no_stock";
  case CoverageStatus::no_demand_figure:
    return "no_demand_figure";
  case CoverageStatus::group_figure_only:
    return "group_figure_only";
  }
  return {};
}

CoverageStatus coverage_status(const CoverageQuestion& question) {
  if (!question.demand)
    return question.group_has_figure ? CoverageStatus::group_figure_only : CoverageStatus::no_demand_figure;
  if (question.available <= Mass()) return CoverageStatus::no_stock;
  const bool below =
      question.target_days && exact_gap_mg(question.available, *question.target_days, *question.demand) > 0;
  return below ? CoverageStatus::below_target : CoverageStatus::on_target;
}

} // namespace pvault
