#include "units/month.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <cstddef>
#include <fmt/format.h>
#include <stdexcept>

namespace pvault {

namespace {

constexpr std::size_t size_of_month = 7; // "2026-03"

bool has_next_month(Date day) { return day < Date::of(date::year{2199} / date::December / 1); }

} // namespace

CalendarMonth CalendarMonth::of(Date day) {
  if (!has_next_month(day)) throw std::logic_error("CalendarMonth::of: no month of the book follows it");
  return CalendarMonth(Date::of(day.day().year() / day.day().month() / 1));
}

std::string format_month(CalendarMonth month) { return format_date(month.first_day()).substr(0, size_of_month); }

Expected<CalendarMonth> parse_calendar_month(std::string_view text) {
  const std::string_view written = trim(text);
  const auto first_day = parse_iso_date(fmt::format("{}-01", written));
  if (written.size() != size_of_month || !first_day || !has_next_month(*first_day)) {
    return refuse(Rule::date_malformed,
                  fmt::format("{} is not a month written as YYYY-MM, from 1900-01 to 2199-11", in_quotes(text)),
                  "2026-03");
  }
  return CalendarMonth::of(*first_day);
}

} // namespace pvault
