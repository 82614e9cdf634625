// The rules of docs/FINANCING.md on interest and on what is due, in their order; those on fees and repayment stand in
// loan_fees_test.cpp and loan_repayment_test.cpp.
#include "financing/loan.hpp"

#include "tests/financing/support/loans.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace financing_loan_test {

using namespace pvault;
using namespace pvault::test;

namespace {

using Lines = std::vector<std::string>;

// All of it was drawn at signing, at an index plus 1.75%.
LoanFacts floating_loan(const std::vector<Fixing>& fixings) {
  LoanFacts facts = drawn_loan([](auto& t) {
    t.rate.reset();
    t.floating = {.index = "SOFR", .margin = rate("1.75%")};
  });
  facts.fixings["sofr"] = fixings;
  return facts;
}

// What happened on a day, in the order in which it did.
Lines kinds_on(const LoanRun& run, std::string_view on) {
  Lines kinds;
  for (const LoanMovement& movement : run.movements) {
    if (movement.on == day(on)) kinds.emplace_back(movement_name(movement.kind));
  }
  return kinds;
}

} // namespace

TEST_CASE("before anything happens the whole commitment is undisbursed") {
  const LoanState state = state_on(signed_loan(quarterly_loan()), "2026-12-31");
  CHECK(state.undisbursed == money("1,200,000 USD"));
  CHECK(state.payoff() == Money());
  CHECK(state.overdue.total() == Money());
  CHECK(run_loan(signed_loan(quarterly_loan()), day("2026-12-31")).periods.empty());
}

TEST_CASE("commitment = disbursed + undisbursed + cancelled, principal = draws + financed + capitalised - repaid") {
  LoanFacts facts = signed_loan(quarterly_loan([](auto& t) { t.capitalise_until = day("2026-04-15"); }));
  facts.draws = {drawn("2026-01-15", "590,000 USD", "10,000 USD", "500 USD")};
  facts.cancellations = {cancelled("2026-02-15", "100,000 USD")};
  facts.payments = {prepaid("2026-05-15", "50,000 USD")};
  const LoanState state = state_on(facts, "2026-05-15");
  CHECK(state.disbursed() == money("600,000 USD"));
  CHECK(state.undisbursed == money("500,000 USD"));
  CHECK(state.cancelled == money("100,000 USD"));
  CHECK(state.capitalised == money("9,000 USD"));
  CHECK(state.repaid == money("50,000 USD"));
  CHECK(state.principal == money("559,000 USD")); // 590,000 + 10,000 + 9,000 - 50,000
  CHECK(state.interest_owed() == money("3,045 USD"));
  CHECK(state.fees_owed() == money("500 USD"));
  CHECK(state.payoff() == money("562,545 USD"));
}

// The last day of availability is a payment date.
TEST_CASE("within a day: what falls due, drawdowns, fees of completion, payments") {
  LoanFacts facts = drawn_loan([](auto& t) {
    t.commitment = money("1,400,000 USD");
    t.available_until = day("2026-10-15");
    t.commitment_fee = rate("0.5%");
    t.exposure_fees = {allowed(parse_exposure_fee("1%:completion:cash"))};
  });
  facts.draws.push_back(drawn("2026-10-15", "100,000 USD", "0 USD", "7 USD"));
  facts.payments = {paid("2026-10-15", "13,000 USD", "54,000 USD", "0 USD")};
  const LoanRun run = run_loan(facts, day("2026-10-15"));
  CHECK_EQ(kinds_on(run, "2026-10-15"),
           Lines{"interest", "commitment fee", "drawdown", "exposure fee", "exposure fee", "payment"});
  // 750 USD of commitment fee, 7 USD with the drawdown, and 1% of both drawdowns
  CHECK(run.state.commitment_fees + run.state.cash_fees == money("13,757 USD"));
  CHECK(run.state.overdue.interest == Money());
  CHECK(run.state.overdue.fees == money("757 USD"));
}

