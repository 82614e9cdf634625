// The form of a lot, as its papers name it: whether metal can be of that form.
#pragma once

#include "stockpile/mineral.hpp"

#include <string>
#include <string_view>

namespace pvault {

// The word of a form that names a compound, an ore, a concentrate, an alloy or a remainder: "carbonate" of "lithium
// carbonate", "WO3" of "WO3 concentrate". Of these only a part is the metal. Empty when no word does: "ingot", "plate",
// "alloy-grade cathode". Of a mineral that is counted as an oxide, "oxide" names the very thing.
std::string word_for_a_part(std::string_view form, const Mineral& mineral);

} // namespace pvault
