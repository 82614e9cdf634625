// The rules of a transfer, in their order: each test reads what lies there, what is asked, and what comes of it.
#include "stockpile/transfer.hpp"

#include "tests/support/minerals.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <random>

namespace stockpile_transfer_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr SiteId denver{1};
constexpr SiteId reno{2};

OpenLot lot(std::int64_t kg, std::int64_t cost_cents) {
  return {.id = LotId{5},
          .code = "L5",
          .mineral = gallium().id,
          .drawable_from = day("2026-03-01"),
          .mass = kilograms(kg),
          .cost = Money::cents(cost_cents),
          .site = denver,
          .site_code = "DENVER"};
}

TransferRequest transfer(std::string_view mass_text, SiteId to_site = reno) {
  TransferRequest request{.on = day("2026-03-01"), .to_site = to_site};
  if (!mass_text.empty()) request.mass = mass(mass_text);
  return request;
}

TransferRequest form(TransferKind kind, std::string_view mass_text, const std::vector<std::string_view>& outputs) {
  TransferRequest request = transfer(mass_text, denver);
  request.kind = kind;
  for (const std::string_view output : outputs)
    request.outputs.push_back(mass(output));
  return request;
}

using Outputs = std::vector<std::string>;

// "5 kg 500 cents" for each output.
Outputs outputs_of(const OpenLot& from, const TransferRequest& request, const Mineral& mineral = gallium()) {
  Outputs outputs;
  const TransferPlan plan = allowed(plan_transfer(mineral, from, request, LotId{9}));
  CHECK_FALSE(find_imbalance(plan.postings).has_value());
  for (const TransferOutput& output : plan.outputs)
    outputs.push_back(fmt::format("{} kg {} cents", format_kilograms(output.mass), output.cost.cents()));
  return outputs;
}

} // namespace

