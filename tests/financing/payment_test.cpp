#include "financing/payment.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace financing_payment_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr PartyId party{4};

PaymentRequest payment(PaymentDirection direction, std::string_view amount, std::string_view owed) {
  return {.direction = direction, .party = party, .party_code = "TRAXYS", .amount = money(amount), .owed = money(owed)};
}

} // namespace

TEST_CASE("a payment to a supplier takes cash and settles a debt") {
  CHECK(allowed(plan_payment(payment(PaymentDirection::to_supplier, "5 USD", "5 USD"))) ==
        Postings{{.account = Account::cash, .amount = -money("5 USD")},
                 {.account = Account::payable, .party = party, .amount = money("5 USD")}});
}

TEST_CASE("a payment from a customer brings cash and settles a claim") {
  CHECK(allowed(plan_payment(payment(PaymentDirection::from_customer, "5 USD", "7 USD"))) ==
        Postings{{.account = Account::cash, .amount = money("5 USD")},
                 {.account = Account::receivable, .party = party, .amount = -money("5 USD")}});
}

TEST_CASE("a payment back from a supplier brings cash and settles what it owes to us") {
  CHECK(allowed(plan_payment(payment(PaymentDirection::from_supplier, "5 USD", "7 USD"))) ==
        Postings{{.account = Account::cash, .amount = money("5 USD")},
                 {.account = Account::payable, .party = party, .amount = -money("5 USD")}});
}

TEST_CASE("amount_not_positive: a payment is above zero") {
  for (const auto direction :
       {PaymentDirection::to_supplier, PaymentDirection::from_customer, PaymentDirection::from_supplier}) {
    check_refusal(plan_payment(payment(direction, "0 USD", "0 USD")), Rule::amount_not_positive,
                  "the amount is 0.00 USD", "give an amount above zero");
  }
}

TEST_CASE("payment_above_payable and payment_above_receivable: not a cent more than is open") {
  check_refusal(plan_payment(payment(PaymentDirection::to_supplier, "5.01 USD", "5 USD")), Rule::payment_above_payable,
                "asked to settle 5.01 USD with TRAXYS, 5.00 USD is open, over by 0.01 USD", "settle at most 5.00 USD");
  check_refusal(plan_payment(payment(PaymentDirection::from_customer, "5.01 USD", "5 USD")),
                Rule::payment_above_receivable,
                "asked to settle 5.01 USD with TRAXYS, 5.00 USD is open, over by 0.01 USD", "settle at most 5.00 USD");
  check_rule(plan_payment(payment(PaymentDirection::to_supplier, "0.01 USD", "0 USD")), Rule::payment_above_payable);
  check_refusal(plan_payment(payment(PaymentDirection::from_supplier, "5.01 USD", "5 USD")),
                Rule::payment_above_receivable,
                "asked to settle 5.01 USD with TRAXYS, 5.00 USD is open, over by 0.01 USD", "settle at most 5.00 USD");
  check_rule(plan_payment(payment(PaymentDirection::from_supplier, "0.01 USD", "0 USD")),
             Rule::payment_above_receivable);
}

TEST_CASE("directions have their names") {
  CHECK_EQ(payment_direction_name(PaymentDirection::to_supplier), "to-supplier");
  CHECK_EQ(payment_direction_name(PaymentDirection::from_customer), "from-customer");
  CHECK_EQ(payment_direction_name(PaymentDirection::from_supplier), "from-supplier");
}

} // namespace financing_payment_test
