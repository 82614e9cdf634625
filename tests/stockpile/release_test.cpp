// The rules of a release, in their order: each test reads what lies there, what is asked, and what comes of it.
#include "stockpile/release.hpp"

#include "tests/support/minerals.hpp"

#include <doctest/doctest.h>

namespace stockpile_release_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr PartyId buyer{9};

OpenLot lot(std::int64_t id, std::int64_t kg, std::int64_t cost_cents, std::string_view from = "2026-01-01") {
  return {.id = LotId{id},
          .code = "L" + std::to_string(id),
          .mineral = gallium().id,
          .drawable_from = day(from),
          .mass = kilograms(kg),
          .cost = Money::cents(cost_cents)};
}

ReleaseRequest release(std::string_view mass_text, ReleaseKind kind = ReleaseKind::emergency) {
  return {.on = day("2026-03-01"),
          .kind = kind,
          .mass = mass(mass_text),
          .authority = "board",
          .recipient = {},
          .price = {}};
}

ReleaseRequest named(std::string_view mass_text) {
  ReleaseRequest request = release(mass_text);
  request.lots_named = true;
  return request;
}

// "L1 5 kg 500 cents" for each draw.
std::vector<std::string> draws_of(const std::vector<OpenLot>& lots, const ReleaseRequest& request) {
  std::vector<std::string> draws;
  for (const LotDraw& draw : allowed(plan_release(gallium(), lots, request)).draws) {
    draws.push_back(fmt::format("{} {} kg {} cents", draw.code, format_kilograms(draw.mass), draw.cost.cents()));
  }
  return draws;
}

using Draws = std::vector<std::string>;

} // namespace

TEST_CASE("lots are drawn in their order, with their share of the cost") {
  const std::vector<OpenLot> lots = {lot(1, 10, 1'000), lot(2, 10, 3'000)};
  CHECK(draws_of(lots, release("4 kg")) == Draws{"L1 4 kg 400 cents"});
  CHECK(draws_of(lots, release("10 kg")) == Draws{"L1 10 kg 1000 cents"});
  CHECK(draws_of(lots, release("14 kg")) == Draws{"L1 10 kg 1000 cents", "L2 4 kg 1200 cents"});
  CHECK(draws_of(lots, release("20 kg")) == Draws{"L1 10 kg 1000 cents", "L2 10 kg 3000 cents"});
}

TEST_CASE("cost leaves half to even, and the draw that empties a lot takes all that is left") {
  CHECK(draws_of({lot(1, 2, 1)}, release("1 kg")) == Draws{"L1 1 kg 0 cents"});
  CHECK(draws_of({lot(1, 2, 3)}, release("1 kg")) == Draws{"L1 1 kg 2 cents"});
  CHECK(draws_of({lot(1, 2, 5)}, release("1 kg")) == Draws{"L1 1 kg 2 cents"});
  CHECK(draws_of({lot(1, 3, 100)}, release("1 kg")) == Draws{"L1 1 kg 33 cents"});
  CHECK(draws_of({lot(1, 3, 100)}, release("3 kg")) == Draws{"L1 3 kg 100 cents"});
}

TEST_CASE("lots that cannot be drawn yet, and empty ones, are passed by") {
  const std::vector<OpenLot> lots = {lot(1, 10, 1'000, "2026-03-02"), lot(2, 0, 0), lot(3, 10, 3'000, "2026-03-01")};
  CHECK(draws_of(lots, release("4 kg")) == Draws{"L3 4 kg 1200 cents"});
}

TEST_CASE("named lots are drawn in the order in which they were named") {
  CHECK(draws_of({lot(2, 10, 3'000), lot(1, 10, 1'000)}, named("12 kg")) ==
        Draws{"L2 10 kg 3000 cents", "L1 2 kg 200 cents"});
}