TEST_CASE("what is capitalised on a day bears interest from that day, and its instalment is due with it") {
  const LoanRun run = run_loan(drawn_loan([](auto& t) {
                                 t.first_repayment_on = day("2026-04-15");
                                 t.capitalise_until = day("2026-04-15");
                               }),
                               day("2026-04-15"));
  CHECK_EQ(kinds_on(run, "2026-04-15"), Lines{"interest capitalised"});
  CHECK_EQ(instalments_of(run), Lines{"2026-04-15 152,250.00 USD"}); // 1,218,000 over eight dates
}

TEST_CASE("movements have their names") {
  CHECK_EQ(movement_name(MovementKind::drawdown), "drawdown");
  CHECK_EQ(movement_name(MovementKind::financed_fee), "exposure fee financed");
  CHECK_EQ(movement_name(MovementKind::accrued), "accrued");
}

TEST_CASE("terms in force: an amendment holds from its day on, and days before it keep the older terms") {
  LoanFacts facts = drawn_loan();
  amend(facts, "2026-03-01", [](auto& t) { t.rate = rate("12%"); });
  CHECK(terms_on(facts.versions, day("2026-02-28")).rate == rate("6%"));
  CHECK(terms_on(facts.versions, day("2026-03-01")).rate == rate("12%"));
  CHECK(terms_on(facts.versions, day("2025-01-01")).rate == rate("6%")); // before signing there are no others
  CHECK(state_on(facts, "2026-03-01").interest == money("9,200 USD"));   // 46 days
  CHECK(state_on(facts, "2026-04-15").interest == money("26,800 USD"));  // and 44 at 12%
}

TEST_CASE("terms in force: of two amendments of one day the one recorded later") {
  LoanFacts facts = drawn_loan();
  amend(facts, "2026-04-15", [](auto& t) { t.rate = rate("12%"); });
  amend(facts, "2026-04-15", [](auto& t) { t.rate = rate("9%"); });
  CHECK(terms_on(facts.versions, day("2026-04-15")).rate == rate("9%"));
  CHECK_EQ(interest_of(run_loan(facts, day("2026-07-15"))),
           Lines{"2026-04-15 18,000.00 USD", "2026-07-15 27,000.00 USD"});
}

TEST_CASE("terms in force: an amendment moves payment dates from its day on") {
  LoanFacts facts = drawn_loan();
  amend(facts, "2026-05-01", [](auto& t) { t.payments = allowed(parse_payment_days("05-25,11-25")); });
  CHECK_EQ(interest_of(run_loan(facts, day("2026-12-31"))),
           Lines{"2026-04-15 18,000.00 USD", "2026-05-25 8,000.00 USD", "2026-11-25 36,000.00 USD"});
}

TEST_CASE("interest: a drawdown bears it from its day, a repayment ends it on its day") {
  LoanFacts facts = signed_loan(quarterly_loan());
  facts.draws = {drawn("2026-01-15", "600,000 USD"), drawn("2026-02-15", "600,000 USD")};
  facts.payments = {prepaid("2026-03-15", "300,000 USD")};
  CHECK(state_on(facts, "2026-01-15").interest == Money());
  CHECK(state_on(facts, "2026-01-16").interest == money("100 USD"));
  CHECK(state_on(facts, "2026-02-15").interest == money("3,000 USD"));
  CHECK(state_on(facts, "2026-03-15").interest == money("9,000 USD"));
  CHECK(state_on(facts, "2026-04-15").interest == money("13,500 USD"));
}

// From 15 January to 31 March are 76 days by 30/360; 43 to the end of February and 30 from there.
TEST_CASE("interest: what changes neither principal nor rate nor day count ends no stretch") {
  LoanFacts facts = signed_loan(quarterly_loan());
  facts.draws = {drawn("2026-01-15", "360,000 USD")};
  facts.payments = {paid("2026-02-28", "0 USD", "2,000 USD", "0 USD")};
  facts.cancellations = {cancelled("2026-02-28", "1,000 USD")};
  amend(facts, "2026-02-28", [](auto& t) { t.default_margin = rate("2%"); });
  CHECK(state_on(facts, "2026-02-28").interest == money("2,580 USD"));
  CHECK(state_on(facts, "2026-03-31").interest == money("4,560 USD"));
}

