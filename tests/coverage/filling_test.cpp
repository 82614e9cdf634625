#include "coverage/filling.hpp"

#include "tests/support/thinning.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <random>
#include <stdexcept>

namespace coverage_filling_test {

using namespace pvault;

namespace {

using Cents = std::vector<std::int64_t>;
using Fillables = std::vector<Fillable>;

constexpr std::int64_t no_limit = 1'000'000'000'000'000;

Fillable fillable(const Exact& days, const Exact& cents_per_day, std::int64_t most_cents = no_limit) {
  return {days, cents_per_day, most_cents};
}

std::int64_t sum_of(const Cents& cents) {
  std::int64_t sum = 0;
  for (const std::int64_t part : cents)
    sum += part;
  return sum;
}

// The covers from the lowest on: of two sharings the one that is greater here is the better.
std::vector<Exact> covers_in_order(const Fillables& fillables, const Cents& cents) {
  std::vector<Exact> covers;
  for (std::size_t i = 0; i < fillables.size(); ++i)
    covers.push_back(fillables[i].days_with(cents[i]));
  std::ranges::sort(covers);
  return covers;
}

// Every sharing of at most the budget.
class BruteForce {
public:
  explicit BruteForce(const Fillables& fillables) : fillables_(fillables), cents_(fillables.size()) {}
  std::vector<Exact> best(std::int64_t budget) {
    share(0, budget);
    return best_;
  }

private:
  void share(std::size_t from, std::int64_t left) {
    if (from == fillables_.size()) {
      best_ = std::max(best_, covers_in_order(fillables_, cents_));
      return;
    }
    for (std::int64_t cents = 0; cents <= std::min(left, fillables_[from].most_cents); ++cents) {
      cents_[from] = cents;
      share(from + 1, left - cents);
    }
  }

  const Fillables& fillables_;
  Cents cents_;
  std::vector<Exact> best_;
};

// Σ min(most, cents a day × max(0, level − days))
Exact spent_up_to(const Exact& level, const Fillables& fillables) {
  Exact spent;
  for (const Fillable& one : fillables) {
    const Exact wanted = (level - one.days) * one.cents_per_day;
    if (wanted > 0) spent += std::min(wanted, Exact(one.most_cents));
  }
  return spent;
}

class Dice {
public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(engine_);
  }
  Exact fraction(std::int64_t most) { return Exact(between(1, most)) / between(1, most); }

private:
  std::mt19937 engine_;
};

} // namespace

TEST_CASE("money goes to the lowest, and raises what it reaches to one level") {
  // 2 and 3 cents a day: from 0 and 10 days. 20 cents bring the first to 10 days, 25 more both to 15.
  const Fillables two = {fillable(0, 2), fillable(10, 3)};
  CHECK_EQ(fill_from_bottom(two, 0).cents, Cents{0, 0});
  CHECK_EQ(fill_from_bottom(two, 10).cents, Cents{10, 0});
  CHECK_EQ(fill_from_bottom(two, 10).level, Exact(5));
  CHECK_EQ(fill_from_bottom(two, 20).cents, Cents{20, 0});
  CHECK_EQ(fill_from_bottom(two, 20).level, Exact(10));
  CHECK_EQ(fill_from_bottom(two, 45).cents, Cents{30, 15});
  CHECK_EQ(fill_from_bottom(two, 45).level, Exact(15));
}

TEST_CASE("what has all it may take stops, and the others go on") {
  const Fillables three = {fillable(0, 2, 6), fillable(0, 1), fillable(5, 1, 0)};
  CHECK_EQ(fill_from_bottom(three, 6).cents, Cents{4, 2, 0});
  CHECK_EQ(fill_from_bottom(three, 20).cents, Cents{6, 14, 0});
  CHECK_EQ(fill_from_bottom(three, 20).level, Exact(14));
}

