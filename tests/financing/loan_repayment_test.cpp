// The rules of docs/FINANCING.md, "Repayment" and "Prepayment", in a loan's life.
#include "financing/loan.hpp"

#include "tests/financing/support/loans.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace financing_loan_repayment_test {

using namespace pvault;
using namespace pvault::test;

namespace {

using Lines = std::vector<std::string>;

// The instalments of a loan on which everything is paid as it falls due.
Lines projected(const LoanFacts& facts, std::string_view as_of = "2026-01-15") {
  return instalments_of(project_loan(facts, day(as_of)));
}

// Pays what is due on its day up to a day, as a borrower does who is never late.
void pay_until(LoanFacts& facts, std::string_view until) {
  const LoanFacts before = facts;
  for (const LoanPeriod& period : project_loan(before, day("2026-01-15")).periods) {
    if (period.due_on <= day(until))
      facts.payments.push_back({period.due_on, EntryId{2}, Money(), period.interest, period.instalment});
  }
  std::ranges::stable_sort(facts.payments, {}, &LoanPayment::on);
}

ChangeOfTerms repaid_as(Repayment repayment) {
  return [repayment](FacilityTerms& terms) { terms.repayment = repayment; };
}

// Interest and principal together, of the payment dates on which principal falls due.
Lines annuities(const LoanRun& run) {
  Lines lines;
  for (const LoanPeriod& period : run.periods) {
    if (period.instalment != Money())
      lines.push_back(
          fmt::format("{} {}", format_date(period.due_on), format_money(period.interest + period.instalment)));
  }
  return lines;
}

void check_level(const Lines& lines, std::size_t first, std::size_t count, const std::string& level) {
  for (std::size_t i = first; i < first + count; ++i) {
    CAPTURE(lines.at(i));
    CHECK(lines.at(i).ends_with(" " + level));
  }
}

} // namespace

TEST_CASE("equal: from the first payment date after the end of availability on, the last takes the rest") {
  LoanFacts facts = drawn_loan();
  CHECK_EQ(projected(facts),
           Lines{"2027-01-15 240,000.00 USD", "2027-04-15 240,000.00 USD", "2027-07-15 240,000.00 USD",
                 "2027-10-15 240,000.00 USD", "2028-01-15 240,000.00 USD"});
  facts.draws = {drawn("2026-01-15", "1,000.04 USD")};
  CHECK_EQ(projected(facts), Lines{"2027-01-15 200.00 USD", "2027-04-15 200.00 USD", "2027-07-15 200.00 USD",
                                   "2027-10-15 200.00 USD", "2028-01-15 200.04 USD"});
}

TEST_CASE("equal: from first repayment on") {
  CHECK_EQ(projected(drawn_loan([](auto& t) { t.first_repayment_on = day("2027-07-16"); })),
           Lines{"2027-10-15 600,000.00 USD", "2028-01-15 600,000.00 USD"});
}

TEST_CASE("equal: a drawdown after the first of the dates is divided over those to come") {
  LoanFacts facts = drawn_loan([](auto& t) {
    t.available_until = day("2027-12-31");
    t.first_repayment_on = day("2027-01-15");
  });
  facts.draws = {drawn("2026-01-15", "600,000 USD"), drawn("2027-04-15", "300,000.02 USD", "0 USD")};
  CHECK_EQ(projected(facts),
           Lines{"2027-01-15 120,000.00 USD", "2027-04-15 120,000.00 USD", "2027-07-15 220,000.00 USD",
                 "2027-10-15 220,000.00 USD", "2028-01-15 220,000.02 USD"});
}

TEST_CASE("equal: a capitalisation after the first of the dates is divided over its date and those to come") {
  const LoanFacts facts = drawn_loan([](auto& t) {
    t.first_repayment_on = day("2027-07-15");
    t.capitalise_until = day("2027-10-15");
    t.rate = rate("0%");
  });
  LoanFacts dear = facts;
  amend(dear, "2027-07-15", [](auto& t) { t.rate = rate("6%"); });
  // 800,000 USD are left on 15 July 2027; a quarter of them is 12,000.
  CHECK_EQ(projected(dear),
           Lines{"2027-07-15 400,000.00 USD", "2027-10-15 406,000.00 USD", "2028-01-15 406,000.00 USD"});
}

