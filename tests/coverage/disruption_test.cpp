#include "coverage/disruption.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace coverage_disruption_test {

using namespace pvault;
using namespace pvault::test;

namespace {

Limits lost(int percent) { return {Exact(percent) / 100, Exact(percent) / 100}; }
Limits lost(int least, int most) { return {Exact(least) / 100, Exact(most) / 100}; }
RelativeChange change(std::string_view text) { return allowed(parse_change(text)); }

// 365 kg in a year of 365 days: one kilogram a day.
DisruptionQuestion kilogram_a_day(std::int64_t available_kg, Limits of_demand, int days = 180) {
  return {.available = kilograms(available_kg),
          .demand = {.per_year = kilograms(365), .year = 2025, .basis = "apparent-consumption", .quality = "A"},
          .demand_change = {},
          .lost = of_demand,
          .days = days};
}

DisruptionStatus status_of(const DisruptionQuestion& question, bool is_net_exporter = false) {
  return disruption_status(question, compute_disruption(question), is_net_exporter);
}
std::optional<std::int64_t> worst_tenths(const DisruptionQuestion& question) {
  return tenths_of(compute_disruption(question).at_worst);
}
Mass missing_at_worst(const DisruptionQuestion& question) {
  return mass_of(compute_disruption(question).at_worst.missing_mg, Rounding::up).value();
}
std::string short_from(const DisruptionQuestion& question, std::string_view as_of = "2026-03-31") {
  const auto on = first_short_day(day(as_of), compute_disruption(question).at_worst);
  return on ? format_date(*on) : "-";
}

} // namespace

