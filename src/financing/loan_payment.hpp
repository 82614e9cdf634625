// A payment to a lender: what it settles.
#pragma once

#include "financing/loan.hpp"

namespace pvault {

// What a payment settles of each; the parts add up to it.
struct PaymentSplit {
  Money fees;
  Money interest;
  Money principal;
  [[nodiscard]] Money total() const { return fees + interest + principal; }
};

struct LoanPaymentRequest {
  Date on;
  Money amount;
  std::optional<PaymentSplit> apply = {}; // empty: fees, then interest, then principal
};

// What a facility owes on a day, over all that is recorded. `state` is the loan's on that day.
struct OwedOnFacility {
  std::string code;
  bool drawn = false; // something was drawn by that day
  LoanState state;
  // On the last day on which something is recorded, if that is later: what a later payment settled is not settled
  // again.
  std::optional<LoanState> later = {};
};

// Refuses, in this order: amount_not_positive, payment_split_wrong (parts that do not add up),
// payment_before_first_draw (more than fees and the default interest on them), payment_above_payoff (of a part, or in
// all).
Expected<PaymentSplit> plan_loan_payment(const OwedOnFacility& owed, const LoanPaymentRequest& request);

// A day on which more was repaid than was owed.
struct PrincipalBelowZero {
  Date on;
  Money by;
};
// The first one; nothing when there is none.
std::optional<PrincipalBelowZero> find_principal_below_zero(const LoanFacts& facts);

Postings loan_payment_postings(FacilityId facility, const PaymentSplit& split);

} // namespace pvault
