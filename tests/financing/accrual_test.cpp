// The rules of docs/FINANCING.md, "Accruals".
#include "financing/accrual.hpp"

#include "tests/financing/support/loans.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace financing_accrual_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr FacilityId exim{3};
constexpr MineralId cobalt{1};

PlannedAccrual accrual(const LoanFacts& facts, std::string_view until, const PostedFinancing& posted = {},
                       const std::vector<FinancedChange>& changes = {}) {
  const LoanRun run = run_loan(facts, day(until));
  return plan_accrual(exim, accrued_totals(facts, run.state, day(until)), share_financing(run, changes, day(until)),
                      posted);
}

// As the book is after the accrual.
void post(PostedFinancing& posted, const PlannedAccrual& planned) {
  posted.totals = posted.totals - (AccruedTotals() - planned.difference);
  for (const Posting& posting : planned.postings) {
    if (posting.account == Account::interest) posted.interest[posting.mineral] += posting.amount;
    if (posting.account == Account::commitment_fee) posted.commitment_fees[posting.mineral] += posting.amount;
    if (posting.account == Account::exposure_fee) posted.exposure_fees[posting.mineral] += posting.amount;
  }
}

Posting of_facility(Account account, Money amount, std::optional<MineralId> mineral = {}) {
  return {.account = account, .mineral = mineral, .facility = exim, .amount = amount};
}

} // namespace

TEST_CASE("interest is cost, and owed until it is paid") {
  const PlannedAccrual planned = accrual(drawn_loan(), "2026-02-15");
  CHECK(planned.difference.interest == money("6,000 USD"));
  CHECK(planned.postings == Postings{of_facility(Account::interest, money("6,000 USD")),
                                     of_facility(Account::accrued_interest, -money("6,000 USD"))});
}

TEST_CASE("interest is the cost of the minerals that bear it") {
  const PlannedAccrual planned =
      accrual(drawn_loan(), "2026-02-15", {}, {{day("2026-01-15"), cobalt, money("400,000 USD")}});
  CHECK(planned.postings == Postings{of_facility(Account::interest, money("4,000 USD")),
                                     of_facility(Account::interest, money("2,000 USD"), cobalt),
                                     of_facility(Account::accrued_interest, -money("6,000 USD"))});
}

TEST_CASE("the commitment fee is cost, and owed") {
  const LoanFacts facts = signed_loan(quarterly_loan([](auto& t) { t.commitment_fee = rate("0.5%"); }));
  CHECK(accrual(facts, "2026-02-15").postings == Postings{of_facility(Account::commitment_fee, money("500 USD")),
                                                          of_facility(Account::accrued_fees, -money("500 USD"))});
}

TEST_CASE("default interest is posted with interest, and counted for itself") {
  const LoanFacts facts = drawn_loan([](auto& t) { t.default_margin = rate("2%"); });
  const PlannedAccrual planned = accrual(facts, "2026-05-15");
  CHECK(planned.difference.interest == money("24,000 USD"));
  CHECK(planned.difference.default_interest == money("30 USD"));
  CHECK(planned.postings == Postings{of_facility(Account::interest, money("24,030 USD")),
                                     of_facility(Account::accrued_interest, -money("24,030 USD"))});
}

TEST_CASE("capitalised interest moves from what has accrued to principal") {
  const LoanFacts facts = drawn_loan([](auto& t) { t.capitalise_until = day("2026-04-15"); });
  PostedFinancing posted;
  post(posted, accrual(facts, "2026-02-15"));
  const PlannedAccrual planned = accrual(facts, "2026-04-15", posted);
  CHECK(planned.postings == Postings{of_facility(Account::interest, money("12,000 USD")),
                                     of_facility(Account::accrued_interest, money("6,000 USD")),
                                     of_facility(Account::loan_principal, -money("18,000 USD"))});
}

TEST_CASE("fees of completion are posted; those of closing and of drawdowns were posted with them") {
  LoanFacts facts = signed_loan(quarterly_loan([](auto& t) {
    for (const char* fee : {"1%:closing:cash", "1%:completion:financed", "0.5%:completion:cash"})
      t.exposure_fees.push_back(allowed(parse_exposure_fee(fee)));
    t.rate = rate("0%");
  }));
  facts.draws = {drawn("2026-02-15", "600,000 USD", "6,000 USD", "3,000 USD")};
  PostedFinancing posted;
  posted.exposure_fees[std::nullopt] = money("21,000 USD"); // 12,000 at signing, 9,000 with the drawdown
  CHECK(accrual(facts, "2026-12-30", posted).is_empty());
  const PlannedAccrual planned = accrual(facts, "2026-12-31", posted);
  CHECK(planned.difference.financed_fee == money("6,000 USD"));
  CHECK(planned.difference.cash_fee == money("3,000 USD"));
  CHECK(planned.postings == Postings{of_facility(Account::exposure_fee, money("9,000 USD")),
                                     of_facility(Account::accrued_fees, -money("3,000 USD")),
                                     of_facility(Account::loan_principal, -money("6,000 USD")),
                                     of_facility(Account::commitment_undisbursed, -money("6,000 USD")),
                                     of_facility(Account::commitment_disbursed, money("6,000 USD"))});
  CHECK_FALSE(find_imbalance(planned.postings).has_value());
}