TEST_CASE("what is taken becomes a lot with its share of the cost, and all of it with all of the cost") {
  CHECK(outputs_of(lot(10, 1'001), transfer("4 kg")) == Outputs{"4 kg 400 cents"});
  CHECK(outputs_of(lot(10, 1'001), transfer("10 kg")) == Outputs{"10 kg 1001 cents"});
  CHECK(outputs_of(lot(10, 1'001), transfer("")) == Outputs{"10 kg 1001 cents"});
  CHECK(outputs_of(lot(2, 1), transfer("1 kg")) == Outputs{"1 kg 0 cents"}); // half to even
  CHECK(outputs_of(lot(2, 3), transfer("1 kg")) == Outputs{"1 kg 2 cents"});
}

TEST_CASE("a transfer posts from lot to lot, and nothing besides") {
  const TransferPlan plan = allowed(plan_transfer(gallium(), lot(10, 1'000), transfer("4 kg"), LotId{9}));
  const MineralId id = gallium().id;
  CHECK(plan.postings == Postings{{.account = Account::inventory,
                                   .mineral = id,
                                   .lot = LotId{5},
                                   .mass = kilograms(-4),
                                   .amount = Money::cents(-400)},
                                  {.account = Account::inventory,
                                   .mineral = id,
                                   .lot = LotId{9},
                                   .mass = kilograms(4),
                                   .amount = Money::cents(400)}});
}

TEST_CASE("a yield loss has mass and no cost: the outputs bear all of it") {
  const auto request = form(TransferKind::processing, "10 kg", {"6 kg", "3 kg"});
  CHECK(outputs_of(lot(10, 900), request) == Outputs{"6 kg 600 cents", "3 kg 300 cents"});
  const TransferPlan plan = allowed(plan_transfer(gallium(), lot(10, 900), request, LotId{9}));
  CHECK_EQ(plan.mass, kilograms(10));
  CHECK_EQ(plan.loss, kilograms(1));
  CHECK_EQ(plan.outputs[1].lot, LotId{10});
  CHECK(plan.postings.back() ==
        Posting{.account = Account::lost, .mineral = gallium().id, .mass = kilograms(1), .amount = {}});
}

TEST_CASE("cents and milligrams are shared by largest remainder, of equal ones to the first") {
  CHECK(outputs_of(lot(3, 100), form(TransferKind::repack, "", {"1 kg", "1 kg", "1 kg"})) ==
        Outputs{"1 kg 34 cents", "1 kg 33 cents", "1 kg 33 cents"});
  CHECK(outputs_of(lot(7, 10), form(TransferKind::repack, "", {"2 kg", "5 kg"})) ==
        Outputs{"2 kg 3 cents", "5 kg 7 cents"}); // 2.86 and 7.14
  // 1 ozt is 31,103.4768 mg: three of them are 93,310.4304.
  CHECK(outputs_of(lot(1, 0), form(TransferKind::repack, "3 ozt", {"1 ozt", "1 ozt", "1 ozt"})) ==
        Outputs{"0.031104 kg 0 cents", "0.031103 kg 0 cents", "0.031103 kg 0 cents"});
}

TEST_CASE("outputs may be counted as a component") {
  // 1 t of WO3 holds 793 kg of tungsten.
  OpenLot ore = lot(800, 793'000);
  ore.cost = money("8000 USD");
  const auto request = form(TransferKind::upgrade, "800 kg", {"1 t of WO3"});
  CHECK(outputs_of(ore, request, tungsten()) == Outputs{"793 kg 800000 cents"});
  const TransferPlan plan = allowed(plan_transfer(tungsten(), ore, request, LotId{9}));
  CHECK_EQ(plan.outputs[0].factor_text, "0.793");
  CHECK_EQ(plan.outputs[0].mass_entered, "1 t of WO3");
  CHECK_EQ(plan.loss, kilograms(7));
}

TEST_CASE("parts add up to the milligram and the cent, whatever they are") {
  std::mt19937_64 random(7);
  const auto up_to = [&](std::int64_t most) {
    const std::int64_t bound = std::max<std::int64_t>(1, most >> (random() % 50));
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(bound)) + 1;
  };
  for (int round = 0; round < 2'000; ++round) {
    OpenLot from = lot(1, 0);
    from.mass = Mass::milligrams(up_to(largest_mass_mg) + 8);
    from.cost = Money::cents(up_to(largest_money_cents) - 1);
    TransferRequest request = form(TransferKind::processing, "", {});
    Mass left = from.mass;
    for (int i = 0; i < 4 && left > Mass(); ++i) {
      const Mass part = Mass::milligrams(up_to(left.milligrams()));
      request.outputs.push_back({.text = "any", .milligrams = Exact(part.milligrams()), .component = ""});
      left -= part;
    }
    const TransferPlan plan = allowed(plan_transfer(gallium(), from, request, LotId{9}));
    CHECK_EQ(plan.loss, left);
    CHECK_EQ(plan.cost, from.cost);
    Money shared;
    for (const TransferOutput& output : plan.outputs) {
      shared += output.cost;
      const Exact exact = Exact(from.cost.cents()) * output.mass.milligrams() / (from.mass - plan.loss).milligrams();
      CHECK_LT(abs(Exact(exact - output.cost.cents())), Exact(1));
    }
    CHECK_EQ(shared, from.cost);
    REQUIRE_FALSE(find_imbalance(plan.postings).has_value());
  }
}

// Each refusal below comes although later rules are broken, too.

TEST_CASE("lot_at_other_site: a lot that is said to lie elsewhere is not moved") {
  TransferRequest request = transfer("11 kg", denver);
  request.from_site = reno;
  request.from_site_code = "RENO";
  check_refusal(plan_transfer(gallium(), lot(10, 1), request, LotId{9}), Rule::lot_at_other_site,
                "lot L5 lies at DENVER, not at RENO", "name a lot of RENO; `pvault report lots` shows where each lies");
  request = transfer("1 kg");
  request.from_site = denver;
  request.from_site_code = "DENVER";
  CHECK(plan_transfer(gallium(), lot(10, 1), request, LotId{9}).has_value());
}

TEST_CASE("transfer_changes_nothing: a transfer goes to another site") {
  TransferRequest request = transfer("11 kg", denver);
  request.on = day("2026-02-01");
  check_refusal(plan_transfer(gallium(), lot(10, 1), request, LotId{9}), Rule::transfer_changes_nothing,
                "lot L5 lies at DENVER already", "name another site, or --kind repack to divide the lot where it lies");
}

TEST_CASE("lot_not_yet_received: nothing is moved before it came") {
  TransferRequest request = transfer("11 kg");
  request.on = day("2026-02-27");
  check_refusal(plan_transfer(gallium(), lot(10, 1), request, LotId{9}), Rule::lot_not_yet_received,
                "lot L5 can be drawn from 2026-03-01 on, the transfer is dated 2026-02-27, 2 days earlier",
                "date it 2026-03-01 or later, or name another lot");
}

TEST_CASE("a transfer refuses a mass it cannot read") {
  check_rule(plan_transfer(gallium(), lot(10, 1), transfer("0 kg"), LotId{9}), Rule::mass_not_positive);
  check_rule(plan_transfer(gallium(), lot(10, 1), transfer("1 kg of Ga2O3"), LotId{9}), Rule::component_unknown);
}

TEST_CASE("lot_mass_insufficient: no more is moved than is there, and nothing of an empty lot") {
  check_refusal(plan_transfer(gallium(), lot(10, 1), form(TransferKind::repack, "10.5 kg", {"0 kg"}), LotId{9}),
                Rule::lot_mass_insufficient,
                "asked for 10.5 kg of gallium, lot L5 at DENVER has 10 kg left, short by 0.5 kg",
                "take at most 10 kg, or --all; `pvault report lots --mineral gallium` shows what is where");
  check_refusal(plan_transfer(gallium(), lot(0, 0), transfer(""), LotId{9}), Rule::lot_mass_insufficient,
                "asked for all of lot L5 at DENVER, which has 0 kg left",
                "`pvault report lots --mineral gallium` shows what is where");
  TransferRequest backdated = transfer("");
  backdated.taken_later = TakenLater{Mass::milligrams(900'000'000), day("2026-06-30")};
  check_refusal(plan_transfer(gallium(), lot(0, 0), backdated, LotId{9}), Rule::lot_mass_insufficient,
                "asked for all of lot L5 at DENVER, which has 0 kg left; 900 kg more are taken by what is recorded on "
                "later days, until 2026-06-30",
                "`pvault report lots --mineral gallium --as-of 2026-06-30` shows what is where");
  backdated.mass = mass("11 kg");
  check_refusal(plan_transfer(gallium(), lot(10, 1), backdated, LotId{9}), Rule::lot_mass_insufficient,
                "asked for 11 kg of gallium, lot L5 at DENVER has 10 kg left, short by 1 kg; 900 kg more are taken by "
                "what is recorded on later days, until 2026-06-30",
                "take at most 10 kg, or --all; `pvault report lots --mineral gallium --as-of 2026-06-30` shows what is "
                "where");
}

TEST_CASE("an output is a whole milligram at least") {
  check_rule(plan_transfer(gallium(), lot(10, 1), form(TransferKind::repack, "1 kg", {"0.4 mg", "2 kg"}), LotId{9}),
             Rule::mass_not_positive);
  // 0.6 mg and 0.6 mg are 1 mg, which both cannot have.
  check_rule(
      plan_transfer(gallium(), lot(10, 1), form(TransferKind::processing, "1 kg", {"0.6 mg", "0.6 mg"}), LotId{9}),
      Rule::mass_not_positive);
}

TEST_CASE("outputs_above_mass: no more comes out than went in") {
  check_refusal(plan_transfer(gallium(), lot(10, 1), form(TransferKind::repack, "1 kg", {"1 kg", "1 mg"}), LotId{9}),
                Rule::outputs_above_mass, "the outputs come to 1.000001 kg, above the mass taken, 1 kg, by 0.000001 kg",
                "no form holds more of a mineral than went into it; check the masses and their units");
}

TEST_CASE("yield_loss_not_allowed: a transfer and a repack lose nothing") {
  for (const TransferKind kind : {TransferKind::repack, TransferKind::transfer}) {
    TransferRequest request = form(kind, "1 kg", {"0.9 kg"});
    request.to_site = reno;
    check_rule(plan_transfer(gallium(), lot(10, 1), request, LotId{9}), Rule::yield_loss_not_allowed);
  }
  check_refusal(plan_transfer(gallium(), lot(10, 1), form(TransferKind::repack, "1 kg", {"0.9 kg"}), LotId{9}),
                Rule::yield_loss_not_allowed,
                "the outputs come to 0.9 kg, the mass taken to 1 kg; a repack loses nothing, and 0.1 kg would be lost",
                "--kind upgrade or --kind processing has a yield loss; what was lost otherwise is a release of --kind "
                "loss");
  CHECK(plan_transfer(gallium(), lot(10, 1), form(TransferKind::upgrade, "1 kg", {"0.9 kg"}), LotId{9}).has_value());
}

TEST_CASE("kinds of transfer and of site have their names") {
  for (const char* name : {"transfer", "repack", "upgrade", "processing"})
    CHECK_EQ(transfer_kind_name(allowed(parse_transfer_kind(name))), name);
  for (const char* name : {"storage", "in-transit", "in-process"})
    CHECK_EQ(site_kind_name(allowed(parse_site_kind(name))), name);
  CHECK_EQ(site_kind_in_words(SiteKind::in_transit), "in transit");
  check_refusal(parse_transfer_kind("move"), Rule::option_malformed, "\"move\" is not a kind of transfer",
                "transfer, repack, upgrade or processing");
  check_refusal(parse_site_kind("ship"), Rule::option_malformed, "\"ship\" is not a kind of site",
                "storage, in-transit or in-process");
}

} // namespace stockpile_transfer_test
