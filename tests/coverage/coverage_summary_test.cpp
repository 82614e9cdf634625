#include "coverage/coverage_summary.hpp"

#include "coverage/available_stock.hpp"
#include "tests/support/values.hpp"

#include <algorithm>
#include <doctest/doctest.h>

namespace coverage_summary_test {

using namespace pvault;
using namespace pvault::test;

namespace {

// 1 kg a day in 2025, so that kilograms are days.
DemandFigure one_a_day() {
  return {.per_year = kilograms(365), .year = 2025, .basis = "apparent-consumption", .quality = "A"};
}

MineralCoverage covered(const char* mineral, Mass available, std::optional<DemandFigure> demand, bool group = false) {
  return {.mineral = mineral,
          .available = available,
          .demand = demand,
          .status = coverage_status({available, demand, group, 60})};
}

std::vector<std::string> names(const std::vector<CoverageClass>& classes, std::string_view name) {
  return std::ranges::find(classes, name, &CoverageClass::name)->minerals;
}

AvailableStock held(Mass on_hand) {
  AvailableStock stock;
  stock.on_hand = on_hand;
  return stock;
}

} // namespace

TEST_CASE("each mineral is in one class of its status and one of its days") {
  DemandFigure nothing = one_a_day();
  nothing.per_year = Mass();
  const std::vector<MineralCoverage> minerals = {covered("none", Mass(), one_a_day()),
                                                 covered("a-grain", Mass::milligrams(1), one_a_day()),
                                                 covered("almost-15", kilograms(15) - Mass::milligrams(1), one_a_day()),
                                                 covered("15", kilograms(15), one_a_day()),
                                                 covered("30", kilograms(30), one_a_day()),
                                                 covered("45", kilograms(45), one_a_day()),
                                                 covered("60", kilograms(60), one_a_day()),
                                                 covered("unwanted", kilograms(1), nothing),
                                                 covered("unknown", kilograms(1), std::nullopt),
                                                 covered("member", kilograms(1), std::nullopt, true)};
  const CoverageSummary summary = summarise_coverage(minerals);
  CHECK(names(summary.by_days, "no_stock") == std::vector<std::string>{"none"});
  CHECK(names(summary.by_days, "under_15_days") == std::vector<std::string>{"a-grain", "almost-15"});
  CHECK(names(summary.by_days, "15_to_30_days") == std::vector<std::string>{"15"});
  CHECK(names(summary.by_days, "30_to_45_days") == std::vector<std::string>{"30"});
  CHECK(names(summary.by_days, "45_to_60_days") == std::vector<std::string>{"45"});
  CHECK(names(summary.by_days, "60_days_and_over") == std::vector<std::string>{"60"});
  CHECK(names(summary.by_days, "no_demand") == std::vector<std::string>{"unwanted"});
  CHECK(names(summary.by_days, "no_demand_figure") == std::vector<std::string>{"unknown"});
  CHECK(names(summary.by_days, "group_figure_only") == std::vector<std::string>{"member"});
  CHECK(names(summary.by_status, "on_target") == std::vector<std::string>{"60"});
  for (const auto* classes : {&summary.by_status, &summary.by_days}) {
    std::size_t all = 0;
    for (const CoverageClass& of : *classes)
      all += of.minerals.size();
    CHECK_EQ(all, minerals.size());
  }
}

TEST_CASE("the lowest is of those that have stock; median and mean are of all with a demand that is no bound") {
  DemandFigure bound = one_a_day();
  bound.is_upper_bound = true;
  const CoverageSummary summary = summarise_coverage(
      std::vector{covered("none", Mass(), one_a_day()), covered("two", kilograms(2), one_a_day()),
                  covered("four", kilograms(4), one_a_day()), covered("bound", kilograms(1), bound),
                  covered("unknown", kilograms(9), std::nullopt), covered("five", kilograms(5), one_a_day())});
  CHECK_EQ(summary.lowest->mineral, "bound");
  CHECK_EQ(summary.lowest->tenths, 10);
  CHECK_EQ(summary.lowest->sign, ">");
  CHECK_EQ(summary.counted, 4);
  CHECK_EQ(*summary.median_tenths, 30); // of 0, 2, 4 and 5
  CHECK_EQ(*summary.mean_tenths, 27);   // 11 / 4 = 2.75
}

TEST_CASE("without any mineral there is no lowest, no median and no mean") {
  const CoverageSummary summary = summarise_coverage({});
  CHECK_FALSE(summary.lowest.has_value());
  CHECK_FALSE(summary.median_tenths.has_value());
  CHECK_EQ(summary.by_days.size(), 9);
}

TEST_CASE("a part that never comes out is taken off what is left, rounded up") {
  AvailableStock stock = held(kilograms(10));
  stock.in_transit = kilograms(4);
  take_off_unavailable(stock, rate("10%"));
  CHECK_EQ(stock.unavailable, Mass::milligrams(600'000));
  CHECK_EQ(stock.held_back(), kilograms(4));
  CHECK_EQ(stock.available(), Mass::milligrams(5'400'000));
  AvailableStock grain = held(Mass::milligrams(5));
  take_off_unavailable(grain, rate("10%"));
  CHECK_EQ(grain.available(), Mass::milligrams(4));
  take_off_unavailable(grain, rate("0%"));
  CHECK_EQ(grain.unavailable, Mass::milligrams(1)); // as it was
  AvailableStock all = held(kilograms(10));
  take_off_unavailable(all, rate("100%"));
  CHECK_EQ(all.available(), Mass());
}

} // namespace coverage_summary_test
