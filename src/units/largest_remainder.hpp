// Sharing a whole number so that the parts add up to it.
#pragma once

#include "units/exact.hpp"

#include <cstdint>
#include <vector>

namespace pvault {

// Whole units that come to `whole`, each the exact part rounded down or up: by largest remainder, of equal ones the
// first. Needs parts at least zero whose sum, rounded down, up or to the nearest, is `whole`. Throws
// std::overflow_error when a part does not fit 64 bits.
std::vector<std::int64_t> whole_parts(std::int64_t whole, const std::vector<Exact>& parts);

} // namespace pvault
