// A month of the calendar, as periods are closed by it.
#pragma once

#include "units/date.hpp"

#include <compare>
#include <string>
#include <string_view>

namespace pvault {

// From 1900-01 to 2199-11: one that is followed by another, so that it has a day after it.
class CalendarMonth {
public:
  // Throws std::logic_error for a day of 2199-12.
  static CalendarMonth of(Date day);
  [[nodiscard]] Date first_day() const { return first_day_; }
  [[nodiscard]] Date last_day() const { return end_of_month(first_day_); }
  [[nodiscard]] Date day_after() const { return add_months(first_day_, 1); }
  friend std::strong_ordering operator<=>(const CalendarMonth&, const CalendarMonth&) = default;

private:
  explicit CalendarMonth(Date first_day) : first_day_(first_day) {}
  Date first_day_;
};

std::string format_month(CalendarMonth month); // 2026-03

// "2026-03"; blanks around it do not count. Refuses date_malformed.
Expected<CalendarMonth> parse_calendar_month(std::string_view text);

} // namespace pvault
