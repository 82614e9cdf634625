#include "coverage/coverage.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace coverage_coverage_test {

using namespace pvault;
using namespace pvault::test;

namespace {

DemandFigure demand(Mass per_year, int year = 2025) {
  return {.per_year = per_year, .year = year, .basis = "apparent-consumption", .quality = "A"};
}
DemandFigure demand_kg(std::int64_t per_year, int year = 2025) { return demand(kilograms(per_year), year); }

constexpr Mass milligram = Mass::milligrams(1);

} // namespace

TEST_CASE("a year has as many days as the calendar says") {
  CHECK_EQ(days_in_figure_year(demand_kg(1, 2025)), 365);
  CHECK_EQ(days_in_figure_year(demand_kg(1, 2024)), 366);
  CHECK_EQ(days_in_figure_year(demand_kg(1, 2000)), 366);
  CHECK_EQ(days_in_figure_year(demand_kg(1, 1900)), 365);
}

// USGS, Mineral Commodity Summaries 2026: 19,000 kg of gallium in 2025.
TEST_CASE("cover is stock × days ÷ demand, in tenths, rounded down") {
  CHECK_EQ(coverage_tenths(kilograms(19'000), demand_kg(19'000)), 3'650);
  CHECK_EQ(coverage_tenths(kilograms(19'000), demand_kg(19'000, 2024)), 3'660);
  CHECK_EQ(coverage_tenths(kilograms(10'000), demand_kg(19'000)), 1'921); // 192.105...
  CHECK_EQ(coverage_tenths(Mass(), demand_kg(19'000)), 0);
  CHECK_EQ(coverage_tenths(kilograms(60), demand_kg(365)), 600);
  CHECK_EQ(coverage_tenths(kilograms(60) - milligram, demand_kg(365)), 599); // never overstated
  CHECK_EQ(coverage_tenths(Mass::milligrams(largest_mass_mg), demand(milligram)), std::nullopt);
}

TEST_CASE("the gap is what the target lacks, rounded up to the milligram") {
  CHECK_EQ(coverage_gap(Mass(), 60, demand_kg(365)), kilograms(60));
  CHECK_EQ(coverage_gap(kilograms(60), 60, demand_kg(365)), Mass());
  CHECK_EQ(coverage_gap(kilograms(60) - milligram, 60, demand_kg(365)), milligram);
  CHECK_EQ(coverage_gap(kilograms(61), 60, demand_kg(365)), Mass());
  CHECK_EQ(coverage_gap(kilograms(60), 60, demand_kg(366, 2024)), Mass());
  CHECK_EQ(coverage_gap(Mass(), 1, demand(milligram)), milligram); // 1/365 of a milligram is not understated
  CHECK_EQ(coverage_gap(Mass(), 0, demand_kg(365)), Mass());
  CHECK_EQ(coverage_gap(Mass(), 60, demand_kg(19'000)), Mass::milligrams(3'123'287'672)); // 3,123.287671... kg
}

TEST_CASE("a demand of nothing asks for no cover") {
  CHECK_EQ(exact_coverage_days(kilograms(5), demand_kg(0)), std::nullopt);
  CHECK_EQ(coverage_tenths(kilograms(5), demand_kg(0)), std::nullopt);
  CHECK_EQ(coverage_gap(Mass(), 60, demand_kg(0)), Mass());
  CHECK_EQ(cost_per_coverage_day(money("5 USD"), kilograms(5), demand_kg(0)), std::nullopt);
}

TEST_CASE("a lower bound of demand: cover rounded up and gap down, so that what is said of both stays true") {
  DemandFigure at_least = demand_kg(19'000);
  at_least.is_lower_bound = true;
  CHECK_EQ(coverage_tenths(kilograms(10'000), at_least), 1'922);                 // 192.105...
  CHECK_EQ(coverage_gap(Mass(), 60, at_least), Mass::milligrams(3'123'287'671)); // 3,123.287671... kg
}

TEST_CASE("a lower bound that is at most so much gives a cover that is at least so much, and can be on target") {
  DemandFigure within = demand_kg(19'000);
  CHECK_EQ(coverage_tenths_at_least(kilograms(10'000), within), std::nullopt);
  within.is_lower_bound = true;
  CHECK_EQ(coverage_tenths_at_least(kilograms(10'000), within), std::nullopt); // nothing is known of it
  within.at_most = kilograms(38'000);
  CHECK_EQ(coverage_tenths(kilograms(10'000), within), 1'922);        // 192.105... days, up
  CHECK_EQ(coverage_tenths_at_least(kilograms(10'000), within), 960); // 96.05... days, down
  CHECK(coverage_status({kilograms(10'000), within, false, 96}) == CoverageStatus::on_target);
  CHECK(coverage_status({kilograms(10'000), within, false, 97}) == CoverageStatus::below_target);
  within.at_most.reset();
  CHECK(coverage_status({kilograms(10'000), within, false, 96}) == CoverageStatus::below_target);
}

TEST_CASE("a target is covered for certain by the most that demand is, and no day at all always is") {
  CHECK(is_covered_for_certain(kilograms(60), 60, demand_kg(365)));
  CHECK_FALSE(is_covered_for_certain(kilograms(59), 60, demand_kg(365)));
  DemandFigure above = demand_kg(365);
  above.is_lower_bound = true;
  CHECK_FALSE(is_covered_for_certain(kilograms(1'000'000), 60, above)); // it could be any
  CHECK(is_covered_for_certain(Mass(), 0, above));
  above.at_most = kilograms(730);
  CHECK(is_covered_for_certain(kilograms(120), 60, above));
  CHECK_FALSE(is_covered_for_certain(kilograms(119), 60, above));
  DemandFigure below = demand_kg(365);
  below.is_upper_bound = true;
  CHECK(is_covered_for_certain(kilograms(60), 60, below));
}

TEST_CASE("the age of a figure is in years of the calendar, and below zero before its year") {
  CHECK_EQ(age_in_years(demand_kg(1, 2014), day("2025-01-01")), 11);
  CHECK_EQ(age_in_years(demand_kg(1, 2025), day("2025-12-31")), 0);
  CHECK_EQ(age_in_years(demand_kg(1, 2025), day("2022-06-30")), -3);
}

TEST_CASE("a gap beyond 64 bits is missing, not a wrong number") {
  CHECK_EQ(coverage_gap(Mass(), 36'500, demand(Mass::milligrams(largest_mass_mg))), std::nullopt);
}

TEST_CASE("the gap's cost is gap × price, half to even") {
  const BasisPrice dollar_a_kg{1, 10'000}; // 100 cents per 1,000,000 mg
  CHECK_EQ(gap_cost(kilograms(60), dollar_a_kg), money("60 USD"));
  CHECK_EQ(gap_cost(Mass::milligrams(5'000), dollar_a_kg), Money::cents(0));
  CHECK_EQ(gap_cost(Mass::milligrams(15'000), dollar_a_kg), Money::cents(2));
  CHECK_EQ(gap_cost(Mass(), dollar_a_kg), Money());
  CHECK_EQ(gap_cost(Mass::milligrams(largest_mass_mg), {largest_money_cents, 1}), std::nullopt);
}

TEST_CASE("cover is more than what is computed of an upper bound of demand, less than of a lower one") {
  DemandFigure demand = demand_kg(365);
  CHECK_EQ(cover_sign(demand), "");
  CHECK_EQ(cover_sign(std::nullopt), "");
  demand.is_upper_bound = true;
  CHECK_EQ(cover_sign(demand), ">");
  demand.is_upper_bound = false;
  demand.is_lower_bound = true;
  CHECK_EQ(cover_sign(demand), "<");
  CHECK_EQ(sign_in_words(">"), "more than ");
  CHECK_EQ(sign_in_words("<"), "less than ");
  CHECK_EQ(sign_in_words(""), "");
}

TEST_CASE("the cost of a day of cover") {
  CHECK_EQ(cost_per_coverage_day(money("600 USD"), kilograms(60), demand_kg(365)), money("10 USD"));
  CHECK_EQ(cost_per_coverage_day(Money::cents(5), kilograms(2), demand_kg(365)), Money::cents(2)); // 2.5
  CHECK_EQ(cost_per_coverage_day(Money::cents(7), kilograms(2), demand_kg(365)), Money::cents(4)); // 3.5
  CHECK_EQ(cost_per_coverage_day(Money(), kilograms(2), demand_kg(365)), Money());
  CHECK_EQ(cost_per_coverage_day(money("600 USD"), Mass(), demand_kg(365)), std::nullopt);
  CHECK_EQ(
      cost_per_coverage_day(Money::cents(largest_money_cents), milligram, demand(Mass::milligrams(largest_mass_mg))),
      std::nullopt);
}

TEST_CASE("a row says where it stands, and why it has no figure") {
  const auto figure = demand_kg(365);
  const auto nothing = demand_kg(0);
  auto at_least = figure;
  at_least.is_lower_bound = true;
  struct Case {
    const char* name;
    CoverageQuestion question;
    CoverageStatus status;
    const char* word;
  };
  const Case cases[] = {
      {"no figure, stock or not",
       {kilograms(1), std::nullopt, false, 60},
       CoverageStatus::no_demand_figure,
       "no_demand_figure"},
      {"no figure, none in stock",
       {Mass(), std::nullopt, false, 60},
       CoverageStatus::no_demand_figure,
       "no_demand_figure"},
      {"a figure for the group only",
       {kilograms(1), std::nullopt, true, 60},
       CoverageStatus::group_figure_only,
       "group_figure_only"},
      {"a figure of its own beside the group's",
       {kilograms(60), figure, true, 60},
       CoverageStatus::on_target,
       "on_target"},
      {"nothing in stock", {Mass(), figure, false, 60}, CoverageStatus::no_stock, "no_stock"},
      {"nothing in stock, nothing wanted", {Mass(), figure, false, 0}, CoverageStatus::no_stock, "no_stock"},
      {"exactly the target", {kilograms(60), figure, false, 60}, CoverageStatus::on_target, "on_target"},
      {"a milligram below",
       {kilograms(60) - milligram, figure, false, 60},
       CoverageStatus::below_target,
       "below_target"},
      {"no target", {milligram, figure, false, std::nullopt}, CoverageStatus::on_target, "on_target"},
      {"a target of nothing", {milligram, figure, false, 0}, CoverageStatus::on_target, "on_target"},
      {"nothing is wanted", {milligram, nothing, false, 60}, CoverageStatus::no_demand, "no_demand"},
      {"nothing is wanted, nothing in stock", {Mass(), nothing, false, 60}, CoverageStatus::no_demand, "no_demand"},
      {"at least so much is wanted",
       {kilograms(99), at_least, false, 60},
       CoverageStatus::below_target,
       "below_target"},
      {"at least so much, no target", {kilograms(99), at_least, false, 0}, CoverageStatus::on_target, "on_target"},
  };
  for (const Case& expected : cases) {
    CAPTURE(expected.name);
    CHECK(coverage_status(expected.question) == expected.status);
    CHECK_EQ(coverage_status_name(expected.status), expected.word);
  }
}

} // namespace coverage_coverage_test