TEST_CASE("interest: a payment date always ends a stretch") {
  LoanFacts facts = signed_loan(quarterly_loan([](auto& t) { t.payments = allowed(parse_payment_days("02-28")); }));
  facts.draws = {drawn("2026-01-15", "360,000 USD")};
  CHECK(state_on(facts, "2026-03-31").interest == money("4,380 USD"));
  CHECK(run_loan(facts, day("2026-03-31")).periods.at(0).days == 43);
}

TEST_CASE("interest: it runs to the moved date") {
  // Saturday 25 April 2026 is moved to Monday the 27th.
  const LoanFacts facts = drawn_loan([](auto& t) {
    t.payments = {.months = 3};
    t.first_payment_on = day("2026-04-25");
    t.business_days = BusinessDayRule::following;
  });
  CHECK_EQ(interest_of(run_loan(facts, day("2026-05-01"))), Lines{"2026-04-27 20,400.00 USD"});
}

// 181 days by 360 and by 365.
TEST_CASE("interest: the day count of 10 billion at 4.63% is worth 3.19 million in half a year") {
  const auto half_year = [](DayCount day_count) {
    LoanFacts facts = signed_loan(quarterly_loan([&](auto& t) {
      t.commitment = money("10B USD");
      t.rate = rate("4.63%");
      t.day_count = day_count;
    }));
    facts.draws = {drawn("2026-05-25", "10B USD")};
    return state_on(facts, "2026-11-22").interest;
  };
  CHECK(half_year(DayCount::act_360) == money("232,786,111.11 USD"));
  CHECK(half_year(DayCount::act_360) - half_year(DayCount::act_365f) == money("3,188,850.84 USD"));
}

TEST_CASE("rate: the index of the period's first day plus the margin, to the end of the period") {
  const LoanFacts facts = floating_loan({{day("2026-01-10"), rate("4%")},
                                         {day("2026-01-16"), rate("9%")},
                                         {day("2026-04-15"), rate("4.5%")},
                                         {day("2026-07-14"), rate("5%")}});
  const LoanRun run = run_loan(facts, day("2026-10-15"));
  CHECK_EQ(interest_of(run), Lines{"2026-04-15 17,250.00 USD", "2026-07-15 18,750.00 USD", "2026-10-15 20,250.00 USD"});
  CHECK(state_on(facts, "2026-04-14").rate == rate("5.75%"));
  CHECK(state_on(facts, "2026-04-15").rate == rate("6.25%"));
  CHECK(state_on(facts, "2026-10-14").rate == rate("6.75%"));
}

TEST_CASE("rate: a later drawdown and a repayment bear the rate of the period they fall into") {
  LoanFacts facts = floating_loan({{day("2026-01-10"), rate("4.25%")}, {day("2026-02-01"), rate("9%")}});
  facts.draws = {drawn("2026-01-15", "600,000 USD"), drawn("2026-02-15", "600,000 USD")};
  facts.payments = {prepaid("2026-03-15", "300,000 USD")};
  CHECK(state_on(facts, "2026-04-15").interest == money("13,500 USD"));
}

TEST_CASE("rate: the first period begins with the first drawdown, not with signing or a payment date before it") {
  LoanFacts facts = floating_loan({{day("2026-01-10"), rate("9%")}, {day("2026-05-10"), rate("4.25%")}});
  facts.draws = {drawn("2026-05-15", "1,200,000 USD")};
  CHECK(state_on(facts, "2026-06-15").interest == money("6,000 USD"));
}

TEST_CASE("rate: without a fixing there is none yet") {
  LoanFacts facts = floating_loan({{day("2026-03-01"), rate("4%")}});
  facts.draws.clear();
  CHECK_FALSE(state_on(facts, "2026-02-28").rate.has_value());
  CHECK(state_on(facts, "2026-03-01").rate == rate("5.75%"));
}

