// What a report supposes, in words.
#pragma once

#include "coverage/scenario.hpp"
#include "stockpile/mineral.hpp"

#include <string>
#include <vector>

namespace pvault::reports {

// "China and Russia", in the order of their codes.
std::string countries_in_words(const Countries& countries);

// "+10%", "+10% (cobalt +20%)"; only "cobalt +20%" where the others do not change.
std::string changes_in_words(const Changes& changes, const std::vector<Mineral>& minerals);

} // namespace pvault::reports
