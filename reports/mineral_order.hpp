// The order in which reports name minerals that stand in groups.
#pragma once

#include "stockpile/mineral.hpp"

#include <vector>

namespace pvault::reports {

// A group stands before its members, both where the group's code stands in the alphabet.
std::vector<Mineral> minerals_in_order(std::vector<Mineral> minerals);

} // namespace pvault::reports
