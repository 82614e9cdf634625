// Countries: the two letters of ISO 3166-1, and the names under which sources publish them.
#pragma once

#include "units/refusal.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace pvault {

// The two letters of ISO 3166-1, in capitals, of a country that is on that list. Refuses country_unknown.
Expected<std::string> parse_country_code(std::string_view text);

// The code of a country given by its code, its name ("Korea, Republic of", as the USGS has it) or another name it goes
// by ("South Korea", "USA"), without regard to case; missing when it is none.
std::optional<std::string> find_country(std::string_view text);
// The same. Refuses country_unknown and suggests the nearest name.
Expected<std::string> parse_country(std::string_view text);

// The name of a country by its code; the code itself when it is none.
std::string country_name(std::string_view code);

} // namespace pvault
