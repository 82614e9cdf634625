// How the days of an interest period are counted, and what part of a year they are.
#pragma once

#include "units/date.hpp"
#include "units/exact.hpp"
#include "units/refusal.hpp"

#include <string_view>

namespace pvault {

// Mandatory in a facility's terms and without a default. The sections are those of the 2006 ISDA Definitions.
enum class DayCount {
  thirty_360,   // US, 30U/360: 30 days a month, and a period that begins on February's last day begins on a 30th,
                // whatever day the schedule keeps (QuantLib's Thirty360::USA, from 1.39 on). ISDA's 30/360, 4.16(f),
                // leaves February as it is, and is not this one.
  thirty_e_360, // European: 30 days a month, every 31st is a 30th, and February stays as it is: 4.16(g)
  act_360,      // days of the calendar over 360: 4.16(e)
  act_365f,     // days of the calendar over 365, in leap years too: 4.16(d)
  act_act_isda, // days in leap years over 366, the others over 365: 4.16(b)
};
std::string_view day_count_name(DayCount day_count); // 30/360, 30e/360, act/360, act/365f, act/act-isda
// One of these names, without regard to case. Refuses option_malformed.
Expected<DayCount> parse_day_count(std::string_view text);

// Both count the first day and not the last, and throw std::logic_error when `until` is before `from`.
//
// By the convention; days of the calendar for every act/*. Thirty-day counts do not add up: those of two halves of a
// period may make more or less than that of the whole.
int counted_days(DayCount day_count, Date from, Date until);
// What part of a year they are, exactly: interest is principal × yearly rate × this.
Exact year_fraction(DayCount day_count, Date from, Date until);

} // namespace pvault
