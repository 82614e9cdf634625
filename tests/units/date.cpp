#include "units/date.hpp"

#include "tests/support/concepts.hpp"
#include "tests/support/refusals.hpp"

#include <doctest/doctest.h>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace units_date {

using namespace pvault;
using namespace date::literals;
using pvault::test::check_refused;

// What must not compile: a date is neither a number nor any year, month and day.
static_assert(!std::is_constructible_v<Date, int> && !std::is_constructible_v<Date, date::year_month_day>);
static_assert(!std::is_default_constructible_v<Date> && !test::Addable<Date, int> && !test::Subtractable<Date, Date>);

namespace {

const Date today = Date::of(2026_y / 3 / 31);

Expected<Date> parse(std::string_view text) { return parse_date(text, today); }

std::string shown(std::string_view text) { return format_date(parse(text).value()); }

} // namespace

TEST_CASE("Date::of takes real days of 1900 to 2199 only") {
  CHECK(Date::of(2024_y / 2 / 29).day() == 2024_y / 2 / 29);
  CHECK_THROWS_AS((void)Date::of(2026_y / 2 / 29), std::logic_error);
  CHECK_THROWS_AS((void)Date::of(2026_y / 13 / 1), std::logic_error);
  CHECK_THROWS_AS((void)Date::of(1899_y / 12 / 31), std::logic_error);
  CHECK_THROWS_AS((void)Date::of(2200_y / 1 / 1), std::logic_error);
  CHECK_THROWS_AS((void)Date::of(date::year_month_day{}), std::logic_error);
}

TEST_CASE("days in a year follow the Gregorian rule") {
  CHECK(Date::of(1900_y / 1 / 1).days_in_year() == 365);
  CHECK(Date::of(2000_y / 1 / 1).days_in_year() == 366);
  CHECK(Date::of(2024_y / 1 / 1).days_in_year() == 366);
  CHECK(Date::of(2026_y / 1 / 1).days_in_year() == 365);
  CHECK(Date::of(2100_y / 1 / 1).days_in_year() == 365);
  CHECK(today.year() == 2026);
}

