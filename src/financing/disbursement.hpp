// Disbursement against documents: a request lists invoices, the lender approves or refuses it, a drawdown pays it.
#pragma once

#include "financing/drawdown.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault {

// What an invoice is for.
enum class CostType { metal, freight, insurance, storage, handling, assay, duty, fee, other };
std::string_view cost_type_name(CostType type);
Expected<CostType> parse_cost_type(std::string_view text); // refuses option_malformed

// The invoice was paid before, and a drawdown is to reimburse it.
struct ProofOfPayment {
  Date paid_on;
  std::string reference; // of the bank: "SWIFT 20260115-778"
};

struct Invoice {
  CostType cost_type{};
  PartyId biller{};
  std::string biller_code;
  std::string number;
  Money amount;
  std::optional<EntryId> purchase = {};
  std::string receipt = {}; // warehouse receipt; empty: none
  std::optional<ProofOfPayment> proof = {};
};

enum class DisbursementStatus { requested, approved, paid_in_part, paid, refused };
std::string_view
disbursement_status_name(DisbursementStatus status); // requested, approved, paid-in-part, paid, refused

// What a request needs to know of one of its invoices.
struct InvoiceFacts {
  std::string invoice_in; // the request that has the invoice already; empty: none
  std::string receipt_in; // the same for the warehouse receipt
  FinancedPurchase purchase = {};
  PartyId supplier{}; // of the purchase
  std::string supplier_code = {};
  Money requested = {}; // of the purchase by other requests that are not paid
};

// Decides a request; touches nothing. `facts` answer `invoices` one by one; `in_force_from` is the day from which
// `facility` can be asked. Rules, in this order: facility_not_in_force, then for each invoice: amount_not_positive,
// invoice_named_twice, invoice_already_financed, receipt_already_financed, proof_after_request, use_not_a_purchase,
// invoice_of_other_supplier (of the metal), purchase_already_financed.
Expected<void> check_disbursement_request(std::string_view facility, std::optional<Date> in_force_from, Date on,
                                          const std::vector<Invoice>& invoices, const std::vector<InvoiceFacts>& facts);

// A request as it stands: what happened to it so far.
struct RequestedDisbursement {
  std::string code;
  DisbursementStatus status{};
  Date last_on;                          // of the request, its decisions and payments
  std::vector<std::string> paid_by = {}; // "entry 183"
};

enum class Decision { approved, refused };
std::string_view decision_name(Decision decision);

// Whether a request can be approved or refused on that day; `left` is what an approval leaves of it. Rules, in this
// order: disbursement_not_open, disbursement_out_of_order, approval_empty.
Expected<void> check_decision(const RequestedDisbursement& requested, Decision decision, Date on, Money left);

// Whether a request can be paid on that day. Rules, in this order: disbursement_not_open, disbursement_out_of_order.
Expected<void> check_disbursement_payment(const RequestedDisbursement& requested, Date on);

// What a drawdown that pays these invoices is used for: each purchase once, in the order in which they are named.
std::vector<DrawUse> uses_of(const std::vector<Invoice>& invoices);
Money total_of(const std::vector<Invoice>& invoices);

} // namespace pvault
