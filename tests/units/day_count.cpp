#include "units/day_count.hpp"

#include "tests/support/refusals.hpp"
#include "units/money.hpp"
#include "units/rate.hpp"

#include <array>
#include <cstdint>
#include <doctest/doctest.h>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

namespace units_day_count {

using namespace pvault;
using pvault::test::check_refused;

namespace {

constexpr std::array all_day_counts = {DayCount::thirty_360, DayCount::thirty_e_360, DayCount::act_360,
                                       DayCount::act_365f, DayCount::act_act_isda};

Date day(std::string_view text) { return parse_iso_date(text).value(); }

struct Period {
  std::string_view from;
  std::string_view until;
  int days;
};

void check_days(DayCount day_count, std::initializer_list<Period> periods) {
  for (const Period& period : periods) {
    CAPTURE(period.from);
    CAPTURE(period.until);
    CHECK(counted_days(day_count, day(period.from), day(period.until)) == period.days);
  }
}

// In units of 10^-12: the memo prints twelve decimals.
std::int64_t fraction_in_trillionths(DayCount day_count, std::string_view from, std::string_view until) {
  const Exact fraction = year_fraction(day_count, day(from), day(until));
  return round_to_integer(fraction * power_of_ten(12), Rounding::half_even).value();
}

Money interest(Money principal, std::string_view rate, DayCount day_count, std::string_view from,
               std::string_view until) {
  const Exact yearly = Exact(parse_rate(rate).value().parts_per_billion(), power_of_ten(9));
  const Exact exact = principal.cents() * yearly * year_fraction(day_count, day(from), day(until));
  return Money::cents(round_to_integer(exact, Rounding::half_even).value());
}

} // namespace

TEST_CASE("day counts are read by the names they are written with") {
  for (const DayCount day_count : all_day_counts)
    CHECK(parse_day_count(day_count_name(day_count)).value() == day_count);
  CHECK(day_count_name(DayCount::thirty_360) == "30/360");
  CHECK(day_count_name(DayCount::thirty_e_360) == "30e/360");
  CHECK(day_count_name(DayCount::act_360) == "act/360");
  CHECK(day_count_name(DayCount::act_365f) == "act/365f");
  CHECK(day_count_name(DayCount::act_act_isda) == "act/act-isda");
  CHECK(parse_day_count(" ACT/365F ").value() == DayCount::act_365f);
  CHECK(parse_day_count("30E/360").value() == DayCount::thirty_e_360);
  const std::string names = "30/360, 30e/360, act/360, act/365f or act/act-isda";
  check_refused(parse_day_count, {{"act/365", Rule::option_malformed, "\"act/365\" is not a day count", names},
                                  {"", Rule::option_malformed, "\"\" is not a day count", names},
                                  {"30u/360", Rule::option_malformed, "\"30u/360\" is not a day count", names},
                                  {"act/act", Rule::option_malformed, "\"act/act\" is not a day count", names}});
}

// EMU and market conventions: recent developments, ISDA, BS:9951.1, November 1998, as quoted in QuantLib's
// test-suite/daycounters.cpp, testActualActual. The third is quoted as 1.001377348600, to ten decimals. Of the fifth
// QuantLib says that the memo prints another number; ours is QuantLib's, and 170/365 + 14/366.
TEST_CASE("act/act-isda gives the fractions of the ISDA memo") {
  const auto fraction = [](std::string_view from, std::string_view until) {
    return fraction_in_trillionths(DayCount::act_act_isda, from, until);
  };
  CHECK(fraction("2003-11-01", "2004-05-01") == 497'724'380'567);
  CHECK(fraction("1999-02-01", "1999-07-01") == 410'958'904'110);
  CHECK(fraction("1999-07-01", "2000-07-01") == 1'001'377'348'604);
  CHECK(fraction("2002-08-15", "2003-07-15") == 915'068'493'151);
  CHECK(fraction("2003-07-15", "2004-01-15") == 504'004'790'778);
  CHECK(fraction("1999-07-30", "2000-01-30") == 503'892'506'924);
  CHECK(fraction("2000-01-30", "2000-06-30") == 415'300'546'448);
}

TEST_CASE("act/act-isda weighs each day by its own year, exactly") {
  const auto fraction = [](std::string_view from, std::string_view until) {
    return year_fraction(DayCount::act_act_isda, day(from), day(until));
  };
  CHECK(fraction("2003-11-01", "2004-05-01") == Exact(61, 365) + Exact(121, 366));
  CHECK(fraction("2023-12-31", "2024-01-01") == Exact(1, 365));
  CHECK(fraction("2024-12-31", "2025-01-01") == Exact(1, 366));
  CHECK(fraction("2024-02-28", "2024-03-01") == Exact(2, 366));
  CHECK(fraction("2023-01-01", "2028-01-01") == 5);
  CHECK(fraction("1900-01-01", "2199-12-31") == 300 - Exact(1, 365));
}

// What moves and what does not: each line is one rule of the convention.
TEST_CASE("30/360 is the US rule, with February's last day as the 30th") {
  check_days(DayCount::thirty_360, {{"2026-01-15", "2026-07-15", 180},
                                    {"2026-01-31", "2026-03-01", 31},  // begins on the 30th
                                    {"2026-01-31", "2026-03-31", 60},  // and so ends on it,
                                    {"2026-01-30", "2026-03-31", 60},  // as if begun there;
                                    {"2026-01-29", "2026-03-31", 62},  // else the 31st counts
                                    {"2026-02-28", "2026-03-01", 1},   // February's last is a 30th,
                                    {"2024-02-29", "2024-03-01", 1},   // in leap years, too,
                                    {"2024-02-28", "2024-03-01", 3},   // but not the day before
                                    {"2026-02-28", "2026-08-31", 180}, // and the end follows (183 by 4.16(f))
                                    {"2023-02-28", "2024-02-29", 360}, // both are last days
                                    {"2023-02-28", "2024-02-28", 358}, // the end is not the last
                                    {"2026-08-31", "2027-02-28", 178}, // only the beginning moves February
                                    {"2026-02-28", "2026-02-28", 0},   // nothing is nothing
                                    {"2024-12-31", "2024-12-31", 0}});
}

// QuantLib 1.39, test-suite/daycounters.cpp, testThirty360_USA: the dates of ISDA's sheet below, by the US rule.
TEST_CASE("30/360 gives the days QuantLib is tested for") {
  check_days(DayCount::thirty_360,
             {{"2006-08-20", "2007-02-20", 180}, {"2007-02-20", "2007-08-20", 180}, {"2006-08-31", "2007-02-28", 178},
              {"2007-02-28", "2007-08-31", 180}, {"2007-08-31", "2008-02-29", 179}, {"2008-02-29", "2008-08-31", 180},
              {"2006-01-31", "2006-02-28", 28},  {"2006-01-30", "2006-02-28", 28},  {"2006-02-28", "2006-03-03", 3},
              {"2006-02-14", "2006-02-28", 14},  {"2006-09-30", "2006-10-31", 30},  {"2006-10-31", "2006-11-28", 28},
              {"2007-08-31", "2008-02-28", 178}, {"2008-02-28", "2008-08-28", 180}, {"2008-02-28", "2008-08-30", 182},
              {"2008-02-28", "2008-08-31", 183}, {"2007-02-26", "2008-02-28", 362}, {"2007-02-26", "2008-02-29", 363},
              {"2008-02-29", "2009-02-28", 360}, {"2008-02-28", "2008-03-30", 32},  {"2008-02-28", "2008-03-31", 33}});
}

// The sheet 30-360-2006ISDADefs.xls of www.isda.org, as quoted in QuantLib's test-suite/daycounters.cpp,
// testThirty360_EurobondBasis.
TEST_CASE("30e/360 gives the days of ISDA's sheet") {
  check_days(DayCount::thirty_e_360,
             {{"2006-08-20", "2007-02-20", 180}, {"2007-02-20", "2007-08-20", 180}, {"2006-08-31", "2007-02-28", 178},
              {"2007-02-28", "2007-08-31", 182}, {"2007-08-31", "2008-02-29", 179}, {"2008-02-29", "2008-08-31", 181},
              {"2006-01-31", "2006-02-28", 28},  {"2006-01-30", "2006-02-28", 28},  {"2006-02-28", "2006-03-03", 5},
              {"2006-02-14", "2006-02-28", 14},  {"2006-09-30", "2006-10-31", 30},  {"2006-10-31", "2006-11-28", 28},
              {"2007-08-31", "2008-02-28", 178}, {"2008-02-28", "2008-08-28", 180}, {"2008-02-28", "2008-08-30", 182},
              {"2008-02-28", "2008-08-31", 182}, {"2007-02-26", "2008-02-28", 362}, {"2007-02-26", "2008-02-29", 363},
              {"2008-02-29", "2009-02-28", 359}, {"2008-02-28", "2008-03-30", 32},  {"2008-02-28", "2008-03-31", 32}});
}

TEST_CASE("30/360 and 30e/360 differ at a 31st that ends a period, and at the end of February") {
  const auto days = [](DayCount day_count, std::string_view from, std::string_view until) {
    return counted_days(day_count, day(from), day(until));
  };
  CHECK(days(DayCount::thirty_360, "2026-01-15", "2026-01-31") == 16);
  CHECK(days(DayCount::thirty_e_360, "2026-01-15", "2026-01-31") == 15);
  CHECK(days(DayCount::thirty_360, "2026-02-28", "2026-08-31") == 180);
  CHECK(days(DayCount::thirty_e_360, "2026-02-28", "2026-08-31") == 182);
}

TEST_CASE("act/* count the days of the calendar") {
  for (const DayCount day_count : {DayCount::act_360, DayCount::act_365f, DayCount::act_act_isda}) {
    check_days(
        day_count,
        {{"2026-01-15", "2026-07-15", 181}, {"2024-02-28", "2024-03-01", 2}, {"1900-01-01", "2199-12-31", 109'572}});
  }
}

TEST_CASE("a year is 360, 365 or its own days") {
  const auto fraction = [](DayCount day_count) {
    return year_fraction(day_count, day("2024-01-01"), day("2025-01-01"));
  };
  CHECK(fraction(DayCount::thirty_360) == 1);
  CHECK(fraction(DayCount::thirty_e_360) == 1);
  CHECK(fraction(DayCount::act_360) == Exact(366, 360));
  CHECK(fraction(DayCount::act_365f) == Exact(366, 365));
  CHECK(fraction(DayCount::act_act_isda) == 1);
  for (const DayCount day_count : all_day_counts)
    CHECK(year_fraction(day_count, day("2026-03-31"), day("2026-03-31")) == 0);
}

// Why a facility's terms must name it: half a year's interest on 10 billion USD at 4.63%.
TEST_CASE("the day count is worth 3.19 million USD in half a year") {
  const auto half_year = [](DayCount day_count) {
    return interest(Money::cents(1'000'000'000'000), "4.63%", day_count, "2026-01-15", "2026-07-15");
  };
  CHECK(half_year(DayCount::act_360) == Money::cents(23'278'611'111));
  CHECK(half_year(DayCount::act_365f) == Money::cents(22'959'726'027));
  CHECK(half_year(DayCount::act_360) - half_year(DayCount::act_365f) == Money::cents(318'885'084));
  CHECK(half_year(DayCount::act_act_isda) == half_year(DayCount::act_365f));
  CHECK(half_year(DayCount::thirty_360) == Money::cents(23'150'000'000));
  CHECK(half_year(DayCount::thirty_e_360) == Money::cents(23'150'000'000));
}

TEST_CASE("a period does not end before it begins, and its day count has a rule") {
  for (const DayCount day_count : all_day_counts) {
    CHECK_THROWS_AS((void)counted_days(day_count, day("2026-04-01"), day("2026-03-31")), std::logic_error);
    CHECK_THROWS_AS((void)year_fraction(day_count, day("2026-04-01"), day("2026-03-31")), std::logic_error);
  }
  constexpr auto none = static_cast<DayCount>(99);
  CHECK_THROWS_AS((void)counted_days(none, day("2026-03-31"), day("2026-04-01")), std::logic_error);
  CHECK_THROWS_AS((void)day_count_name(none), std::logic_error);
}

} // namespace units_day_count