TEST_CASE("days_between counts calendar days, negative backwards") {
  const auto days = [](std::string_view from, std::string_view until) {
    return days_between(parse(from).value(), parse(until).value());
  };
  CHECK(days("2026-03-31", "2026-03-31") == 0);
  CHECK(days("2026-03-31", "2026-04-01") == 1);
  CHECK(days("2026-04-01", "2026-03-31") == -1);
  CHECK(days("2024-02-28", "2024-03-01") == 2);
  CHECK(days("2026-02-28", "2026-03-01") == 1);
  CHECK(days("2026-01-15", "2026-07-15") == 181);
  CHECK(days("1900-01-01", "2199-12-31") == 109'572); // 300 years of 365 days and 72 leap days
}

TEST_CASE("dates are ordered") {
  CHECK(parse("2026-03-30").value() < today);
  CHECK(parse("2026-12-01").value() > today);
  CHECK(parse("2026-03-31").value() == today);
}

TEST_CASE("parse_date reads days, months and the words") {
  CHECK(shown("2026-03-31") == "2026-03-31");
  CHECK(shown(" 2026-03-31 ") == "2026-03-31");
  CHECK(shown("2024-02-29") == "2024-02-29");
  CHECK(shown("1900-01-01") == "1900-01-01");
  CHECK(shown("2199-12-31") == "2199-12-31");
  CHECK(shown("2026-03") == "2026-03-31");
  CHECK(shown("2026-02") == "2026-02-28");
  CHECK(shown("2024-02") == "2024-02-29");
  CHECK(shown("today") == "2026-03-31");
  CHECK(shown("Today") == "2026-03-31");
  CHECK(shown("yesterday") == "2026-03-30");
  CHECK(format_date(parse_date("yesterday", Date::of(2026_y / 1 / 1)).value()) == "2025-12-31");
}

TEST_CASE("parse_first_date takes a month for its first day, and all else as parse_date") {
  const auto first = [](std::string_view text) { return format_date(parse_first_date(text, today).value()); };
  CHECK(first("2026-03") == "2026-03-01");
  CHECK(first(" 2024-02 ") == "2024-02-01");
  CHECK(first("2026-03-31") == "2026-03-31");
  CHECK(first("today") == "2026-03-31");
  CHECK(first("Yesterday") == "2026-03-30");
  CHECK_FALSE(parse_first_date("2026-13", today).has_value());
  CHECK_FALSE(parse_first_date("2026-3", today).has_value());
  CHECK_FALSE(parse_first_date("", today).has_value());
}

TEST_CASE("every day from 1900 to 2199 is written and read back") {
  int days = 0;
  for (auto day = date::sys_days(1900_y / 1 / 1); day < date::sys_days(2200_y / 1 / 1); day += date::days(1), ++days) {
    const Date written = Date::of(day);
    const Expected<Date> read = parse_iso_date(format_date(written));
    REQUIRE(read.has_value());
    REQUIRE(*read == written);
  }
  CHECK(days == 109'573);
}

TEST_CASE("parse_date refuses days that do not exist and shows the last or first that does") {
  check_refused(
      parse, {{"2026-02-30", Rule::date_malformed, "\"2026-02-30\" is not a date: 2026-02 has 28 days", "2026-02-28"},
              {"2024-02-30", Rule::date_malformed, "\"2024-02-30\" is not a date: 2024-02 has 29 days", "2024-02-29"},
              {"2026-04-31", Rule::date_malformed, "\"2026-04-31\" is not a date: 2026-04 has 30 days", "2026-04-30"},
              {"2026-04-00", Rule::date_malformed, "\"2026-04-00\" is not a date: 2026-04 has 30 days", "2026-04-01"},
              {"2026-13-01", Rule::date_malformed, "\"2026-13-01\" is not a date: there is no month 13", "2026-03-31"},
              {"2026-00-01", Rule::date_malformed, "\"2026-00-01\" is not a date: there is no month 0", "2026-03-31"},
              {"2026-13", Rule::date_malformed, "\"2026-13\" is not a date: there is no month 13", "2026-03-31"},
              {"2026-00", Rule::date_malformed, "\"2026-00\" is not a date: there is no month 0", "2026-03-31"}});
}

TEST_CASE("parse_date refuses days outside the years of a book") {
  check_refused(
      parse, {{"1899-12-31", Rule::date_malformed, "\"1899-12-31\" is outside 1900-01-01 to 2199-12-31", "2026-03-31"},
              {"2200-01-01", Rule::date_malformed, "\"2200-01-01\" is outside 1900-01-01 to 2199-12-31", "2026-03-31"},
              {"0000-01-01", Rule::date_malformed, "\"0000-01-01\" is outside 1900-01-01 to 2199-12-31", "2026-03-31"},
              {"2200-01", Rule::date_malformed, "\"2200-01\" is outside 1900-01-01 to 2199-12-31", "2026-03-31"}});
  const Expected<Date> before_all = parse_date("yesterday", Date::of(1900_y / 1 / 1));
  REQUIRE_FALSE(before_all.has_value());
  CHECK(before_all.error().message == "\"yesterday\" is outside 1900-01-01 to 2199-12-31");
}

TEST_CASE("parse_date refuses an ambiguous order and shows both days") {
  const std::string both = "2026-03-04 (4 March) or 2026-04-03 (3 April)";
  for (const std::string text : {"03/04/2026", "3/4/2026", "03.04.2026", "03-04-2026"})
    check_refused(parse, {{text, Rule::date_malformed, "\"" + text + "\" is ambiguous: 4 March or 3 April", both}});
}

TEST_CASE("parse_date refuses other forms and shows the only day they can mean") {
  const auto why = [](const std::string& text) { return "\"" + text + "\" is not written as YYYY-MM-DD"; };
  check_refused(parse, {{"2026-2-3", Rule::date_malformed, why("2026-2-3"), "2026-02-03"},
                        {"2026/03/31", Rule::date_malformed, why("2026/03/31"), "2026-03-31"},
                        {"20260331", Rule::date_malformed, why("20260331"), "2026-03-31"},
                        {"31/03/2026", Rule::date_malformed, why("31/03/2026"), "2026-03-31"},
                        {"03/31/2026", Rule::date_malformed, why("03/31/2026"), "2026-03-31"},
                        {"4/4/2026", Rule::date_malformed, why("4/4/2026"), "2026-04-04"}});
}

TEST_CASE("parse_date refuses everything else and shows the forms") {
  const std::string forms = "2026-03-31, 2026-03 (its last day), today or yesterday";
  for (const std::string text :
       {"",         "tomorrow",         "2026",       "2026-3",     "202603",     "2026-03-311", "12026-03-31",
        "26-03-31", "2026-03-31T00:00", "2026-03-3a", "+2026-03-3", "2026--3-31", "2026-03-",    "20261331",
        "31.02.99", "2026-0331",        "2026.03",    "March 2026", "2026-3-257", "2026-259-1"}) {
    check_refused(parse, {{text, Rule::date_malformed, "\"" + text + "\" is not written as YYYY-MM-DD", forms}});
  }
  check_refused(parse,
                {{"32/13/2026", Rule::date_malformed, "\"32/13/2026\" is not written as YYYY-MM-DD", "2026-03-31"}});
}

TEST_CASE("parse_iso_date takes what the book stores, and nothing around it") {
  CHECK(format_date(parse_iso_date("2026-03-31").value()) == "2026-03-31");
  for (const std::string text : {" 2026-03-31", "2026-03-31 ", "2026-03", "today", "yesterday", ""}) {
    check_refused(parse_iso_date,
                  {{text, Rule::date_malformed, "\"" + text + "\" is not written as YYYY-MM-DD", "2026-03-31"}});
  }
}

TEST_CASE("add_days counts over months and years, both ways") {
  const auto shifted = [](std::string_view from, int days) { return format_date(add_days(parse(from).value(), days)); };
  CHECK(shifted("2024-02-28", 1) == "2024-02-29");
  CHECK(shifted("2026-02-28", 1) == "2026-03-01");
  CHECK(shifted("2026-12-31", 1) == "2027-01-01");
  CHECK(shifted("2026-01-01", -1) == "2025-12-31");
  CHECK(shifted("2026-03-31", 0) == "2026-03-31");
  CHECK(shifted("1900-01-01", 109'572) == "2199-12-31");
  CHECK(shifted("2199-12-31", -109'572) == "1900-01-01");
}

TEST_CASE("add_months keeps the day of the month, or takes the month's last") {
  const auto shifted = [](std::string_view from, int months) {
    return format_date(add_months(parse(from).value(), months));
  };
  CHECK(shifted("2026-01-31", 1) == "2026-02-28");
  CHECK(shifted("2024-01-31", 1) == "2024-02-29");
  CHECK(shifted("2026-01-31", 2) == "2026-03-31"); // from the anchor: not the 28th
  CHECK(shifted("2026-01-31", 3) == "2026-04-30");
  CHECK(shifted("2026-01-30", 1) == "2026-02-28");
  CHECK(shifted("2026-01-15", 6) == "2026-07-15");
  CHECK(shifted("2026-02-28", 1) == "2026-03-28"); // the day of the month, not the end of it
  CHECK(shifted("2024-02-29", 12) == "2025-02-28");
  CHECK(shifted("2024-02-29", 48) == "2028-02-29");
  CHECK(shifted("2026-12-31", 1) == "2027-01-31");
  CHECK(shifted("2026-01-31", -1) == "2025-12-31");
  CHECK(shifted("2026-03-31", -1) == "2026-02-28");
  CHECK(shifted("2026-03-31", -15) == "2024-12-31");
  CHECK(shifted("2026-03-31", 0) == "2026-03-31");
  CHECK(shifted("1900-01-31", 3599) == "2199-12-31");
  CHECK(shifted("2199-12-31", -3599) == "1900-01-31");
}

TEST_CASE("a day outside 1900 to 2199 is not reached") {
  constexpr int largest = std::numeric_limits<int>::max();
  constexpr int smallest = std::numeric_limits<int>::min();
  const Date first_day = Date::of(1900_y / 1 / 1);
  const Date last_day = Date::of(2199_y / 12 / 31);
  for (const int back : {-1, smallest}) {
    CHECK_THROWS_AS((void)add_days(first_day, back), std::out_of_range);
    CHECK_THROWS_AS((void)add_months(first_day, back), std::out_of_range);
  }
  for (const int ahead : {1, largest}) {
    CHECK_THROWS_AS((void)add_days(last_day, ahead), std::out_of_range);
    CHECK_THROWS_AS((void)add_months(last_day, ahead), std::out_of_range);
  }
  CHECK_THROWS_AS((void)add_months(Date::of(1900_y / 12 / 31), -12), std::out_of_range);
  CHECK_THROWS_AS((void)add_months(Date::of(2199_y / 1 / 1), 12), std::out_of_range);
}

TEST_CASE("the end of a month is the next last day of one") {
  const auto end_of = [](const char* day) { return format_date(end_of_month(parse_iso_date(day).value())); };
  CHECK(end_of("2024-02-01") == "2024-02-29");
  CHECK(end_of("2025-02-28") == "2025-02-28");
  CHECK(end_of("1900-02-01") == "1900-02-28");
  CHECK(end_of("2026-04-15") == "2026-04-30");
  CHECK(end_of("2199-12-31") == "2199-12-31");
  for (Date day = Date::of(2023_y / 12 / 1); day < Date::of(2025_y / 3 / 1); day = add_days(day, 1)) {
    REQUIRE(is_last_day_of_month(end_of_month(day)));
    REQUIRE(days_between(day, end_of_month(day)) < 31);
    REQUIRE(end_of_month(day).day().month() == day.day().month());
  }
}

TEST_CASE("every day is the last of its month just when the next is a first") {
  for (Date day = Date::of(1900_y / 1 / 1); day < Date::of(2199_y / 12 / 31); day = add_days(day, 1))
    REQUIRE(is_last_day_of_month(day) == (add_days(day, 1).day().day() == date::day(1)));
  CHECK(is_last_day_of_month(Date::of(2199_y / 12 / 31)));
}

} // namespace units_date
