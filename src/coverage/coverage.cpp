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

// By what a lower bound of demand is at most; the caller has seen that this is known.
DemandFigure at_its_most(const DemandFigure& demand) {
  DemandFigure most = demand;
  most.per_year = demand.at_most.value();
  most.is_lower_bound = false;
  return most;
}

} // namespace

std::string_view cover_sign(const std::optional<DemandFigure>& demand) {
  if (!demand) return "";
  if (demand->is_upper_bound) return ">";
  return demand->is_lower_bound ? "<" : "";
}

std::string_view sign_in_words(std::string_view sign) {
  if (sign == ">") return "more than ";
  return sign == "<" ? "less than " : "";
}

int age_in_years(const DemandFigure& demand, Date on) {
  return on.year() - (demand.oldest_year == 0 ? demand.year : demand.oldest_year);
}

std::optional<Exact> exact_coverage_days(Mass available, const DemandFigure& demand) {
  if (demand.per_year == Mass()) return std::nullopt;
  return Exact(available.milligrams()) / demand_per_day_mg(demand);
}

std::optional<std::int64_t> coverage_tenths(Mass available, const DemandFigure& demand) {
  const auto days = exact_coverage_days(available, demand);
  if (!days) return std::nullopt;
  return round_to_integer(*days * 10, demand.is_lower_bound ? Rounding::up : Rounding::down);
}

std::optional<std::int64_t> coverage_tenths_at_least(Mass available, const DemandFigure& demand) {
  return demand.at_most ? coverage_tenths(available, at_its_most(demand)) : std::nullopt;
}

std::optional<Mass> coverage_gap(Mass available, int target_days, const DemandFigure& demand) {
  const Exact gap_mg = exact_gap_mg(available, target_days, demand);
  if (gap_mg <= 0) return Mass();
  const auto rounded_mg = round_to_integer(gap_mg, demand.is_lower_bound ? Rounding::down : Rounding::up);
  return rounded_mg ? std::optional(Mass::milligrams(*rounded_mg)) : std::nullopt;
}

bool is_covered_for_certain(Mass available, int target_days, const DemandFigure& demand) {
  if (target_days <= 0) return true;
  if (!demand.is_lower_bound) return exact_gap_mg(available, target_days, demand) <= 0;
  return demand.at_most && exact_gap_mg(available, target_days, at_its_most(demand)) <= 0;
}

std::optional<Money> gap_cost(Mass gap, const BasisPrice& price) { return value_at(price, gap); }

std::optional<Money> cost_per_coverage_day(Money cost, Mass available, const DemandFigure& demand) {
  if (available <= Mass() || demand.per_year == Mass()) return std::nullopt;
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
  case CoverageStatus::no_demand:
    return "no_demand";
  }
  return {};
}

CoverageStatus coverage_status(const CoverageQuestion& question) {
  if (!question.demand)
    return question.group_has_figure ? CoverageStatus::group_figure_only : CoverageStatus::no_demand_figure;
  if (question.demand->per_year == Mass()) return CoverageStatus::no_demand;
  if (question.available <= Mass()) return CoverageStatus::no_stock;
  const int target_days = question.target_days.value_or(0);
  const bool covered = is_covered_for_certain(question.available, target_days, *question.demand);
  return covered ? CoverageStatus::on_target : CoverageStatus::below_target;
}

} // namespace pvault
