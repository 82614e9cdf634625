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

struct AskedFacility {
  std::string code;
  Date in_force_from;
  Date available_until; // by the terms of the day of the request
  Money undisbursed;    // on that day or any later one, the least
};

struct DisbursementRequest {
  Date on;
  std::optional<AskedFacility> facility = {}; // empty: all lenders by their shares
  std::vector<Invoice> invoices;
};

// Another request that has an invoice or a warehouse receipt on the day of a new one, or later.
struct OtherClaim {
  std::string request;
  std::optional<Date> until = {}; // the first day on which it is free again; empty: it still has it
};

// What a request needs to know of one of its invoices.
struct InvoiceFacts {
  std::optional<OtherClaim> invoice_claim = {};
  std::optional<OtherClaim> receipt_claim = {};
  FinancedPurchase purchase = {};
  PartyId supplier{}; // of the purchase
  std::string supplier_code = {};
};

// Decides a request; touches nothing. `facts` answer the invoices one by one. Rules, in this order:
// facility_not_in_force, outside_availability (nothing can be drawn any more), above_undisbursed, then for each
// invoice: amount_not_positive, invoice_named_twice, invoice_already_financed, receipt_already_financed,
// proof_after_request, use_not_a_purchase, invoice_of_other_supplier (of the metal), purchase_already_financed.
Expected<void> check_disbursement_request(const DisbursementRequest& request, const std::vector<InvoiceFacts>& facts);

// A request as it stands: what happened to it so far.
struct RequestedDisbursement {
  std::string code;
  DisbursementStatus status{};
  Date last_on; // on which something happened to it: request, decision, payment, or a payment undone
  std::vector<std::string> paid_by = {}; // "entry 183"; of what stands; of what stands
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
