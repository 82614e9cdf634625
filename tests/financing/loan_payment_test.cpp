// The rules of a payment to a lender, in their order. Each refusal comes although all later rules are broken, too.
#include "financing/loan_payment.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace financing_loan_payment_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr FacilityId exim{3};

// 100 USD of fees, 20 of interest and 5 of default interest, and 1,000 of principal.
OwedOnFacility owed() {
  OwedOnFacility result{.code = "EXIM-1", .drawn = true, .state = {}};
  result.state.commitment_fees = money("70 USD");
  result.state.cash_fees = money("40 USD");
  result.state.paid_fees = money("10 USD");
  result.state.interest = money("50 USD");
  result.state.default_interest = money("5 USD");
  result.state.capitalised = money("10 USD");
  result.state.paid_interest = money("20 USD");
  result.state.principal = money("1,000 USD");
  return result;
}

LoanPaymentRequest payment(std::string_view amount, const std::optional<PaymentSplit>& apply = {}) {
  return {.on = day("2026-04-15"), .amount = money(amount), .apply = apply};
}

PaymentSplit parts(std::string_view fees, std::string_view interest, std::string_view principal) {
  return {.fees = money(fees), .interest = money(interest), .principal = money(principal)};
}

void check_split(const Expected<PaymentSplit>& answer, const PaymentSplit& expected) {
  const PaymentSplit split = allowed(answer);
  CHECK_EQ(format_money(split.fees), format_money(expected.fees));
  CHECK_EQ(format_money(split.interest), format_money(expected.interest));
  CHECK_EQ(format_money(split.principal), format_money(expected.principal));
}

const std::string shows = "`pvault facility payoff EXIM-1 --on 2026-04-15` shows what is owed";

} // namespace

TEST_CASE("a payment settles fees, then interest, then principal") {
  check_split(plan_loan_payment(owed(), payment("60 USD")), parts("60 USD", "0 USD", "0 USD"));
  check_split(plan_loan_payment(owed(), payment("100 USD")), parts("100 USD", "0 USD", "0 USD"));
  check_split(plan_loan_payment(owed(), payment("110 USD")), parts("100 USD", "10 USD", "0 USD"));
  check_split(plan_loan_payment(owed(), payment("125.01 USD")), parts("100 USD", "25 USD", "0.01 USD"));
}

TEST_CASE("a payment may be all that is owed, default interest included") {
  check_split(plan_loan_payment(owed(), payment("1,125 USD")), parts("100 USD", "25 USD", "1,000 USD"));
}

TEST_CASE("a payment may say what it settles") {
  check_split(plan_loan_payment(owed(), payment("7 USD", parts("0 USD", "0 USD", "7 USD"))),
              parts("0 USD", "0 USD", "7 USD"));
  check_split(plan_loan_payment(owed(), payment("1,125 USD", parts("100 USD", "25 USD", "1,000 USD"))),
              parts("100 USD", "25 USD", "1,000 USD"));
}

TEST_CASE("before the first drawdown fees and the default interest on them can be paid") {
  OwedOnFacility undrawn = owed();
  undrawn.drawn = false;
  undrawn.state.interest = undrawn.state.capitalised = undrawn.state.paid_interest = undrawn.state.principal = Money();
  check_split(plan_loan_payment(undrawn, payment("105 USD")), parts("100 USD", "5 USD", "0 USD"));
}

TEST_CASE("amount_not_positive: a payment is above zero") {
  check_refusal(plan_loan_payment({.code = "EXIM-1", .state = {}}, payment("0 USD", parts("5 USD", "0 USD", "0 USD"))),
                Rule::amount_not_positive, "the amount is 0.00 USD", "give an amount above zero");
}

