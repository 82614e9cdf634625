// Drawdowns and payments against a book.
#include "tests/support/attacked_book.hpp"

#include <doctest/doctest.h>

namespace operations_financing_test {

using namespace pvault;
using namespace pvault::test;

namespace {

Expected<operations::Recorded> draw(TemporaryBook& book, std::string_view amount,
                                    const std::vector<operations::UseInput>& uses = {},
                                    std::string_view on = "2026-03-01", const std::string& facility = "EXIM-1") {
  return operations::record_drawdown(book.book(), book.options(on), {facility, money(amount), uses});
}

Expected<operations::Recorded> pay(TemporaryBook& book, PaymentDirection direction, const std::string& party,
                                   std::string_view amount, std::string_view on = "2026-05-01") {
  return operations::record_payment(book.book(), book.options(on), {direction, party, money(amount)});
}

} // namespace

TEST_CASE("a drawdown names what it finances by entry or by lot") {
  SampleBook book;
  const std::string by_entry = book.names().at("purchase2");
  const operations::Recorded drawn =
      allowed(draw(book, "100 USD", {{by_entry, money("60 USD")}, {"w-1", money("40 USD")}}));
  CHECK_EQ(book.connection().integer_of(
               fmt::format("SELECT SUM(amount_cents) FROM draw_use WHERE entry_id = {}", number_of(drawn.entry))),
           10'000);
}

TEST_CASE("a drawdown refuses a facility or a lot it does not find, and what is no purchase") {
  SampleBook book;
  check_rule(draw(book, "1 USD", {}, "2026-03-01", "NOTHING"), Rule::facility_unknown);
  check_rule(draw(book, "1 USD", {{"GA-7", money("1 USD")}}), Rule::lot_unknown);
  check_rule(draw(book, "1 USD", {{book.names().at("sale"), money("1 USD")}}), Rule::use_not_a_purchase);
  check_rule(draw(book, "1 USD", {{"999999", money("1 USD")}}), Rule::use_not_a_purchase);
  check_rule(draw(book, "2 USD", {{"GA-1", money("1 USD")}, {book.names().at("purchase1"), money("1 USD")}}),
             Rule::use_named_twice);
}

TEST_CASE("a purchase is financed up to its landed cost, over all drawdowns that stand") {
  SampleBook book; // GA-1 cost 5,801,500 USD, of which 5,000,000 are financed
  check_rule(draw(book, "900,000 USD", {{"GA-1", money("801,500.01 USD")}}), Rule::purchase_already_financed);
  CHECK(draw(book, "900,000 USD", {{"GA-1", money("801,500 USD")}}).has_value());
}

TEST_CASE("a facility is drawn up to its commitment, on the last cent and the last day") {
  SampleBook book; // 10,000,000 USD, of which 6,000,000 are drawn; one of 1,000,000 was undone
  check_rule(draw(book, "4,000,000.01 USD"), Rule::above_undisbursed);
  CHECK(draw(book, "4,000,000 USD", {}, "2027-12-31").has_value());
  check_rule(draw(book, "0.01 USD", {}, "2026-01-15"),
             Rule::above_undisbursed); // backdated: the later ones need it all
  check_rule(draw(book, "0.01 USD", {}, "2028-01-01"), Rule::outside_availability);
  check_rule(draw(book, "0.01 USD", {}, "2026-01-14"), Rule::outside_availability);
  check_rule(draw(book, "0.01 USD", {}, "2025-12-31"), Rule::facility_not_in_force);
}

TEST_CASE("payments settle what is open, and no more") {
  SampleBook book; // TRAXYS: 5,801,500 + 3,000,000 − 1,000,000; BUYER: 2,800,000 + 2,000 − 123.45
  check_rule(pay(book, PaymentDirection::to_supplier, "TRAXYS", "7,801,500.01 USD"), Rule::payment_above_payable);
  CHECK(pay(book, PaymentDirection::to_supplier, "TRAXYS", "7,801,500 USD").has_value());
  check_rule(pay(book, PaymentDirection::to_supplier, "TRAXYS", "0.01 USD"), Rule::payment_above_payable);
  check_rule(pay(book, PaymentDirection::from_customer, "BUYER", "2,801,876.56 USD"), Rule::payment_above_receivable);
  CHECK(pay(book, PaymentDirection::from_customer, "BUYER", "2,801,876.55 USD").has_value());
  check_rule(pay(book, PaymentDirection::from_customer, "NOBODY", "1 USD"), Rule::party_unknown);
}

TEST_CASE("what is owed later cannot be paid before") {
  SampleBook book;
  check_rule(pay(book, PaymentDirection::to_supplier, "HARTREE", "1 USD", "2026-02-14"), Rule::payment_above_payable);
  CHECK(pay(book, PaymentDirection::to_supplier, "HARTREE", "1 USD", "2026-02-15").has_value());
}

} // namespace operations_financing_test
