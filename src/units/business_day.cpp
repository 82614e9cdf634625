#include "units/business_day.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace pvault {

namespace {

using date::sys_days;
using date::weekday;
using date::year_month_day;

constexpr int first_known_year = 1971;
constexpr int onward = 9999;

// A holiday on the same day of every year.
struct FixedHoliday {
  date::month_day day;
  int first_year;
};

constexpr std::array<FixedHoliday, 5> fixed_holidays = {{
    {date::January / 1, first_known_year},   // New Year's Day
    {date::June / 19, 2021},                 // Juneteenth National Independence Day: Pub. L. 117-17, of 17 June 2021
    {date::July / 4, first_known_year},      // Independence Day
    {date::November / 11, 1978},             // Veterans Day: Pub. L. 94-97 brought it back from October
    {date::December / 25, first_known_year}, // Christmas Day
}};

// A holiday on the same weekday of a month every year.
struct WeekdayHoliday {
  date::month_weekday day;
  int first_year;
  int last_year;
};

constexpr std::array<WeekdayHoliday, 6> weekday_holidays = {{
    {date::January / date::Monday[3], 1986, onward},              // Birthday of Martin Luther King, Jr.: Pub. L. 98-144
    {date::February / date::Monday[3], first_known_year, onward}, // Washington's Birthday
    {date::September / date::Monday[1], first_known_year, onward},  // Labor Day
    {date::October / date::Monday[2], first_known_year, onward},    // Columbus Day
    {date::October / date::Monday[4], first_known_year, 1977},      // Veterans Day
    {date::November / date::Thursday[4], first_known_year, onward}, // Thanksgiving Day
}};

bool is_fixed_holiday(year_month_day day) {
  return std::ranges::any_of(fixed_holidays, [&](const FixedHoliday& holiday) {
    return holiday.day == day.month() / day.day() && int{day.year()} >= holiday.first_year;
  });
}

bool is_weekday_holiday(year_month_day day) {
  const int year{day.year()};
  if (day == year_month_day(day.year() / date::May / date::Monday[date::last])) return true; // Memorial Day
  return std::ranges::any_of(weekday_holidays, [&](const WeekdayHoliday& holiday) {
    return day == year_month_day(day.year() / holiday.day) && year >= holiday.first_year && year <= holiday.last_year;
  });
}

bool is_at_weekend(sys_days day) { return weekday(day) == date::Saturday || weekday(day) == date::Sunday; }

struct RuleName {
  BusinessDayRule rule;
  std::string_view name;
};

constexpr std::array<RuleName, 3> rule_names = {{{BusinessDayRule::none, "none"},
                                                 {BusinessDayRule::following, "following"},
                                                 {BusinessDayRule::modified_following, "modified-following"}}};

// The nearest business day to `date`, itself or in steps of one day, 1 or -1.
Date first_business_day(Date date, int step) {
  while (!is_business_day(date))
    date = add_days(date, step);
  return date;
}

} // namespace

bool is_us_federal_holiday(Date date) {
  const sys_days day(date.day());
  if (date.year() < first_known_year || is_at_weekend(day)) return false;
  if (is_weekday_holiday(date.day()) || is_fixed_holiday(date.day())) return true;
  // 5 U.S.C. 6103(b): from Saturday to the Friday before, be it in the year before. Executive Order 11582, section 3:
  // from Sunday to Monday.
  if (weekday(day) == date::Friday) return is_fixed_holiday(day + date::days(1));
  return weekday(day) == date::Monday && is_fixed_holiday(day - date::days(1));
}

bool is_business_day(Date date) { return !is_at_weekend(date.day()) && !is_us_federal_holiday(date); }

std::string_view business_day_rule_name(BusinessDayRule rule) {
  const auto found = std::ranges::find(rule_names, rule, &RuleName::rule);
  if (found == rule_names.end()) throw std::logic_error("a business day rule without a name");
  return found->name;
}

Expected<BusinessDayRule> parse_business_day_rule(std::string_view text) {
  for (const auto& [rule, name] : rule_names) {
    if (equals_ignoring_case(name, trim(text))) return rule;
  }
  std::array<std::string_view, rule_names.size()> names;
  std::ranges::transform(rule_names, names.begin(), &RuleName::name);
  return refuse_choice(trim(text), "a business day rule", names);
}

Date adjust(Date date, BusinessDayRule rule) {
  switch (rule) {
  case BusinessDayRule::none:
    return date;
  case BusinessDayRule::following:
    return first_business_day(date, 1);
  case BusinessDayRule::modified_following: {
    const Date following = first_business_day(date, 1);
    return following.day().month() == date.day().month() ? following : first_business_day(date, -1);
  }
  }
  throw std::logic_error("a business day rule without an effect");
}

} // namespace pvault