TEST_CASE("rate: an amendment lets it follow an index from its day, and takes the index of that day") {
  LoanFacts facts = drawn_loan();
  facts.fixings["sofr"] = {{day("2026-01-10"), rate("4%")}, {day("2026-03-15"), rate("10%")}};
  amend(facts, "2026-03-15", [](auto& t) {
    t.rate.reset();
    t.floating = {.index = "SOFR", .margin = rate("2%")};
  });
  CHECK(state_on(facts, "2026-03-14").rate == rate("6%"));
  CHECK(state_on(facts, "2026-04-15").interest == money("24,000 USD")); // 12,000 and 12,000
}

TEST_CASE("rate: a new margin holds from its day, and the index stays that of the period") {
  LoanFacts facts = floating_loan({{day("2026-01-10"), rate("4.25%")}, {day("2026-02-20"), rate("9%")}});
  amend(facts, "2026-03-15", [](auto& t) { t.floating = {.index = "Sofr", .margin = rate("7.75%")}; });
  CHECK(state_on(facts, "2026-04-15").interest == money("24,000 USD")); // 6% for two months, 12% for one
}

TEST_CASE("rate: an amendment can fix it, and leave the index for another") {
  LoanFacts facts = floating_loan({{day("2026-01-10"), rate("4.25%")}});
  facts.fixings["cirr"] = {{day("2026-01-10"), rate("10%")}};
  amend(facts, "2026-02-15", [](auto& t) {
    t.rate = rate("9%");
    t.floating.reset();
  });
  amend(facts, "2026-03-15", [](auto& t) {
    t.rate.reset();
    t.floating = {.index = "CIRR", .margin = rate("2%")};
  });
  CHECK(state_on(facts, "2026-04-15").interest == money("27,000 USD")); // 6,000 + 9,000 + 12,000
}

TEST_CASE("rounding: what falls due is the difference of rounded sums, half-even") {
  // Half a cent a month, and a payment date each month.
  LoanFacts facts = signed_loan(quarterly_loan([](auto& t) {
    t.rate = rate("1%");
    t.payments = {.months = 1};
  }));
  facts.draws = {drawn("2026-01-15", "6 USD")};
  CHECK_EQ(interest_of(run_loan(facts, day("2026-07-15"))),
           Lines{"2026-02-15 0.00 USD", "2026-03-15 0.01 USD", "2026-04-15 0.01 USD", "2026-05-15 0.00 USD",
                 "2026-06-15 0.00 USD", "2026-07-15 0.01 USD"});
  CHECK(state_on(facts, "2026-07-15").interest == money("0.03 USD"));
}

TEST_CASE("capitalisation: up to and including its last day interest is added to principal") {
  const LoanFacts facts = drawn_loan([](auto& t) { t.capitalise_until = day("2026-07-15"); });
  const LoanRun run = run_loan(facts, day("2026-10-15"));
  CHECK(run.principal_grew_on == std::vector<Date>{day("2026-04-15"), day("2026-07-15")});
  CHECK(state_on(facts, "2026-04-15").principal == money("1,218,000 USD"));
  CHECK(state_on(facts, "2026-07-15").principal == money("1,236,270 USD"));
  CHECK_EQ(interest_of(run), Lines{"2026-04-15 0.00 USD", "2026-07-15 0.00 USD", "2026-10-15 18,544.05 USD"});
  CHECK(run.periods.at(1).capitalised == money("18,270 USD"));
  CHECK(run.state.overdue.interest == money("18,544.05 USD"));
}

TEST_CASE("capitalisation: it takes nothing from the commitment") {
  LoanFacts facts = drawn_loan([](auto& t) { t.capitalise_until = day("2026-07-15"); });
  CHECK(state_on(facts, "2026-07-15").undisbursed == Money());
  CHECK(state_on(facts, "2026-07-15").disbursed() == money("1,200,000 USD"));
}

TEST_CASE("capitalisation: neither fees nor default interest are added") {
  LoanFacts facts = drawn_loan([](auto& t) {
    t.commitment = money("2,400,000 USD");
    t.capitalise_until = day("2026-04-15");
    t.commitment_fee = rate("0.5%");
    t.default_margin = rate("2%");
  });
  facts.draws = {drawn("2026-01-15", "1,200,000 USD", "0 USD", "60,000 USD")};
  const LoanState state = state_on(facts, "2026-04-15");
  CHECK(state.capitalised == money("18,000 USD"));
  CHECK(state.default_interest == money("300 USD")); // 60,000 USD for a quarter
  CHECK(state.overdue.interest == money("300 USD"));
  CHECK(state.overdue.fees == money("61,500 USD"));
}

