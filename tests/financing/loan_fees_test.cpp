// The rules of docs/FINANCING.md on the commitment fee and on exposure fees, in their order.
#include "financing/loan.hpp"

#include "tests/financing/support/loans.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace financing_loan_fees_test {

using namespace pvault;
using namespace pvault::test;

namespace {

// 1,200,000 USD at 0.5% are 500 USD a month.
LoanFacts undrawn_loan(const ChangeOfTerms& change = {}) {
  return signed_loan(quarterly_loan([&](auto& t) {
    t.commitment_fee = rate("0.5%");
    if (change) change(t);
  }));
}

Money fee_until(const LoanFacts& facts, std::string_view on) { return state_on(facts, on).commitment_fees; }

ChangeOfTerms with_fees(const std::vector<std::string>& components) {
  return [components](FacilityTerms& terms) {
    for (const std::string& component : components)
      terms.exposure_fees.push_back(allowed(parse_exposure_fee(component)));
  };
}

// Viasat, Inc., Form 8-K of 26 January 2026, Exhibit 10.1, Term Sheet: financed portion 175,872,731 USD, exposure fee
// 7.3107% (12,857,528 USD) financed as disbursed, total commitment 188,730,259 USD, commitment fee 0.50% from
// 20 February 2023 on each 25 May and 25 November, 16 semi-annual instalments; the same form tells that they begin on
// 25 May 2026 and end on 25 November 2033, and a rate of 4.63%. The day counts are ours, the sheet names none.
FacilityTerms viasat() {
  FacilityTerms terms{.signed_on = day("2026-01-21"),
                      .commitment = money("188,730,259 USD"),
                      .rate = rate("4.63%"),
                      .day_count = DayCount::act_365f,
                      .available_from = day("2026-01-21"),
                      .available_until = day("2026-05-20"),
                      .matures_on = day("2033-11-25"),
                      .payments = allowed(parse_payment_days("05-25,11-25")),
                      .first_payment_on = day("2026-05-25"),
                      .commitment_fee = rate("0.50%"),
                      .commitment_fee_from = day("2023-02-20"),
                      .commitment_fee_day_count = DayCount::act_360,
                      .exposure_fees = {allowed(parse_exposure_fee("7.3107%:each-draw:financed"))}};
  return terms;
}

std::int64_t whole_dollars(Money money) {
  return round_to_integer(Exact(money.cents(), 100), Rounding::half_even).value();
}

} // namespace

TEST_CASE("commitment fee: on what is undisbursed, from signing by default") {
  LoanFacts facts = undrawn_loan();
  CHECK(fee_until(facts, "2026-01-15") == Money());
  CHECK(fee_until(facts, "2026-04-15") == money("1,500 USD"));
  facts.draws = {drawn("2026-03-15", "480,000 USD")};
  CHECK(fee_until(facts, "2026-04-15") == money("1,300 USD"));
  facts.cancellations = {cancelled("2026-04-15", "240,000 USD")};
  CHECK(fee_until(facts, "2026-07-15") == money("1,900 USD"));
}

TEST_CASE("commitment fee: its first day may precede signing, on the whole commitment") {
  const LoanFacts facts = undrawn_loan([](auto& t) { t.commitment_fee_from = day("2025-10-15"); });
  CHECK(fee_until(facts, "2025-10-15") == Money());
  CHECK(fee_until(facts, "2025-11-15") == money("500 USD"));
  CHECK(state_on(facts, "2026-01-15").overdue.fees == Money()); // a payment date, but that of signing
  CHECK(state_on(facts, "2026-04-15").overdue.fees == money("3,000 USD"));
}

TEST_CASE("commitment fee: its first day may follow signing") {
  const LoanFacts facts = undrawn_loan([](auto& t) { t.commitment_fee_from = day("2026-03-15"); });
  CHECK(fee_until(facts, "2026-03-15") == Money());
  CHECK(fee_until(facts, "2026-04-15") == money("500 USD"));
}

TEST_CASE(
    "commitment fee: it ends with the last day of availability, and the rest falls due on the next payment date") {
  LoanFacts facts = undrawn_loan();
  facts.draws = {drawn("2026-01-15", "480,000 USD")}; // 300 USD a month on the rest
  CHECK(fee_until(facts, "2026-12-31") == money("3,460 USD"));
  CHECK(fee_until(facts, "2028-01-15") == money("3,460 USD"));
  CHECK(state_on(facts, "2027-01-14").overdue.fees == money("2,700 USD"));
  CHECK(state_on(facts, "2027-01-15").overdue.fees == money("3,460 USD"));
}

