// What a loan costs and how it is paid: accruals, and payments to lenders.
#pragma once

#include "financing/loan_payment.hpp"
#include "operations/recording.hpp"
#include "store/facilities.hpp"

#include <optional>
#include <string>

namespace pvault::operations {

// Posts what has accrued on every facility up to the recording's date, less what was posted before; an entry on each
// day on which interest is capitalised and one on the date itself. Answers "nothing" when nothing would change.
Expected<Recorded> accrue(store::Book& book, const RecordingOptions& options);

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
