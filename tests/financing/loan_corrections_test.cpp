// What is known late: a drawdown that is taken back, an amendment with an earlier date, a payment before another one.
#include "financing/loan_payment.hpp"
#include "financing/shares.hpp"
#include "tests/financing/support/loans.hpp"

#include <doctest/doctest.h>

namespace financing_loan_corrections_test {

using namespace pvault;
using namespace pvault::test;

TEST_CASE("a drawdown taken back takes with it what of it had fallen due") {
  LoanFacts facts = drawn_loan();
  // Two of five instalments of 240,000 fell due and were not paid.
  CHECK_EQ(run_loan(facts, day("2027-04-20")).state.overdue.principal, money("480,000 USD"));
  facts.draws.push_back({day("2027-04-20"), EntryId{9}, -money("1,200,000 USD"), Money(), Money()});
  const LoanState state = run_loan(facts, day("2027-04-20")).state;
  CHECK_EQ(state.principal, Money());
  CHECK_EQ(state.overdue.principal, Money());
}

TEST_CASE("the fee of completion is charged once, also when an amendment with an earlier date passes over its day") {
  LoanFacts facts = drawn_loan(
      [](FacilityTerms& terms) { terms.exposure_fees = {allowed(parse_exposure_fee("1%:completion:cash"))}; });
  CHECK_EQ(run_loan(facts, day("2027-02-01")).state.cash_fees, money("12,000 USD"));
  // On 31 December availability ends in March 2027; from 1 January on it ended in December again.
  amend(facts, "2026-12-01", [](FacilityTerms& terms) { terms.available_until = day("2027-03-31"); });
  amend(facts, "2027-01-01", [](FacilityTerms& terms) { terms.available_until = day("2026-12-31"); });
  CHECK_EQ(run_loan(facts, day("2026-12-31")).state.cash_fees, Money());
  CHECK_EQ(run_loan(facts, day("2027-02-01")).state.cash_fees, money("12,000 USD"));
  CHECK_EQ(run_loan(facts, day("2027-12-31")).state.cash_fees, money("12,000 USD"));
}

TEST_CASE("the fee of a drawdown that was taken back is borne by nobody") {
  LoanFacts facts = signed_loan(quarterly_loan());
  facts.draws = {drawn("2026-02-01", "100,000 USD", "0 USD", "1,000 USD"),
                 drawn("2026-03-01", "50,000 USD", "0 USD", "500 USD"),
                 {day("2026-04-01"), EntryId{9}, -money("100,000 USD"), Money(), -money("1,000 USD")}};
  constexpr MineralId gallium{7};
  const std::vector<FinancedChange> financed = {{day("2026-03-01"), gallium, money("50,000 USD")}};
  const Date until = day("2026-05-01");
  const FinancingShares shares = share_financing(run_loan(facts, until), financed, until);
  // 500 × 50,000 / 150,000, the day's principal
  CHECK_EQ(shares.exposure_fees.at(gallium), money("166.67 USD"));
  CHECK_EQ(shares.exposure_fees.at(std::nullopt), money("333.33 USD"));
}

TEST_CASE("payment_above_payoff: what a later payment settled is not settled again") {
  LoanFacts facts = drawn_loan();
  const LoanState before = run_loan(facts, day("2026-04-15")).state; // 18,000 of interest
  facts.payments = {paid("2026-07-15", "0 USD", "36,000 USD", "1,200,000 USD")};
  const LoanState later = run_loan(facts, day("2026-07-15")).state;
  const LoanPaymentRequest request{.on = day("2026-04-15"), .amount = money("1,000 USD")};
  CHECK_EQ(allowed(plan_loan_payment({.code = "L", .drawn = true, .state = before}, request)).interest,
           money("1,000 USD"));
  const auto split = allowed(plan_loan_payment({.code = "L", .drawn = true, .state = before, .later = later}, request));
  CHECK_EQ(split.interest, Money());
  CHECK_EQ(split.principal, money("1,000 USD")); // which the check of later payments refuses then
}

} // namespace financing_loan_corrections_test