TEST_CASE("capitalisation: what was paid ahead is not added") {
  LoanFacts facts = drawn_loan([](auto& t) { t.capitalise_until = day("2026-04-15"); });
  facts.payments = {paid("2026-03-15", "0 USD", "5,000 USD", "0 USD")};
  const LoanState state = state_on(facts, "2026-04-15");
  CHECK(state.capitalised == money("13,000 USD"));
  CHECK(state.interest_owed() == Money());
  CHECK(state.overdue.total() == Money());
}

TEST_CASE("capitalisation: its last day names a payment date before it is moved") {
  // Saturday 25 April 2026 is moved to Monday the 27th.
  const auto capitalised_until = [](std::string_view until) {
    return state_on(drawn_loan([&](auto& t) {
                      t.first_payment_on = day("2026-04-25");
                      t.business_days = BusinessDayRule::following;
                      t.capitalise_until = day(until);
                    }),
                    "2026-04-30")
        .capitalised;
  };
  CHECK(capitalised_until("2026-04-25") == money("20,400 USD"));
  CHECK(capitalised_until("2026-04-24") == Money());
}

TEST_CASE("overdue: what fell due on this day or an earlier one and is not paid by the end of the day") {
  LoanFacts facts = drawn_loan();
  CHECK(state_on(facts, "2026-04-14").overdue.total() == Money());
  CHECK(state_on(facts, "2026-04-15").overdue.interest == money("18,000 USD"));
  facts.payments = {paid("2026-04-15", "0 USD", "18,000 USD", "0 USD")};
  CHECK(state_on(facts, "2026-04-15").overdue.total() == Money());
  facts.payments = {paid("2026-04-14", "0 USD", "10,000 USD", "0 USD")};
  CHECK(state_on(facts, "2026-04-15").overdue.interest == money("8,000 USD"));
}

TEST_CASE("overdue: interest, fees and principal alike bear the default margin from the day they fell due") {
  const auto margin = [](auto& t) {
    t.default_margin = rate("2%");
    t.first_repayment_on = day("2026-07-15"); // 1,200,000 over seven dates
  };
  LoanFacts facts = drawn_loan(margin);
  CHECK(state_on(facts, "2026-05-15").default_interest == money("30 USD")); // 18,000 for a month
  CHECK(state_on(facts, "2026-05-15").interest == money("24,000 USD"));
  facts.draws = {drawn("2026-01-15", "1,200,000 USD", "0 USD", "60,000 USD")};
  CHECK(state_on(facts, "2026-02-15").default_interest == money("100 USD"));
  facts = drawn_loan(margin);
  facts.payments = {paid("2026-04-15", "0 USD", "18,000 USD", "0 USD"),
                    paid("2026-07-15", "0 USD", "18,000 USD", "51,428.57 USD")};
  CHECK(state_on(facts, "2026-07-15").overdue.principal == money("120,000 USD"));
  CHECK(state_on(facts, "2026-08-15").default_interest == money("200 USD"));
  // Overdue principal bears its interest besides.
  CHECK(state_on(facts, "2026-08-15").interest == money("41,742.86 USD")); // 36,000 and a month of 1,148,571.43
}

TEST_CASE("overdue: default interest falls due on the next payment date, and is overdue itself then") {
  LoanFacts facts = drawn_loan([](auto& t) { t.default_margin = rate("2%"); });
  CHECK(state_on(facts, "2026-07-14").overdue.interest == money("18,000 USD"));
  CHECK(state_on(facts, "2026-07-15").overdue.interest == money("36,090 USD")); // 18,000 + 18,000 + 90
  facts.payments = {paid("2026-05-15", "0 USD", "18,000 USD", "0 USD")};
  const LoanRun run = run_loan(facts, day("2026-07-15"));
  CHECK_EQ(interest_of(run), Lines{"2026-04-15 18,000.00 USD", "2026-07-15 18,030.00 USD"});
  CHECK(run.state.default_interest == money("30 USD"));
}

