// Business dates. Nothing here knows what day it is: who needs "today" is given it by cli/.
#pragma once

#include "units/refusal.hpp"

#include <compare>
#include <cstdint>
#include <date/date.h>
#include <string>
#include <string_view>

namespace pvault {

// A day of the Gregorian calendar from 1900-01-01 to 2199-12-31; always a real one.
class Date {
public:
  // Throws std::logic_error unless it is a real day in that range; for text from outside use parse_date.
  static Date of(date::year_month_day day);
  [[nodiscard]] date::year_month_day day() const { return day_; }
  [[nodiscard]] int year() const { return int{day_.year()}; }
  [[nodiscard]] int days_in_year() const { return day_.year().is_leap() ? 366 : 365; }
  // Named ordering: date::year_month_day has < and == only.
  friend std::strong_ordering operator<=>(const Date&, const Date&) = default;

private:
  explicit Date(date::year_month_day day) : day_(day) {}
  date::year_month_day day_{};
};

std::string format_date(Date date);      // 2026-03-31
int days_between(Date from, Date until); // negative when until is earlier
std::string format_days(int days);       // "1 day", "32 days"

bool is_last_day_of_month(Date date);
Date end_of_month(Date date);
// Both throw std::out_of_range when the day is outside the years of a Date; negative numbers go back.
Date add_days(Date date, int days);
// The same day of the month, or the month's last where it has no such day: 31 January + 1 is 28 or 29 February. A
// series is counted from its first day, since adding step by step would keep the 28th: 31 January + 2 is 31 March.
Date add_months(Date date, int months);

// ISO only: "2026-03-31", "2026-03" (its last day), "today", "yesterday"; blanks around it do not count. Refuses
// date_malformed: says why (not a real day, ambiguous such as 03/04/2026, out of range) and shows the form wanted.
Expected<Date> parse_date(std::string_view text, Date today);
// The same for the first day of a period: "2026-03" is 1 March.
Expected<Date> parse_first_date(std::string_view text, Date today);
// Only YYYY-MM-DD, as the book stores it, with nothing around it. Refuses date_malformed.
Expected<Date> parse_iso_date(std::string_view text);

} // namespace pvault