TEST_CASE("payment_split_wrong: the parts add up to the payment") {
  const std::string next_step = "let --apply fees=, interest= and principal= add up to --amount";
  check_refusal(
      plan_loan_payment({.code = "EXIM-1", .state = {}}, payment("9,000 USD", parts("1 USD", "2 USD", "3 USD"))),
      Rule::payment_split_wrong, "the parts come to 6.00 USD, the payment is 9,000.00 USD", next_step);
  check_refusal(plan_loan_payment(owed(), payment("5.99 USD", parts("1 USD", "2 USD", "3 USD"))),
                Rule::payment_split_wrong, "the parts come to 6.00 USD, the payment is 5.99 USD", next_step);
}

TEST_CASE("payment_before_first_draw: there is no principal to pay before the first drawdown") {
  OwedOnFacility undrawn{.code = "EXIM-1", .state = {}};
  undrawn.state.cash_fees = money("100 USD");
  check_refusal(plan_loan_payment(undrawn, payment("100.01 USD")), Rule::payment_before_first_draw,
                "nothing was drawn on EXIM-1 by 2026-04-15: 100.00 USD is owed, the payment is 100.01 USD",
                "check --on and --facility");
  check_rule(plan_loan_payment(undrawn, payment("101 USD", parts("100 USD", "0 USD", "1 USD"))),
             Rule::payment_before_first_draw);
}

TEST_CASE("payment_above_payoff: not a cent more than is owed in all") {
  check_refusal(plan_loan_payment(owed(), payment("1,125.01 USD")), Rule::payment_above_payoff,
                "asked to pay 1,125.01 USD of all that is owed on EXIM-1 at 2026-04-15, 1,125.00 USD is owed, over by "
                "0.01 USD",
                "pay at most 1,125.00 USD; " + shows);
  OwedOnFacility settled = owed();
  settled.state = {};
  check_refusal(plan_loan_payment(settled, payment("5 USD")), Rule::payment_above_payoff,
                "asked to pay 5.00 USD of all that is owed on EXIM-1 at 2026-04-15, 0.00 USD is owed, over by 5.00 USD",
                shows);
}

TEST_CASE("payment_above_payoff: not a cent more than is owed of a part") {
  const auto refused = [](const PaymentSplit& apply, const std::string& message, const std::string& most) {
    check_refusal(plan_loan_payment(owed(), {.on = day("2026-04-15"), .amount = apply.total(), .apply = apply}),
                  Rule::payment_above_payoff, message, "pay at most " + most + "; " + shows);
  };
  refused(parts("100.01 USD", "0 USD", "0 USD"),
          "asked to pay 100.01 USD of fees on EXIM-1 at 2026-04-15, 100.00 USD is owed, over by 0.01 USD",
          "100.00 USD");
  refused(parts("0 USD", "26 USD", "0 USD"),
          "asked to pay 26.00 USD of interest on EXIM-1 at 2026-04-15, 25.00 USD is owed, over by 1.00 USD",
          "25.00 USD");
  refused(parts("0 USD", "0 USD", "1,001 USD"),
          "asked to pay 1,001.00 USD of principal on EXIM-1 at 2026-04-15, 1,000.00 USD is owed, over by 1.00 USD",
          "1,000.00 USD");
}

TEST_CASE("what was paid too much of one kind is not owed back by another") {
  OwedOnFacility overpaid = owed(); // a fact recorded later with an earlier date
  overpaid.state.paid_fees = money("500 USD");
  check_split(plan_loan_payment(overpaid, payment("30 USD")), parts("0 USD", "25 USD", "5 USD"));
}

TEST_CASE("a payment takes cash and settles what was owed") {
  const Postings postings = loan_payment_postings(exim, parts("100 USD", "25 USD", "7 USD"));
  CHECK(postings == Postings{{.account = Account::cash, .amount = -money("132 USD")},
                             {.account = Account::accrued_fees, .facility = exim, .amount = money("100 USD")},
                             {.account = Account::accrued_interest, .facility = exim, .amount = money("25 USD")},
                             {.account = Account::loan_principal, .facility = exim, .amount = money("7 USD")}});
  CHECK_FALSE(find_imbalance(postings).has_value());
  CHECK(loan_payment_postings(exim, parts("0 USD", "25 USD", "0 USD")).size() == 2);
}

} // namespace financing_loan_payment_test