TEST_CASE("bullet: all at maturity, later drawdowns with it") {
  LoanFacts facts = drawn_loan(repaid_as(Repayment::bullet));
  facts.draws = {drawn("2026-01-15", "600,000 USD"), drawn("2026-11-15", "500,000 USD")};
  CHECK_EQ(projected(facts), Lines{"2028-01-15 1,100,000.00 USD"});
}

TEST_CASE("custom: the amounts given for their dates, the rest at maturity") {
  const ChangeOfTerms custom = [](auto& t) {
    t.repayment = Repayment::custom;
    t.first_repayment_on = day("2027-01-15");
    t.instalments = {{day("2027-04-15"), money("500,000 USD")}, {day("2027-10-15"), money("300,000 USD")}};
  };
  LoanFacts facts = drawn_loan(custom);
  CHECK_EQ(projected(facts),
           Lines{"2027-04-15 500,000.00 USD", "2027-10-15 300,000.00 USD", "2028-01-15 400,000.00 USD"});
  facts.draws = {drawn("2026-01-15", "600,000 USD")};
  CHECK_EQ(projected(facts), Lines{"2027-04-15 500,000.00 USD", "2027-10-15 100,000.00 USD"});
}

TEST_CASE("custom: maturity takes a drawdown after the first of the dates") {
  LoanFacts facts = drawn_loan([](auto& t) {
    t.available_until = day("2027-12-31");
    t.repayment = Repayment::custom;
    t.first_repayment_on = day("2027-01-15");
    t.instalments = {{day("2027-01-15"), money("100,000 USD")}, {day("2027-07-15"), money("100,000 USD")}};
  });
  facts.draws = {drawn("2026-01-15", "600,000 USD"), drawn("2027-02-15", "300,000 USD")};
  CHECK_EQ(projected(facts),
           Lines{"2027-01-15 100,000.00 USD", "2027-07-15 100,000.00 USD", "2028-01-15 700,000.00 USD"});
}

TEST_CASE("what is drawn on the day of maturity falls due on the next payment date") {
  LoanFacts facts = signed_loan(quarterly_loan([](auto& t) { t.available_until = t.matures_on; }));
  facts.draws = {drawn("2028-01-15", "1,200,000 USD")};
  CHECK(state_on(facts, "2028-01-15").overdue.principal == Money());
  CHECK(state_on(facts, "2028-04-15").overdue.principal == money("1,200,000 USD"));
}

// 1,200,000 × 0.015 / (1 - 1.015^-5) = 250,907.19
TEST_CASE("annuity: interest and principal together stay the same, the last takes the rest") {
  const LoanRun run = project_loan(drawn_loan(repaid_as(Repayment::annuity)), day("2026-01-15"));
  REQUIRE(annuities(run).size() == 5);
  check_level(annuities(run), 0, 4, "250,907.19 USD");
  CHECK(run.periods.back().closing == Money());
  CHECK_EQ(instalments_of(run).front(), "2027-01-15 232,907.19 USD");
}

// On 15 July 2027 for the first time a period at 12% ends: 730,692.01 × 0.03 / (1 - 1.03^-3) = 258,321.81
TEST_CASE("annuity: divided anew after a change of rate") {
  LoanFacts facts = drawn_loan(repaid_as(Repayment::annuity));
  amend(facts, "2027-04-15", [](auto& t) { t.rate = rate("12%"); });
  const LoanRun run = project_loan(facts, day("2026-01-15"));
  check_level(annuities(run), 0, 2, "250,907.19 USD");
  CHECK(run.periods.at(4).closing == money("730,692.01 USD"));
  check_level(annuities(run), 2, 2, "258,321.81 USD");
}

