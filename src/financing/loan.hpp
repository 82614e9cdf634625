// A loan's whole life, computed from what was recorded: interest, fees, capitalisation, instalments, what is due and
// what is overdue. The rules are those of docs/FINANCING.md. Nothing here is decided by what was posted, so any day can
// be asked again.
#pragma once

#include "financing/accrual_curve.hpp"
#include "financing/facility.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pvault {

// Terms from a day on; the first are those of signing.
struct TermsVersion {
  Date from;
  FacilityTerms terms;
};
const FacilityTerms& terms_on(const std::vector<TermsVersion>& versions, Date on);

struct Fixing {
  Date on;
  Rate rate;
};

// A drawdown that a later reversal took back is followed by one with the signs turned.
struct LoanDraw {
  Date on;
  EntryId entry{};
  Money amount;
  Money financed_fee;
  Money cash_fee;
};
struct LoanPayment {
  Date on;
  EntryId entry{}; // 0: projected
  Money fees = {};
  Money interest = {};
  Money principal = {};
  [[nodiscard]] Money total() const { return fees + interest + principal; }
};
struct Cancellation {
  Date on;
  EntryId entry{};
  Money amount;
};

// All in the order of their days, entries within a day.
struct LoanFacts {
  std::vector<TermsVersion> versions;                      // never empty
  std::map<std::string, std::vector<Fixing>> fixings = {}; // by index in lower case; one a day
  std::vector<LoanDraw> draws = {};
  std::vector<LoanPayment> payments = {};
  std::vector<Cancellation> cancellations = {};
};

enum class MovementKind {
  drawdown,
  financed_fee,   // exposure fee added to principal
  cash_fee,       // exposure fee that fell due
  interest,       // fell due; default interest included
  capitalised,    // interest added to principal
  commitment_fee, // fell due
  payment,
  accrued, // since the last payment date, at the end
};
std::string_view movement_name(MovementKind kind);

struct LoanMovement {
  Date on;
  std::optional<EntryId> entry = {}; // empty: computed, not recorded
  MovementKind kind{};
  Money draw = {};
  Money interest = {};
  Money fee = {};
  Money payment = {};
  Money principal = {}; // after it
};

struct Overdue {
  Money fees = {};
  Money interest = {};
  Money principal = {};
  [[nodiscard]] Money total() const { return fees + interest + principal; }
};

// One payment date.
struct LoanPeriod {
  Date due_on;
  int days = 0; // counted by the day count
  Money opening = {};
  Money drawn = {}; // with financed fees
  Money interest = {};
  Money capitalised = {};
  Money fees = {};
  Money instalment = {};
  Money closing = {};
  Overdue paid = {}; // projected: what is to be paid by then
  bool projected = false;

  // Principal repaid from the payment date before up to this one; the instalment is what fell due.
  [[nodiscard]] Money repaid() const { return opening + drawn + capitalised - closing; }
};

// Totals from the beginning up to a day.
struct LoanState {
  Money interest; // accrued, without default interest
  Money default_interest;
  Money commitment_fees;
  Money cash_fees;     // exposure fees charged
  Money financed_fees; // exposure fees charged and added to principal
  Money capitalised;
  Money paid_fees;
  Money paid_interest;
  Money repaid;
  Money drawn;
  Money cancelled;
  Money undisbursed;
  Money principal;
  Overdue overdue;
  std::optional<Rate> rate = {}; // in force; empty while a floating rate has no fixing

  [[nodiscard]] Money disbursed() const { return drawn + financed_fees; }
  [[nodiscard]] Money interest_owed() const { return interest + default_interest - capitalised - paid_interest; }
  [[nodiscard]] Money fees_owed() const { return commitment_fees + cash_fees - paid_fees; }
  [[nodiscard]] Money payoff() const { return fees_owed() + interest_owed() + principal; }
};

// A day's charge that does not accrue by time.
struct DayCharge {
  Date on;
  Money amount;
};

struct LoanRun {
  LoanState state;
  std::vector<LoanMovement> movements;
  std::vector<LoanPeriod> periods; // payment dates after the first drawdown
  AccrualCurve interest;
  AccrualCurve default_interest;
  AccrualCurve commitment_fee;
  std::vector<DayCharge> exposure_fees;
  std::vector<std::pair<Date, Money>> principal;   // at the end of each day on which it changed
  std::vector<std::pair<Date, Money>> undisbursed; // the same
  std::vector<Date>
      principal_grew_on; // by what no drawdown brought: interest capitalised, fees financed at closing and completion
};

// Up to and including a day.
LoanRun run_loan(const LoanFacts& facts, Date until);
// The same, and on to the last payment: what falls due after `as_of` is paid on its day, and what is overdue on the
// next payment date.
LoanRun project_loan(const LoanFacts& facts, Date as_of);

// What stood at the end of a day, of a run that goes at least as far; nothing before its first day.
Money amount_on(const std::vector<std::pair<Date, Money>>& history, Date on);

// The later of a day and the last on which something was drawn, paid or cancelled.
Date last_day(const LoanFacts& facts, Date on);

// What an each-draw fee adds to a drawdown: percent × all draws, half-even, less what was charged before.
struct DrawFees {
  Money financed;
  Money cash;
};
DrawFees draw_fees(const LoanFacts& facts, const FacilityTerms& terms, Money amount);

} // namespace pvault
