// Dates, day counts and business days against QuantLib (www.quantlib.org), which others wrote and many use. A program
// of its own, so that the other tests need no QuantLib.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "units/business_day.hpp"
#include "units/day_count.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <doctest/doctest.h>
#include <ql/time/calendars/unitedstates.hpp>
#include <ql/time/date.hpp>
#include <ql/time/daycounters/actual360.hpp>
#include <ql/time/daycounters/actual365fixed.hpp>
#include <ql/time/daycounters/actualactual.hpp>
#include <ql/time/daycounters/thirty360.hpp>
#include <ql/version.hpp>
#include <random>
#include <string>
#include <vector>

using namespace pvault;
using namespace date::literals;
namespace ql = QuantLib;

namespace {

constexpr std::uint64_t seed = 20260331;

struct Counterpart {
  DayCount ours;
  ql::DayCounter theirs;
};

const std::array<Counterpart, 5>& counterparts() {
  static const std::array<Counterpart, 5> all = {{{DayCount::thirty_360, ql::Thirty360(ql::Thirty360::USA)},
                                                  {DayCount::thirty_e_360, ql::Thirty360(ql::Thirty360::European)},
                                                  {DayCount::act_360, ql::Actual360()},
                                                  {DayCount::act_365f, ql::Actual365Fixed()},
                                                  {DayCount::act_act_isda, ql::ActualActual(ql::ActualActual::ISDA)}}};
  return all;
}

ql::Date in_quantlib(Date date) {
  const date::year_month_day day = date.day();
  return {static_cast<ql::Day>(unsigned{day.day()}), static_cast<ql::Month>(unsigned{day.month()}), int{day.year()}};
}

// A date in both worlds, made once: there are many more pairs than dates.
struct BothDates {
  Date ours;
  ql::Date theirs;
};

// Before 1.39, QuantLib's US rule left a 31st that ends a period begun on the last day of February as it was, a day too
// many: https://github.com/lballabio/QuantLib/pull/2243. Debian 12 has 1.29.
int known_excess(DayCount day_count, Date from, Date until) {
  const bool mended = QL_HEX_VERSION >= 0x013900f0;
  const bool from_last_of_february = from.day().month() == date::February && is_last_day_of_month(from);
  const bool until_31st = until.day().day() == date::day(31);
  return !mended && day_count == DayCount::thirty_360 && from_last_of_february && until_31st ? 1 : 0;
}

void check_pair(const BothDates& from, const BothDates& until) {
  for (const Counterpart& counterpart : counterparts()) {
    const int excess = known_excess(counterpart.ours, from.ours, until.ours);
    const int days = counted_days(counterpart.ours, from.ours, until.ours);
    const auto their_days = counterpart.theirs.dayCount(from.theirs, until.theirs) - excess;
    const double fraction = year_fraction(counterpart.ours, from.ours, until.ours).convert_to<double>();
    const double their_fraction = counterpart.theirs.yearFraction(from.theirs, until.theirs) - excess / 360.0;
    if (days == their_days && std::abs(fraction - their_fraction) <= 1e-12) continue;
    FAIL_CHECK(day_count_name(counterpart.ours), " from ", format_date(from.ours), " until ", format_date(until.ours),
               ": ", days, " days, ", fraction, " years; QuantLib: ", their_days, " days, ", their_fraction, " years");
  }
}

// Every pair of the dates, and each with itself; the number of pairs.
std::size_t check_all_pairs(std::vector<Date> dates) {
  std::ranges::sort(dates);
  std::vector<BothDates> both;
  for (const Date date : dates)
    both.push_back({date, in_quantlib(date)});
  std::size_t pairs = 0;
  for (auto from = both.begin(); from != both.end(); ++from) {
    for (auto until = from; until != both.end(); ++until, ++pairs)
      check_pair(*from, *until);
  }
  return pairs;
}

} // namespace

TEST_CASE("random periods of 1950 to 2150 have the days and the fractions of QuantLib") {
  std::mt19937_64 random(seed);
  const Date first = Date::of(1950_y / 1 / 1);
  const auto days = static_cast<std::uint64_t>(days_between(first, Date::of(2150_y / 12 / 31))) + 1;
  std::vector<Date> dates;
  for (int i = 0; i < 360; ++i)
    dates.push_back(add_days(first, static_cast<int>(random() % days)));
  CHECK(check_all_pairs(dates) == 64'980);
}

TEST_CASE("periods between the ends of months have the days and the fractions of QuantLib") {
  std::vector<Date> dates;
  // Leap years and their neighbours; 2000 is one, 2100 is none.
  for (const int year : {1999, 2000, 2001, 2023, 2024, 2025, 2099, 2100, 2101}) {
    for (unsigned month = 1; month <= 12; ++month) {
      const Date month_end = Date::of(date::year(year) / date::month(month) / date::last);
      for (const int offset : {-3, -2, -1, 0, 1})
        dates.push_back(add_days(month_end, offset));
    }
  }
  CHECK(check_all_pairs(dates) == 146'070);
}

TEST_CASE("months are added as QuantLib adds them") {
  for (Date date = Date::of(1999_y / 1 / 1); date < Date::of(2005_y / 1 / 1); date = add_days(date, 1)) {
    const ql::Date theirs = in_quantlib(date);
    REQUIRE(is_last_day_of_month(date) == ql::Date::isEndOfMonth(theirs));
    for (int months = -50; months <= 50; ++months)
      REQUIRE(in_quantlib(add_months(date, months)) == theirs + ql::Period(months, ql::Months));
  }
}

// Of QuantLib's calendars Settlement is the one that observes a Saturday's holiday on Friday, as 5 U.S.C. 6103 does;
// the Federal Reserve's and the bond market's do not. Four days remain on which the two differ.
TEST_CASE("business days from 1971 to 2199 are those of QuantLib's settlement calendar but for four") {
  const ql::UnitedStates theirs(ql::UnitedStates::Settlement);
  std::vector<std::string> different;
  const Date end = Date::of(2199_y / 12 / 31);
  for (Date date = Date::of(1971_y / 1 / 1); date < end; date = add_days(date, 1)) {
    if (is_business_day(date) != theirs.isBusinessDay(in_quantlib(date))) different.push_back(format_date(date));
  }
  // Martin Luther King's Birthday became law in 1983 and a holiday in 1986; QuantLib has it from 1983 on. Juneteenth
  // was first observed on 2021-06-18; QuantLib has it from 2022 on, as the exchanges do.
  CHECK(different == std::vector<std::string>{"1983-01-17", "1984-01-16", "1985-01-21", "2021-06-18"});
}

TEST_CASE("days are adjusted as by QuantLib's settlement calendar") {
  const ql::UnitedStates theirs(ql::UnitedStates::Settlement);
  const Date end = Date::of(2199_y / 12 / 31);
  for (Date date = Date::of(2022_y / 1 / 1); date < end; date = add_days(date, 1)) {
    const ql::Date day = in_quantlib(date);
    REQUIRE(in_quantlib(adjust(date, BusinessDayRule::none)) == theirs.adjust(day, ql::Unadjusted));
    REQUIRE(in_quantlib(adjust(date, BusinessDayRule::following)) == theirs.adjust(day, ql::Following));
    REQUIRE(in_quantlib(adjust(date, BusinessDayRule::modified_following)) ==
            theirs.adjust(day, ql::ModifiedFollowing));
  }
}