TEST_CASE("commitment fee: an amendment that ends availability ends it, one that prolongs it goes on with it") {
  LoanFacts facts = undrawn_loan();
  amend(facts, "2026-03-15", [](auto& t) { t.available_until = day("2026-05-15"); });
  CHECK(fee_until(facts, "2026-12-31") == money("2,000 USD"));
  amend(facts, "2026-04-15", [](auto& t) { t.available_until = day("2027-01-15"); });
  CHECK(fee_until(facts, "2027-12-31") == money("6,000 USD"));
}

TEST_CASE("commitment fee: the day count is the facility's unless it has its own") {
  CHECK(fee_until(undrawn_loan(), "2026-07-15") == money("3,000 USD"));
  CHECK(fee_until(undrawn_loan([](auto& t) { t.commitment_fee_day_count = DayCount::act_360; }), "2026-07-15") ==
        money("3,016.67 USD")); // 181 days
}

TEST_CASE("commitment fee: its stretches are its own, ended by payment dates") {
  // From 15 January to 31 March are 76 days by 30/360; 43 to the end of February and 30 from there.
  LoanFacts facts = undrawn_loan([](auto& t) { t.commitment = money("72,000 USD"); }); // 1 USD a day
  amend(facts, "2026-02-28", [](auto& t) { t.rate = rate("9%"); });
  CHECK(fee_until(facts, "2026-03-31") == money("76 USD"));
  facts.cancellations = {cancelled("2026-02-28", "36,000 USD")};
  CHECK(fee_until(facts, "2026-03-31") == money("58 USD"));
  CHECK(fee_until(undrawn_loan([](auto& t) {
                    t.commitment = money("72,000 USD");
                    t.payments = allowed(parse_payment_days("02-28"));
                  }),
                  "2026-03-31") == money("73 USD"));
}

TEST_CASE("commitment fee: what has accrued is rounded, not what falls due") {
  LoanFacts facts = undrawn_loan([](auto& t) {
    t.commitment = money("12.01 USD");
    t.payments = {.months = 1};
  });
  facts.draws = {drawn("2026-01-15", "0.01 USD")}; // half a cent a month on the rest
  std::vector<std::int64_t> cents;
  for (const LoanPeriod& period : run_loan(facts, day("2026-07-15")).periods)
    cents.push_back(period.fees.cents());
  CHECK_EQ(cents, std::vector<std::int64_t>{0, 1, 1, 0, 0, 1});
}

TEST_CASE("commitment fee: financed fees take from what is undisbursed, capitalised interest does not") {
  LoanFacts facts = undrawn_loan([](auto& t) { t.capitalise_until = day("2026-04-15"); });
  facts.draws = {drawn("2026-01-15", "540,000 USD", "60,000 USD")};
  CHECK(fee_until(facts, "2026-07-15") == money("1,500 USD"));
}

TEST_CASE("exposure fee at closing: on the day of signing, of the commitment or of an amount") {
  const ChangeOfTerms fees = with_fees({"1%:closing:cash", "2%:closing:financed:300000 USD", "5%:each-draw:cash"});
  const ClosingFees closing = closing_fees(quarterly_loan(fees));
  CHECK(closing.cash == money("12,000 USD"));
  CHECK(closing.financed == money("6,000 USD"));
  const LoanState state = state_on(signed_loan(quarterly_loan(fees)), "2026-01-15");
  CHECK(state.cash_fees == money("12,000 USD"));
  CHECK(state.overdue.fees == money("12,000 USD"));
  CHECK(state.financed_fees == money("6,000 USD"));
  CHECK(state.principal == money("6,000 USD"));
  CHECK(state.undisbursed == money("1,194,000 USD"));
}

TEST_CASE("exposure fee at closing: what is financed bears interest from signing") {
  const LoanFacts facts = signed_loan(quarterly_loan(with_fees({"10%:closing:financed"})));
  CHECK(state_on(facts, "2026-04-15").interest == money("1,800 USD"));
  CHECK_EQ(interest_of(run_loan(facts, day("2026-04-15"))), std::vector<std::string>{"2026-04-15 1,800.00 USD"});
}

