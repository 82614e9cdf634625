// Sales that are shipped later, rule by rule; and lots of which something is sold.
#include "stockpile/sale.hpp"

#include "stockpile/transfer.hpp"
#include "tests/support/minerals.hpp"
#include "tests/support/refusals.hpp"

#include <doctest/doctest.h>

namespace stockpile_sale_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr PartyId buyer{9};

// 10 kg, of two lots.
Sale sale() {
  return {.entry = EntryId{170},
          .mineral = gallium().id,
          .mineral_code = "gallium",
          .buyer = buyer,
          .buyer_code = "BUYER",
          .price = price("600 USD/kg"),
          .on = day("2026-03-01"),
          .lots = {{LotId{1}, kilograms(6)}, {LotId{2}, kilograms(4)}}};
}

ReleaseRequest shipment(std::string_view on = "2026-03-01") {
  return {.on = day(on),
          .kind = ReleaseKind::sale,
          .mass = mass("1 kg"),
          .authority = "order",
          .recipient = {},
          .price = {}};
}

Expected<void> check(const ReleaseRequest& request, std::int64_t kg = 1) {
  return check_shipment(sale(), gallium(), request, kilograms(kg));
}

OpenLot partly_sold(std::int64_t kg, std::int64_t sold_kg) {
  return {.id = LotId{1},
          .code = "L1",
          .mineral = gallium().id,
          .drawable_from = day("2026-01-01"),
          .mass = kilograms(kg),
          .cost = Money::cents(kg * 100),
          .site_code = "DENVER",
          .sold = kilograms(sold_kg)};
}

const char* leave_out = "leave out what the sale says already; `pvault report sales` shows it";

} // namespace

TEST_CASE("a shipment says nothing that its sale does not") {
  CHECK(check(shipment()).has_value());
  CHECK(check(shipment(), 10).has_value());
  ReleaseRequest same = shipment("2027-01-01");
  same.recipient = buyer;
  same.price = price("600 USD/kg");
  CHECK(check(same).has_value());
}

TEST_CASE("sale_differs: in its kind, mineral, buyer, price, or lots") {
  ReleaseRequest other = shipment();
  other.kind = ReleaseKind::sample;
  check_refusal(check(other), Rule::sale_differs, "sale 170 is shipped by a sale, and this is of the kind sample",
                leave_out);
  Sale of_tin = sale();
  of_tin.mineral = MineralId{8};
  of_tin.mineral_code = "tin";
  check_refusal(check_shipment(of_tin, gallium(), shipment(), kilograms(1)), Rule::sale_differs,
                "sale 170 is of tin, not of gallium", leave_out);
  other = shipment();
  other.recipient = PartyId{10};
  check_refusal(check(other), Rule::sale_differs, "sale 170 is to BUYER, and another recipient is given", leave_out);
  other = shipment();
  other.price = price("601 USD/kg");
  check_refusal(check(other), Rule::sale_differs, "sale 170 is at \"600 USD/kg\", and \"601 USD/kg\" is given",
                leave_out);
  other = shipment();
  other.lots_named = true;
  check_refusal(check(other), Rule::sale_differs,
                "sale 170 is shipped from the lots that it holds, and lots or a site are given", leave_out);
}

TEST_CASE("shipped_before_sale, above_sold") {
  check_refusal(check(shipment("2026-02-27")), Rule::shipped_before_sale,
                "sale 170 is dated 2026-03-01, the shipment 2026-02-27, 2 days earlier", "date it 2026-03-01 or later");
  check_refusal(
      check(shipment(), 11), Rule::above_sold,
      "asked for 11 kg of gallium, 10 kg are sold with sale 170 and not shipped on 2026-03-01 and later, above it by "
      "1 kg",
      "`pvault report sales` shows what is left; ship what is beyond it as a sale of its own");
}

TEST_CASE("a cancellation takes back what is left") {
  CHECK(check_cancellation_of(sale(), day("2026-03-01")).has_value());
  check_rule(check_cancellation_of(sale(), day("2026-02-28")), Rule::shipped_before_sale);
  Sale shipped = sale();
  shipped.lots = {{LotId{1}, Mass()}};
  check_refusal(check_cancellation_of(shipped, day("2026-03-01")), Rule::above_sold,
                "of sale 170 0 kg are sold and not shipped on 2026-03-01 and later",
                "`pvault report sales` shows what is left of each");
}

TEST_CASE("period_ends_before_it_begins: a sale is shipped on its day or later") {
  CHECK(check_ship_by(day("2026-03-01"), day("2026-03-01")).has_value());
  check_refusal(check_ship_by(day("2026-03-01"), day("2026-02-28")), Rule::period_ends_before_it_begins,
                "it is sold on 2026-03-01 and would be shipped by 2026-02-28, 1 day earlier",
                "give a day of shipment of 2026-03-01 or later");
}

TEST_CASE("lot_mass_sold: a release draws around what is sold, and its cost is a part of the whole lot's") {
  ReleaseRequest request = shipment();
  request.kind = ReleaseKind::sample;
  request.mass = mass("3 kg");
  OpenLot other = partly_sold(10, 0);
  other.id = LotId{2};
  const ReleasePlan plan = allowed(plan_release(gallium(), {partly_sold(10, 6), other}, request));
  CHECK_EQ(plan.draws.size(), 1);
  CHECK_EQ(plan.cost, Money::cents(300));
  request.mass = mass("7 kg");
  check_refusal(
      plan_release(gallium(), {partly_sold(10, 6)}, request), Rule::lot_mass_sold,
      "asked for 7 kg of gallium, 4 kg available at 2026-03-01, short by 3 kg; 6 kg more are sold and not shipped",
      "release at most 4 kg; `pvault report lots --mineral gallium --as-of 2026-03-01` shows what is there");
  request.mass = mass("11 kg");
  check_rule(plan_release(gallium(), {partly_sold(10, 6)}, request), Rule::lot_mass_insufficient);
  request.mass = mass("4 kg");
  CHECK(plan_release(gallium(), {partly_sold(10, 6)}, request).has_value());
}

TEST_CASE("lot_mass_sold: a transfer leaves what is sold where it is") {
  const auto transfer = [](std::optional<EnteredMass> taken) {
    return plan_transfer(gallium(), partly_sold(10, 6),
                         {.on = day("2026-03-01"), .mass = std::move(taken), .to_site = SiteId{2}}, LotId{5});
  };
  CHECK(transfer(mass("4 kg")).has_value());
  check_refusal(
      transfer(mass("5 kg")), Rule::lot_mass_sold,
      "asked for 5 kg of gallium, lot L1 at DENVER has 10 kg, of which 6 kg are sold and not shipped, short by 1 kg",
      "`pvault report sales` shows what is sold; ship it, or `pvault sale cancel` it first");
  check_rule(transfer(std::nullopt), Rule::lot_mass_sold);
  check_rule(transfer(mass("11 kg")), Rule::lot_mass_insufficient);
}

} // namespace stockpile_sale_test
