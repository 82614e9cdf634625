// Exact arithmetic between what was entered and what is booked. Nothing here or above is a floating-point number:
// a figure stays an exact fraction until it is booked, and is rounded once, by the rule its caller names.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <optional>

namespace pvault {

using Exact = boost::multiprecision::cpp_rational;

enum class Rounding {
  half_even, // amounts: to the nearest, ties to the even neighbour
  down,      // toward minus infinity: coverage is never overstated
  up,        // toward plus infinity: a gap is never understated
};

// The only place where a fraction becomes a whole number.
boost::multiprecision::cpp_int round_to_whole(const Exact& value, Rounding rounding);
// The same. Empty when the result does not fit 64 bits.
std::optional<std::int64_t> round_to_integer(const Exact& value, Rounding rounding);

// whole × part / all, rounded: the share of `whole` that `part` of `all` carries. Needs 0 <= part <= all and all > 0
// (throws std::logic_error otherwise), so the result always fits. The same rounding as round_to_integer, in 128-bit
// arithmetic, for the hot path of lot costs.
std::int64_t share_of(std::int64_t whole, std::int64_t part, std::int64_t all, Rounding rounding);

// 10^exponent, for 0 <= exponent <= 18 (throws std::logic_error otherwise).
std::int64_t power_of_ten(int exponent);

} // namespace pvault
