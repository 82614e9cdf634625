#include "coverage/coverage_summary.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace pvault {

namespace {

// Where a class of days ends, in tenths; what is not below the last is in the class after it.
struct DaysClass {
  std::string_view name;
  std::int64_t until_tenths;
};
constexpr std::array<DaysClass, 4> days_classes = {
    {{"under_15_days", 150}, {"15_to_30_days", 300}, {"30_to_45_days", 450}, {"45_to_60_days", 600}}};
constexpr std::string_view longest_class = "60_days_and_over";

std::string_view days_class_of(const MineralCoverage& mineral) {
  const bool is_measured =
      mineral.status == CoverageStatus::on_target || mineral.status == CoverageStatus::below_target;
  if (!is_measured) return coverage_status_name(mineral.status);
  const auto days = exact_coverage_days(mineral.available, *mineral.demand);
  for (const DaysClass& of : days_classes) {
    if (*days * 10 < of.until_tenths) return of.name;
  }
  return longest_class;
}

void put(std::vector<CoverageClass>& classes, std::string_view name, const std::string& mineral) {
  std::ranges::find(classes, name, &CoverageClass::name)->minerals.push_back(mineral);
}

std::vector<CoverageClass> status_classes() {
  std::vector<CoverageClass> classes;
  for (const CoverageStatus status :
       {CoverageStatus::on_target, CoverageStatus::below_target, CoverageStatus::no_stock, CoverageStatus::no_demand,
        CoverageStatus::group_figure_only, CoverageStatus::no_demand_figure})
    classes.push_back({.name = coverage_status_name(status)});
  return classes;
}

std::vector<CoverageClass> classes_of_days() {
  std::vector<CoverageClass> classes = {{.name = coverage_status_name(CoverageStatus::no_stock)}};
  for (const DaysClass& of : days_classes)
    classes.push_back({.name = of.name});
  classes.push_back({.name = longest_class});
  for (const CoverageStatus status :
       {CoverageStatus::no_demand, CoverageStatus::group_figure_only, CoverageStatus::no_demand_figure})
    classes.push_back({.name = coverage_status_name(status)});
  return classes;
}

void keep_lowest(CoverageSummary& summary, const MineralCoverage& mineral) {
  if (mineral.available <= Mass() || !mineral.demand) return;
  const auto tenths = coverage_tenths(mineral.available, *mineral.demand);
  if (!tenths || (summary.lowest && summary.lowest->tenths <= *tenths)) return;
  summary.lowest = {.mineral = mineral.mineral, .tenths = *tenths, .sign = cover_sign(mineral.demand)};
}

// Days of cover that are no bound, the shortest first.
std::vector<Exact> measured_days(std::span<const MineralCoverage> minerals) {
  std::vector<Exact> days;
  for (const MineralCoverage& mineral : minerals) {
    if (!mineral.demand || mineral.demand->is_upper_bound || mineral.demand->is_lower_bound) continue;
    if (const auto covered = exact_coverage_days(mineral.available, *mineral.demand)) days.push_back(*covered);
  }
  std::ranges::sort(days);
  return days;
}

Exact median_of(const std::vector<Exact>& sorted) {
  const std::size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : Exact((sorted[middle - 1] + sorted[middle]) / 2);
}

} // namespace

CoverageSummary summarise_coverage(std::span<const MineralCoverage> minerals) {
  CoverageSummary summary{.by_status = status_classes(), .by_days = classes_of_days()};
  for (const MineralCoverage& mineral : minerals) {
    put(summary.by_status, coverage_status_name(mineral.status), mineral.mineral);
    put(summary.by_days, days_class_of(mineral), mineral.mineral);
    keep_lowest(summary, mineral);
  }
  const std::vector<Exact> days = measured_days(minerals);
  summary.counted = static_cast<std::int64_t>(days.size());
  if (days.empty()) return summary;
  const Exact sum = std::accumulate(days.begin(), days.end(), Exact(0));
  summary.median_tenths = round_to_integer(median_of(days) * 10, Rounding::down);
  summary.mean_tenths = round_to_integer(sum * 10 / summary.counted, Rounding::down);
  return summary;
}

} // namespace pvault
