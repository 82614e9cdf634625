#include "units/business_day.hpp"

#include "tests/support/refusals.hpp"

#include <array>
#include <doctest/doctest.h>
#include <stdexcept>
#include <string>
#include <string_view>

namespace units_business_day {

using namespace pvault;
using pvault::test::check_refused;

namespace {

constexpr std::array all_rules = {BusinessDayRule::none, BusinessDayRule::following,
                                  BusinessDayRule::modified_following};

Date day(std::string_view text) { return parse_iso_date(text).value(); }
bool is_holiday(std::string_view text) { return is_us_federal_holiday(day(text)); }

std::string holidays_of(int year) {
  std::string found;
  for (Date date = Date::of(date::year(year) / 1 / 1); date.year() == year; date = add_days(date, 1)) {
    if (is_us_federal_holiday(date)) found += (found.empty() ? "" : " ") + format_date(date).substr(5);
  }
  return found;
}

std::string moved(std::string_view date, BusinessDayRule rule) { return format_date(adjust(day(date), rule)); }

} // namespace

// Federal Holidays, U.S. Office of Personnel Management (www.opm.gov, Policy, Pay & Leave, Federal Holidays): its dates
// for 2021 to 2028 without Inauguration Day. A New Year's Day on a Saturday stands in the year it is observed in.
TEST_CASE("the federal holidays of 2021 to 2028 are those OPM publishes, and no other day is one") {
  CHECK(holidays_of(2021) == "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31");
  CHECK(holidays_of(2022) == "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26");
  CHECK(holidays_of(2023) == "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25");
  CHECK(holidays_of(2024) == "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25");
  CHECK(holidays_of(2025) == "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25");
  CHECK(holidays_of(2026) == "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25");
  CHECK(holidays_of(2027) == "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31");
  CHECK(holidays_of(2028) == "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25");
}

TEST_CASE("each holiday begins and moves in the year its law says") {
  CHECK_FALSE(is_holiday("1985-01-21")); // Martin Luther King, Jr.: from 1986
  CHECK(is_holiday("1986-01-20"));
  CHECK_FALSE(is_holiday("2020-06-19")); // Juneteenth: signed on Thursday 17 June 2021, observed the next day
  CHECK(is_holiday("2021-06-18"));
  CHECK(is_holiday("1971-10-25")); // Veterans Day: fourth Monday of October from 1971 to 1977
  CHECK_FALSE(is_holiday("1971-11-11"));
  CHECK(is_holiday("1977-10-24"));
  CHECK_FALSE(is_holiday("1977-11-11"));
  CHECK_FALSE(is_holiday("1978-10-23"));
  CHECK(is_holiday("1978-11-10")); // the 11th is a Saturday
  CHECK(is_holiday("1971-05-31")); // Memorial Day: a fifth Monday, and a fourth
  CHECK(is_holiday("2026-05-25"));
  CHECK_FALSE(is_holiday("1971-05-24"));
}

TEST_CASE("a holiday at a weekend is observed on the weekday beside it, and is none itself") {
  CHECK(is_holiday("2026-07-03"));
  CHECK_FALSE(is_holiday("2026-07-04"));
  CHECK_FALSE(is_holiday("2026-07-06"));
  CHECK(is_holiday("2027-07-05"));
  CHECK_FALSE(is_holiday("2027-07-04"));
  CHECK_FALSE(is_holiday("2027-07-02"));
  CHECK(is_holiday("2021-12-31")); // New Year's Day of 2022
  CHECK_FALSE(is_holiday("2022-01-01"));
  CHECK_FALSE(is_business_day(day("2022-01-01")));
}

TEST_CASE("a day off in Washington, or by order of the President, is a business day") {
  CHECK(is_business_day(day("2021-01-20"))); // Inauguration Day, a Wednesday
  CHECK(is_business_day(day("2024-12-24"))); // an executive order closed the departments
}

TEST_CASE("before 1971 no day is known as a holiday, and weekends are weekends") {
  CHECK(holidays_of(1970).empty());
  CHECK(holidays_of(1971) == "01-01 02-15 05-31 07-05 09-06 10-11 10-25 11-25 12-24 12-31");
  CHECK(is_business_day(day("1970-12-25")));
  CHECK_FALSE(is_business_day(day("1970-12-26")));
}

TEST_CASE("Monday to Friday are business days") {
  for (const std::string_view text : {"2026-03-23", "2026-03-24", "2026-03-25", "2026-03-26", "2026-03-27"})
    CHECK(is_business_day(day(text)));
  CHECK_FALSE(is_business_day(day("2026-03-28")));
  CHECK_FALSE(is_business_day(day("2026-03-29")));
  CHECK_FALSE(is_business_day(day("2026-11-26")));
}

TEST_CASE("following goes to the next business day, modified following stays in the month") {
  using enum BusinessDayRule;
  for (const BusinessDayRule rule : all_rules)
    CHECK(moved("2026-03-31", rule) == "2026-03-31");
  CHECK(moved("2026-01-31", none) == "2026-01-31"); // a Saturday
  CHECK(moved("2026-01-31", following) == "2026-02-02");
  CHECK(moved("2026-01-31", modified_following) == "2026-01-30");
  CHECK(moved("2026-02-14", following) == "2026-02-17"); // Saturday to Monday, which is Washington's Birthday
  CHECK(moved("2026-02-14", modified_following) == "2026-02-17");
  CHECK(moved("2027-12-31", following) == "2028-01-03"); // New Year's Day observed, and a weekend
  CHECK(moved("2027-12-31", modified_following) == "2027-12-30");
  CHECK(moved("2021-05-30", modified_following) == "2021-05-28"); // a Sunday before Memorial Day, the 31st
}

TEST_CASE("adjusting always finds the nearest business day, in the years of a Date") {
  const Date last = day("2199-12-31");
  for (Date date = day("1900-01-01"); date < last; date = add_days(date, 1)) {
    const Date following = adjust(date, BusinessDayRule::following);
    REQUIRE((is_business_day(following) && following >= date && days_between(date, following) <= 4));
    for (Date between = date; between < following; between = add_days(between, 1))
      REQUIRE_FALSE(is_business_day(between));
    const Date modified = adjust(date, BusinessDayRule::modified_following);
    REQUIRE(is_business_day(modified));
    REQUIRE(modified.day().month() == date.day().month());
  }
  for (const BusinessDayRule rule : all_rules)
    CHECK(adjust(last, rule) == last);
}

TEST_CASE("business day rules are read by the names they are written with") {
  for (const BusinessDayRule rule : all_rules)
    CHECK(parse_business_day_rule(business_day_rule_name(rule)).value() == rule);
  CHECK(business_day_rule_name(BusinessDayRule::none) == "none");
  CHECK(business_day_rule_name(BusinessDayRule::following) == "following");
  CHECK(business_day_rule_name(BusinessDayRule::modified_following) == "modified-following");
  CHECK(parse_business_day_rule(" Modified-Following ").value() == BusinessDayRule::modified_following);
  const std::string names = "none, following or modified-following";
  check_refused(parse_business_day_rule,
                {{"preceding", Rule::option_malformed, "\"preceding\" is not a business day rule", names},
                 {"", Rule::option_malformed, "\"\" is not a business day rule", names},
                 {"modified following", Rule::option_malformed, "\"modified following\" is not a business day rule",
                  "modified-following"}});
  CHECK_THROWS_AS((void)business_day_rule_name(static_cast<BusinessDayRule>(99)), std::logic_error);
  CHECK_THROWS_AS((void)adjust(day("2026-03-31"), static_cast<BusinessDayRule>(99)), std::logic_error);
}

} // namespace units_business_day