// 430,692.01 × 0.015 / (1 - 1.015^-3) = 147,892.30
TEST_CASE("annuity: divided anew after a prepayment") {
  LoanFacts facts = drawn_loan(repaid_as(Repayment::annuity));
  pay_until(facts, "2027-04-15");
  facts.payments.push_back(prepaid("2027-05-15", "300,000 USD"));
  const LoanRun run = project_loan(facts, day("2027-05-15"));
  check_level(annuities(run), 2, 2, "147,892.30 USD");
  CHECK(run.periods.back().closing == Money());
}

// 1,030,692.01 × 0.015 / (1 - 1.015^-3) = 353,922.07
TEST_CASE("annuity: divided anew after a drawdown") {
  LoanFacts facts = drawn_loan([](auto& t) {
    t.commitment = money("1,500,000 USD");
    t.available_until = day("2027-12-31");
    t.first_repayment_on = day("2027-01-15");
    t.repayment = Repayment::annuity;
  });
  facts.draws.push_back(drawn("2027-04-15", "300,000 USD"));
  check_level(annuities(project_loan(facts, day("2026-01-15"))), 2, 2, "353,922.07 USD");
}

TEST_CASE("annuity: an instalment is at least 0") {
  // Nearly all is prepaid on the last day of the first period: its interest is more than the level payment of the rest.
  LoanFacts facts = drawn_loan(repaid_as(Repayment::annuity));
  facts.payments = {paid("2026-10-15", "0 USD", "54,000 USD", "0 USD"), prepaid("2027-01-14", "1,190,000 USD")};
  CHECK_EQ(projected(facts, "2027-01-14").front(), "2027-04-15 1,940.89 USD"); // 2,090.89 less 150 of interest
}

TEST_CASE("an amendment that prolongs the loan divides anew what has not fallen due") {
  LoanFacts facts = drawn_loan();
  amend(facts, "2027-05-01", [](auto& t) { t.matures_on = day("2028-07-15"); });
  CHECK_EQ(projected(facts),
           Lines{"2027-01-15 240,000.00 USD", "2027-04-15 240,000.00 USD", "2027-07-15 144,000.00 USD",
                 "2027-10-15 144,000.00 USD", "2028-01-15 144,000.00 USD", "2028-04-15 144,000.00 USD",
                 "2028-07-15 144,000.00 USD"});
}

TEST_CASE("an amendment of the way of repayment divides anew what has not fallen due") {
  const auto amended_to = [](Repayment repayment) {
    LoanFacts facts = drawn_loan();
    amend(facts, "2027-05-01", repaid_as(repayment));
    return projected(facts);
  };
  CHECK_EQ(amended_to(Repayment::bullet),
           Lines{"2027-01-15 240,000.00 USD", "2027-04-15 240,000.00 USD", "2028-01-15 720,000.00 USD"});
  CHECK_EQ(amended_to(Repayment::annuity).size(), 5);
  LoanFacts facts = drawn_loan();
  amend(facts, "2027-05-01", [](auto& t) {
    t.repayment = Repayment::custom;
    t.instalments = {{day("2027-10-15"), money("20,000 USD")}};
  });
  CHECK_EQ(projected(facts), Lines{"2027-01-15 240,000.00 USD", "2027-04-15 240,000.00 USD", "2027-10-15 20,000.00 USD",
                                   "2028-01-15 700,000.00 USD"});
}

TEST_CASE("an amendment of the amounts of custom instalments divides anew what has not fallen due") {
  LoanFacts facts = drawn_loan([](auto& t) {
    t.repayment = Repayment::custom;
    t.first_repayment_on = day("2027-01-15");
    t.instalments = {{day("2027-01-15"), money("100,000 USD")}, {day("2027-07-15"), money("100,000 USD")}};
  });
  amend(facts, "2027-05-01", [](auto& t) { t.instalments.at(1).amount = money("300,000 USD"); });
  CHECK_EQ(projected(facts),
           Lines{"2027-01-15 100,000.00 USD", "2027-07-15 300,000.00 USD", "2028-01-15 800,000.00 USD"});
}