TEST_CASE("an entry that would change nothing is empty") {
  PostedFinancing posted;
  CHECK(accrual(signed_loan(quarterly_loan()), "2026-12-31").is_empty());
  post(posted, accrual(drawn_loan(), "2026-02-15"));
  CHECK(accrual(drawn_loan(), "2026-02-15", posted).is_empty());
  CHECK_FALSE(accrual(drawn_loan(), "2026-02-16", posted).is_empty());
}

TEST_CASE("it does not matter how often interest is accrued") {
  LoanFacts facts = drawn_loan([](auto& t) {
    t.day_count = DayCount::act_365f;
    t.capitalise_until = day("2026-07-15");
  });
  facts.draws = {drawn("2026-01-15", "1,000,000.01 USD")};
  const std::vector<FinancedChange> changes = {{day("2026-01-20"), cobalt, money("333,333.33 USD")}};
  PostedFinancing daily;
  for (Date on = day("2026-01-15"); on <= day("2026-09-01"); on = add_days(on, 1)) {
    const PlannedAccrual planned = accrual(facts, format_date(on), daily, changes);
    CHECK_FALSE(find_imbalance(planned.postings).has_value());
    post(daily, planned);
  }
  PostedFinancing once;
  post(once, accrual(facts, "2026-09-01", {}, changes));
  CHECK(daily.totals == once.totals);
  CHECK(daily.interest == once.interest);
}

TEST_CASE("a fact recorded with an earlier date makes the next accrual post the difference") {
  LoanFacts facts = drawn_loan();
  PostedFinancing posted;
  post(posted, accrual(facts, "2026-03-15"));
  facts.payments = {prepaid("2026-02-15", "600,000 USD")};
  const PlannedAccrual planned = accrual(facts, "2026-03-15", posted);
  CHECK(planned.difference.interest == -money("3,000 USD"));
  CHECK(planned.postings == Postings{of_facility(Account::interest, -money("3,000 USD")),
                                     of_facility(Account::accrued_interest, money("3,000 USD"))});
}

TEST_CASE("a purchase recorded with an earlier date moves cost between minerals, and owes nothing more") {
  PostedFinancing posted;
  post(posted, accrual(drawn_loan(), "2026-02-15"));
  const PlannedAccrual planned =
      accrual(drawn_loan(), "2026-02-15", posted, {{day("2026-01-15"), cobalt, money("1,200,000 USD")}});
  CHECK(planned.difference == AccruedTotals());
  CHECK_FALSE(planned.is_empty());
  CHECK(planned.postings == Postings{of_facility(Account::interest, -money("6,000 USD")),
                                     of_facility(Account::interest, money("6,000 USD"), cobalt)});
}

TEST_CASE("an accrual to a day before a drawdown leaves that drawdown's fee alone") {
  LoanFacts facts{.versions = {{day("2026-01-01"),
                                {.signed_on = day("2026-01-01"),
                                 .commitment = money("10,000 USD"),
                                 .rate = rate("6%"),
                                 .day_count = DayCount::thirty_360,
                                 .available_from = day("2026-01-01"),
                                 .available_until = day("2026-12-31"),
                                 .matures_on = day("2030-12-31"),
                                 .payments = {.months = 6}}}}};
  facts.draws = {{day("2026-02-01"), EntryId{5}, money("1,000 USD"), Money(), money("10 USD")},
                 {day("2026-06-01"), EntryId{6}, money("1,000 USD"), Money(), money("10 USD")}};
  const LoanState state = run_loan(facts, day("2026-03-01")).state;
  CHECK_EQ(accrued_totals(facts, state, day("2026-03-01")).cash_fee, Money());
  CHECK_EQ(accrued_totals(facts, state, day("2026-03-01")).interest, money("5 USD")); // 1,000 × 6 % × 30 / 360
}

} // namespace financing_accrual_test
