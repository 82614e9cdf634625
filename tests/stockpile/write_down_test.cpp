// What is written down, lot by lot, and what goes with mass that leaves.
#include "stockpile/write_down.hpp"

#include "tests/support/minerals.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <random>

namespace stockpile_write_down_test {

using namespace pvault;
using namespace pvault::test;

namespace {

LotValue value(std::int64_t number, std::int64_t kg, std::int64_t cost, std::int64_t written_down) {
  return {LotId{number}, kilograms(kg), Money::cents(cost), Money::cents(written_down)};
}

WriteDownRequest by(std::int64_t cents) {
  return {.on = day("2026-03-31"), .of = "gallium", .amount = Money::cents(cents)};
}

std::map<std::int64_t, std::int64_t> by_lot(const std::vector<LotWriteDown>& lots) {
  std::map<std::int64_t, std::int64_t> cents;
  for (const LotWriteDown& lot : lots)
    cents[number_of(lot.lot)] += lot.amount.cents();
  return cents;
}
using Cents = std::map<std::int64_t, std::int64_t>;

Posting move(std::int64_t lot, std::int64_t kg, std::int64_t cents) {
  return {.account = Account::inventory,
          .mineral = gallium().id,
          .lot = LotId{lot},
          .mass = kilograms(kg),
          .amount = Money::cents(cents)};
}

Money amount_on(const Postings& postings, Account account) {
  Money sum;
  for (const Posting& posting : postings) {
    if (posting.account == account) sum += posting.amount;
  }
  return sum;
}

} // namespace

TEST_CASE("a group has nothing to write down") {
  check_rule(plan_write_down(rare_earths(), {}, by(1)), Rule::mineral_is_group);
}

TEST_CASE("an amount is shared by what lots are carried at") {
  const auto plan = allowed(plan_write_down(gallium(), {value(1, 10, 1000, 0), value(2, 10, 3000, 1000)}, by(100)));
  CHECK_EQ(by_lot(plan.lots), Cents{{1, 33}, {2, 67}});
  CHECK_EQ(plan.amount, Money::cents(100));
  CHECK_EQ(amount_on(plan.postings, Account::write_downs), Money::cents(100));
  CHECK_EQ(amount_on(plan.postings, Account::inventory_written_down), Money::cents(-100));
  CHECK_FALSE(find_imbalance(plan.postings).has_value());
}

TEST_CASE("a price says what it is worth") {
  const WriteDownRequest to{.on = day("2026-03-31"), .of = "gallium", .to = price("1.50 USD/kg")};
  const std::vector<LotValue> lots = {value(1, 10, 1000, 0), value(2, 10, 3000, 0)};
  CHECK_EQ(allowed(plan_write_down(gallium(), lots, to)).amount, Money::cents(1000)); // 40.00 to 30.00
  // 793 kg of W are in 1,000 kg of WO3.
  const WriteDownRequest ore{.on = day("2026-03-31"), .of = "tungsten", .to = price("1 USD/kg of WO3")};
  CHECK_EQ(allowed(plan_write_down(tungsten(), {value(1, 793, 100'001, 0)}, ore)).amount, Money::cents(1));
  const WriteDownRequest unknown{.on = day("2026-03-31"), .of = "gallium", .to = price("1 USD/kg of Ga2O3")};
  check_rule(plan_write_down(gallium(), lots, unknown), Rule::component_unknown);
}

TEST_CASE("nothing is written down by nothing, or up") {
  check_refusal(plan_write_down(gallium(), {value(1, 10, 1000, 0)}, by(0)), Rule::amount_not_positive,
                "gallium is carried at 10.00 USD on 2026-03-31: there is nothing to write down",
                "an amount above zero, or a price below what it is carried at");
  const WriteDownRequest to{.on = day("2026-03-31"), .of = "gallium", .to = price("1 USD/kg")};
  check_refusal(plan_write_down(gallium(), {value(1, 10, 1000, 0)}, to), Rule::amount_not_positive,
                "gallium is carried at 10.00 USD on 2026-03-31, at \"1 USD/kg\" no less than that: there is nothing to "
                "write down",
                "an amount above zero, or a price below what it is carried at");
}

TEST_CASE("nothing is written down by more than it is carried at") {
  check_refusal(plan_write_down(gallium(), {value(1, 10, 1000, 300)}, by(701)), Rule::write_down_above_cost,
                "gallium is carried at 7.00 USD on 2026-03-31, and would be written down by 7.01 USD, 0.01 USD more",
                "write down at most 7.00 USD; `pvault report lots` shows cost and write-downs");
  CHECK_EQ(allowed(plan_write_down(gallium(), {value(1, 10, 1000, 300)}, by(700))).amount, Money::cents(700));
  check_rule(plan_write_down(gallium(), {}, by(1)), Rule::write_down_above_cost);
}

TEST_CASE("a release takes the part that its mass carries, and the rest when it empties the lot") {
  const std::map<LotId, LotValue> before = {{LotId{1}, value(1, 10, 1000, 125)}};
  const auto part = carry_write_downs({move(1, -2, -200), move(2, -5, -1)}, before, MassGoes::away);
  CHECK_EQ(by_lot(part.lots), Cents{{1, -25}});
  CHECK_EQ(amount_on(part.postings, Account::inventory_written_down), Money::cents(25));
  CHECK_EQ(amount_on(part.postings, Account::write_downs_released), Money::cents(-25));
  CHECK_EQ(by_lot(carry_write_downs({move(1, -1, -100)}, before, MassGoes::away).lots),
           Cents{{1, -12}}); // 12.5, to the even one
  CHECK_EQ(by_lot(carry_write_downs({move(1, -10, -1000)}, before, MassGoes::away).lots), Cents{{1, -125}});
  CHECK(carry_write_downs({move(2, -10, -1000)}, before, MassGoes::away).postings.empty());
}

TEST_CASE("a transfer takes it to the lots that come out, and nothing is released") {
  const std::map<LotId, LotValue> before = {{LotId{1}, value(1, 10, 1000, 125)}};
  const auto carried =
      carry_write_downs({move(1, -8, -800), move(2, 4, 534), move(3, 2, 266)}, before, MassGoes::to_other_lots);
  CHECK_EQ(by_lot(carried.lots), Cents{{1, -100}, {2, 67}, {3, 33}});
  CHECK(carried.postings.empty());
}

TEST_CASE("neither what leaves nor what stays is written down by more than it cost") {
  // At an average a draw may cost a cent more or less than the lot's own part.
  const std::map<LotId, LotValue> before = {{LotId{1}, value(1, 3, 100, 100)}};
  CHECK_EQ(by_lot(carry_write_downs({move(1, -1, -34)}, before, MassGoes::away).lots), Cents{{1, -34}});
  CHECK_EQ(by_lot(carry_write_downs({move(1, -1, -32)}, before, MassGoes::away).lots), Cents{{1, -32}});
}

TEST_CASE("where costs were evened out, write-downs lie as the mass does, within cost") {
  CHECK_EQ(by_lot(even_write_downs({value(1, 10, 1000, 90), value(2, 20, 2000, 0)})), Cents{{1, -60}, {2, 60}});
  CHECK(even_write_downs({value(1, 10, 1000, 30), value(2, 20, 2000, 60)}).empty());
  CHECK(even_write_downs({value(1, 10, 1000, 0)}).empty());
  CHECK_EQ(by_lot(even_write_downs({value(1, 10, 10, 10), value(2, 10, 90, 70)})), Cents{});
  CHECK_EQ(by_lot(even_write_downs({value(1, 10, 10, 5), value(2, 10, 90, 75)})), Cents{{1, 5}, {2, -5}});
}

TEST_CASE("however lots are drawn, write-downs stay within cost and nothing is left behind") {
  std::mt19937_64 random(50);
  const auto up_to = [&](std::int64_t most) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(std::max<std::int64_t>(most, 1))) + 1;
  };
  for (int round = 0; round < 20'000; ++round) {
    LotValue lot{LotId{1}, Mass::milligrams(up_to(1000)), Money::cents(up_to(300) - 1), {}};
    lot.written_down = Money::cents(up_to(lot.cost.cents() + 1) - 1);
    while (lot.mass > Mass()) {
      const Mass mass = Mass::milligrams(up_to(lot.mass.milligrams()));
      Money cost =
          Money::cents(share_of(lot.cost.cents(), mass.milligrams(), lot.mass.milligrams(), Rounding::half_even));
      const bool off = random() % 3 == 0 && mass < lot.mass && cost < lot.cost;
      if (off) cost += Money::cents(1);
      const auto carried =
          carry_write_downs({{.account = Account::inventory, .lot = lot.lot, .mass = -mass, .amount = -cost}},
                            {{lot.lot, lot}}, MassGoes::away);
      const Money left = carried.lots.empty() ? Money() : -carried.lots.front().amount;
      REQUIRE_GE(left, Money());
      REQUIRE_LE(left, cost);
      lot.mass -= mass;
      lot.cost -= cost;
      lot.written_down -= left;
      REQUIRE_GE(lot.written_down, Money());
      REQUIRE_LE(lot.written_down, lot.cost);
    }
    REQUIRE_EQ(lot.written_down, Money());
  }
}

} // namespace stockpile_write_down_test