TEST_CASE("an amendment of something else divides nothing anew") {
  LoanFacts facts = drawn_loan();
  facts.payments = {prepaid("2027-01-20", "240,000 USD"), prepaid("2027-02-15", "300,000 USD")};
  const Lines before = projected(facts, "2027-02-15");
  amend(facts, "2027-03-01", [](auto& t) { t.rate = rate("9%"); });
  CHECK_EQ(projected(facts, "2027-03-01"), before);
}

// 730,692.01 USD over periods of 60, 90 and 120 days: the level payment of 250,073.74 takes the place of 250,907.19.
TEST_CASE("an amendment that changes the dates of an annuity divides it anew, though there are as many") {
  LoanFacts facts = drawn_loan(repaid_as(Repayment::annuity));
  amend(facts, "2027-04-16", [](auto& t) { t.payments = allowed(parse_payment_days("06-15,09-15")); });
  const LoanRun run = project_loan(facts, day("2026-01-15"));
  CHECK_EQ(annuities(run).at(2), "2027-06-15 250,073.74 USD");
  CHECK_EQ(annuities(run).at(3), "2027-09-15 250,073.74 USD");
  CHECK(run.periods.back().closing == Money());
}

TEST_CASE("a drawdown after an annuity became equal instalments is divided over the dates to come") {
  LoanFacts facts = drawn_loan([](auto& t) {
    t.commitment = money("1,500,000 USD");
    t.available_until = day("2027-12-31");
    t.first_repayment_on = day("2027-01-15");
    t.repayment = Repayment::annuity;
  });
  pay_until(facts, "2027-04-15");
  amend(facts, "2027-05-01", repaid_as(Repayment::equal));
  facts.draws.push_back(drawn("2027-05-15", "300,000 USD"));
  CHECK(state_on(facts, "2027-05-15").overdue.total() == Money());
  const Lines lines = projected(facts, "2027-05-15"); // 730,692.01 and 300,000
  CHECK_EQ(lines.at(2), "2027-07-15 343,564.00 USD");
  CHECK_EQ(lines.back(), "2028-01-15 343,564.01 USD");
}

TEST_CASE("what was prepaid on an annuity is not there when it becomes equal instalments") {
  LoanFacts facts = drawn_loan(repaid_as(Repayment::annuity));
  facts.payments = {prepaid("2026-06-01", "300,000 USD")};
  amend(facts, "2027-05-01", repaid_as(Repayment::equal));
  // 548,019.01 USD are left after two level payments of 188,180.39 on 900,000.
  const Lines lines = projected(facts, "2026-06-01");
  CHECK_EQ(lines.at(2), "2027-07-15 182,673.00 USD");
  CHECK_EQ(lines.at(3), "2027-10-15 182,673.00 USD");
  CHECK_EQ(lines.at(4), "2028-01-15 182,673.01 USD");
}

TEST_CASE("prepayment: principal paid first settles what is due") {
  LoanFacts facts = drawn_loan();
  facts.payments = {prepaid("2027-01-20", "300,000 USD")};
  const LoanRun run = project_loan(facts, day("2027-01-20"));
  CHECK_EQ(instalments_of(run).back(), "2028-01-15 180,000.00 USD");
  CHECK(state_on(facts, "2027-01-20").overdue.principal == Money());
  facts.payments = {prepaid("2027-01-20", "200,000 USD")};
  CHECK(state_on(facts, "2027-01-20").overdue.principal == money("40,000 USD"));
}

TEST_CASE("prepayment: inverse takes from the last instalment backwards, next from the next on, pro-rata from each") {
  const auto after = [](Prepayment rule) {
    LoanFacts facts = drawn_loan([&](auto& t) { t.prepayment = rule; });
    facts.payments = {prepaid("2027-01-20", "540,000 USD")};
    return projected(facts, "2027-01-20");
  };
  CHECK_EQ(after(Prepayment::inverse), Lines{"2027-01-15 240,000.00 USD", "2027-04-15 240,000.00 USD",
                                             "2027-07-15 240,000.00 USD", "2027-10-15 180,000.00 USD"});
  CHECK_EQ(after(Prepayment::next), Lines{"2027-01-15 240,000.00 USD", "2027-07-15 180,000.00 USD",
                                          "2027-10-15 240,000.00 USD", "2028-01-15 240,000.00 USD"});
  CHECK_EQ(after(Prepayment::pro_rata),
           Lines{"2027-01-15 240,000.00 USD", "2027-04-15 165,000.00 USD", "2027-07-15 165,000.00 USD",
                 "2027-10-15 165,000.00 USD", "2028-01-15 165,000.00 USD"});
}

