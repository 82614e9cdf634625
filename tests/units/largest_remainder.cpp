#include "units/largest_remainder.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <limits>
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

namespace units_largest_remainder {

using namespace pvault;

namespace {

using Cents = std::vector<std::int64_t>;

Cents cents_of(const std::vector<Money>& amounts) {
  Cents cents;
  for (const Money amount : amounts)
    cents.push_back(amount.cents());
  return cents;
}

Cents by_whole(std::int64_t whole, const std::vector<std::int64_t>& weights) {
  return cents_of(share_by_weight(Money::cents(whole), weights));
}

Cents by_exact(std::int64_t whole, const std::vector<Exact>& weights) {
  return cents_of(share_by_weight(Money::cents(whole), weights));
}

Cents by_exact_of(std::int64_t whole, const std::vector<std::int64_t>& weights) {
  return by_exact(whole, {weights.begin(), weights.end()});
}

} // namespace

TEST_CASE("the largest remainders take the cents left over, of equal ones the first") {
  for (const auto& shared : {by_whole, by_exact_of}) {
    CHECK_EQ(shared(10, {1, 1, 1}), Cents{4, 3, 3});
    CHECK_EQ(shared(11, {1, 1, 1}), Cents{4, 4, 3});
    CHECK_EQ(shared(10, {1, 2, 4}), Cents{1, 3, 6}); // 1.43, 2.86, 5.71
    CHECK_EQ(shared(100, {1, 0, 2}), Cents{33, 0, 67});
    CHECK_EQ(shared(7, {0, 3, 0}), Cents{0, 7, 0});
    CHECK_EQ(shared(0, {1, 2}), Cents{0, 0});
    CHECK_EQ(shared(999'999'999'999'999'999, {1, 0}), Cents{999'999'999'999'999'999, 0});
    // 1e15 cents by 9e17 mg: the products need 128 bits.
    CHECK_EQ(shared(1'000'000'000'000'000, {300'000'000'000'000'000, 600'000'000'000'000'000}),
             Cents{333'333'333'333'333, 666'666'666'666'667});
  }
  CHECK_EQ(by_exact(10, {Exact(1, 3), Exact(2, 3)}), Cents{3, 7});
}

TEST_CASE("masses are weights") {
  CHECK_EQ(cents_of(share_by_mass(Money::cents(101), {Mass::milligrams(1), Mass::milligrams(1), Mass::milligrams(1)})),
           Cents{34, 34, 33});
}

TEST_CASE("whole weights and exact ones share alike, and the parts add up") {
  std::mt19937_64 random(20260301);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::int64_t> weights(1 + random() % 6);
    for (std::int64_t& weight : weights)
      weight = static_cast<std::int64_t>(random() % 5 == 0 ? random() % 1'000'000'000'000 : random() % 4);
    weights.front() += 1;
    const auto whole = static_cast<std::int64_t>(random() % 1'000'000);
    CAPTURE(weights);
    CAPTURE(whole);
    const Cents parts = by_whole(whole, weights);
    CHECK_EQ(parts, by_exact_of(whole, weights));
    CHECK_EQ(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}), whole);
  }
}

TEST_CASE("there must be something to share by") {
  CHECK_THROWS_AS(by_exact(1, {0, 0}), std::logic_error);
  CHECK_THROWS_AS(by_exact(1, {}), std::logic_error);
  CHECK_THROWS_AS(by_whole(1, {0, 0}), std::logic_error);
  CHECK_THROWS_AS(by_whole(1, {}), std::logic_error);
}

TEST_CASE("parts that are known exactly become whole, and come to the whole") {
  CHECK_EQ(whole_parts(3, {Exact(1, 2), Exact(1, 2), Exact(5, 2)}), Cents{1, 0, 2}); // 3.5, down
  CHECK_EQ(whole_parts(4, {Exact(1, 2), Exact(1, 2), Exact(5, 2)}), Cents{1, 1, 2}); // 3.5, up
  CHECK_EQ(whole_parts(2, {Exact(2, 3), Exact(4, 3)}), Cents{1, 1});
  CHECK_EQ(whole_parts(0, {}), Cents{});
  CHECK_THROWS_AS(whole_parts(0, {Exact(std::numeric_limits<std::int64_t>::max()) * 2}), std::overflow_error);
}

} // namespace units_largest_remainder
