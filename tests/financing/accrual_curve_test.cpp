#include "financing/accrual_curve.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>
#include <stdexcept>

namespace financing_accrual_curve_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr auto thirty_360 = DayCount::thirty_360;
constexpr auto act_360 = DayCount::act_360;
constexpr auto act_365f = DayCount::act_365f;

AccrualCurve curve(std::string_view from, std::string_view base, std::string_view yearly, DayCount day_count) {
  AccrualCurve result;
  result.change(day(from), money(base), rate(yearly), day_count);
  return result;
}

} // namespace

TEST_CASE("an amount accrues by its yearly rate and the day count's part of a year") {
  CHECK(curve("2026-01-15", "1,200,000 USD", "6%", thirty_360).until(day("2026-04-15")) == money("18,000 USD"));
  CHECK(curve("2026-01-15", "1,200,000 USD", "6%", DayCount::thirty_e_360).until(day("2026-03-31")) ==
        money("15,000 USD"));
  CHECK(curve("2026-01-15", "3,600,000 USD", "1%", act_360).until(day("2026-01-16")) == money("100 USD"));
  CHECK(curve("2026-01-15", "3,650,000 USD", "1%", act_365f).until(day("2026-01-16")) == money("100 USD"));
  CHECK(curve("2028-01-15", "3,660,000 USD", "1%", DayCount::act_act_isda).until(day("2028-01-16")) ==
        money("100 USD"));
}

// 181 days by 360 and by 365: 232,786,111.11 and 229,597,260.27 USD.
TEST_CASE("10 billion at 4.63% over 181 days: act/360 and act/365f differ by 3.19 million") {
  const Money by_360 = curve("2026-05-25", "10B USD", "4.63%", act_360).until(day("2026-11-22"));
  const Money by_365 = curve("2026-05-25", "10B USD", "4.63%", act_365f).until(day("2026-11-22"));
  CHECK(by_360 == money("232,786,111.11 USD"));
  CHECK(by_365 == money("229,597,260.27 USD"));
  CHECK(by_360 - by_365 == money("3,188,850.84 USD"));
}

TEST_CASE("nothing accrues before the first day, nor without an amount or a rate") {
  CHECK(AccrualCurve().until(day("2026-04-15")) == Money());
  const AccrualCurve begun = curve("2026-01-15", "1,200,000 USD", "6%", thirty_360);
  CHECK(begun.until(day("2025-01-15")) == Money());
  CHECK(begun.until(day("2026-01-15")) == Money());
  CHECK(begun.until(day("2026-01-16")) == money("200 USD"));
  CHECK(curve("2026-01-15", "0 USD", "6%", thirty_360).until(day("2027-01-15")) == Money());
  CHECK(curve("2026-01-15", "1,200,000 USD", "0%", thirty_360).until(day("2027-01-15")) == Money());
}

TEST_CASE("a change holds from its day on") {
  AccrualCurve changed = curve("2026-01-15", "1,200,000 USD", "6%", thirty_360);
  changed.change(day("2026-02-15"), money("600,000 USD"), rate("6%"), thirty_360);
  changed.change(day("2026-03-15"), money("600,000 USD"), rate("12%"), thirty_360);
  changed.change(day("2026-04-15"), money("600,000 USD"), rate("12%"), act_360);
  CHECK(changed.until(day("2026-02-15")) == money("6,000 USD"));
  CHECK(changed.until(day("2026-03-15")) == money("9,000 USD"));
  CHECK(changed.until(day("2026-04-15")) == money("15,000 USD"));
  CHECK(changed.until(day("2026-06-15")) == money("27,200 USD")); // 61 days
  CHECK(changed.until(day("2026-02-01")) == money("3,200 USD"));  // days that are over stay as they are
}

