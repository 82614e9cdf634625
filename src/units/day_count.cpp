#include "units/day_count.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <stdexcept>

namespace pvault {

namespace {

struct DayCountName {
  DayCount day_count;
  std::string_view name;
};

constexpr std::array<DayCountName, 5> day_count_names = {{{DayCount::thirty_360, "30/360"},
                                                          {DayCount::thirty_e_360, "30e/360"},
                                                          {DayCount::act_360, "act/360"},
                                                          {DayCount::act_365f, "act/365f"},
                                                          {DayCount::act_act_isda, "act/act-isda"}}};

int day_of_month(Date date) { return static_cast<int>(unsigned{date.day().day()}); }

bool is_last_of_february(Date date) { return date.day().month() == date::February && is_last_day_of_month(date); }

// Days in months of 30, from and until days of the month that the convention has moved.
int days_in_thirties(Date from, int from_day, Date until, int until_day) {
  const auto month_of = [](Date date) { return static_cast<int>(unsigned{date.day().month()}); };
  return 360 * (until.year() - from.year()) + 30 * (month_of(until) - month_of(from)) + until_day - from_day;
}

int us_days(Date from, Date until) {
  const int from_day = is_last_of_february(from) ? 30 : std::min(day_of_month(from), 30);
  int until_day = day_of_month(until);
  // The end follows the beginning: it is moved to the 30th only when the beginning stands there.
  if (is_last_of_february(from) && is_last_of_february(until)) until_day = 30;
  if (from_day == 30 && until_day == 31) until_day = 30;
  return days_in_thirties(from, from_day, until, until_day);
}

int european_days(Date from, Date until) {
  return days_in_thirties(from, std::min(day_of_month(from), 30), until, std::min(day_of_month(until), 30));
}

// A day's place among the years: 2026-07-02 is 2026 and 182/365. The difference of two places weighs each day between
// them by its own year, as act/act-isda does.
Exact place_among_years(Date date) {
  const Date new_year = Date::of(date.day().year() / date::January / 1);
  return date.year() + Exact(days_between(new_year, date), date.days_in_year());
}

} // namespace

std::string_view day_count_name(DayCount day_count) {
  const auto found = std::ranges::find(day_count_names, day_count, &DayCountName::day_count);
  if (found == day_count_names.end()) throw std::logic_error("a day count without a name");
  return found->name;
}

Expected<DayCount> parse_day_count(std::string_view text) {
  for (const auto& [day_count, name] : day_count_names) {
    if (equals_ignoring_case(name, trim(text))) return day_count;
  }
  // All of them, never the nearest one: act/365 is as near to act/360, and millions apart.
  return refuse(Rule::option_malformed, fmt::format("{} is not a day count", in_quotes(trim(text))),
                "30/360, 30e/360, act/360, act/365f or act/act-isda");
}

int counted_days(DayCount day_count, Date from, Date until) {
  if (until < from) throw std::logic_error("counted_days: the period ends before it begins");
  switch (day_count) {
  case DayCount::thirty_360:
    return us_days(from, until);
  case DayCount::thirty_e_360:
    return european_days(from, until);
  case DayCount::act_360:
  case DayCount::act_365f:
  case DayCount::act_act_isda:
    return days_between(from, until);
  }
  throw std::logic_error("a day count without a rule");
}

Exact year_fraction(DayCount day_count, Date from, Date until) {
  const int days = counted_days(day_count, from, until);
  switch (day_count) {
  case DayCount::thirty_360:
  case DayCount::thirty_e_360:
  case DayCount::act_360:
    return Exact(days, 360);
  case DayCount::act_365f:
    return Exact(days, 365);
  case DayCount::act_act_isda:
    return place_among_years(until) - place_among_years(from);
  }
  throw std::logic_error("a day count without a rule");
}

} // namespace pvault
