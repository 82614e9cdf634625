#include "units/exact.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <stdexcept>

namespace pvault {

namespace {

using boost::multiprecision::cpp_int;
__extension__ using Int128 = __int128;

// Where a fraction lies between the whole number below it and the one above.
enum class Position { on_the_number, below_half, at_half, above_half };

// Needs 0 <= remainder < divisor. Compares with what is left instead of doubling, which could overflow.
template <class Integer>
Position position_of(const Integer& remainder, const Integer& divisor) {
  if (remainder == 0) return Position::on_the_number;
  const Integer left = divisor - remainder;
  if (remainder == left) return Position::at_half;
  return remainder < left ? Position::below_half : Position::above_half;
}

bool takes_upper(Rounding rounding, Position position, bool lower_is_odd) {
  switch (rounding) {
  case Rounding::half_even:
    return position == Position::above_half || (position == Position::at_half && lower_is_odd);
  case Rounding::down:
    return false;
  case Rounding::up:
    return position != Position::on_the_number;
  }
  throw std::logic_error("a rounding without a rule");
}

// Needs divisor > 0. C++ divides toward zero, so a negative remainder is first brought above the floor.
template <class Integer>
Integer divide(const Integer& dividend, const Integer& divisor, Rounding rounding) {
  Integer lower = dividend / divisor;
  Integer remainder = dividend % divisor;
  if (remainder < 0) {
    lower -= 1;
    remainder += divisor;
  }
  const bool lower_is_odd = lower % 2 != 0;
  if (takes_upper(rounding, position_of(remainder, divisor), lower_is_odd)) lower += 1;
  return lower;
}

} // namespace

cpp_int round_to_whole(const Exact& value, Rounding rounding) {
  // A cpp_rational keeps its sign in the numerator, so the divisor is positive.
  return divide<cpp_int>(numerator(value), denominator(value), rounding);
}

std::optional<std::int64_t> round_to_integer(const Exact& value, Rounding rounding) {
  const cpp_int rounded = round_to_whole(value, rounding);
  if (rounded < std::numeric_limits<std::int64_t>::min() || rounded > std::numeric_limits<std::int64_t>::max())
    return std::nullopt;
  return static_cast<std::int64_t>(rounded);
}

std::int64_t share_of(std::int64_t whole, std::int64_t part, std::int64_t all, Rounding rounding) {
  if (all <= 0 || part < 0 || part > all)
    throw std::logic_error("share_of: the part must lie between zero and all, and all above zero");
  return static_cast<std::int64_t>(divide<Int128>(Int128{whole} * part, Int128{all}, rounding));
}

std::int64_t power_of_ten(int exponent) {
  static constexpr auto powers = [] {
    std::array<std::int64_t, 19> result{};
    result[0] = 1;
    for (std::size_t i = 1; i < result.size(); ++i)
      result[i] = result[i - 1] * 10;
    return result;
  }();
  if (exponent < 0 || exponent >= static_cast<int>(powers.size()))
    throw std::logic_error("power_of_ten: the exponent must lie between 0 and 18");
  return powers[static_cast<std::size_t>(exponent)];
}

} // namespace pvault
