// An accrual is undone from the newest on, as of its own day; then it never was, and the next one posts again what has
// accrued.
#include "store/balances.hpp"
#include "store/entries.hpp"
#include "store/loans.hpp"
#include "tests/support/loan_book.hpp"

#include <doctest/doctest.h>
#include <map>
#include <vector>

namespace operations_reverse_accrual_test {

using namespace pvault;
using namespace pvault::test;

namespace {

std::string shown(EntryId entry) { return std::to_string(number_of(entry)); }

Money sum_of(const MineralShares& shares) {
  Money sum;
  for (const auto& [mineral, amount] : shares)
    sum += amount;
  return sum;
}

// "account 9, mineral 12, facility 1: 3,000.00 USD"
std::vector<std::string> balances_on(LoanBook& book, std::string_view on) {
  std::vector<std::string> lines;
  for (const auto& [key, balance] : store::load_balances(book.connection(), book.moment(on))) {
    if (balance.amount == Money()) continue;
    lines.push_back(fmt::format("account {}, mineral {}, facility {}: {}", static_cast<int>(key.account),
                                key.mineral ? number_of(*key.mineral) : 0, key.facility ? number_of(*key.facility) : 0,
                                format_money(balance.amount)));
  }
  return lines;
}

} // namespace

TEST_CASE("an accrual to a mistyped day is undone, and the book goes on as if it had never been") {
  LoanBook mistaken;
  LoanBook right;
  mistaken.accrue("2025-02-01");
  right.accrue("2025-02-01");
  const EntryId newest = mistaken.newest();
  const EntryId mistyped = mistaken.accrue("2062-03-31"); // with an entry on each of the days of capitalisation
  for (EntryId entry = mistyped; entry > newest; entry = EntryId{number_of(entry) - 1}) {
    const operations::Recorded undone = allowed(mistaken.try_to_reverse(entry));
    CHECK_EQ(undone.effective_on, allowed(store::load_entry(mistaken.connection(), entry)).effective_on);
  }
  const FacilityId loan = mistaken.facility_of("LOAN-1").id;
  const Moment all = store::end_of_time(mistaken.connection());
  CHECK_EQ(store::find_accrued_until(mistaken.connection(), loan, all), day("2025-02-01"));
  CHECK_EQ(store::find_accrued_until(mistaken.connection(), all), day("2025-02-01"));
  CHECK_EQ(balances_on(mistaken, "2199-12-31"), balances_on(right, "2199-12-31"));
  for (const char* until : {"2025-02-15", "2025-08-01"}) {
    mistaken.accrue(until);
    right.accrue(until);
    CHECK_EQ(balances_on(mistaken, until), balances_on(right, until));
    CHECK_EQ(balances_on(mistaken, "2199-12-31"), balances_on(right, "2199-12-31"));
  }
  CHECK_EQ(mistaken.faults(), 0);
}

TEST_CASE("at every moment the rows of the accruals that stand say what is posted") {
  LoanBook book;
  std::vector<EntryId> moments = {book.newest(), book.accrue("2025-02-01"), book.accrue("2025-08-01")};
  moments.push_back(allowed(book.try_to_reverse(book.newest())).entry); // 08-01
  moments.push_back(book.accrue("2025-07-15"));
  moments.push_back(allowed(book.try_to_reverse(book.newest())).entry);
  const FacilityId loan = book.facility_of("LOAN-1").id;
  // of interest, by the end of the day
  const std::map<std::string, std::vector<std::string>> expected = {
      {"2025-02-01", {"0.00", "6,000.00", "6,000.00", "6,000.00", "6,000.00", "6,000.00"}},
      {"2025-07-01", {"0.00", "6,000.00", "36,270.00", "36,270.00", "36,270.00", "36,270.00"}},
      {"2025-07-15", {"0.00", "6,000.00", "36,270.00", "36,270.00", "39,154.63", "36,270.00"}},
      {"2025-08-01", {"0.00", "6,000.00", "42,451.35", "36,270.00", "39,154.63", "36,270.00"}},
      {"2199-12-31", {"0.00", "6,000.00", "42,451.35", "36,270.00", "39,154.63", "36,270.00"}}};
  for (const auto& row : expected) { // clang 14 captures no structured binding
    const std::string& on = row.first;
    for (std::size_t i = 0; i < moments.size(); ++i) {
      INFO(on, " known at entry ", shown(moments[i]));
      const PostedFinancing posted = store::load_posted(book.connection(), loan, {day(on), moments[i]});
      CHECK_EQ(format_money(posted.totals.interest), row.second[i] + " USD");
      CHECK_EQ(sum_of(posted.interest), posted.totals.interest + posted.totals.default_interest);
      CHECK_EQ(sum_of(posted.commitment_fees), posted.totals.commitment_fee);
    }
  }
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("something_depends_on_it: the newest accrual of a facility is undone first") {
  LoanBook book;
  const EntryId january = book.accrue("2025-02-01");
  const EntryId february = book.accrue("2025-03-01");
  check_refusal(book.try_to_reverse(january), Rule::something_depends_on_it,
                "entry " + shown(january) + " (accrual) cannot be undone alone: entry " + shown(february) +
                    " (accrual on 2025-03-01) counts on it",
                "reverse entry " + shown(february) + " first");
  CHECK(book.try_to_reverse(february).has_value());
  CHECK(book.try_to_reverse(january).has_value());
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("something_depends_on_it: an accrual of several facilities waits for the later ones of each") {
  LoanBook book;
  book.loan("LOAN-2", {});
  const EntryId both = book.accrue("2025-02-01");
  const EntryId payment = book.pay("1,000 USD", "2025-02-10"); // accrues LOAN-1 alone, in the entry before it
  const EntryId before{number_of(payment) - 1};
  check_refusal(book.try_to_reverse(both), Rule::something_depends_on_it,
                "entry " + shown(both) + " (accrual) cannot be undone alone: entry " + shown(before) +
                    " (accrual on 2025-02-10) counts on it; entry " + shown(payment) +
                    " (loan-payment on 2025-02-10) counts on it",
                "reverse entry " + shown(payment) + " first");
  CHECK(book.try_to_reverse(payment).has_value());
  check_rule(book.try_to_reverse(both), Rule::something_depends_on_it);
  CHECK(book.try_to_reverse(before).has_value());
  CHECK(book.try_to_reverse(both).has_value());
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("something_depends_on_it: a payment settled what was posted before it, whatever its date") {
  LoanBook book;
  const EntryId accrual = book.accrue("2025-03-01");
  const EntryId payment = book.pay("100 USD", "2025-02-10");
  check_rule(book.try_to_reverse(accrual), Rule::something_depends_on_it);
  CHECK(book.try_to_reverse(payment).has_value());
  CHECK(book.try_to_reverse(accrual).has_value());
}

TEST_CASE("a payment made before the accrual does not hold it") {
  LoanBook book;
  book.pay("100 USD", "2025-02-10");
  CHECK(book.try_to_reverse(book.accrue("2025-03-01")).has_value());
}

TEST_CASE("reversal_not_possible: an accrual is undone as of its own day") {
  LoanBook book;
  const EntryId accrual = book.accrue("2025-02-01");
  check_refusal(book.try_to_reverse(accrual, "2025-02-03"), Rule::reversal_not_possible,
                "entry " + shown(accrual) +
                    " is an accrual to 2025-02-01, which is reversed as of that day only; the reversal is dated "
                    "2025-02-03, 2 days later",
                "leave out --on");
  check_rule(book.try_to_reverse(accrual, "2025-01-31"), Rule::reversal_before_entry);
  CHECK(book.try_to_reverse(accrual, "2025-02-01").has_value());
  check_rule(book.try_to_reverse(accrual), Rule::reversed_already);
}

TEST_CASE("a facility whose accruals were undone can be undone") {
  LoanBook book;
  const EntryId signing = book.loan("LOAN-2", {});
  const EntryId accrual = book.accrue("2025-02-01");
  check_refusal(book.try_to_reverse(signing), Rule::something_depends_on_it,
                "entry " + shown(signing) + " (facility) cannot be undone alone: entry " + shown(accrual) +
                    " (accrual on 2025-02-01) names it",
                "reverse entry " + shown(accrual) + " first");
  CHECK(book.try_to_reverse(accrual).has_value());
  CHECK(book.try_to_reverse(signing).has_value());
  CHECK_EQ(book.faults(), 0);
}

// The fixing is lowered after all of it was paid, and put right again: the last accrual brings principal that was
// repaid.
TEST_CASE("principal_below_zero: what an accrual capitalised stays while a repayment counts on it") {
  LoanBook book;
  book.fix("4%", "2025-01-01");
  book.loan("LOAN-2", [](FacilityTerms& terms) {
    terms.rate.reset();
    terms.floating = FloatingRate{"SOFR", rate("2%")};
    terms.commitment_fee.reset();
  });
  book.drawdown("LOAN-2", "100,000 USD", "2025-01-01");
  const EntryId payment = allowed(operations::record_loan_payment(book.book(), book.options("2025-07-01"),
                                                                  {"LOAN-2", money("103,022.50 USD")}))
                              .entry;
  book.fix("3%", "2025-01-01");
  book.accrue("2025-07-01"); // 2,515.62 of 3,022.50
  book.fix("4%", "2025-01-01");
  const EntryId accrual = book.accrue("2025-07-01");
  check_refusal(book.try_to_reverse(accrual), Rule::principal_below_zero,
                "accrual " + shown(accrual) +
                    " brought 506.88 USD of the principal of LOAN-2, of which 0.00 USD is left, short by 506.88 USD",
                "reverse the payments that count on it first");
  CHECK(book.try_to_reverse(payment).has_value());
  CHECK(book.try_to_reverse(accrual).has_value());
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("above_undisbursed: what an accrual gave back to the commitment stays while a cancellation took it") {
  LoanBook book;
  book.loan("LOAN-2", [](FacilityTerms& terms) {
    terms.commitment_fee.reset();
    terms.exposure_fees = {allowed(parse_exposure_fee("1%:completion:financed"))};
  });
  book.drawdown("LOAN-2", "100,000 USD", "2025-01-01");
  const EntryId draw = book.drawdown("LOAN-2", "50,000 USD", "2025-01-01");
  book.accrue("2025-12-31"); // 1,500 of fee
  book.reverse(draw);
  const EntryId accrual = book.accrue("2025-12-31"); // 500 less
  const EntryId cancellation = allowed(operations::cancel_commitment(book.book(), book.options("2026-01-10"),
                                                                     {"LOAN-2", money("2,299,000 USD")}))
                                   .entry;
  check_refusal(book.try_to_reverse(accrual), Rule::above_undisbursed,
                "accrual " + shown(accrual) +
                    " gave 500.00 USD back to the commitment of LOAN-2, of which 0.00 USD is undisbursed, short by "
                    "500.00 USD",
                "reverse the cancellation or drawdown that took it first");
  CHECK(book.try_to_reverse(cancellation).has_value());
  CHECK(book.try_to_reverse(accrual).has_value());
  CHECK_EQ(book.faults(), 0);
}

} // namespace operations_reverse_accrual_test
