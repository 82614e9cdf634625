// The rules of a purchase, in their order: each test reads what is there, what is asked, and what comes of it.
#include "stockpile/purchase.hpp"

#include "tests/support/minerals.hpp"

#include <doctest/doctest.h>

namespace stockpile_purchase_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr LotId lot{31};
constexpr PartyId traxys{5};

PurchaseRequest bought(std::string_view mass_text, std::string_view price_text) {
  return {.on = day("2026-03-01"),
          .delivery = {.mass = mass(mass_text)},
          .price = price(price_text),
          .cost = {},
          .supplier = traxys};
}

PurchaseRequest bought_for(std::string_view mass_text, std::string_view cost) {
  return {.on = day("2026-03-01"),
          .delivery = {.mass = mass(mass_text)},
          .price = {},
          .cost = money(cost),
          .supplier = traxys};
}

} // namespace

TEST_CASE("a purchase makes one lot at its landed cost, owed to the supplier") {
  PurchaseRequest request = bought("25 t", "33.1 USD/kg");
  request.landed = {{"freight", money("1,200.50 USD")}, {"duty", money("99.50 USD")}};
  const PurchasePlan plan = allowed(plan_purchase(gallium(), request, lot));
  CHECK_EQ(plan.received.mass, kilograms(25'000));
  CHECK_EQ(plan.metal_cost, money("827,500 USD"));
  CHECK_EQ(plan.landed_cost, money("828,800 USD"));
  const MineralId id = gallium().id;
  CHECK(plan.postings ==
        Postings{{.account = Account::inventory,
                  .mineral = id,
                  .lot = lot,
                  .mass = kilograms(25'000),
                  .amount = money("828,800 USD")},
                 {.account = Account::received_from, .mineral = id, .party = traxys, .mass = kilograms(-25'000)},
                 {.account = Account::payable, .party = traxys, .amount = -money("828,800 USD")}});
  CHECK_FALSE(find_imbalance(plan.postings).has_value());
}

TEST_CASE("what costs nothing is owed to nobody") {
  const PurchasePlan plan = allowed(plan_purchase(gallium(), bought_for("1 kg", "0 USD"), lot));
  CHECK_EQ(plan.landed_cost, Money());
  CHECK_EQ(plan.postings.size(), 2);
  CHECK_FALSE(find_imbalance(plan.postings).has_value());
}

TEST_CASE("the price is of what was delivered, rounded once, half to even, to the cent") {
  const auto cost_of = [](const Mineral& mineral, const PurchaseRequest& request) {
    return allowed(plan_purchase(mineral, request, lot)).metal_cost;
  };
  CHECK_EQ(cost_of(gallium(), bought("1 lb", "25 USD/lb")), money("25 USD"));
  // The pound is 453,592.37 mg and is paid whole, although the lot receives 453,592 mg.
  CHECK_EQ(cost_of(gallium(), bought("1 lb", "10e6 USD/lb")), money("10e6 USD"));
  CHECK_EQ(cost_of(gallium(), bought("0.5 kg", "0.01 USD/kg")), Money::cents(0));
  CHECK_EQ(cost_of(gallium(), bought("1.5 kg", "0.01 USD/kg")), Money::cents(2));
  CHECK_EQ(cost_of(gallium(), bought("2.5 kg", "0.01 USD/kg")), Money::cents(2));
  // A metric ton unit of WO3 costs what is asked for one, however it is delivered.
  CHECK_EQ(cost_of(tungsten(), bought("300 mtu of WO3", "380 USD/mtu of WO3")), money("114,000 USD"));
  CHECK_EQ(cost_of(tungsten(), bought("3 t of WO3", "380 USD/mtu of WO3")), money("114,000 USD"));
  CHECK_EQ(cost_of(lithium(), bought("10 t of Li2CO3", "9,000 USD/t of Li2CO3")), money("90,000 USD"));
  // Metal Bulletin, 9 December 2003: 25,000 short tons at 400 USD, which is 448 USD a long ton.
  CHECK_EQ(cost_of(manganese(), bought("25,000 short tons", "400 USD/short ton")), money("10,000,000 USD"));
  CHECK_EQ(cost_of(manganese(), bought("25,000 short tons", "448 USD/long ton")), money("10,000,000 USD"));
}

TEST_CASE("mineral_is_group: a group has no stock") {
  check_refusal(plan_purchase(rare_earths(), bought("0 kg", "1 USD/kg"), lot), Rule::mineral_is_group,
                "rare-earths is a group of minerals and has no stock and no price of its own",
                "name a member; `pvault mineral list` shows them");
}

TEST_CASE("a purchase refuses what its delivery does not tell") {
  PurchaseRequest neither = bought("0 kg", "1 USD/kg");
  neither.price = std::nullopt;
  check_rule(plan_purchase(gallium(), neither, lot), Rule::mass_not_positive);
  check_rule(plan_purchase(tungsten(), bought("1 mtu", "1 USD/kg"), lot), Rule::component_missing);
}

TEST_CASE("cost_ambiguous: a price or a cost, and not both") {
  const std::string next_step = "give --price \"33.1 USD/kg\" or --cost \"827500 USD\"";
  PurchaseRequest both = bought("1 kg", "1 USD/kg");
  both.cost = money("1 USD");
  both.landed = {{"freight", Money()}};
  check_refusal(plan_purchase(gallium(), both, lot), Rule::cost_ambiguous, "both a price and a cost are given",
                next_step);
  PurchaseRequest neither = both;
  neither.price = std::nullopt;
  neither.cost = std::nullopt;
  check_refusal(plan_purchase(gallium(), neither, lot), Rule::cost_ambiguous, "neither a price nor a cost is given",
                next_step);
}

TEST_CASE("amount_not_positive: a landed cost is above zero") {
  PurchaseRequest request = bought("1 kg", "1 USD/kg of Ga2O3");
  request.landed = {{"freight", money("5 USD")}, {"duty", Money()}};
  check_refusal(plan_purchase(gallium(), request, lot), Rule::amount_not_positive, "the landed cost duty is 0.00 USD",
                "leave it out or give an amount above zero");
}

TEST_CASE("a purchase refuses a price of an unknown component") {
  check_rule(plan_purchase(gallium(), bought("1 kg", "1 USD/kg of Ga2O3"), lot), Rule::component_unknown);
  check_rule(plan_purchase(tungsten(), bought("1 kg", "1 USD/mtu"), lot), Rule::component_missing);
}

TEST_CASE("money_out_of_range: the metal, or the metal with its freight, costs more than the book holds") {
  const std::string message = "the cost comes to more than 10,000,000,000,000.00 USD, the most one figure can be";
  const std::string next_step = "check the mass, the price and their units";
  check_refusal(plan_purchase(gallium(), bought("2 kg", "5000000000000.01 USD/kg"), lot), Rule::money_out_of_range,
                message, next_step);
  CHECK(plan_purchase(gallium(), bought("2 kg", "5e12 USD/kg"), lot).has_value());
  PurchaseRequest with_freight = bought("2 kg", "5e12 USD/kg");
  with_freight.landed = {{"freight", Money::cents(1)}};
  check_refusal(plan_purchase(gallium(), with_freight, lot), Rule::money_out_of_range, message, next_step);
  check_rule(plan_purchase(gallium(), bought("100,000,000 t", "1e12 USD/mg"), lot),
             Rule::money_out_of_range); // beyond 64 bits
}

} // namespace stockpile_purchase_test