TEST_CASE("prepayment: what was prepaid before the first instalment counts for the division as still there") {
  const auto after = [](Prepayment rule) {
    LoanFacts facts = drawn_loan([&](auto& t) { t.prepayment = rule; });
    facts.payments = {prepaid("2026-06-01", "300,000 USD")};
    return projected(facts, "2026-06-01");
  };
  CHECK_EQ(after(Prepayment::inverse), Lines{"2027-01-15 240,000.00 USD", "2027-04-15 240,000.00 USD",
                                             "2027-07-15 240,000.00 USD", "2027-10-15 180,000.00 USD"});
  CHECK_EQ(after(Prepayment::next), Lines{"2027-04-15 180,000.00 USD", "2027-07-15 240,000.00 USD",
                                          "2027-10-15 240,000.00 USD", "2028-01-15 240,000.00 USD"});
  CHECK_EQ(after(Prepayment::pro_rata),
           Lines{"2027-01-15 180,000.00 USD", "2027-04-15 180,000.00 USD", "2027-07-15 180,000.00 USD",
                 "2027-10-15 180,000.00 USD", "2028-01-15 180,000.00 USD"});
}

TEST_CASE("prepayment: of a bullet and of custom instalments") {
  LoanFacts facts = drawn_loan(repaid_as(Repayment::bullet));
  facts.payments = {prepaid("2026-06-01", "300,000 USD")};
  CHECK_EQ(projected(facts, "2026-06-01"), Lines{"2028-01-15 900,000.00 USD"});
  facts = drawn_loan([](auto& t) {
    t.repayment = Repayment::custom;
    t.first_repayment_on = day("2027-01-15");
    t.instalments = {{day("2027-01-15"), money("100,000 USD")}, {day("2027-07-15"), money("200,000 USD")}};
    t.prepayment = Prepayment::next;
  });
  facts.payments = {prepaid("2026-06-01", "150,000 USD")};
  CHECK_EQ(projected(facts, "2026-06-01"), Lines{"2027-07-15 150,000.00 USD", "2028-01-15 900,000.00 USD"});
}

TEST_CASE("prepayment: the rule in force on its day") {
  LoanFacts facts = drawn_loan();
  facts.payments = {prepaid("2027-01-20", "300,000 USD"), prepaid("2027-02-20", "60,000 USD")};
  amend(facts, "2027-02-01", [](auto& t) { t.prepayment = Prepayment::next; });
  CHECK_EQ(projected(facts, "2027-02-20"),
           Lines{"2027-01-15 240,000.00 USD", "2027-04-15 180,000.00 USD", "2027-07-15 240,000.00 USD",
                 "2027-10-15 240,000.00 USD", "2028-01-15 180,000.00 USD"});
}

TEST_CASE("a payment taken back is owed again from that day on") {
  LoanFacts facts = drawn_loan();
  facts.payments = {paid("2027-01-15", "0 USD", "72,000 USD", "240,000 USD"),
                    {day("2027-02-15"), EntryId{9}, Money(), -money("72,000 USD"), -money("240,000 USD")}};
  CHECK(state_on(facts, "2027-02-14").overdue.total() == Money());
  const LoanState state = state_on(facts, "2027-02-15");
  CHECK(state.principal == money("1,200,000 USD"));
  CHECK(state.overdue.principal == money("240,000 USD"));
  CHECK(state.overdue.interest == money("72,000 USD"));
}

} // namespace financing_loan_repayment_test
