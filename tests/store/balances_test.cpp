// What lies where, what may be drawn and what is owed: at a moment, and on which days.
#include "store/balances.hpp"

#include "operations/disburse.hpp"

#include "tests/support/attacked_book.hpp"

#include <doctest/doctest.h>

namespace store_balances_test {

using namespace pvault;
using namespace pvault::test;

namespace {

MineralId gallium_of(TemporaryBook& book) { return allowed(store::load_mineral(book.connection(), "gallium")).id; }

// "gallium-185 7 kg 700 cents" for each lot, "(undone)" behind it when its receipt was reversed.
std::vector<std::string> lots_at(TemporaryBook& book, const Moment& moment, bool only_open = false) {
  std::vector<std::string> lots;
  for (const store::LotState& lot : store::list_lots(book.connection(), moment, only_open)) {
    lots.push_back(fmt::format("{} {} kg {} cents{}", lot.code, format_kilograms(lot.on_hand), lot.cost.cents(),
                               lot.reversed ? " (undone)" : ""));
  }
  return lots;
}

std::vector<std::string> drawable_on(TemporaryBook& book, std::string_view on, std::int64_t kg = 1'000) {
  std::vector<std::string> lots;
  const ReleaseRequest request{.on = day(on), .mass = mass("1 kg"), .authority = "board", .recipient = {}, .price = {}};
  for (const OpenLot& lot : store::list_drawable_lots(book.connection(), gallium_of(book), request, kilograms(kg))) {
    if (lot.drawable_from <= day(on)) lots.push_back(fmt::format("{} {} kg", lot.code, format_kilograms(lot.mass)));
  }
  return lots;
}

std::string undisbursed_on(TemporaryBook& book, std::string_view on) {
  const store::Facility facility = allowed(store::load_facility(book.connection(), "EXIM-1"));
  return format_money(store::load_drawable(book.connection(), facility, day(on)).undisbursed);
}

std::string owed_on(TemporaryBook& book, PaymentDirection direction, const char* party, std::string_view on) {
  return format_money(
      store::load_owed(book.connection(), direction, allowed(store::load_party(book.connection(), party)).id, day(on)));
}

using Lots = std::vector<std::string>;

} // namespace

TEST_CASE("lots are listed as they were on a day and as they were known") {
  TemporaryBook book;
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-02-01", {.lot = "B"});
  const EntryId first_known = book.newest();
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-01", {.lot = "A"}); // recorded later, received earlier
  const EntryId both_known = book.newest();
  book.sale("gallium", "13 kg", "2 USD/kg", "2026-03-01");
  CHECK(lots_at(book, {day("2026-02-28"), both_known}) == Lots{"A 10 kg 1000 cents", "B 10 kg 1000 cents"});
  CHECK(lots_at(book, book.moment("2026-03-01")) == Lots{"A 0 kg 0 cents", "B 7 kg 700 cents"});
  CHECK(lots_at(book, book.moment("2026-03-01"), true) == Lots{"B 7 kg 700 cents"});
  CHECK(lots_at(book, book.moment("2026-02-28")) == Lots{"A 10 kg 1000 cents", "B 10 kg 1000 cents"});
  CHECK(lots_at(book, book.moment("2026-01-31")) == Lots{"A 10 kg 1000 cents"});
  CHECK(lots_at(book, {day("2026-12-31"), first_known}) == Lots{"B 10 kg 1000 cents"});
  CHECK(lots_at(book, book.moment("2025-12-31")).empty());
}

TEST_CASE("a lot whose receipt was undone says so, from the reversal's day and entry on") {
  TemporaryBook book;
  const EntryId bought = book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-01", {.lot = "A"});
  book.reverse(bought, "2026-02-01");
  CHECK(lots_at(book, book.moment("2026-01-31")) == Lots{"A 10 kg 1000 cents"});
  CHECK(lots_at(book, book.moment("2026-02-01")) == Lots{"A 0 kg 0 cents (undone)"});
  CHECK(lots_at(book, {day("2026-12-31"), bought}) == Lots{"A 10 kg 1000 cents"});
}

TEST_CASE("balances at a moment leave out what is dated or recorded after it") {
  TemporaryBook book;
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-01");
  const EntryId known = book.newest();
  book.sale("gallium", "4 kg", "2 USD/kg", "2026-03-01");
  const store::BalanceKey stock{.account = Account::inventory, .mineral = gallium_of(book)};
  const auto stock_at = [&](std::string_view on, EntryId at) {
    return store::load_balances(book.connection(), {day(on), at})[stock];
  };
  CHECK_EQ(stock_at("2026-03-01", book.newest()).mass, kilograms(6));
  CHECK_EQ(stock_at("2026-03-01", book.newest()).amount, money("6 USD"));
  CHECK_EQ(stock_at("2026-02-28", book.newest()).mass, kilograms(10));
  CHECK_EQ(stock_at("2026-03-01", known).mass, kilograms(10));
  CHECK_EQ(stock_at("2025-12-31", book.newest()).mass, Mass());
}

TEST_CASE("a lot can be drawn from the day of its receipt on, the oldest first, as many as it takes") {
  TemporaryBook book;
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-02-01", {.lot = "B"});
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-02-01", {.lot = "C"}); // on one day: the one recorded first
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-01", {.lot = "A"});
  CHECK(drawable_on(book, "2026-03-01") == Lots{"A 10 kg", "B 10 kg", "C 10 kg"});
  CHECK(drawable_on(book, "2026-03-01", 11) == Lots{"A 10 kg", "B 10 kg"});
  CHECK(drawable_on(book, "2026-03-01", 10) == Lots{"A 10 kg"});
  CHECK(drawable_on(book, "2026-01-31") == Lots{"A 10 kg"});
  CHECK(drawable_on(book, "2025-12-31").empty());
}

TEST_CASE("what was released later is not there to be drawn earlier") {
  TemporaryBook book;
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-01", {.lot = "A"});
  book.sale("gallium", "8 kg", "1 USD/kg", "2026-06-01");
  CHECK(drawable_on(book, "2026-02-01") == Lots{"A 2 kg"});
  book.sale("gallium", "2 kg", "1 USD/kg", "2026-02-01"); // backdated
  CHECK(drawable_on(book, "2026-12-31").empty());
}

TEST_CASE("a reversal dated like its entry restricts nothing; one dated later keeps the lot closed until then") {
  TemporaryBook book;
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-01", {.lot = "A"});
  const EntryId first = book.sale("gallium", "8 kg", "1 USD/kg", "2026-02-01");
  book.reverse(first);
  CHECK(drawable_on(book, "2026-01-01") == Lots{"A 10 kg"});
  const EntryId second = book.sale("gallium", "8 kg", "1 USD/kg", "2026-02-01");
  book.reverse(second, "2026-03-01"); // from 1 February to 1 March only 2 kg were there
  CHECK(drawable_on(book, "2026-02-28").empty());
  CHECK(drawable_on(book, "2026-03-01") == Lots{"A 10 kg"});
}

TEST_CASE("lots are found by name, in the order named") {
  SampleBook book;
  const auto lots = allowed(store::load_named_lots(book.connection(), {"ga-2", "GA-1"}));
  REQUIRE_EQ(lots.size(), 2);
  CHECK_EQ(lots[0].code, "GA-2");
  CHECK_EQ(lots[1].mass, kilograms(6'000));
  check_refusal(store::load_named_lots(book.connection(), {"GA-1", "GA-3"}), Rule::lot_unknown,
                "there is no lot \"GA-3\"", "GA-1");
  check_refusal(store::load_named_lots(book.connection(), {"nothing like it"}), Rule::lot_unknown,
                "there is no lot \"nothing like it\"", "`pvault report lots` shows what there is");
}

TEST_CASE("a drawdown may draw the least that is undisbursed on its day or later") {
  TemporaryBook book;
  book.facility("EXIM-1", "100 USD", "2026-01-01");
  CHECK_EQ(undisbursed_on(book, "2026-01-01"), "100.00 USD");
  const EntryId first = book.drawdown("EXIM-1", "60 USD", "2026-03-01");
  CHECK_EQ(undisbursed_on(book, "2026-01-01"), "40.00 USD"); // a backdated one must leave the later one its money
  CHECK_EQ(undisbursed_on(book, "2026-03-01"), "40.00 USD");
  book.reverse(first, "2026-06-01");
  CHECK_EQ(undisbursed_on(book, "2026-02-01"), "40.00 USD"); // until June it was out
  CHECK_EQ(undisbursed_on(book, "2026-05-31"), "40.00 USD");
  CHECK_EQ(undisbursed_on(book, "2026-06-01"), "100.00 USD");
  book.drawdown("EXIM-1", "70 USD", "2026-07-01");
  CHECK_EQ(undisbursed_on(book, "2026-06-15"), "30.00 USD");
}

TEST_CASE("what is owed is the least that is open on the day or any later one") {
  TemporaryBook book;
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-02-01");
  const auto owed = [&](std::string_view on) { return owed_on(book, PaymentDirection::to_supplier, "TRAXYS", on); };
  CHECK_EQ(owed("2026-01-31"), "0.00 USD");
  CHECK_EQ(owed("2026-02-01"), "10.00 USD");
  book.pay_supplier("TRAXYS", "7 USD", "2026-06-01");
  CHECK_EQ(owed("2026-03-01"), "3.00 USD"); // 7 USD of it will be paid in June
  CHECK_EQ(owed("2026-06-01"), "3.00 USD");
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-07-01");
  CHECK_EQ(owed("2026-03-01"), "3.00 USD"); // and nobody may be owed less than nothing in June
  CHECK_EQ(owed("2026-07-01"), "13.00 USD");
}

TEST_CASE("a claim on a customer is open from its sale on, and never below zero") {
  TemporaryBook book;
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-02-01");
  const EntryId sold = book.sale("gallium", "4 kg", "2 USD/kg", "2026-03-01");
  const auto owed = [&](std::string_view on) { return owed_on(book, PaymentDirection::from_customer, "BUYER", on); };
  CHECK_EQ(owed("2026-02-28"), "0.00 USD");
  CHECK_EQ(owed("2026-03-01"), "8.00 USD");
  const operations::PaymentInput paid{PaymentDirection::from_customer, "BUYER", money("8 USD")};
  allowed(operations::record_payment(book.book(), book.options("2026-03-02"), paid));
  book.reverse(sold); // what was paid is now owed back
  CHECK_EQ(owed("2026-03-02"), "0.00 USD");
}

TEST_CASE("what a purchase cost, and what of it is financed by drawdowns that stand") {
  SampleBook book;
  const FinancedPurchase purchase =
      store::load_financed_purchase(book.connection(), book.entry("purchase1"), day("2026-01-01"));
  CHECK(purchase.is_purchase);
  CHECK_EQ(purchase.cost, money("5,801,500 USD"));
  CHECK_EQ(purchase.financed, money("5,000,000 USD"));
  CHECK_FALSE(purchase.reversed_by.has_value());
  book.reverse(book.entry("draw"));
  CHECK_EQ(store::load_financed_purchase(book.connection(), book.entry("purchase1"), day("2026-01-01")).financed,
           Money());
  CHECK_FALSE(store::load_financed_purchase(book.connection(), book.entry("sale"), day("2026-01-01")).is_purchase);
  CHECK_FALSE(store::load_financed_purchase(book.connection(), EntryId{9'999}, day("2026-01-01")).is_purchase);
  const EntryId undone = book.reverse(book.entry("purchase2"));
  CHECK(store::load_financed_purchase(book.connection(), book.entry("purchase2"), day("2026-01-01")).reversed_by ==
        undone);
}

TEST_CASE("what of a purchase is financed and requested is that of the day on which both are the most") {
  TemporaryBook book;
  book.facility("EXIM-1", "10e6 USD", "2025-01-01");
  const EntryId bought = book.purchase("gallium", "1 t", "1 USD/kg", "2026-01-02");
  const EntryId drawn = book.drawdown("EXIM-1", "400 USD", "2026-02-01", {{bought, "400 USD"}});
  book.reverse(drawn, "2026-04-01");
  book.drawdown("EXIM-1", "300 USD", "2026-05-01", {{bought, "300 USD"}});
  const operations::InvoiceInput invoice{.cost_type = CostType::metal,
                                         .biller = "TRAXYS",
                                         .number = "I-1",
                                         .amount = money("500 USD"),
                                         .purchase = std::to_string(number_of(bought))};
  const auto request =
      allowed(operations::request_disbursement(book.book(), book.options("2026-03-01"), {"D-1", "EXIM-1", {invoice}}));
  const auto open_on = [&](std::string_view on, std::optional<EntryId> except = {}) {
    const FinancedPurchase purchase = store::load_financed_purchase(book.connection(), bought, day(on), except);
    return fmt::format("{} financed, {} requested", format_money(purchase.financed), format_money(purchase.requested));
  };
  CHECK_EQ(open_on("2026-01-02"), "400.00 USD financed, 500.00 USD requested"); // in March
  CHECK_EQ(open_on("2026-04-01"), "300.00 USD financed, 500.00 USD requested"); // from May on
  CHECK_EQ(open_on("2026-01-02", request.entry), "400.00 USD financed, 0.00 USD requested");
  CHECK_EQ(open_on("2026-04-01", request.entry), "300.00 USD financed, 0.00 USD requested");
}

} // namespace store_balances_test
