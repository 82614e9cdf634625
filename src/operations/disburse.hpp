// Disbursement against documents: request, decision, payment.
#pragma once

#include "financing/disbursement.hpp"
#include "operations/recording.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::operations {

struct InvoiceInput {
  CostType cost_type{};
  std::string biller; // a party's code
  std::string number;
  Money amount;
  std::string purchase = {}; // by its entry or its lot; empty: none
  std::string receipt = {};
  std::optional<ProofOfPayment> proof = {};
};

struct DisbursementInput {
  std::string code;
  std::string facility; // empty: all lenders by their shares
  std::vector<InvoiceInput> invoices;
};
// Refuses: name_taken, facility_unknown, party_unknown, lot_unknown, what check_disbursement_request refuses.
Expected<Recorded> request_disbursement(store::Book& book, const RecordingOptions& options,
                                        const DisbursementInput& input);

struct ApprovalInput {
  std::string code;
  std::vector<std::string> left_out = {}; // invoices by their number, or BILLER:NUMBER where two have the same
  std::string reason = {};
};
// Refuses: disbursement_unknown, invoice_unknown, invoice_named_twice, what check_decision refuses.
Expected<Recorded> approve_disbursement(store::Book& book, const RecordingOptions& options, const ApprovalInput& input);

struct DisbursementRefusalInput {
  std::string code;
  std::string reason;
};
// Its invoices may be requested again. Refuses: disbursement_unknown, what check_decision refuses.
Expected<Recorded> refuse_disbursement(store::Book& book, const RecordingOptions& options,
                                       const DisbursementRefusalInput& input);

// Draws what was approved, or what is left of it when one of several drawdowns was undone: on the facility of the
// request, or on all lenders by their shares. The drawdown is used by the purchases that the invoices name. Refuses:
// disbursement_unknown, what check_disbursement_payment, plan_drawdown and record_pro_rata_drawdown refuse.
Expected<Recorded> pay_disbursement(store::Book& book, const RecordingOptions& options, const std::string& code);

} // namespace pvault::operations
