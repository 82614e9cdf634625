// Sharing a whole so that the parts add up to it. The only place where this is done: each part is its exact share
// rounded down, and the units that are left go to the largest remainders, of equal ones to the first.
#pragma once

#include "units/exact.hpp"
#include "units/mass.hpp"
#include "units/money.hpp"

#include <cstdint>
#include <vector>

namespace pvault {

// Whole units that come to `whole`, each the exact part rounded down or up. Needs parts at least zero whose sum,
// rounded down, up or to the nearest, is `whole`. Throws std::overflow_error when a part does not fit 64 bits.
std::vector<std::int64_t> whole_parts(std::int64_t whole, const std::vector<Exact>& parts);

// Parts of `whole` in proportion to the weights. Needs weights of at least zero, not all zero, and throws
// std::logic_error otherwise. Whole weights, whose sum must fit 64 bits, are shared by in 128-bit arithmetic: lot costs
// are a hot path.
std::vector<Money> share_by_weight(Money whole, const std::vector<Exact>& weights);
std::vector<Money> share_by_weight(Money whole, const std::vector<std::int64_t>& weights);
std::vector<Money> share_by_mass(Money whole, const std::vector<Mass>& masses);

} // namespace pvault