TEST_CASE("overdue: an amendment changes the default margin from its day on") {
  LoanFacts facts = drawn_loan([](auto& t) { t.default_margin = rate("2%"); });
  amend(facts, "2026-05-15", [](auto& t) { t.default_margin.reset(); });
  CHECK(state_on(facts, "2026-07-01").default_interest == money("30 USD"));
}

TEST_CASE("after maturity the rhythm goes on only while something is owed") {
  LoanFacts facts = drawn_loan();
  const LoanRun unpaid = run_loan(facts, day("2028-07-15"));
  CHECK(unpaid.state.overdue.principal == money("1,200,000 USD"));
  CHECK(unpaid.state.interest == money("180,000 USD")); // ten quarters
  CHECK_EQ(interest_of(unpaid).back(), "2028-07-15 18,000.00 USD");
  facts.payments = {paid("2028-02-15", "0 USD", "150,000 USD", "1,200,000 USD")};
  const LoanRun settled = run_loan(facts, day("2028-12-31"));
  CHECK(settled.state.payoff() == Money());
  CHECK_EQ(interest_of(settled).back(), "2028-01-15 18,000.00 USD");
}

TEST_CASE("a figure of a day does not depend on what comes later") {
  LoanFacts facts = drawn_loan();
  const LoanState before = state_on(facts, "2026-06-01");
  facts.payments = {prepaid("2026-06-02", "700,000 USD")};
  amend(facts, "2026-06-02", [](auto& t) { t.rate = rate("9%"); });
  const LoanState after = state_on(facts, "2026-06-01");
  CHECK(after.payoff() == before.payoff());
  CHECK(after.rate == before.rate);
}

TEST_CASE("projection: what falls due later is paid on its day, what is overdue on the next payment date") {
  const LoanRun run = project_loan(drawn_loan([](auto& t) { t.default_margin = rate("2%"); }), day("2026-05-15"));
  CHECK(run.state.payoff() == Money());
  CHECK(run.periods.back().closing == Money());
  CHECK_FALSE(run.periods.at(0).projected);
  CHECK(run.periods.at(1).projected);
  CHECK_EQ(interest_of(run).at(1), "2026-07-15 18,090.00 USD"); // with default interest on the first 18,000
  CHECK_EQ(interest_of(run).at(2), "2026-10-15 18,000.00 USD");
}

TEST_CASE("projection: what falls due on the day itself is not paid yet") {
  const LoanRun run = project_loan(drawn_loan([](auto& t) { t.default_margin = rate("2%"); }), day("2026-04-15"));
  CHECK_FALSE(run.periods.at(0).projected);
  CHECK_EQ(interest_of(run).at(1), "2026-07-15 18,090.00 USD");
}

TEST_CASE("projection: after maturity all is paid on the next payment date") {
  const LoanRun run = project_loan(drawn_loan(), day("2028-02-01"));
  CHECK_EQ(interest_of(run).back(), "2028-04-15 18,000.00 USD");
  CHECK(run.periods.back().closing == Money());
  CHECK(run.state.payoff() == Money());
}

// Each row begins where the one before ends: opening + drawn + capitalised - instalments paid = closing.
TEST_CASE("projection: the rows of the schedule follow from each other") {
  LoanFacts facts = drawn_loan([](auto& t) { t.capitalise_until = day("2026-04-15"); });
  facts.draws = {drawn("2026-02-15", "1,000,000 USD", "50,000 USD")};
  const LoanRun run = project_loan(facts, day("2026-02-15"));
  Money opening;
  for (const LoanPeriod& period : run.periods) {
    CAPTURE(format_date(period.due_on));
    CHECK(period.opening == opening);
    CHECK(period.closing == period.opening + period.drawn + period.capitalised - period.instalment);
    opening = period.closing;
  }
  CHECK(run.periods.size() == 8);
  CHECK(run.periods.at(0).drawn == money("1,050,000 USD"));
  CHECK(run.periods.at(0).days == 60); // from the first drawdown on
  CHECK(run.periods.at(1).days == 90);
}

} // namespace financing_loan_test
