// What a loan costs and how it is paid: accruals, of carrying cost too, and payments to lenders.
#pragma once

#include "financing/loan_payment.hpp"
#include "operations/recording.hpp"
#include "store/facilities.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::operations {

// What is accrued: when neither is given, every facility and carrying cost.
struct AccrualInput {
  std::vector<std::string> facilities = {}; // by name
  bool carrying = false;                    // storage, insurance and handling
  [[nodiscard]] bool is_everything() const { return facilities.empty() && !carrying; }
};
// Posts what has accrued up to the recording's date, less what was posted before: for facilities an entry on each day
// on which interest is capitalised and one on the date itself, for carrying cost one on the date itself, the last.
// Answers "nothing" when nothing would change. Refuses facility_unknown.
Expected<Recorded> accrue(store::Book& book, const RecordingOptions& options, const AccrualInput& input = {});

// What `accrue` would post something for by the end of a day: facilities by name, and "carrying cost".
std::vector<std::string> list_unaccrued(store::Connection& connection, Date until);

struct LoanPaymentInput {
  std::string facility;
  Money amount;
  std::optional<PaymentSplit> apply = {}; // empty: fees, then interest, then principal
};
// Accrues the facility up to the payment's date first. Refuses: facility_unknown, what plan_loan_payment refuses;
// payment_above_payoff also when a later repayment would then be more than is owed.
Expected<Recorded> record_loan_payment(store::Book& book, const RecordingOptions& options,
                                       const LoanPaymentInput& input);

} // namespace pvault::operations
