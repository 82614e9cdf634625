// Settlements: the rules in their order, and where what changed goes.
#include "stockpile/settlement.hpp"

#include "tests/support/minerals.hpp"

#include <doctest/doctest.h>
#include <random>

namespace stockpile_settlement_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr PartyId traxys{5};

Assay assay(std::string_view text) { return allowed(parse_assay(text)); }

// 10 t of 50% for 1,000 USD: 5,000 kg of gallium, all of it there.
ProvisionalLot a_lot() {
  return {.id = LotId{1},
          .code = "G-1",
          .supplier = traxys,
          .received_on = day("2026-03-01"),
          .is_provisional = true,
          .received = kilograms(5'000),
          .metal = money("1000 USD"),
          .delivery = {.mass = mass("10 t"), .assay = assay("50%")},
          .price = price("0.2 USD/kg"),
          .lots = {{LotId{1}, "G-1", day("2026-03-01"), kilograms(5'000), money("1000 USD")}}};
}

SettlementRequest final(std::string_view assay_text) { return {.on = day("2026-04-01"), .assay = assay(assay_text)}; }

Posting on_lot(std::int64_t lot, Mass mass, Money amount) {
  return {.account = Account::inventory, .mineral = gallium().id, .lot = LotId{lot}, .mass = mass, .amount = amount};
}

Money cents(std::int64_t count) { return Money::cents(count); }

} // namespace

TEST_CASE("what is final is received and owed as if it had been so from the start") {
  const SettlementPlan plan = allowed(plan_settlement(gallium(), a_lot(), final("51%")));
  CHECK_EQ(plan.final.mass, kilograms(5'100));
  CHECK_EQ(plan.delta, kilograms(100));
  CHECK_EQ(plan.metal, money("1020 USD"));
  CHECK(plan.postings ==
        Postings{on_lot(1, kilograms(100), money("20 USD")),
                 {.account = Account::received_from, .mineral = gallium().id, .party = traxys, .mass = kilograms(-100)},
                 {.account = Account::payable, .party = traxys, .amount = -money("20 USD")}});
}

TEST_CASE("less is received, and is owed back") {
  const SettlementPlan plan = allowed(plan_settlement(gallium(), a_lot(), final("49%")));
  CHECK_EQ(plan.delta, kilograms(-100));
  CHECK_EQ(plan.delta_cost, -money("20 USD"));
  CHECK_FALSE(find_imbalance(plan.postings).has_value());
}

TEST_CASE("a settlement that changes nothing posts nothing") {
  CHECK(allowed(plan_settlement(gallium(), a_lot(), final("50%"))).postings.empty());
}

TEST_CASE("each part has its share: what is on hand, was taken of it, was released and was lost") {
  ProvisionalLot lot = a_lot();
  lot.lots = {{LotId{1}, "G-1", day("2026-03-01"), kilograms(2'000), money("400 USD")},
              {LotId{2}, "G-1.1", day("2026-03-20"), kilograms(1'000), money("200 USD")}};
  lot.released = kilograms(1'500);
  lot.released_cost = money("300 USD");
  lot.lost = kilograms(500);
  lot.lost_cost = money("100 USD");
  const SettlementPlan plan = allowed(plan_settlement(gallium(), lot, final("51%")));
  const MineralId id = gallium().id;
  CHECK(plan.postings ==
        Postings{on_lot(1, kilograms(40), money("8 USD")),
                 on_lot(2, kilograms(20), money("4 USD")),
                 {.account = Account::released_to, .mineral = id, .mass = kilograms(30)},
                 {.account = Account::lost, .mineral = id, .mass = kilograms(10)},
                 {.account = Account::cost_of_releases, .mineral = id, .amount = money("6 USD")},
                 {.account = Account::loss_and_shrinkage, .mineral = id, .amount = money("2 USD")},
                 {.account = Account::received_from, .mineral = id, .party = traxys, .mass = kilograms(-100)},
                 {.account = Account::payable, .party = traxys, .amount = -money("20 USD")}});
}

TEST_CASE("of an emptied lot all goes to what was released") {
  ProvisionalLot lot = a_lot();
  lot.lots = {};
  lot.released = kilograms(5'000);
  lot.released_cost = money("1000 USD");
  const SettlementPlan plan = allowed(plan_settlement(gallium(), lot, final("49%")));
  const MineralId id = gallium().id;
  CHECK(plan.postings ==
        Postings{{.account = Account::released_to, .mineral = id, .mass = kilograms(-100)},
                 {.account = Account::cost_of_releases, .mineral = id, .amount = -money("20 USD")},
                 {.account = Account::received_from, .mineral = id, .party = traxys, .mass = kilograms(100)},
                 {.account = Account::payable, .party = traxys, .amount = money("20 USD")}});
}

TEST_CASE("a yield loss has its share of the mass and none of the cost") {
  ProvisionalLot lot = a_lot();
  lot.lots = {{LotId{2}, "G-1.1", day("2026-03-20"), kilograms(4'000), money("1000 USD")}};
  lot.yield_lost = kilograms(1'000);
  const SettlementPlan plan = allowed(plan_settlement(gallium(), lot, final("51%")));
  const MineralId id = gallium().id;
  CHECK(plan.postings ==
        Postings{on_lot(2, kilograms(80), money("20 USD")),
                 {.account = Account::lost, .mineral = id, .mass = kilograms(20)},
                 {.account = Account::received_from, .mineral = id, .party = traxys, .mass = kilograms(-100)},
                 {.account = Account::payable, .party = traxys, .amount = -money("20 USD")}});
}

TEST_CASE("a milligram that is gone by rounding takes its cost to the others") {
  ProvisionalLot lot = a_lot();
  lot.lots = {{LotId{1}, "G-1", day("2026-03-01"), Mass::milligrams(1), cents(3)},
              {LotId{2}, "G-1.1", day("2026-03-20"), kilograms(5'000) - Mass::milligrams(1), cents(99'997)}};
  const SettlementPlan plan = allowed(plan_settlement(gallium(), lot, final("20%")));
  CHECK(plan.postings[0] == on_lot(1, Mass::milligrams(-1), cents(-3)));
  CHECK(plan.postings[1] == on_lot(2, kilograms(-3'000) + Mass::milligrams(1), cents(-59'997)));
}

TEST_CASE("what was free and costs something is shared by mass") {
  ProvisionalLot lot = a_lot();
  lot.metal = Money();
  lot.lots = {{LotId{1}, "G-1", day("2026-03-01"), kilograms(4'000), Money()}};
  lot.released = kilograms(1'000);
  SettlementRequest request = final("50%");
  request.cost = money("1 USD");
  const SettlementPlan plan = allowed(plan_settlement(gallium(), lot, request));
  CHECK(plan.postings[0] == on_lot(1, Mass(), cents(80)));
  CHECK_EQ(plan.postings[1].amount, cents(20));
}

TEST_CASE("what is given back beyond all cost is a gain of what was released") {
  ProvisionalLot lot = a_lot();
  lot.lots[0].cost = money("10 USD"); // written down
  SettlementRequest request = final("50%");
  request.cost = money("900 USD");
  const SettlementPlan plan = allowed(plan_settlement(gallium(), lot, request));
  CHECK(plan.postings[0] == on_lot(1, Mass(), -money("10 USD")));
  CHECK_EQ(plan.postings[1].amount, -money("90 USD"));
  CHECK_FALSE(find_imbalance(plan.postings).has_value());
}

TEST_CASE("only a provisional lot is settled, once") {
  ProvisionalLot lot = a_lot();
  lot.settled_by = EntryId{77};
  check_refusal(plan_settlement(gallium(), lot, final("51%")), Rule::lot_already_settled,
                "lot G-1 was settled by entry 77", "`pvault reverse 77 --reason TEXT`, then settle it anew");
  lot.is_provisional = false;
  check_refusal(plan_settlement(gallium(), lot, final("51%")), Rule::lot_not_provisional,
                "lot G-1 was not bought on a provisional assay: what it holds and costs is final",
                "a mistake is undone by `pvault reverse`; a lot that is to be settled is bought with --provisional");
}

TEST_CASE("a settlement is dated when all of the metal is where it is corrected") {
  ProvisionalLot lot = a_lot();
  SettlementRequest request = final("51%");
  request.on = day("2026-02-28");
  check_refusal(plan_settlement(gallium(), lot, request), Rule::lot_not_yet_received,
                "lot G-1 is there from 2026-03-01 on, the settlement is dated 2026-02-28, 1 day earlier",
                "date it 2026-03-01 or later");
  lot.lots.push_back({LotId{2}, "G-1.1", day("2026-03-20"), kilograms(1), Money()});
  request.on = day("2026-03-19");
  check_refusal(plan_settlement(gallium(), lot, request), Rule::lot_not_yet_received,
                "lot G-1.1 is there from 2026-03-20 on, the settlement is dated 2026-03-19, 1 day earlier",
                "date it 2026-03-20 or later");
}

TEST_CASE("lot_lent: nothing of it is owed back") {
  ProvisionalLot lot = a_lot();
  lot.lent = LentOut{EntryId{7}, "G-1.1", kilograms(20)};
  check_refusal(
      plan_settlement(gallium(), lot, final("51%")), Rule::lot_lent,
      "20 kg of lot G-1.1 are owed back of entry 7, and are neither on hand nor gone",
      "record what came back, or what will not, with `pvault return record --release 7`; then settle lot G-1");
}

TEST_CASE("lot_mass_sold: what is sold and not shipped is left, to the milligram") {
  ProvisionalLot lot = a_lot();
  lot.lots.front().sold = kilograms(4'900);
  CHECK(plan_settlement(gallium(), lot, final("49%")).has_value());
  lot.lots.front().sold = kilograms(4'900) + Mass::milligrams(1);
  check_rule(plan_settlement(gallium(), lot, final("49%")), Rule::lot_mass_sold);
  CHECK(plan_settlement(gallium(), lot, final("51%")).has_value());
}

TEST_CASE("what was bought for a sum is settled for one, or at a price") {
  ProvisionalLot lot = a_lot();
  lot.price.reset();
  check_refusal(plan_settlement(gallium(), lot, final("51%")), Rule::cost_ambiguous,
                "lot G-1 was bought for 1,000.00 USD, and neither a price nor a cost says what it costs after all",
                "give --price \"380 USD/mtu of WO3\" or --cost \"827500 USD\"");
  SettlementRequest request = final("51%");
  request.cost = money("1 USD");
  request.price = price("1 USD/kg");
  check_rule(plan_settlement(gallium(), lot, request), Rule::cost_ambiguous);
  request.cost.reset();
  CHECK_EQ(allowed(plan_settlement(gallium(), lot, request)).metal, money("5100 USD"));
}

TEST_CASE("what contained mass, price and range refuse is refused") {
  SettlementRequest request = final("51%");
  request.mass = mass("5 t of Ga");
  check_rule(plan_settlement(gallium(), a_lot(), request), Rule::content_stated_twice);
  request = final("51%");
  request.price = price("1 USD/kg of GaN");
  check_rule(plan_settlement(gallium(), a_lot(), request), Rule::component_unknown);
  request.price = price("9e12 USD/mg");
  check_rule(plan_settlement(gallium(), a_lot(), request), Rule::money_out_of_range);
}

namespace {

// Lots with little or much in them, of which some was released, lost and lost as yield.
class RandomLots {
public:
  ProvisionalLot next() {
    ProvisionalLot lot = a_lot();
    lot.lots.clear();
    most_mg_ = below(2) == 0 ? 9 : 4'000'000'000;
    total_mg_ = 0;
    for (std::int64_t i = below(4); i > 0; --i)
      lot.lots.push_back({LotId{i}, "L", day("2026-03-01"), some_mass(1), cents(below(50))});
    lot.released = some_mass(0);
    lot.released_cost = lot.released == Mass() ? Money() : cents(below(50));
    lot.lost = some_mass(0);
    lot.lost_cost = lot.lost == Mass() ? Money() : cents(below(50));
    lot.yield_lost = some_mass(lot.lots.empty() ? 1 : 0);
    lot.received = Mass::milligrams(total_mg_);
    lot.delivery = {.mass = mass(fmt::format("{} mg", total_mg_))};
    lot.metal = cents(below(200));
    return lot;
  }
  SettlementRequest request_for(const ProvisionalLot& lot) {
    const std::int64_t final_mg = 1 + below(2 * lot.received.milligrams() + 1);
    SettlementRequest request{.on = day("2026-04-01"), .mass = mass(fmt::format("{} mg", final_mg))};
    request.cost = cents(below(300));
    return request;
  }

private:
  std::int64_t below(std::int64_t limit) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(limit));
  }
  Mass some_mass(std::int64_t least_mg) {
    const std::int64_t mg = least_mg + below(most_mg_);
    total_mg_ += mg;
    return Mass::milligrams(mg);
  }
  std::mt19937_64 random_{20260401}; // NOLINT(cert-msc32-c,cert-msc51-cpp): the same lots every time
  std::int64_t most_mg_ = 0;
  std::int64_t total_mg_ = 0;
};

void check_sound(const SettledLot& part, const Postings& postings) {
  Mass left = part.mass;
  Money cost = part.cost;
  for (const Posting& posting : postings) {
    left += posting.lot == part.id ? posting.mass : Mass();
    cost += posting.lot == part.id ? posting.amount : Money();
  }
  CHECK_MESSAGE(left >= Mass(), left.milligrams());
  CHECK_MESSAGE(cost >= Money(), cost.cents());
  const bool keeps_nothing_empty = left > Mass() || cost == Money();
  CHECK(keeps_nothing_empty);
}

} // namespace

TEST_CASE("whatever happened before, mass and money balance, and no lot is below nothing or keeps cost without mass") {
  RandomLots random;
  for (int round = 0; round < 3'000; ++round) {
    CAPTURE(round);
    const ProvisionalLot lot = random.next();
    const SettlementPlan plan = allowed(plan_settlement(gallium(), lot, random.request_for(lot)));
    CHECK_FALSE(find_imbalance(plan.postings).has_value());
    for (const SettledLot& part : lot.lots)
      check_sound(part, plan.postings);
  }
}

} // namespace stockpile_settlement_test