TEST_CASE("exposure fee with each drawdown: percent of all draws so far less what was charged before") {
  const FacilityTerms terms = quarterly_loan(with_fees({"1%:each-draw:financed", "0.5%:each-draw:cash"}));
  LoanFacts facts = signed_loan(terms);
  const DrawFees first = draw_fees(facts, terms, money("10,000.50 USD"));
  CHECK(first.financed == money("100 USD")); // 100.005, half-even
  CHECK(first.cash == money("50 USD"));
  facts.draws = {drawn("2026-01-15", "10,000.50 USD", "100 USD", "50 USD")};
  const DrawFees second = draw_fees(facts, terms, money("0.50 USD"));
  CHECK(second.financed == money("0.01 USD")); // of 10,001 in all
  CHECK(second.cash == Money());               // 50.005, half-even
}

TEST_CASE("exposure fee with each drawdown: parts add up to the fee of the whole") {
  const FacilityTerms terms = viasat();
  LoanFacts facts = signed_loan(terms);
  for (const char* amount : {"58,624,243.67 USD", "58,624,243.67 USD", "58,624,243.66 USD"}) {
    const DrawFees fees = draw_fees(facts, terms, money(amount));
    facts.draws.push_back({day("2026-02-02"), EntryId{1}, money(amount), fees.financed, fees.cash});
  }
  CHECK(state_on(facts, "2026-02-02").financed_fees ==
        draw_fees(signed_loan(terms), terms, money("175,872,731 USD")).financed);
}

TEST_CASE("exposure fee with each drawdown: a drawdown that was taken back takes its fee back") {
  const FacilityTerms terms = quarterly_loan(with_fees({"1%:each-draw:financed"}));
  LoanFacts facts = signed_loan(terms);
  facts.draws = {drawn("2026-01-15", "100,000 USD", "1,000 USD"),
                 {day("2026-02-15"), EntryId{4}, -money("100,000 USD"), -money("1,000 USD"), Money()}};
  CHECK(draw_fees(facts, terms, money("100,000 USD")).financed == money("1,000 USD"));
  CHECK(state_on(facts, "2026-02-15").undisbursed == money("1,200,000 USD"));
  CHECK(state_on(facts, "2026-02-15").principal == Money());
  CHECK(state_on(facts, "2026-04-15").interest == money("505 USD"));
}

TEST_CASE("exposure fee of a drawdown: financed it is principal, in cash it is due on its day") {
  LoanFacts facts = signed_loan(quarterly_loan());
  facts.draws = {drawn("2026-02-15", "600,000 USD", "6,000 USD", "3,000 USD")};
  const LoanState state = state_on(facts, "2026-02-15");
  CHECK(state.principal == money("606,000 USD"));
  CHECK(state.undisbursed == money("594,000 USD"));
  CHECK(state.overdue.fees == money("3,000 USD"));
  CHECK(state_on(facts, "2026-03-15").interest == money("3,030 USD"));
}

TEST_CASE("exposure fee at completion: on the last day of availability, of draws without financed fees") {
  LoanFacts facts = signed_loan(quarterly_loan(with_fees({"1%:completion:cash"})));
  facts.draws = {drawn("2026-01-15", "500,000 USD", "50,000 USD"), drawn("2026-12-31", "100,000 USD")};
  CHECK(state_on(facts, "2026-12-30").cash_fees == Money());
  CHECK(state_on(facts, "2026-12-31").cash_fees == money("6,000 USD"));
  CHECK(state_on(facts, "2026-12-31").overdue.fees == money("6,000 USD"));
}

TEST_CASE("exposure fee at completion: of the commitment, or of an amount") {
  LoanFacts facts =
      signed_loan(quarterly_loan(with_fees({"1%:completion:cash:commitment", "1%:completion:cash:5 USD"})));
  facts.cancellations = {cancelled("2026-12-01", "200,000 USD")};
  CHECK(state_on(facts, "2026-12-31").cash_fees == money("12,000.05 USD"));
}

TEST_CASE("exposure fee at completion: what the commitment no longer holds is due in cash") {
  LoanFacts facts = signed_loan(quarterly_loan(with_fees({"1%:completion:financed"})));
  facts.draws = {drawn("2026-01-15", "1,195,000 USD")};
  const LoanState state = state_on(facts, "2026-12-31");
  CHECK(state.financed_fees == money("5,000 USD"));
  CHECK(state.cash_fees == money("6,950 USD"));
  CHECK(state.undisbursed == Money());
  CHECK(state.principal == money("1,200,000 USD"));
  CHECK(state.overdue.fees == money("6,950 USD"));
}

