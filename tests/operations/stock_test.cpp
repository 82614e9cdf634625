// Purchases and releases against a book: names are found, lots are made and drawn, rows say what was asked.
#include "operations/record_return.hpp"
#include "store/balances.hpp"
#include "store/stock_history.hpp"
#include "tests/support/attacked_book.hpp"

#include <doctest/doctest.h>

namespace operations_stock_test {

using namespace pvault;
using namespace pvault::test;

namespace {

operations::PurchaseInput purchase() {
  return {.mineral = "gallium",
          .delivery = {.mass = mass("10 kg")},
          .price = price("1 USD/kg"),
          .supplier = "TRAXYS",
          .site = "DENVER"};
}

operations::ReleaseInput release() {
  return {.mineral = "gallium",
          .mass = mass("4 kg"),
          .kind = ReleaseKind::sample,
          .authority = "president",
          .recipient = "BUYER"};
}

Expected<operations::Recorded> record(TemporaryBook& book, const operations::PurchaseInput& input) {
  return operations::record_purchase(book.book(), book.options("2026-02-01"), input);
}
Expected<operations::Recorded> record(TemporaryBook& book, const operations::ReleaseInput& input) {
  return operations::record_release(book.book(), book.options("2026-03-01"), input);
}

template <class Input>
Input changed(Input input, const std::function<void(Input&)>& change) {
  change(input);
  return input;
}

} // namespace

TEST_CASE("a lot is named by its mineral and entry, unless it is given a name") {
  TemporaryBook book;
  const EntryId entry = allowed(record(book, purchase())).entry;
  CHECK_EQ(allowed(store::load_named_lots(book.connection(), {fmt::format("gallium-{}", number_of(entry))})).size(), 1);
  allowed(record(book, changed<operations::PurchaseInput>(purchase(), [](auto& p) { p.lot = "GA-1"; })));
  CHECK_EQ(allowed(store::load_named_lots(book.connection(), {"GA-1"})).size(), 1);
}

TEST_CASE("a purchase keeps what was entered") {
  SampleBook book;
  store::Query row =
      book.connection().query("SELECT mass_entered, moisture_entered, assay_entered, content_factor, received_mg, "
                              "price_entered, metal_cents FROM lot JOIN purchase USING (entry_id) "
                              "WHERE code = 'W-1'");
  row.expect_row();
  CHECK_EQ(row.text(0), "20 t");
  CHECK_EQ(row.text(1), "2%");
  CHECK_EQ(row.text(2), "65% WO3");
  CHECK_EQ(row.text(3), "0.793");
  CHECK_EQ(row.integer(4), 10'102'820'000); // 20,000 kg × 0.98 × 0.65 × 0.793
  CHECK_EQ(row.text(5), "380 USD/mtu of WO3");
  CHECK_EQ(row.integer(6), 48'412'000); // 12,740 kg of WO3 are 1,274 mtu
}

TEST_CASE("a purchase finds its names in order: mineral, supplier, site, lot") {
  SampleBook book;
  operations::PurchaseInput input = purchase();
  input.lot = "GA-1";
  input.site = "NOWHERE";
  input.supplier = "NOBODY";
  input.mineral = "nothing";
  check_rule(record(book, input), Rule::mineral_unknown);
  input.mineral = "Ga";
  check_rule(record(book, input), Rule::party_unknown);
  input.supplier = "BUYER";
  check_rule(record(book, input), Rule::party_role_wrong);
  input.supplier = "TRAXYS";
  check_rule(record(book, input), Rule::site_unknown);
  input.site = "DENVER";
  check_rule(record(book, input), Rule::name_taken);
  input.lot = "GA-9";
  input.cost = money("5 USD");
  check_rule(record(book, input), Rule::cost_ambiguous);
  input.price = std::nullopt;
  CHECK(record(book, input).has_value());
}

TEST_CASE("a release draws the oldest lots, and keeps what was asked") {
  SampleBook book;
  const operations::Recorded sold =
      allowed(record(book, changed<operations::ReleaseInput>(release(), [](auto& r) { r.mass = mass("6,001 kg"); })));
  REQUIRE_EQ(sold.postings.size(), 4);
  CHECK_EQ(sold.postings[0].lot, "GA-1"); // 6,000 kg are left there
  CHECK_EQ(sold.postings[0].mass, kilograms(-6'000));
  CHECK_EQ(sold.postings[1].lot, "GA-2");
  CHECK_EQ(sold.postings[1].mass, kilograms(-1));
  store::Query row =
      book.connection().query("SELECT kind, authority, mass_entered, lots_named FROM release WHERE entry_id = ?");
  row.bind(sold.entry).expect_row();
  CHECK_EQ(row.text(0), "sample");
  CHECK_EQ(row.text(1), "president");
  CHECK_EQ(row.text(2), "6,001 kg");
  CHECK_EQ(row.integer(3), 0);
}

TEST_CASE("a release draws the lots named") {
  SampleBook book;
  const auto named = changed<operations::ReleaseInput>(release(), [](auto& r) { r.lots = {"ga-2"}; });
  CHECK_EQ(allowed(record(book, named)).postings.front().lot, "GA-2");
  check_rule(record(book, changed<operations::ReleaseInput>(release(),
                                                            [](auto& r) {
                                                              r.lots = {"GA-2", "ga-2"};
                                                            })),
             Rule::lot_named_twice);
  check_rule(record(book, changed<operations::ReleaseInput>(release(), [](auto& r) { r.lots = {"W-1"}; })),
             Rule::lot_of_other_mineral);
  check_rule(record(book, changed<operations::ReleaseInput>(release(), [](auto& r) { r.lots = {"GA-3"}; })),
             Rule::lot_unknown);
}

TEST_CASE("a release finds its names before it looks for stock") {
  TemporaryBook book;
  operations::ReleaseInput input = release();
  input.recipient = "NOBODY";
  input.mineral = "nothing";
  check_rule(record(book, input), Rule::mineral_unknown);
  input.mineral = "gallium";
  check_rule(record(book, input), Rule::party_unknown);
  input.recipient = "";
  check_rule(record(book, input), Rule::lot_mass_insufficient);
  input.mineral = "rare-earths";
  check_rule(record(book, input), Rule::mineral_is_group);
}

TEST_CASE("a backdated release draws what is there on its day and on all later days") {
  TemporaryBook book;
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-15", {.lot = "A"});
  book.sale("gallium", "8 kg", "1 USD/kg", "2026-06-01");
  check_refusal(
      record(book, release()), Rule::lot_mass_insufficient,
      "asked for 4 kg of gallium, 2 kg available at 2026-03-01, short by 2 kg; 8 kg more are taken by what is "
      "recorded on later days, until 2026-06-01",
      "release at most 2 kg; `pvault report lots --mineral gallium --as-of 2026-06-01` shows what is left");
  // Of the lots that are asked about: those named, those at the site.
  book.site("RENO");
  book.purchase("gallium", "1 kg", "1 USD/kg", "2026-01-15", {.site = "RENO", .lot = "B"});
  REQUIRE(
      operations::record_release(
          book.book(), book.options("2026-07-01"),
          {.mineral = "gallium", .mass = mass("1 kg"), .kind = ReleaseKind::loss, .authority = "board", .lots = {"B"}})
          .has_value());
  const auto taken = [&](const store::LotsAsked& asked, std::string_view on) {
    const auto found = store::find_taken_later(book.connection(), asked, day(on));
    return found ? fmt::format("{} {}", format_kilograms(found->mass), format_date(found->until)) : "nothing";
  };
  const OpenLot lot = allowed(store::load_named_lots(book.connection(), {"B"})).front();
  CHECK_EQ(taken({.mineral = lot.mineral}, "2026-03-01"), "9 2026-07-01");
  CHECK_EQ(taken({.mineral = lot.mineral}, "2026-06-01"), "1 2026-07-01");
  CHECK_EQ(taken({.mineral = lot.mineral}, "2026-07-01"), "nothing");
  CHECK_EQ(taken({.mineral = lot.mineral}, "2026-01-14"), "nothing");
  CHECK_EQ(taken({.mineral = lot.mineral, .named = {lot.id}}, "2026-03-01"), "1 2026-07-01");
  CHECK_EQ(taken({.mineral = lot.mineral, .site = lot.site}, "2026-03-01"), "1 2026-07-01");
  CHECK_EQ(taken({.mineral = MineralId{number_of(lot.mineral) + 1}}, "2026-03-01"), "nothing");
  CHECK(record(book, changed<operations::ReleaseInput>(release(), [](auto& r) { r.mass = mass("2 kg"); })).has_value());
}

TEST_CASE("a refusal counts what moved after the day once: what was there adds up") {
  TemporaryBook book;
  book.site("RENO");
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-15", {.lot = "A"});
  const auto ask = [&](std::string_view mass_text) {
    return record(book, changed<operations::ReleaseInput>(release(), [&](auto& r) { r.mass = mass(mass_text); }));
  };
  const std::string at_most = "release at most 4 kg; `pvault report lots --mineral gallium --as-of ";
  book.transfer("A", "6 kg", "RENO", "2026-04-01", "B");
  check_refusal(ask("10.1 kg"), Rule::lot_mass_insufficient,
                "asked for 10.1 kg of gallium, 4 kg available at 2026-03-01, short by 6.1 kg; 6 kg more can be drawn "
                "from 2026-04-01 on",
                at_most + "2026-03-01` shows what is there");
  book.transfer("B", "", "DENVER", "2026-05-01", "C"); // and back
  check_refusal(ask("10.1 kg"), Rule::lot_mass_insufficient,
                "asked for 10.1 kg of gallium, 4 kg available at 2026-03-01, short by 6.1 kg; 6 kg more can be drawn "
                "from 2026-05-01 on",
                at_most + "2026-03-01` shows what is there");
  REQUIRE(
      operations::record_release(
          book.book(), book.options("2026-06-01"),
          {.mineral = "gallium", .mass = mass("2 kg"), .kind = ReleaseKind::loss, .authority = "board", .lots = {"C"}})
          .has_value());
  check_refusal(ask("10.1 kg"), Rule::lot_mass_insufficient,
                "asked for 10.1 kg of gallium, 4 kg available at 2026-03-01, short by 6.1 kg; 4 kg more can be drawn "
                "from 2026-05-01 on; 2 kg more are taken by what is recorded on later days, until 2026-06-01",
                at_most + "2026-06-01` shows what is left");
}

TEST_CASE("a refusal counts what was lent after the day and is back once, and what was lent before it apart") {
  for (const char* lent_on : {"2026-02-01", "2026-04-01"}) {
    TemporaryBook book;
    book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-15", {.lot = "A"});
    const EntryId loan = allowed(operations::record_release(book.book(), book.options(lent_on),
                                                            {.mineral = "gallium",
                                                             .mass = mass("3 kg"),
                                                             .kind = ReleaseKind::loan,
                                                             .authority = "board",
                                                             .recipient = "BUYER",
                                                             .return_by = day("2026-12-31")}))
                             .entry;
    allowed(operations::record_return(book.book(), book.options("2026-05-01"),
                                      {.release = loan, .mass = mass("3 kg"), .site = "DENVER"}));
    book.loss("gallium", "1 kg", "2026-06-01"); // of A, which is as old and was bought
    check_refusal(
        record(book, changed<operations::ReleaseInput>(release(), [](auto& r) { r.mass = mass("10.1 kg"); })),
        Rule::lot_mass_insufficient,
        "asked for 10.1 kg of gallium, 6 kg available at 2026-03-01, short by 4.1 kg; 3 kg more can be drawn from "
        "2026-05-01 on; 1 kg more are taken by what is recorded on later days, until 2026-06-01",
        "release at most 6 kg; `pvault report lots --mineral gallium --as-of 2026-06-01` shows what is left");
  }
}

} // namespace operations_stock_test