TEST_CASE("half of the demand is lost, so the stock lasts twice as long") {
  const DisruptionQuestion question = kilogram_a_day(60, lost(50));
  const Disruption result = compute_disruption(question);
  CHECK_EQ(result.at_worst.supply.needed, Exact(1'000'000));
  CHECK_EQ(result.at_worst.supply.lost, Exact(500'000));
  CHECK_EQ(result.at_worst.supply.continuing, Exact(500'000));
  CHECK_EQ(result.at_worst.supply.shortfall, Exact(500'000));
  CHECK_EQ(tenths_of(result.at_worst), 1'200);
  CHECK_FALSE(result.is_within_limits());
  CHECK_EQ(missing_at_worst(question), kilograms(30)); // 180 days need 90 kg of the stock
  CHECK_EQ(status_of(question), DisruptionStatus::runs_out);
}

// Antimony in 2025: 45,000 t, reliance 91%, China 55%.
TEST_CASE("antimony without China") {
  DisruptionQuestion question = kilogram_a_day(0, {Exact(5'005) / 10'000, Exact(5'005) / 10'000});
  question.demand.per_year = kilograms(45'000'000);
  question.available = kilograms(1'000'000);
  // 45,000,000 × 0.5005 / 365 = 61,705.479... kg a day; 1,000,000 kg last 16.206 days.
  const Disruption result = compute_disruption(question);
  CHECK_EQ(mass_of(result.at_worst.supply.shortfall, Rounding::up), Mass::milligrams(61'705'479'453));
  CHECK_EQ(mass_of(result.at_worst.supply.continuing, Rounding::down), Mass::milligrams(61'582'191'780));
  CHECK_EQ(tenths_of(result.at_worst), 162);
  CHECK_EQ(short_from(question), "2026-04-17");                               // sixteen whole days from April 1 on
  CHECK_EQ(missing_at_worst(question), Mass::milligrams(10'106'986'301'370)); // 11,106,986.30137 less 1,000,000
}

TEST_CASE("the first short day is the first whose need cannot be met in full") {
  CHECK_EQ(short_from(kilogram_a_day(0, lost(100))), "2026-04-01");
  CHECK_EQ(short_from(kilogram_a_day(1, lost(100))), "2026-04-02"); // 1 April is met to the last milligram
  CHECK_EQ(short_from(kilogram_a_day(10, lost(100))), "2026-04-11");
  DisruptionQuestion a_little_less = kilogram_a_day(10, lost(100));
  a_little_less.available -= Mass::milligrams(1);
  CHECK_EQ(short_from(a_little_less), "2026-04-10");
  CHECK_EQ(worst_tenths(a_little_less), 99); // rounded down
  CHECK_EQ(short_from(kilogram_a_day(60, lost(0))), "-");
}

TEST_CASE("a stock that lasts longer than the calendar has no day") {
  CHECK_EQ(short_from(kilogram_a_day(10, lost(100)), "2199-12-21"), "-");
  CHECK_EQ(short_from(kilogram_a_day(10, lost(100)), "2199-12-20"), "2199-12-31");
  CHECK_EQ(short_from(kilogram_a_day(1'000'000, lost(100))), "-");
  CHECK_EQ(worst_tenths(kilogram_a_day(1'000'000, lost(100))), 10'000'000);
}

TEST_CASE("running out within the days asked for is the same as something missing by their end") {
  const DisruptionQuestion just_enough = kilogram_a_day(180, lost(100));
  CHECK_EQ(missing_at_worst(just_enough), Mass());
  CHECK_EQ(status_of(just_enough), DisruptionStatus::holds);
  CHECK_EQ(short_from(just_enough, "2025-12-31"), "2026-06-30"); // day 181
  DisruptionQuestion too_little = just_enough;
  too_little.available -= Mass::milligrams(1);
  CHECK_EQ(missing_at_worst(too_little), Mass::milligrams(1));
  CHECK_EQ(status_of(too_little), DisruptionStatus::runs_out);
  CHECK_EQ(short_from(too_little, "2025-12-31"), "2026-06-29"); // day 180
}

TEST_CASE("what is missing is rounded up") {
  DisruptionQuestion question = kilogram_a_day(0, lost(100), 1);
  question.demand.per_year = Mass::milligrams(1);
  CHECK_EQ(missing_at_worst(question), Mass::milligrams(1)); // 1/365 of a milligram
  CHECK_EQ(missing_at_worst(kilogram_a_day(0, lost(100), 0)), Mass());
}

TEST_CASE("a figure of a leap year is spread over 366 days") {
  DisruptionQuestion question = kilogram_a_day(60, lost(100));
  question.demand.per_year = kilograms(366);
  question.demand.year = 2024;
  CHECK_EQ(worst_tenths(question), 600);
  question.demand.year = 2025;
  CHECK_EQ(worst_tenths(question), 598); // 60 × 365 / 366 = 59.83...
}

TEST_CASE("demand that changes scales what is needed and not what continues") {
  DisruptionQuestion question = kilogram_a_day(60, lost(50));
  question.demand_change = change("+10%");
  CHECK_EQ(compute_disruption(question).at_worst.supply.continuing, Exact(500'000));
  CHECK_EQ(compute_disruption(question).at_worst.supply.shortfall, Exact(600'000));
  CHECK_EQ(worst_tenths(question), 1'000);
  question.demand_change = change("-20%");
  CHECK_EQ(worst_tenths(question), 2'000);
}

TEST_CASE("demand that shrinks below the supply that continues leaves no shortfall") {
  DisruptionQuestion question = kilogram_a_day(60, lost(50));
  for (const char* shrinks : {"-50%", "-60%", "-100%"}) {
    question.demand_change = change(shrinks);
    CHECK_EQ(compute_disruption(question).at_worst.supply.shortfall, Exact(0));
    CHECK_EQ(worst_tenths(question), std::nullopt);
    CHECK_EQ(short_from(question), "-");
    CHECK_EQ(missing_at_worst(question), Mass());
    CHECK_EQ(status_of(question), DisruptionStatus::does_not_run_out);
  }
  question.demand_change = change("-49.9999999%");
  CHECK_EQ(status_of(question), DisruptionStatus::holds);
}

TEST_CASE("a demand of zero needs nothing") {
  DisruptionQuestion question = kilogram_a_day(0, lost(100));
  question.demand.per_year = Mass();
  CHECK_EQ(worst_tenths(question), std::nullopt);
  CHECK_EQ(missing_at_worst(question), Mass());
  CHECK_EQ(status_of(question), DisruptionStatus::does_not_run_out);
}

TEST_CASE("limits of what is lost give two answers, and the one at worst is the figure") {
  const DisruptionQuestion question = kilogram_a_day(60, lost(25, 50), 180);
  const Disruption result = compute_disruption(question);
  CHECK(result.is_within_limits());
  CHECK_EQ(tenths_of(result.at_worst), 1'200);
  CHECK_EQ(tenths_of(result.at_best), 2'400);
  CHECK_EQ(format_date(first_short_day(day("2026-03-31"), result.at_best).value()), "2026-11-27");
  CHECK_EQ(result.at_best.missing_mg, Exact(0));
  CHECK_EQ(status_of(question), DisruptionStatus::may_run_out);
  CHECK_EQ(status_of(kilogram_a_day(60, lost(25, 50), 120)), DisruptionStatus::holds);
  CHECK_EQ(status_of(kilogram_a_day(60, lost(25, 50), 241)), DisruptionStatus::runs_out);
}

TEST_CASE("at best nothing may be lost at all") {
  const Disruption result = compute_disruption(kilogram_a_day(60, lost(0, 50)));
  CHECK_EQ(tenths_of(result.at_worst), 1'200);
  CHECK_EQ(tenths_of(result.at_best), std::nullopt);
  CHECK(result.is_within_limits());
  CHECK_FALSE(result.is_short_at_best);
}

TEST_CASE("a demand that is only known to be below a bound is at worst the bound, and at best as good as nothing") {
  DisruptionQuestion question = kilogram_a_day(60, lost(50));
  question.demand.is_upper_bound = true;
  const Disruption result = compute_disruption(question);
  CHECK_EQ(tenths_of(result.at_worst), 1'200);
  CHECK_EQ(tenths_of(result.at_best), std::nullopt);
  CHECK(result.is_within_limits());
  CHECK(result.is_short_at_best);
  CHECK_EQ(status_of(question), DisruptionStatus::may_run_out);
  question.available = Mass();
  CHECK_EQ(status_of(question), DisruptionStatus::no_stock); // however small demand is, it is short
  question.demand_change = change("-50%");
  CHECK_EQ(status_of(question), DisruptionStatus::does_not_run_out); // whatever demand is
}

TEST_CASE("no stock is short from the first day, if it is known to be short") {
  CHECK_EQ(status_of(kilogram_a_day(0, lost(50))), DisruptionStatus::no_stock);
  CHECK_EQ(status_of(kilogram_a_day(0, lost(25, 50))), DisruptionStatus::no_stock);
  CHECK_EQ(status_of(kilogram_a_day(0, lost(0, 50))), DisruptionStatus::may_run_out);
  CHECK_EQ(status_of(kilogram_a_day(0, lost(0))), DisruptionStatus::does_not_run_out);
  CHECK_EQ(worst_tenths(kilogram_a_day(0, lost(50))), 0);
  CHECK_EQ(worst_tenths(kilogram_a_day(-5, lost(50))), 0);
  CHECK_EQ(missing_at_worst(kilogram_a_day(-5, lost(50))), kilograms(90));
}

TEST_CASE("a net exporter says so as long as it is not short") {
  DisruptionQuestion question = kilogram_a_day(60, lost(0));
  CHECK_EQ(status_of(question, true), DisruptionStatus::net_exporter);
  question.demand_change = change("+50%");
  CHECK_EQ(status_of(question, true), DisruptionStatus::runs_out);
  CHECK_EQ(worst_tenths(question), 1'200);
}

TEST_CASE("what is not known is said: demand first, then shares, then reliance") {
  const KnownFigures all{.has_demand = true, .group_has_demand = false, .knows_loss = true, .has_shares = true};
  CHECK(why_unknown(all) == std::nullopt);
  CHECK(why_unknown({.has_demand = true, .knows_loss = true}) == std::nullopt); // nothing is cut off
  CHECK(why_unknown({.has_demand = true, .has_shares = true}) == DisruptionStatus::reliance_unknown);
  CHECK(why_unknown({.has_demand = true}) == DisruptionStatus::shares_unknown);
  CHECK(why_unknown({.knows_loss = true, .has_shares = true}) == DisruptionStatus::no_demand_figure);
  CHECK(why_unknown({.group_has_demand = true, .has_shares = true}) == DisruptionStatus::group_figure_only);
}

TEST_CASE("the words of the statuses") {
  CHECK_EQ(disruption_status_name(DisruptionStatus::runs_out), "runs_out");
  CHECK_EQ(disruption_status_name(DisruptionStatus::may_run_out), "may_run_out");
  CHECK_EQ(disruption_status_name(DisruptionStatus::holds), "holds");
  CHECK_EQ(disruption_status_name(DisruptionStatus::no_stock), "no_stock");
  CHECK_EQ(disruption_status_name(DisruptionStatus::does_not_run_out), "does_not_run_out");
  CHECK_EQ(disruption_status_name(DisruptionStatus::net_exporter), "net_exporter");
  CHECK_EQ(disruption_status_name(DisruptionStatus::shares_unknown), "shares_unknown");
  CHECK_EQ(disruption_status_name(DisruptionStatus::reliance_unknown), "reliance_unknown");
  CHECK_EQ(disruption_status_name(DisruptionStatus::no_demand_figure), "no_demand_figure");
  CHECK_EQ(disruption_status_name(DisruptionStatus::group_figure_only), "group_figure_only");
}

TEST_CASE("a figure beyond 64 bits is missing, not a wrong number") {
  DisruptionQuestion question = kilogram_a_day(0, lost(100));
  question.available = Mass::milligrams(largest_mass_mg);
  question.demand.per_year = Mass::milligrams(1);
  CHECK_EQ(worst_tenths(question), std::nullopt);
  CHECK_EQ(short_from(question), "-");
  CHECK_EQ(mass_of(Exact(largest_mass_mg) * 1'000, Rounding::up), std::nullopt);
}

} // namespace coverage_disruption_test