TEST_CASE("exposure fee at completion: an amendment moves the day") {
  LoanFacts facts = signed_loan(quarterly_loan(with_fees({"1%:completion:financed"})));
  facts.draws = {drawn("2026-01-15", "600,000 USD")};
  amend(facts, "2026-06-01", [](auto& t) { t.available_until = day("2026-07-31"); });
  CHECK(state_on(facts, "2026-07-30").financed_fees == Money());
  CHECK(state_on(facts, "2026-07-31").financed_fees == money("6,000 USD"));
  CHECK(state_on(facts, "2026-12-31").financed_fees == money("6,000 USD"));
}

TEST_CASE("exposure fees are charges of their days") {
  LoanFacts facts = signed_loan(quarterly_loan(with_fees({"1%:closing:cash", "1%:completion:cash"})));
  facts.draws = {drawn("2026-02-15", "600,000 USD", "6,000 USD", "3,000 USD")};
  const LoanRun run = run_loan(facts, day("2026-12-31"));
  REQUIRE(run.exposure_fees.size() == 3);
  CHECK(run.exposure_fees.at(0).on == day("2026-01-15"));
  CHECK(run.exposure_fees.at(0).amount == money("12,000 USD"));
  CHECK(run.exposure_fees.at(1).on == day("2026-02-15"));
  CHECK(run.exposure_fees.at(1).amount == money("9,000 USD"));
  CHECK(run.exposure_fees.at(2).on == day("2026-12-31"));
  CHECK(run.exposure_fees.at(2).amount == money("6,000 USD"));
}

TEST_CASE("projection: a fee of completion is paid on its day, and never overdue") {
  LoanFacts facts = signed_loan(quarterly_loan([](auto& t) {
    t.exposure_fees = {allowed(parse_exposure_fee("1%:completion:cash"))};
    t.default_margin = rate("2%");
  }));
  facts.draws = {drawn("2026-01-15", "600,000 USD")};
  const LoanRun run = project_loan(facts, day("2026-02-01"));
  CHECK(run.state.paid_fees == money("6,000 USD"));
  CHECK(run.state.default_interest == Money());
  CHECK(run.state.payoff() == Money());
}

TEST_CASE("Viasat's loan: the published exposure fee and commitment, to the dollar") {
  const FacilityTerms terms = viasat();
  LoanFacts facts = signed_loan(terms);
  const DrawFees fees = draw_fees(facts, terms, money("175,872,731 USD"));
  CHECK_EQ(whole_dollars(fees.financed), 12'857'528);
  CHECK(fees.cash == Money());
  facts.draws = {{day("2026-02-20"), EntryId{1}, money("175,872,731 USD"), fees.financed, fees.cash}};
  const LoanState state = state_on(facts, "2026-02-20");
  CHECK_EQ(whole_dollars(state.disbursed()), 188'730'259);
  CHECK_EQ(whole_dollars(state.undisbursed), 0);
}

// 1,096 days from 20 February 2023 on by 360: 188,730,259 × 0.5% × 1,096 / 360.
TEST_CASE("Viasat's loan: the commitment fee is on the total, financed fee included, and due on 25 May") {
  const FacilityTerms terms = viasat();
  LoanFacts facts = signed_loan(terms);
  const DrawFees fees = draw_fees(facts, terms, money("175,872,731 USD"));
  facts.draws = {{day("2026-02-20"), EntryId{1}, money("175,872,731 USD"), fees.financed, fees.cash}};
  CHECK(state_on(facts, "2026-02-20").commitment_fees == money("2,872,893.94 USD"));
  CHECK(state_on(facts, "2026-05-24").overdue.fees == Money());
  CHECK_EQ(whole_dollars(state_on(facts, "2026-05-25").overdue.fees), 2'872'894);
}

TEST_CASE("Viasat's loan: 16 semi-annual instalments, the first on 25 May 2026, the last on 25 November 2033") {
  const FacilityTerms terms = viasat();
  LoanFacts facts = signed_loan(terms);
  const DrawFees fees = draw_fees(facts, terms, money("175,872,731 USD"));
  facts.draws = {{day("2026-02-20"), EntryId{1}, money("175,872,731 USD"), fees.financed, fees.cash}};
  const LoanRun run = project_loan(facts, day("2026-02-20"));
  REQUIRE(run.periods.size() == 16);
  CHECK(run.periods.front().due_on == day("2026-05-25"));
  CHECK(run.periods.back().due_on == day("2033-11-25"));
  for (const LoanPeriod& period : run.periods)
    CHECK_EQ(whole_dollars(period.instalment), 11'795'641); // 188,730,259 / 16 = 11,795,641.19
  CHECK(run.periods.back().closing == Money());
}

} // namespace financing_loan_fees_test