TEST_CASE("money that nobody may take is left") {
  const Fillables two = {fillable(0, 2, 6), fillable(1, 1, 3)};
  CHECK_EQ(fill_from_bottom(two, 100).cents, Cents{6, 3});
  CHECK_EQ(fill_from_bottom(two, 100).level, std::nullopt);
  CHECK_EQ(fill_from_bottom({}, 100).cents, Cents{});
  CHECK_EQ(fill_from_bottom({}, 100).level, std::nullopt);
  CHECK_EQ(fill_from_bottom({fillable(3, 1, 0)}, 100).level, std::nullopt);
  CHECK_THROWS_AS(fill_from_bottom(two, -1), std::logic_error);
}

TEST_CASE("of equal ones a cent goes to the one that it raises most, then to the first") {
  CHECK_EQ(fill_from_bottom({fillable(0, 2), fillable(0, 1)}, 1).cents, Cents{0, 1});
  CHECK_EQ(fill_from_bottom({fillable(0, 1), fillable(0, 1)}, 1).cents, Cents{1, 0});
  CHECK_EQ(fill_from_bottom({fillable(0, 1), fillable(0, 1)}, 3).cents, Cents{2, 1});
}

// Ten that half a cent would raise to the level, and one that 100,000 cents do. Rounded down, the shares would leave
// five of the ten without a cent.
TEST_CASE("shares are not rounded down one by one") {
  Fillables fillables(10, fillable(0, 1));
  fillables.push_back(fillable(0, 200'000));
  const Filling filling = fill_from_bottom(fillables, 100'005);
  CHECK_EQ(filling.level, Exact(100'005) / 200'010);
  CHECK_EQ(filling.cents.back(), 99'995);
  CHECK_EQ(std::ranges::count(filling.cents, 1), 10);
  Cents rounded_down(10, 0);
  std::fill_n(rounded_down.begin(), 5, 1);
  rounded_down.push_back(100'000);
  CHECK_FALSE(moves_raise_nothing(fillables, rounded_down));
}

TEST_CASE("a move that would raise a lower cover is found") {
  const Fillables two = {fillable(0, 1), fillable(0, 1)};
  CHECK(moves_raise_nothing(two, {2, 2}));
  CHECK(moves_raise_nothing(two, {2, 1}));
  CHECK_FALSE(moves_raise_nothing(two, {3, 1}));
  CHECK(moves_raise_nothing({fillable(0, 1), fillable(0, 1, 1)}, {3, 1})); // the other may take no more
  CHECK(moves_raise_nothing({}, {}));
}

TEST_CASE("no sharing of a few cents is better") {
  constexpr int cases = 400 / test::one_in;
  for (unsigned seed = 1; seed <= cases; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    Fillables fillables;
    for (std::int64_t i = dice.between(1, 4); i > 0; --i)
      fillables.push_back(fillable(dice.fraction(9), dice.fraction(9), dice.between(0, 9)));
    const std::int64_t budget = dice.between(0, 12);
    const Filling filling = fill_from_bottom(fillables, budget);
    CHECK_LE(sum_of(filling.cents), budget);
    CHECK(covers_in_order(fillables, filling.cents) == BruteForce(fillables).best(budget));
  }
}

TEST_CASE("sixty of any size: all is spent, at the level, and no cent moved raises the lowest") {
  constexpr int cases = 60 / test::one_in;
  for (unsigned seed = 1; seed <= cases; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    Fillables fillables;
    Exact most;
    for (int i = 0; i < 60; ++i) {
      const std::int64_t limit = dice.between(0, 3) == 0 ? dice.between(0, 1'000'000) : no_limit;
      fillables.push_back(fillable(dice.fraction(1'000), dice.fraction(power_of_ten(12)), limit));
      most += limit;
    }
    const std::int64_t budget = dice.between(0, power_of_ten(static_cast<int>(dice.between(1, 12))));
    const Filling filling = fill_from_bottom(fillables, budget);
    CHECK(moves_raise_nothing(fillables, filling.cents));
    CHECK_EQ(sum_of(filling.cents), budget);
    REQUIRE(filling.level.has_value());
    CHECK(spent_up_to(*filling.level, fillables) == budget);
  }
}

} // namespace coverage_filling_test
