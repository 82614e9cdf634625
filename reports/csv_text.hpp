// Text as a field of CSV.
#pragma once

#include <string>
#include <string_view>

namespace pvault::reports {

// Quoted where RFC 4180 asks for it; behind an apostrophe when a spreadsheet would run it as a formula or it begins
// with an apostrophe, so that no two texts look alike (a negative number is no formula); bytes that are no UTF-8 become
// U+FFFD.
std::string csv_text(std::string_view text);

} // namespace pvault::reports