TEST_CASE("a sale to a customer is owed by it") {
  ReleaseRequest sale = release("4 kg", ReleaseKind::sale);
  sale.recipient = buyer;
  sale.price = price("7 USD/kg");
  const ReleasePlan plan = allowed(plan_release(gallium(), {lot(1, 10, 1'000)}, sale));
  CHECK_EQ(plan.mass, kilograms(4));
  CHECK_EQ(plan.cost, Money::cents(400));
  CHECK_EQ(plan.proceeds, money("28 USD"));
  const MineralId id = gallium().id;
  CHECK(plan.postings ==
        Postings{{.account = Account::inventory,
                  .mineral = id,
                  .lot = LotId{1},
                  .mass = kilograms(-4),
                  .amount = Money::cents(-400)},
                 {.account = Account::released_to, .mineral = id, .party = buyer, .mass = kilograms(4)},
                 {.account = Account::cost_of_releases, .mineral = id, .amount = Money::cents(400)},
                 {.account = Account::receivable, .party = buyer, .amount = money("28 USD")},
                 {.account = Account::sales, .mineral = id, .amount = -money("28 USD")}});
}

TEST_CASE("each kind of release goes where it belongs, and balances") {
  struct Case {
    ReleaseKind kind;
    bool to_buyer;
    const char* price_text;
    std::vector<Account> accounts;
  };
  const Case cases[] = {
      {ReleaseKind::sale,
       false,
       "7 USD/kg",
       {Account::inventory, Account::released_to, Account::cost_of_releases, Account::cash, Account::sales}},
      {ReleaseKind::sale, true, "0 USD/kg", {Account::inventory, Account::released_to, Account::cost_of_releases}},
      {ReleaseKind::emergency, true, "", {Account::inventory, Account::released_to, Account::cost_of_releases}},
      {ReleaseKind::emergency,
       true,
       "7 USD/kg",
       {Account::inventory, Account::released_to, Account::cost_of_releases, Account::receivable, Account::sales}},
      {ReleaseKind::loan, true, "", {Account::inventory, Account::owed_back, Account::stock_on_loan}},
      {ReleaseKind::exchange,
       true,
       "1 USD/kg",
       {Account::inventory, Account::owed_back, Account::stock_on_loan, Account::receivable, Account::sales}},
      {ReleaseKind::sample, false, "", {Account::inventory, Account::released_to, Account::cost_of_releases}},
      {ReleaseKind::loss, false, "", {Account::inventory, Account::lost, Account::loss_and_shrinkage}},
      {ReleaseKind::loss, true, "", {Account::inventory, Account::lost, Account::loss_and_shrinkage}},
  };
  for (const Case& expected : cases) {
    CAPTURE(release_kind_name(expected.kind));
    ReleaseRequest request = release("4 kg", expected.kind);
    if (expected.to_buyer) request.recipient = buyer;
    if (*expected.price_text != 0) request.price = price(expected.price_text);
    std::vector<Account> accounts;
    const ReleasePlan plan = allowed(plan_release(gallium(), {lot(1, 10, 1'000)}, request));
    for (const Posting& posting : plan.postings)
      accounts.push_back(posting.account);
    CHECK(accounts == expected.accounts);
    CHECK_FALSE(find_imbalance(plan.postings).has_value());
  }
}

TEST_CASE("proceeds are price × mass as asked for, rounded once") {
  ReleaseRequest sale = release("1 lb", ReleaseKind::sale);
  sale.price = price("10e6 USD/lb");
  const ReleasePlan plan = allowed(plan_release(gallium(), {lot(1, 10, 0)}, sale));
  CHECK_EQ(plan.mass.milligrams(), 453'592); // of 453,592.37
  CHECK_EQ(plan.proceeds, money("10e6 USD"));
}

// Each refusal below comes although all later rules are broken, too.

TEST_CASE("mineral_is_group: a group has no stock to release") {
  check_rule(plan_release(rare_earths(), {}, release("0 kg", ReleaseKind::sale)), Rule::mineral_is_group);
}

TEST_CASE("a release refuses a mass it cannot read") {
  check_rule(plan_release(gallium(), {}, release("0 kg", ReleaseKind::sale)), Rule::mass_not_positive);
  check_rule(plan_release(tungsten(), {}, release("1 mtu", ReleaseKind::sale)), Rule::component_missing);
  check_rule(plan_release(gallium(), {}, release("1 kg of Ga2O3", ReleaseKind::sale)), Rule::component_unknown);
}

TEST_CASE("sale_price_missing: a sale has a price, zero at least") {
  OpenLot other = lot(1, 1, 1);
  other.mineral = MineralId{99};
  check_refusal(plan_release(gallium(), {other}, release("5 kg", ReleaseKind::sale)), Rule::sale_price_missing,
                "a sale has a price, and none is given", "add --price \"580 USD/kg\"");
}

TEST_CASE("lot_of_other_mineral: a lot holds one mineral") {
  OpenLot other = lot(1, 1, 1, "2026-04-01");
  other.mineral = MineralId{99};
  check_refusal(plan_release(gallium(), {other, other}, named("5 kg")), Rule::lot_of_other_mineral,
                "lot L1 holds another mineral, not gallium",
                "`pvault report lots --mineral gallium` shows the lots that do");
}

TEST_CASE("lot_named_twice: a lot is drawn once in a release") {
  check_refusal(plan_release(gallium(), {lot(1, 1, 1), lot(2, 1, 1), lot(1, 1, 1)}, named("5 kg")),
                Rule::lot_named_twice, "lot L1 is named twice", "name each lot once");
}

TEST_CASE("lot_not_yet_received: a named lot is there on the day") {
  check_refusal(plan_release(gallium(), {lot(1, 10, 1, "2026-03-11")}, named("50 kg")), Rule::lot_not_yet_received,
                "lot L1 can be drawn from 2026-03-11 on, the release is dated 2026-03-01, 10 days earlier",
                "date the release 2026-03-11 or later, or name another lot");
  CHECK(plan_release(gallium(), {lot(1, 10, 1, "2026-03-01")}, named("5 kg")).has_value());
}

TEST_CASE("lot_mass_insufficient: both numbers, the difference, and what can be had") {
  check_refusal(
      plan_release(gallium(), {lot(1, 1'000, 5), lot(2, 500, 5), lot(3, 999, 5, "2026-03-02")}, release("1,501 kg")),
      Rule::lot_mass_insufficient,
      "asked for 1,501 kg of gallium, 1,500 kg available at 2026-03-01, short by 1 kg; 999 kg more can be "
      "drawn from 2026-03-02 on",
      "release at most 1,500 kg; `pvault report lots --mineral gallium --as-of 2026-03-01` shows what is there");
  check_refusal(
      plan_release(gallium(), {lot(1, 2, 5)}, named("2.000001 kg")), Rule::lot_mass_insufficient,
      "asked for 2.000001 kg of gallium, 2 kg available in the lots named at 2026-03-01, short by 0.000001 kg",
      "release at most 2 kg; `pvault report lots --mineral gallium --as-of 2026-03-01` shows what is there");
  check_rule(plan_release(gallium(), {}, release("1 kg")), Rule::lot_mass_insufficient);
  ReleaseRequest backdated = named("3 kg");
  backdated.taken_later = TakenLater{Mass::milligrams(900'000'000), day("2026-06-30")};
  check_refusal(plan_release(gallium(), {lot(1, 2, 5)}, backdated), Rule::lot_mass_insufficient,
                "asked for 3 kg of gallium, 2 kg available in the lots named at 2026-03-01, short by 1 kg; 900 kg more "
                "are taken by what is recorded on later days, until 2026-06-30",
                "release at most 2 kg; `pvault report lots --mineral gallium --as-of 2026-06-30` shows what is left");
  CHECK(plan_release(gallium(), {lot(1, 1'000, 5), lot(2, 500, 5)}, release("1,500 kg")).has_value());
}

TEST_CASE("a release refuses a price of an unknown component, and proceeds that are too large") {
  ReleaseRequest sale = release("1 kg", ReleaseKind::sale);
  sale.price = price("7 USD/kg of Ga2O3");
  check_rule(plan_release(gallium(), {lot(1, 1, 1)}, sale), Rule::component_unknown);
  sale.mass = mass("2 kg");
  sale.price = price("5000000000000.01 USD/kg");
  check_refusal(plan_release(gallium(), {lot(1, 10, 1)}, sale), Rule::money_out_of_range,
                "the proceeds come to more than 10,000,000,000,000.00 USD, the most one figure can be",
                "check the mass, the price and their units");
}

TEST_CASE("kinds of release have their names") {
  for (const char* name : {"sale", "emergency", "loan", "exchange", "rotation", "sample", "loss"})
    CHECK_EQ(release_kind_name(allowed(parse_release_kind(name))), name);
  CHECK(allowed(parse_release_kind("SALE")) == ReleaseKind::sale);
  check_refusal(parse_release_kind("gift"), Rule::option_malformed, "\"gift\" is not a kind of release",
                "sale, emergency, loan, exchange, rotation, sample or loss");
  check_refusal(parse_release_kind("losss"), Rule::option_malformed, "\"losss\" is not a kind of release", "loss");
}

namespace {

constexpr SiteId denver{1};
constexpr SiteId reno{2};

OpenLot lot_at(std::int64_t id, SiteId site, SiteKind kind = SiteKind::storage) {
  OpenLot at = lot(id, 10, 1'000);
  at.site = site;
  at.site_code = site == denver ? "DENVER" : "RENO";
  at.site_kind = kind;
  return at;
}

} // namespace

TEST_CASE("what is on its way or in process is passed by, and what lies at another site than the one named") {
  const std::vector<OpenLot> lots = {lot_at(1, denver, SiteKind::in_transit), lot_at(2, reno),
                                     lot_at(3, denver, SiteKind::in_process), lot_at(4, denver)};
  CHECK(draws_of(lots, release("11 kg")) == Draws{"L2 10 kg 1000 cents", "L4 1 kg 100 cents"});
  CHECK(draws_of(lots, release("11 kg", ReleaseKind::loss)) == Draws{"L2 10 kg 1000 cents", "L4 1 kg 100 cents"});
  ReleaseRequest at_denver = release("1 kg");
  at_denver.site = denver;
  at_denver.site_code = "DENVER";
  CHECK(draws_of(lots, at_denver) == Draws{"L4 1 kg 100 cents"});
  check_refusal(
      plan_release(gallium(), lots, release("21 kg")), Rule::lot_mass_insufficient,
      "asked for 21 kg of gallium, 20 kg available at 2026-03-01, short by 1 kg; 10 kg more are in process; 10 kg more "
      "are in transit",
      "release at most 20 kg; `pvault report lots --mineral gallium --as-of 2026-03-01` shows what is there");
  at_denver.mass = mass("11 kg");
  check_refusal(plan_release(gallium(), {lot_at(2, reno), lot_at(4, denver)}, at_denver), Rule::lot_mass_insufficient,
                "asked for 11 kg of gallium, 10 kg available at DENVER at 2026-03-01, short by 1 kg; 10 kg more are at "
                "other sites",
                "release at most 10 kg; `pvault report lots --mineral gallium --as-of 2026-03-01` shows what is there");
}

TEST_CASE("lot_at_other_site: a named lot lies at the site that is named") {
  OpenLot elsewhere = lot_at(1, reno, SiteKind::in_transit);
  elsewhere.drawable_from = day("2026-03-11");
  ReleaseRequest request = named("5 kg");
  request.site = denver;
  request.site_code = "DENVER";
  check_refusal(plan_release(gallium(), {elsewhere}, request), Rule::lot_at_other_site,
                "lot L1 lies at RENO, not at DENVER",
                "name a lot of DENVER; `pvault report lots` shows where each lies");
  CHECK(plan_release(gallium(), {lot_at(1, denver)}, request).has_value());
}

TEST_CASE("lot_not_in_storage: nothing but samples and losses is taken of a named lot that is not in storage") {
  OpenLot at_sea = lot_at(1, reno, SiteKind::in_transit);
  at_sea.drawable_from = day("2026-03-11");
  check_refusal(plan_release(gallium(), {at_sea}, named("50 kg")), Rule::lot_not_in_storage,
                "lot L1 is in transit at RENO, from where nothing is released but samples and losses",
                "record its arrival first: `pvault transfer record --lot L1 --all --to-site SITE --on DATE`");
  at_sea.drawable_from = day("2026-03-01");
  for (const ReleaseKind kind : {ReleaseKind::sample, ReleaseKind::loss}) {
    ReleaseRequest request = named("5 kg");
    request.kind = kind;
    CHECK(plan_release(gallium(), {at_sea}, request).has_value());
  }
}

} // namespace stockpile_release_test
