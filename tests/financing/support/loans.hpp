// Loans as tests write them. Their figures can be checked in the head: 1,200,000 USD at 6% by 30/360 bear 18,000 USD a
// quarter, and five equal instalments of them are 240,000 USD each.
#pragma once

#include "financing/loan.hpp"
#include "tests/support/values.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pvault::test {

using ChangeOfTerms = std::function<void(FacilityTerms&)>;

// Payment dates are the 15th of January, April, July and October; instalments fall due on the last five.
inline FacilityTerms quarterly_loan(const ChangeOfTerms& change = {}) {
  FacilityTerms terms{.signed_on = day("2026-01-15"),
                      .commitment = money("1,200,000 USD"),
                      .rate = rate("6%"),
                      .day_count = DayCount::thirty_360,
                      .available_from = day("2026-01-15"),
                      .available_until = day("2026-12-31"),
                      .matures_on = day("2028-01-15"),
                      .payments = {.months = 3}};
  if (change) change(terms);
  return terms;
}

inline LoanDraw drawn(std::string_view on, std::string_view amount, std::string_view financed_fee = "0 USD",
                      std::string_view cash_fee = "0 USD") {
  return {day(on), EntryId{1}, money(amount), money(financed_fee), money(cash_fee)};
}
inline LoanPayment paid(std::string_view on, std::string_view fees, std::string_view interest,
                        std::string_view principal) {
  return {day(on), EntryId{2}, money(fees), money(interest), money(principal)};
}
inline LoanPayment prepaid(std::string_view on, std::string_view principal) {
  return paid(on, "0 USD", "0 USD", principal);
}
inline Cancellation cancelled(std::string_view on, std::string_view amount) {
  return {day(on), EntryId{3}, money(amount)};
}

// Nothing has happened yet.
inline LoanFacts signed_loan(const FacilityTerms& terms) { return {.versions = {{terms.signed_on, terms}}}; }
// All of it was drawn at signing.
inline LoanFacts drawn_loan(const ChangeOfTerms& change = {}) {
  LoanFacts facts = signed_loan(quarterly_loan(change));
  facts.draws = {drawn("2026-01-15", "1,200,000 USD")};
  return facts;
}
inline void amend(LoanFacts& facts, std::string_view on, const ChangeOfTerms& change) {
  TermsVersion version{day(on), facts.versions.back().terms};
  change(version.terms);
  facts.versions.push_back(std::move(version));
}

inline LoanState state_on(const LoanFacts& facts, std::string_view on) { return run_loan(facts, day(on)).state; }

// "2027-01-15 240,000.00 USD", without payment dates on which no principal falls due.
inline std::vector<std::string> instalments_of(const LoanRun& run) {
  std::vector<std::string> lines;
  for (const LoanPeriod& period : run.periods) {
    if (period.instalment != Money())
      lines.push_back(fmt::format("{} {}", format_date(period.due_on), format_money(period.instalment)));
  }
  return lines;
}
// "2026-04-15 18,000.00 USD", of every payment date.
inline std::vector<std::string> interest_of(const LoanRun& run) {
  std::vector<std::string> lines;
  for (const LoanPeriod& period : run.periods)
    lines.push_back(fmt::format("{} {}", format_date(period.due_on), format_money(period.interest)));
  return lines;
}

} // namespace pvault::test
