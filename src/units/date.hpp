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
  date::year_month_day day_;
};

std::string format_date(Date date);      // 2026-03-31
int days_between(Date from, Date until); // negative when until is earlier
std::string format_days(int days);       // "1 day", "32 days"

// ISO only: "2026-03-31", "2026-03" (its last day), "today", "yesterday"; blanks around it do not count. Refuses
// date_malformed: says why (not a real day, ambiguous such as 03/04/2026, out of range) and shows the form wanted.
Expected<Date> parse_date(std::string_view text, Date today);
// Only YYYY-MM-DD, as the book stores it, with nothing around it. Refuses date_malformed.
Expected<Date> parse_iso_date(std::string_view text);

// How the days of an interest period are counted; mandatory in a facility's terms and without a default.
enum class DayCount { thirty_360, act_360, act_365f, act_act_isda };
std::string_view day_count_name(DayCount day_count); // 30/360, act/360, act/365f, act/act-isda
// One of these names, without regard to case. Refuses option_malformed.
Expected<DayCount> parse_day_count(std::string_view text);

} // namespace pvault
