// Days that a standing order names by what they are on the day of the run: "yesterday", "last-month".
#pragma once

#include "units/date.hpp"

#include <string>
#include <string_view>

namespace pvault::cli {

// The day an order asks about: what parse_date takes, and last-month, last-quarter, last-year: their last days. Refuses
// date_malformed.
Expected<Date> parse_order_day(std::string_view text, Date today);

// The first day of an order's period, as --from takes it: of this-month, this-quarter and this-year the first day of
// that in which the day asked about is; other text as it is.
std::string first_day_text(const std::string& text, Date as_of);

} // namespace pvault::cli
