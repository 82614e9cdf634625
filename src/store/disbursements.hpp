// Requests for disbursement, their invoices and what became of them.
#pragma once

#include "financing/disbursement.hpp"
#include "journal/entry.hpp"
#include "store/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::store {

struct DisbursementInvoice {
  std::int64_t line = 0; // in the entry of the request
  Invoice invoice;
  std::string mineral_code; // of the purchase; empty without one
  std::string lot_code;
  bool left_out = false; // by the approval
};

struct DisbursementDecision {
  EntryId entry{};
  Date on;
  std::string reason;
};

// A drawdown that pays a request.
struct DisbursementDraw {
  EntryId entry{};
  Date on;
  FacilityId facility{};
  std::string facility_code;
  Money amount;
  std::vector<DrawUse> uses = {};
};

struct Disbursement {
  std::int64_t id = 0;
  std::string code;
  EntryId entry{};
  Date on;
  std::optional<FacilityId> facility = {}; // empty: all lenders by their shares
  std::string facility_code = {};          // empty as well
  std::vector<DisbursementInvoice> invoices = {};
  std::optional<DisbursementDecision> approval = {};
  std::optional<DisbursementDecision> refusal = {};
  std::vector<DisbursementDraw> draws = {};
  std::optional<Date> undone_on = {}; // the last day on which a drawdown that paid it was undone

  [[nodiscard]] DisbursementStatus status() const;
  [[nodiscard]] Date last_on() const;                 // on which its status changed
  [[nodiscard]] std::vector<Invoice> allowed() const; // invoices that the approval did not leave out
  [[nodiscard]] Money requested() const;              // by all of its invoices
  [[nodiscard]] Money paid() const;
  [[nodiscard]] RequestedDisbursement as_requested() const;
};

// Those that stand at the moment, as they stood then, in the order of their entries.
std::vector<Disbursement> list_disbursements(Connection& connection, const Moment& moment);
// As it stands now. Refuses disbursement_unknown.
Expected<Disbursement> load_disbursement(Connection& connection, std::string_view code);

// What a new request of that day needs to know of an invoice.
InvoiceFacts load_invoice_facts(Connection& connection, const Invoice& invoice, Date on);

} // namespace pvault::store
