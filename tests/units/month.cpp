#include "units/month.hpp"

#include "tests/support/refusals.hpp"

#include <doctest/doctest.h>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace units_month {

using namespace pvault;
using namespace date::literals;
using pvault::test::check_refused;

static_assert(!std::is_default_constructible_v<CalendarMonth> && !std::is_constructible_v<CalendarMonth, int>);

TEST_CASE("a month has its first day, its last, and the one after") {
  const CalendarMonth february = CalendarMonth::of(Date::of(2028_y / 2 / 17));
  CHECK_EQ(format_month(february), "2028-02");
  CHECK_EQ(format_date(february.first_day()), "2028-02-01");
  CHECK_EQ(format_date(february.last_day()), "2028-02-29");
  CHECK_EQ(format_date(february.day_after()), "2028-03-01");
  CHECK_EQ(format_date(CalendarMonth::of(Date::of(2026_y / 12 / 31)).day_after()), "2027-01-01");
  CHECK(february == CalendarMonth::of(Date::of(2028_y / 2 / 29)));
  CHECK(february < CalendarMonth::of(Date::of(2028_y / 3 / 1)));
}

TEST_CASE("the last month of the book is none, since nothing follows it") {
  CHECK_EQ(format_month(CalendarMonth::of(Date::of(2199_y / 11 / 30))), "2199-11");
  CHECK_THROWS_AS(CalendarMonth::of(Date::of(2199_y / 12 / 1)), std::logic_error);
}

TEST_CASE("a month is read as year and month") {
  CHECK_EQ(format_month(parse_calendar_month("2026-03").value()), "2026-03");
  CHECK_EQ(format_month(parse_calendar_month(" 1900-01 ").value()), "1900-01");
  CHECK_EQ(format_month(parse_calendar_month("2199-11").value()), "2199-11");
}

TEST_CASE("whatever else is written is no month") {
  for (const char* text : {"", "2026", "2026-3", "2026-13", "2026-00", "2026-03-31", "03-2026", "2026/03", "March",
                           "1899-12", "2199-12", "2200-01", "2026-03-", "today"}) {
    const std::string quoted = std::string("\"") + text + "\"";
    check_refused(parse_calendar_month,
                  {{text, Rule::date_malformed, quoted + " is not a month written as YYYY-MM, from 1900-01 to 2199-11",
                    "2026-03"}});
  }
}

} // namespace units_month
