// What a release draws and what it costs under each method, rule by rule.
#include "stockpile/cost_method.hpp"

#include "tests/support/minerals.hpp"
#include "tests/support/refusals.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <numeric>
#include <random>

namespace stockpile_cost_method_test {

using namespace pvault;
using namespace pvault::test;

namespace {

OpenLot lot(std::int64_t number, std::int64_t kg, std::int64_t cents) {
  return {.id = LotId{number},
          .code = fmt::format("L-{}", number),
          .mineral = gallium().id,
          .drawable_from = day("2026-01-01"),
          .mass = kilograms(kg),
          .cost = Money::cents(cents)};
}

ReleaseRequest request_of(const EnteredMass& mass) {
  return {.on = day("2026-03-01"),
          .kind = ReleaseKind::emergency,
          .mass = mass,
          .authority = "board",
          .recipient = {},
          .price = {}};
}

// At the average of all lots.
ReleasePlan plan_at_average(const std::vector<OpenLot>& lots, const EnteredMass& mass) {
  ReleaseRequest request = request_of(mass);
  request.average = average_of(lots);
  return allowed(plan_release(gallium(), lots, request));
}

std::map<std::int64_t, std::int64_t> by_lot(const std::vector<CostShift>& shifts) {
  std::map<std::int64_t, std::int64_t> cents;
  for (const CostShift& shift : shifts)
    cents[number_of(shift.lot)] = shift.amount.cents();
  return cents;
}

} // namespace

TEST_CASE("methods have names") {
  for (const auto& [method, name] : {std::pair{CostMethod::fifo, "fifo"},
                                     {CostMethod::lifo, "lifo"},
                                     {CostMethod::average, "average"},
                                     {CostMethod::specific, "specific"}}) {
    CHECK_EQ(cost_method_name(method), name);
    CHECK_EQ(allowed(parse_cost_method(name)), method);
  }
  CHECK_EQ(allowed(parse_cost_method(" LIFO ")), CostMethod::lifo);
  check_refusal(parse_cost_method("weighted"), Rule::option_malformed, "\"weighted\" is not a cost method",
                "fifo, lifo, average or specific");
}

TEST_CASE("a group has no lots to draw by any method") {
  check_rule(check_cost_method(rare_earths(), CostMethod::specific, request_of(mass("1 kg")), {}),
             Rule::mineral_is_group);
}

TEST_CASE("by specific lots a release names them") {
  ReleaseRequest request = request_of(mass("1 kg"));
  check_refusal(check_cost_method(gallium(), CostMethod::specific, request, {}), Rule::lots_not_named,
                "gallium goes by specific lots on 2026-03-01, and the release names none",
                "add --lot NAME for each lot; `pvault report lots --mineral gallium --as-of 2026-03-01` shows them");
  for (const CostMethod other : {CostMethod::fifo, CostMethod::lifo, CostMethod::average})
    CHECK(check_cost_method(gallium(), other, request, {}).has_value());
  request.lots_named = true;
  CHECK(check_cost_method(gallium(), CostMethod::specific, request, {}).has_value());
}

TEST_CASE("an average is not made of what came later") {
  const LaterAveraging later{EntryId{17}, day("2026-03-11")};
  check_refusal(check_cost_method(gallium(), CostMethod::average, request_of(mass("1 kg")), later),
                Rule::average_not_in_order,
                "gallium was averaged on 2026-03-11 by entry 17, the release is dated 2026-03-01, 10 days earlier",
                "date it 2026-03-11 or later; or reverse what was released since, the newest first, and record all in "
                "order");
  for (const CostMethod other : {CostMethod::fifo, CostMethod::lifo})
    CHECK(check_cost_method(gallium(), other, request_of(mass("1 kg")), later).has_value());
}

TEST_CASE("at an average, cost leaves in proportion to all mass") {
  // 100 kg at 100.00 and 100 kg at 300.00: 2.00 a kg.
  const std::vector<OpenLot> lots = {lot(1, 100, 10'000), lot(2, 100, 30'000)};
  const ReleasePlan plan = plan_at_average(lots, mass("50 kg"));
  REQUIRE_EQ(plan.draws.size(), 1);
  CHECK_EQ(plan.draws[0].lot, LotId{1});
  CHECK_EQ(plan.cost, Money::cents(10'000));
  CHECK_EQ(by_lot(plan_averaging(lots, plan.draws)), (std::map<std::int64_t, std::int64_t>{{1, 10'000}, {2, -10'000}}));
  CHECK(find_imbalance(plan.postings) == std::nullopt);
  CHECK(find_imbalance(averaging_postings(gallium().id, plan_averaging(lots, plan.draws))) == std::nullopt);
}

TEST_CASE("the cost of a release at an average is rounded once, half-even, and shared among its draws") {
  // 3 kg at 1.00, of which 2 leave in two draws: 66.67 cents, 67.
  const std::vector<OpenLot> thirds = {lot(1, 1, 10), lot(2, 1, 80), lot(3, 1, 10)};
  const ReleasePlan plan = plan_at_average(thirds, mass("2 kg"));
  CHECK_EQ(plan.cost, Money::cents(67));
  CHECK_EQ(plan.draws[0].cost, Money::cents(34));
  CHECK_EQ(plan.draws[1].cost, Money::cents(33));
  CHECK_EQ(by_lot(plan_averaging(thirds, plan.draws)),
           (std::map<std::int64_t, std::int64_t>{{1, 24}, {2, -47}, {3, 23}}));
  // Half a cent goes to the even one: 5 cents for 2 kg are 2.5 a kg, 7 are 3.5.
  CHECK_EQ(plan_at_average({lot(1, 2, 5)}, mass("1 kg")).cost, Money::cents(2));
  CHECK_EQ(plan_at_average({lot(1, 2, 7)}, mass("1 kg")).cost, Money::cents(4));
}

TEST_CASE("lots that cost the average are not evened out") {
  const std::vector<OpenLot> lots = {lot(1, 100, 20'000), lot(2, 50, 10'000)};
  CHECK(plan_averaging(lots, plan_at_average(lots, mass("10 kg")).draws).empty());
}

TEST_CASE("mass without cost, and cost of nothing else, are averaged too") {
  const std::vector<OpenLot> free = {lot(1, 3, 0), lot(2, 1, 0)};
  CHECK_EQ(plan_at_average(free, mass("2 kg")).cost, Money());
  CHECK(plan_averaging(free, plan_at_average(free, mass("2 kg")).draws).empty());
}

TEST_CASE("whatever lots there are, an average leaves no cent and no milligram behind") {
  std::mt19937_64 random(20'260'301);
  const auto up_to = [&](std::int64_t most) {
    const std::int64_t bound = std::max<std::int64_t>(1, most >> (random() % 40));
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(bound)) + 1;
  };
  for (int round = 0; round < 4000; ++round) {
    std::vector<OpenLot> lots;
    for (std::uint64_t i = 0; i <= random() % 7; ++i) {
      lots.push_back(lot(static_cast<std::int64_t>(i) + 1, 1, up_to(1'000'000'000'000) - 1));
      lots.back().mass = Mass::milligrams(up_to(1'000'000'000'000'000));
    }
    while (!lots.empty()) {
      const AverageCost all = average_of(lots);
      const Mass asked = random() % 4 == 0 ? all.mass : Mass::milligrams(up_to(all.mass.milligrams()));
      const EnteredMass entered{.text = "any", .milligrams = Exact(asked.milligrams()), .component = ""};
      const ReleasePlan plan = plan_at_average(lots, entered);
      const Exact exact = Exact(all.cost.cents()) * asked.milligrams() / all.mass.milligrams();
      REQUIRE_EQ(plan.cost.cents(), *round_to_integer(exact, Rounding::half_even));
      auto shifts = by_lot(plan_averaging(lots, plan.draws));
      const Exact per_mg = Exact(all.cost.cents()) / all.mass.milligrams();
      Money shifted;
      for (OpenLot& each : lots) {
        each.cost += Money::cents(shifts[number_of(each.id)]);
        shifted += Money::cents(shifts[number_of(each.id)]);
        const Exact off = Exact(each.cost.cents()) - per_mg * each.mass.milligrams();
        REQUIRE_LT(abs(off), 3); // a rounding of its draw, one of what it keeps, and of the cost as a whole
      }
      REQUIRE_EQ(shifted, Money());
      for (const LotDraw& draw : plan.draws) {
        OpenLot& drawn = *std::ranges::find(lots, draw.lot, &OpenLot::id);
        drawn.mass -= draw.mass;
        drawn.cost -= draw.cost;
        REQUIRE_GE(drawn.cost, Money());
        if (drawn.mass == Mass()) REQUIRE_EQ(drawn.cost, Money());
      }
      std::erase_if(lots, [](const OpenLot& each) { return each.mass == Mass(); });
    }
  }
}

} // namespace stockpile_cost_method_test
