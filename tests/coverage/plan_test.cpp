#include "coverage/plan.hpp"

#include "tests/support/thinning.hpp"
#include "tests/support/values.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <random>

namespace coverage_plan_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr BasisPrice dollar_a_kg{1, 10'000}; // 100 cents per 1,000,000 mg
constexpr BasisPrice ten_dollars_a_kg{1, 1'000};

DemandFigure figure_of(Mass per_year, int year = 2025) {
  return {.per_year = per_year, .year = year, .basis = "apparent-consumption", .quality = "A"};
}

// A kilogram a day in 2025.
DemandFigure kilogram_a_day() { return figure_of(kilograms(365)); }

// Of which nothing is there, a kilogram a day is consumed and costs a dollar, and 60 days are wanted.
PlanCandidate candidate() {
  return {.available = Mass(), .demand = kilogram_a_day(), .price = dollar_a_kg, .target_days = 60};
}

PlanCandidate with_stock(std::int64_t kilograms_there) {
  PlanCandidate one = candidate();
  one.available = kilograms(kilograms_there);
  return one;
}

PlanCandidate in_lots(Mass lot) {
  PlanCandidate one = candidate();
  one.lot = lot;
  return one;
}

PlannedPurchase purchase_of(const PlanCandidate& one, Money budget) {
  return plan_purchases({one}, budget).purchases[0];
}

std::string status_of(const PlanCandidate& one, std::string_view budget) {
  return std::string(plan_status_name(purchase_of(one, money(budget)).status));
}

} // namespace

TEST_CASE("the lowest is raised to the next, then both together, each by what its days cost") {
  // 10 kg there and 10 USD a day; nothing there and 1 USD a day.
  PlanCandidate dear = with_stock(10);
  dear.price = ten_dollars_a_kg;
  const std::vector<PlanCandidate> two = {dear, candidate()};
  const BuyingPlan first = plan_purchases(two, money("10 USD"));
  CHECK_EQ(first.purchases[0].cost, Money());
  CHECK_EQ(first.purchases[1].mass, kilograms(10));
  const BuyingPlan both = plan_purchases(two, money("65 USD")); // 10, and 5 days at 11 a day
  CHECK_EQ(both.purchases[0].cost, money("50 USD"));
  CHECK_EQ(both.purchases[0].mass, kilograms(5));
  CHECK_EQ(both.purchases[1].cost, money("15 USD"));
  CHECK(both.purchases[0].status == PlanStatus::raised);
  CHECK_EQ(both.level_days, Exact(15));
  CHECK_EQ(both.spent, money("65 USD"));
  CHECK_EQ(both.left, Money());
}

TEST_CASE("nothing is bought above the target, and what is over is left") {
  const BuyingPlan plan = plan_purchases({candidate(), with_stock(50), with_stock(60)}, money("100 USD"));
  CHECK_EQ(plan.purchases[0].mass, kilograms(60));
  CHECK_EQ(plan.purchases[1].mass, kilograms(10));
  CHECK_EQ(plan.purchases[2].mass, Mass());
  CHECK(plan.purchases[0].status == PlanStatus::filled);
  CHECK(plan.purchases[2].status == PlanStatus::at_target);
  CHECK_EQ(plan.left, money("30 USD"));
  CHECK_EQ(plan.level_days, std::nullopt);
}

TEST_CASE("what filling costs is enough for the gap, rounded up to the milligram and the cent") {
  PlanCandidate one = candidate();
  one.demand = figure_of(kilograms(19'000)); // gallium in 2025
  one.price = BasisPrice{58, 1'000};         // 580 USD/kg
  const PlannedPurchase purchase = purchase_of(one, money("2M USD"));
  CHECK_EQ(purchase.fill_mass, Mass::milligrams(3'123'287'672)); // 60 × 19,000 / 365 = 3,123.287671... kg
  CHECK_EQ(purchase.fill_cost, Money::cents(181'150'685));       // 1,811,506.84976 USD
  CHECK_EQ(purchase.mass, *purchase.fill_mass);
  CHECK_EQ(purchase.cost, *purchase.fill_cost);
  const PlannedPurchase short_by_a_cent = purchase_of(one, Money::cents(181'150'684));
  CHECK(short_by_a_cent.status == PlanStatus::raised);
  CHECK_LT(short_by_a_cent.mass, *purchase.fill_mass);
}

TEST_CASE("a leap year's figure lasts a day longer") {
  PlanCandidate one = candidate();
  one.demand->year = 2024;
  CHECK_EQ(*exact_coverage_days(kilograms(365), *one.demand), Exact(366));
  CHECK_EQ(purchase_of(one, Money()).fill_mass, Mass::milligrams(59'836'066)); // 60 × 365 / 366 kg
}

TEST_CASE("a mass is what its cents buy, rounded down") {
  PlanCandidate one = candidate();
  one.price = BasisPrice{3, 1}; // 3 cents a milligram
  one.demand = figure_of(Mass::milligrams(365));
  CHECK_EQ(purchase_of(one, Money::cents(5)).mass, Mass::milligrams(1));
  CHECK_EQ(purchase_of(one, Money::cents(5)).cost, Money::cents(5));
  CHECK_EQ(purchase_of(one, Money::cents(2)).mass, Mass());
}

TEST_CASE("money that does not buy a milligram is left over") {
  PlanCandidate rhodium = candidate();
  rhodium.price = BasisPrice{93, 5}; // 18.6 cents a milligram
  const BuyingPlan plan = plan_purchases({rhodium}, Money::cents(10));
  CHECK_EQ(plan.purchases[0].mass, Mass());
  CHECK_EQ(plan.purchases[0].cost, Money());
  CHECK(plan.purchases[0].status == PlanStatus::budget_spent);
  CHECK_EQ(plan.spent, Money());
  CHECK_EQ(plan.left, Money::cents(10));
  CHECK_EQ(purchase_of(rhodium, Money::cents(19)).mass, Mass::milligrams(1));
  CHECK_EQ(purchase_of(rhodium, Money::cents(19)).cost, Money::cents(19));
}

TEST_CASE("whose turn it was not is above the level, whatever its lot or its cap allow") {
  PlanCandidate cobalt = with_stock(38);
  cobalt.lot = kilograms(100'000);
  CHECK(plan_purchases({cobalt, candidate()}, money("10 USD")).purchases[0].status == PlanStatus::above_level);
  cobalt.cap = money("5 USD");
  CHECK(plan_purchases({cobalt, candidate()}, money("10 USD")).purchases[0].status == PlanStatus::above_level);
  cobalt.lot.reset();
  cobalt.cap = Money();
  CHECK(plan_purchases({cobalt, candidate()}, money("10 USD")).purchases[0].status == PlanStatus::above_level);
  CHECK(plan_purchases({cobalt, candidate()}, money("50 USD")).purchases[0].status == PlanStatus::cap_reached);
  cobalt.cap.reset();
  cobalt.lot = kilograms(100'000);
  CHECK(plan_purchases({cobalt, candidate()}, money("50 USD")).purchases[0].status == PlanStatus::lot_not_affordable);
}

TEST_CASE("what reaches its cap stops, and the others go on") {
  PlanCandidate capped = candidate();
  capped.cap = money("5 USD");
  const BuyingPlan plan = plan_purchases({capped, candidate()}, money("30 USD"));
  CHECK_EQ(plan.purchases[0].cost, money("5 USD"));
  CHECK(plan.purchases[0].status == PlanStatus::cap_reached);
  CHECK_EQ(plan.purchases[1].cost, money("25 USD"));
  CHECK_EQ(plan.level_days, Exact(25));
  capped.cap = money("60 USD");
  CHECK_EQ(status_of(capped, "1000 USD"), "filled");
  capped.cap = Money();
  CHECK_EQ(status_of(capped, "1000 USD"), "cap_reached");
}

TEST_CASE("what gets nothing says why") {
  CHECK_EQ(status_of(candidate(), "0 USD"), "budget_spent");
  CHECK_EQ(status_of(with_stock(60), "0 USD"), "at_target");
  CHECK_EQ(status_of(with_stock(61), "10 USD"), "at_target");
  CHECK(plan_purchases({candidate(), with_stock(20)}, money("10 USD")).purchases[1].status == PlanStatus::above_level);
  CHECK(plan_purchases({candidate(), candidate()}, Money::cents(1)).purchases[1].status == PlanStatus::budget_spent);
}

TEST_CASE("what cannot be planned is left out with its reason") {
  PlanCandidate one = candidate();
  CHECK_EQ(reason_to_leave_out(one), std::nullopt);
  one.target_days.reset();
  CHECK_EQ(status_of(one, "9 USD"), "no_target");
  one.price = BasisPrice{0, 1};
  CHECK_EQ(status_of(one, "9 USD"), "no_usable_price");
  one.price.reset();
  CHECK_EQ(status_of(one, "9 USD"), "no_usable_price");
  one.demand->is_lower_bound = true;
  CHECK_EQ(status_of(one, "9 USD"), "demand_unbounded");
  one.demand->per_year = Mass();
  CHECK_EQ(status_of(one, "9 USD"), "zero_demand");
  one.demand.reset();
  CHECK_EQ(status_of(one, "9 USD"), "no_demand_figure");
  one.group_has_figure = true;
  CHECK_EQ(status_of(one, "9 USD"), "group_figure_only");
  one.is_group = true;
  CHECK_EQ(status_of(one, "9 USD"), "group");
  one.is_asked_for = false;
  CHECK_EQ(status_of(one, "9 USD"), "not_asked_for");
  CHECK_FALSE(takes_part(PlanStatus::not_asked_for));
  CHECK(takes_part(PlanStatus::at_target));
  CHECK_EQ(plan_purchases({}, money("9 USD")).left, money("9 USD"));
}

TEST_CASE("a gap without a price is known, its cost is not") {
  PlanCandidate one = candidate();
  one.price.reset();
  CHECK_EQ(purchase_of(one, money("9 USD")).fill_mass, kilograms(60));
  CHECK_EQ(purchase_of(one, money("9 USD")).fill_cost, std::nullopt);
  one = candidate();
  one.is_asked_for = false;
  CHECK_EQ(purchase_of(one, money("9 USD")).fill_mass, std::nullopt);
}

TEST_CASE("with demand only known to be above a figure nothing is bought, and no target is reached") {
  PlanCandidate bound = with_stock(30);
  bound.demand->is_lower_bound = true;
  const BuyingPlan plan = plan_purchases({bound, candidate()}, money("100 USD"));
  CHECK(plan.purchases[0].status == PlanStatus::demand_unbounded);
  CHECK_FALSE(takes_part(plan.purchases[0].status));
  CHECK_EQ(plan.purchases[0].mass, Mass());
  CHECK_EQ(plan.purchases[0].fill_mass, std::nullopt);
  CHECK_EQ(plan.purchases[0].fill_cost, std::nullopt);
  CHECK_EQ(plan.purchases[1].mass, kilograms(60));
  bound.available = kilograms(1'000);
  CHECK_EQ(status_of(bound, "100 USD"), "demand_unbounded");
}

TEST_CASE("an upper bound of demand counts as the demand: never less than is lacking is planned") {
  PlanCandidate bound = candidate();
  bound.demand->is_upper_bound = true;
  CHECK_EQ(purchase_of(bound, money("100 USD")).mass, kilograms(60));
}

TEST_CASE("lots are bought whole, and what is left goes to what needs none") {
  const BuyingPlan alone = plan_purchases({in_lots(kilograms(7))}, money("30 USD"));
  CHECK_EQ(alone.purchases[0].lots, 4);
  CHECK_EQ(alone.purchases[0].mass, kilograms(28));
  CHECK_EQ(alone.left, money("2 USD"));
  CHECK(alone.purchases[0].status == PlanStatus::lot_not_affordable);
  const BuyingPlan two = plan_purchases({in_lots(kilograms(7)), candidate()}, money("30 USD")); // 15 each
  CHECK_EQ(two.purchases[0].lots, 2);
  CHECK_EQ(two.purchases[1].mass, kilograms(16));
  CHECK_EQ(two.left, Money());
}

TEST_CASE("of lots that are in turn the lowest comes first, as far as the money goes") {
  // 16 days each: three lots of 5 kg, one of 9 kg. Of the 8 USD left the lower takes none, since a lot costs 9.
  const BuyingPlan plan = plan_purchases({in_lots(kilograms(5)), in_lots(kilograms(9))}, money("32 USD"));
  CHECK_EQ(plan.purchases[1].lots, 1);
  CHECK(plan.purchases[1].status == PlanStatus::lot_not_affordable);
  CHECK_EQ(plan.purchases[0].lots, 4);
  CHECK_EQ(plan.spent, money("29 USD"));
}

TEST_CASE("the last lot may go above the target, never above the cap") {
  PlanCandidate one = in_lots(kilograms(50));
  const PlannedPurchase filled = purchase_of(one, money("1000 USD"));
  CHECK_EQ(filled.mass, kilograms(100));
  CHECK_EQ(filled.fill_mass, kilograms(100));
  CHECK_EQ(filled.fill_cost, money("100 USD"));
  CHECK(filled.status == PlanStatus::filled);
  one.cap = money("99 USD");
  CHECK_EQ(purchase_of(one, money("1000 USD")).mass, kilograms(50));
  CHECK_EQ(status_of(one, "1000 USD"), "cap_reached");
  CHECK_EQ(status_of(in_lots(kilograms(50)), "49.99 USD"), "lot_not_affordable");
}

TEST_CASE("lots worth less than a cent are bought by the cent") {
  PlanCandidate one = in_lots(Mass::milligrams(3'000)); // 0.3 cents
  const PlannedPurchase purchase = purchase_of(one, Money::cents(1));
  CHECK_EQ(purchase.lots, 3);
  CHECK_EQ(purchase.mass, Mass::milligrams(9'000));
  CHECK_EQ(purchase.cost, Money::cents(1));
}

namespace {

PlanCandidate some_candidate(std::mt19937& engine) {
  const auto between = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(engine);
  };
  PlanCandidate one{.available = Mass::milligrams(between(0, power_of_ten(static_cast<int>(between(0, 14)))))};
  one.demand = figure_of(Mass::milligrams(between(1, power_of_ten(static_cast<int>(between(1, 15))))),
                         static_cast<int>(between(2023, 2025)));
  one.price = BasisPrice{between(1, 1'000'000), between(1, 1'000'000'000)};
  one.target_days = static_cast<int>(between(0, 400));
  if (between(0, 3) == 0) one.cap = Money::cents(between(0, power_of_ten(11)));
  if (between(0, 2) == 0) one.lot = Mass::milligrams(between(1, power_of_ten(static_cast<int>(between(1, 12)))));
  return one;
}

// What holds of any purchase: within target or lots, within the cap, and the mass costs no more than is said.
void check_purchase(const PlanCandidate& one, const PlannedPurchase& purchase) {
  CHECK_GE(purchase.mass, Mass());
  if (purchase.fill_mass) CHECK_LE(purchase.mass, *purchase.fill_mass);
  if (one.cap) CHECK_LE(purchase.cost, *one.cap);
  CHECK(exact_cents(*one.price, purchase.mass) <= purchase.cost.cents());
  if (one.lot) CHECK_EQ(purchase.mass.milligrams(), purchase.lots * one.lot->milligrams());
}

// More than what is left over because it does not buy a milligram.
Money unused_of(const std::vector<PlanCandidate>& candidates, const BuyingPlan& plan) {
  Money unused;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const BasisPrice& price = *candidates[i].price;
    if (!candidates[i].lot && plan.purchases[i].mass == Mass() && price.cents > price.per_mg)
      unused += Money::cents(price.cents / price.per_mg + 1);
  }
  return std::min(unused, plan.left);
}

// A further lot that its target and cap would allow costs more than is left; where there are none, all is spent.
void check_nothing_more(const PlanCandidate& one, const PlannedPurchase& purchase, Money left) {
  if (purchase.fill_cost && purchase.cost >= *purchase.fill_cost) return;
  if (one.cap && purchase.status == PlanStatus::cap_reached) return;
  const Exact cost_of_lot = one.lot ? exact_cents(*one.price, *one.lot) : Exact(0);
  if (cost_of_lot < 1) {
    CHECK_EQ(left, Money());
    return;
  }
  CHECK(cost_of_lot * (purchase.lots + 1) > (purchase.cost + left).cents());
}

} // namespace

TEST_CASE("sixty of any size, with caps and lots: within the budget, and nothing more can be bought") {
  constexpr int cases = 60 / one_in;
  for (unsigned seed = 1; seed <= cases; ++seed) {
    CAPTURE(seed);
    std::mt19937 engine(seed);
    std::vector<PlanCandidate> candidates;
    for (int i = 0; i < 60; ++i)
      candidates.push_back(some_candidate(engine));
    const Money budget = Money::cents(std::uniform_int_distribution<std::int64_t>(0, power_of_ten(12))(engine));
    const BuyingPlan plan = plan_purchases(candidates, budget);
    CHECK_EQ(plan.spent + plan.left, budget);
    CHECK_GE(plan.left, Money());
    const Money left = plan.left - unused_of(candidates, plan);
    Money spent;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      CAPTURE(i);
      spent += plan.purchases[i].cost;
      check_purchase(candidates[i], plan.purchases[i]);
      check_nothing_more(candidates[i], plan.purchases[i], left);
    }
    CHECK_EQ(spent, plan.spent);
  }
}

} // namespace coverage_plan_test
