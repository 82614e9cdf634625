#include "units/exact.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <stdexcept>

namespace units_exact {

using namespace pvault;

namespace {

constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::array all_roundings = {Rounding::half_even, Rounding::down, Rounding::up};

// The roundings by their definition, found by looking at every whole number around numerator / divisor.
std::int64_t rounded_by_definition(int numerator, int divisor, Rounding rounding) {
  const int around = std::abs(numerator) + 1;
  std::int64_t best = rounding == Rounding::up ? around : -around;
  for (std::int64_t whole = -around; whole <= around; ++whole) {
    const std::int64_t distance = std::abs(whole * divisor - numerator);
    const std::int64_t best_distance = std::abs(best * divisor - numerator);
    if (rounding == Rounding::down && whole * divisor <= numerator) best = std::max(best, whole);
    if (rounding == Rounding::up && whole * divisor >= numerator) best = std::min(best, whole);
    if (rounding == Rounding::half_even && (distance < best_distance || (distance == best_distance && whole % 2 == 0)))
      best = whole;
  }
  return best;
}

} // namespace

TEST_CASE("half_even: a half goes to the even neighbour, on both sides of zero") {
  const auto round = [](int numerator, int divisor) {
    return round_to_integer(Exact(numerator, divisor), Rounding::half_even).value();
  };
  CHECK(round(1, 2) == 0);
  CHECK(round(3, 2) == 2);
  CHECK(round(5, 2) == 2);
  CHECK(round(7, 2) == 4);
  CHECK(round(-1, 2) == 0);
  CHECK(round(-3, 2) == -2);
  CHECK(round(-5, 2) == -2);
  CHECK(round(-7, 2) == -4);
}

TEST_CASE("half_even: just off a half goes to the nearer neighbour") {
  const Exact tiny(1, power_of_ten(18));
  const Exact half(1, 2);
  CHECK(round_to_integer(half + tiny, Rounding::half_even) == 1);
  CHECK(round_to_integer(half - tiny, Rounding::half_even) == 0);
  CHECK(round_to_integer(-half - tiny, Rounding::half_even) == -1);
  CHECK(round_to_integer(-half + tiny, Rounding::half_even) == 0);
}

TEST_CASE("down goes toward minus infinity, up toward plus infinity") {
  CHECK(round_to_integer(Exact(3, 2), Rounding::down) == 1);
  CHECK(round_to_integer(Exact(-3, 2), Rounding::down) == -2);
  CHECK(round_to_integer(Exact(3, 2), Rounding::up) == 2);
  CHECK(round_to_integer(Exact(-3, 2), Rounding::up) == -1);
  CHECK(round_to_integer(Exact(-1, 1000), Rounding::down) == -1);
  CHECK(round_to_integer(Exact(1, 1000), Rounding::up) == 1);
}

TEST_CASE("a whole number stays as it is under every rounding") {
  for (const Rounding rounding : all_roundings) {
    for (const std::int64_t whole : {smallest, std::int64_t{-7}, std::int64_t{0}, std::int64_t{7}, largest})
      CHECK(round_to_integer(Exact(whole), rounding) == whole);
  }
}

TEST_CASE("every small fraction is rounded as the definition says") {
  for (const Rounding rounding : all_roundings) {
    for (int divisor = 1; divisor <= 12; ++divisor) {
      for (int numerator = -80; numerator <= 80; ++numerator) {
        CAPTURE(numerator);
        CAPTURE(divisor);
        CHECK(round_to_integer(Exact(numerator, divisor), rounding) ==
              rounded_by_definition(numerator, divisor, rounding));
      }
    }
  }
}

TEST_CASE("what does not fit 64 bits has no whole number, and the last one that fits has") {
  const Exact quarter(1, 4);
  CHECK(round_to_integer(Exact(largest) + quarter, Rounding::half_even) == largest);
  CHECK(round_to_integer(Exact(largest) + quarter, Rounding::up) == std::nullopt);
  CHECK(round_to_integer(Exact(largest) + Exact(1, 2), Rounding::half_even) == std::nullopt); // largest is odd
  CHECK(round_to_integer(Exact(largest) + 1, Rounding::down) == std::nullopt);
  CHECK(round_to_integer(Exact(smallest) - quarter, Rounding::half_even) == smallest);
  CHECK(round_to_integer(Exact(smallest) - quarter, Rounding::down) == std::nullopt);
  CHECK(round_to_integer(Exact(smallest) - Exact(1, 2), Rounding::half_even) == smallest); // smallest is even
  CHECK(round_to_integer(Exact(smallest) - 1, Rounding::up) == std::nullopt);
}

TEST_CASE("share_of: plain shares") {
  CHECK(share_of(100, 1, 3, Rounding::half_even) == 33);
  CHECK(share_of(100, 2, 3, Rounding::half_even) == 67);
  CHECK(share_of(100, 1, 3, Rounding::up) == 34);
  CHECK(share_of(100, 2, 3, Rounding::down) == 66);
  CHECK(share_of(-100, 1, 3, Rounding::down) == -34);
  CHECK(share_of(-5, 1, 2, Rounding::half_even) == -2);
  CHECK(share_of(5, 1, 2, Rounding::half_even) == 2);
}

TEST_CASE("share_of: nothing of it is nothing, all of it is the whole") {
  for (const Rounding rounding : all_roundings) {
    for (const std::int64_t whole : {smallest, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, largest}) {
      for (const std::int64_t all : {std::int64_t{1}, std::int64_t{3}, largest}) {
        CHECK(share_of(whole, 0, all, rounding) == 0);
        CHECK(share_of(whole, all, all, rounding) == whole);
      }
    }
  }
}

TEST_CASE("share_of: the ends of 64 bits do not overflow") {
  CHECK(share_of(largest, largest - 1, largest, Rounding::down) == largest - 1);
  CHECK(share_of(smallest, largest - 1, largest, Rounding::down) == smallest + 1);
  CHECK(share_of(smallest, largest - 1, largest, Rounding::up) == smallest + 2);
  CHECK(share_of(largest, 1, 2, Rounding::half_even) ==
        largest / 2 + 1); // 4611686018427387903.5: the even one is above
  CHECK(share_of(smallest, 1, 2, Rounding::half_even) == smallest / 2);
}

TEST_CASE("share_of rounds as round_to_integer does") {
  constexpr std::uint64_t seed = 20260331;
  std::mt19937_64 random(seed);
  for (int i = 0; i < 20'000; ++i) {
    const int bits_cut = static_cast<int>(random() % 63);
    const auto any = [&] { return static_cast<std::int64_t>(random() >> (1 + bits_cut)); };
    const std::int64_t all = std::max<std::int64_t>(any(), 1);
    const std::int64_t part = any() % all;
    const std::int64_t whole = random() % 2 == 0 ? any() : -any();
    CAPTURE(whole);
    CAPTURE(part);
    CAPTURE(all);
    for (const Rounding rounding : all_roundings)
      CHECK(share_of(whole, part, all, rounding) == round_to_integer(Exact(whole) * part / all, rounding));
  }
}

TEST_CASE("share_of needs a part of something") {
  CHECK_THROWS_AS((void)share_of(1, 0, 0, Rounding::down), std::logic_error);
  CHECK_THROWS_AS((void)share_of(1, 0, -1, Rounding::down), std::logic_error);
  CHECK_THROWS_AS((void)share_of(1, -1, 2, Rounding::down), std::logic_error);
  CHECK_THROWS_AS((void)share_of(1, 3, 2, Rounding::down), std::logic_error);
}

TEST_CASE("powers of ten") {
  std::int64_t expected = 1;
  for (int exponent = 0; exponent < 18; ++exponent, expected *= 10)
    CHECK(power_of_ten(exponent) == expected);
  CHECK(power_of_ten(18) == 1'000'000'000'000'000'000);
  CHECK_THROWS_AS((void)power_of_ten(-1), std::logic_error);
  CHECK_THROWS_AS((void)power_of_ten(19), std::logic_error);
}

} // namespace units_exact
