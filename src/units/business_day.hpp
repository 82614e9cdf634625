// Days on which the federal government of the United States pays and is paid, and where a payment that falls on another
// day goes.
#pragma once

#include "units/date.hpp"
#include "units/refusal.hpp"

#include <string_view>

namespace pvault {

// The day on which a legal public holiday of 5 U.S.C. 6103(a) is observed; one that falls on a Saturday or a Sunday has
// its Friday or Monday, and is none itself. Known from 1971-01-01, when the Uniform Monday Holiday Act (Pub. L. 90-363)
// took effect; before, no day is a holiday. After, as the law stands: later days are a forecast. Not counted:
// Inauguration Day, a holiday in and around Washington only (6103(c)), and days the President gives off by order.
bool is_us_federal_holiday(Date date);

// Monday to Friday, and no federal holiday.
bool is_business_day(Date date);

enum class BusinessDayRule {
  none,               // the day stays
  following,          // to the first business day from it on
  modified_following, // the same, but to the last one before it where that would leave the month
};
std::string_view business_day_rule_name(BusinessDayRule rule); // none, following, modified-following
// One of these names, without regard to case. Refuses option_malformed.
Expected<BusinessDayRule> parse_business_day_rule(std::string_view text);

// Where the rule moves the day. Always within the years of a Date: the first and the last of them are business days.
Date adjust(Date date, BusinessDayRule rule);

} // namespace pvault