TEST_CASE("several changes of one day count as one") {
  AccrualCurve changed = curve("2026-01-15", "5 USD", "1%", act_360);
  changed.change(day("2026-01-15"), money("1,200,000 USD"), rate("6%"), thirty_360);
  changed.change(day("2026-02-15"), money("9 USD"), rate("1%"), thirty_360);
  changed.change(day("2026-02-15"), money("600,000 USD"), rate("6%"), thirty_360);
  CHECK(changed.until(day("2026-03-15")) == money("9,000 USD"));
}

// From 15 January to 31 March are 76 days by 30/360; 43 to the end of February and 30 from there.
TEST_CASE("a stretch is the longest in which nothing changes") {
  AccrualCurve same = curve("2026-01-15", "360,000 USD", "1%", thirty_360);
  same.change(day("2026-02-28"), money("360,000 USD"), rate("1%"), thirty_360);
  CHECK(same.until(day("2026-03-31")) == money("760 USD"));
  AccrualCurve other = curve("2026-01-15", "360,000 USD", "1%", thirty_360);
  other.change(day("2026-02-28"), money("360,000 USD"), rate("2%"), thirty_360);
  CHECK(other.until(day("2026-03-31")) == money("1,030 USD"));
}

TEST_CASE("a stretch can be ended though nothing changes") {
  AccrualCurve ended = curve("2026-01-15", "360,000 USD", "1%", thirty_360);
  ended.end_stretch(day("2026-02-28"));
  CHECK(ended.until(day("2026-02-28")) == money("430 USD"));
  CHECK(ended.until(day("2026-03-31")) == money("730 USD"));
  ended.change(day("2026-02-28"), money("360,000 USD"), rate("2%"), thirty_360); // of that day, as before
  CHECK(ended.until(day("2026-03-31")) == money("1,030 USD"));
}

TEST_CASE("ending a stretch on its first day, or before there is one, changes nothing") {
  AccrualCurve nothing;
  nothing.end_stretch(day("2026-01-15"));
  CHECK(nothing.until(day("2026-12-31")) == Money());
  AccrualCurve begun = curve("2026-01-15", "360,000 USD", "1%", thirty_360);
  begun.end_stretch(day("2026-01-15"));
  begun.end_stretch(day("2026-01-01"));
  CHECK(begun.until(day("2026-03-31")) == money("760 USD"));
}

TEST_CASE("what accrues is summed exactly and rounded once, half-even") {
  const AccrualCurve half_a_cent_a_month = curve("2026-01-15", "6 USD", "1%", thirty_360);
  CHECK(half_a_cent_a_month.exact_until(day("2026-02-15")) == Exact(1, 2));
  const std::vector<std::pair<std::string, int>> cents = {{"2026-02-15", 0}, {"2026-03-15", 1}, {"2026-04-15", 2},
                                                          {"2026-05-15", 2}, {"2026-06-15", 2}, {"2026-08-15", 4}};
  for (const auto& [on, expected] : cents) {
    const std::string when = on; // clang 14 captures no structured binding
    CAPTURE(when);
    CHECK_EQ(half_a_cent_a_month.until(day(on)).cents(), expected);
  }
  AccrualCurve thirds = curve("2026-01-15", "1 USD", "4%", thirty_360); // a third of a cent a month
  for (const char* on : {"2026-02-15", "2026-03-15"})
    thirds.end_stretch(day(on));
  CHECK(thirds.exact_until(day("2026-04-15")) == 1);
}

TEST_CASE("a curve changes in the order of days, and must fit") {
  AccrualCurve late = curve("2026-01-15", "1,200,000 USD", "6%", thirty_360);
  CHECK_THROWS_AS(late.change(day("2026-01-14"), Money(), rate("6%"), thirty_360), std::logic_error);
  AccrualCurve large;
  large.change(day("2026-01-15"), Money::cents(1'000'000'000'000'000'000), rate("1000%"), thirty_360);
  CHECK_THROWS_AS(static_cast<void>(large.until(day("2027-01-15"))), std::overflow_error);
}

} // namespace financing_accrual_curve_test
