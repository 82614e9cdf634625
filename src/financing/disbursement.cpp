#include "financing/disbursement.hpp"

#include "units/choice.hpp"

#include <algorithm>
#include <cassert>
#include <fmt/format.h>

namespace pvault {

namespace {

constexpr Choices<CostType, 9> cost_types = {{{CostType::metal, "metal"},
                                              {CostType::freight, "freight"},
                                              {CostType::insurance, "insurance"},
                                              {CostType::storage, "storage"},
                                              {CostType::handling, "handling"},
                                              {CostType::assay, "assay"},
                                              {CostType::duty, "duty"},
                                              {CostType::fee, "fee"},
                                              {CostType::other, "other"}}};
constexpr Choices<DisbursementStatus, 5> statuses = {{{DisbursementStatus::requested, "requested"},
                                                      {DisbursementStatus::approved, "approved"},
                                                      {DisbursementStatus::paid_in_part, "paid-in-part"},
                                                      {DisbursementStatus::paid, "paid"},
                                                      {DisbursementStatus::refused, "refused"}}};
constexpr Choices<Decision, 2> decisions = {{{Decision::approved, "approved"}, {Decision::refused, "refused"}}};

std::string named(const Invoice& invoice) {
  return fmt::format("invoice {} of {}", invoice.number, invoice.biller_code);
}

bool same_invoice(const Invoice& a, const Invoice& b) {
  return a.biller == b.biller && lower(a.number) == lower(b.number);
}

// "is in request D-1 already", "was in request D-1 until 2026-06-01"
std::string in_words(const OtherClaim& claim, Date on) {
  if (!claim.until) return fmt::format("is in request {} already", claim.request);
  return fmt::format("was in request {} until {}, the new request is dated {}, {} earlier", claim.request,
                     format_date(*claim.until), format_date(on), format_days(days_between(on, *claim.until)));
}

Expected<void> check_documents(const Invoice& invoice, const InvoiceFacts& facts, Date on) {
  if (facts.invoice_claim) {
    return refuse(Rule::invoice_already_financed,
                  fmt::format("{} {}", named(invoice), in_words(*facts.invoice_claim, on)),
                  "an invoice is financed once; `pvault report disbursements` shows the requests");
  }
  if (facts.receipt_claim) {
    return refuse(
        Rule::receipt_already_financed,
        fmt::format("warehouse receipt {} of {} {}", invoice.receipt, named(invoice),
                    in_words(*facts.receipt_claim, on)),
        "a receipt is financed once: name it with the invoice of the metal; `pvault report disbursements` shows it");
  }
  if (!invoice.proof || invoice.proof->paid_on <= on) return {};
  return refuse(Rule::proof_after_request,
                fmt::format("{} was paid on {}, the request is dated {}, {} earlier", named(invoice),
                            format_date(invoice.proof->paid_on), format_date(on),
                            format_days(days_between(on, invoice.proof->paid_on))),
                "leave the proof out of what is not paid yet, or date the request later");
}

// `before` is what the request asks of the same purchase by the invoices above this one.
Expected<void> check_purchase(const Invoice& invoice, const InvoiceFacts& facts, Money before) {
  if (!invoice.purchase) return {};
  FinancedPurchase purchase = facts.purchase;
  if (auto stands = check_stands(purchase); !stands) return stands;
  if (invoice.cost_type == CostType::metal && invoice.biller != facts.supplier) {
    return refuse(Rule::invoice_of_other_supplier,
                  fmt::format("{} is for the metal of purchase {}, which {} supplied", named(invoice),
                              number_of(*invoice.purchase), facts.supplier_code),
                  "check the purchase, or name another cost type");
  }
  purchase.requested += before;
  if (invoice.amount <= purchase.open()) return {};
  return refuse(Rule::purchase_already_financed,
                fmt::format("asked for {} of {}, over by {}", format_money(invoice.amount), describe(purchase),
                            format_money(invoice.amount - purchase.open())),
                "`pvault report sources-and-uses` shows what financed it, `pvault report disbursements` what is asked");
}

Expected<void> check_invoice(const std::vector<Invoice>& invoices, std::size_t which, const InvoiceFacts& facts,
                             Date on) {
  const Invoice& invoice = invoices[which];
  if (invoice.amount <= Money())
    return refuse(Rule::amount_not_positive, fmt::format("{} is of {}", named(invoice), format_money(invoice.amount)),
                  "give an amount above zero");
  Money before;
  for (std::size_t i = 0; i < which; ++i) {
    const Invoice& other = invoices[i];
    if (same_invoice(other, invoice))
      return refuse(Rule::invoice_named_twice, fmt::format("{} is named twice", named(invoice)),
                    "name each invoice once");
    if (!invoice.receipt.empty() && lower(other.receipt) == lower(invoice.receipt)) {
      return refuse(Rule::receipt_already_financed,
                    fmt::format("warehouse receipt {} is named with {} and with {}", invoice.receipt, named(other),
                                named(invoice)),
                    "a receipt is financed once: name it with the invoice of the metal");
    }
    if (invoice.purchase && other.purchase == invoice.purchase) before += other.amount;
  }
  auto allowed = check_documents(invoice, facts, on);
  if (allowed) allowed = check_purchase(invoice, facts, before);
  return allowed;
}

} // namespace

std::string_view cost_type_name(CostType type) { return name_of(cost_types, type); }
Expected<CostType> parse_cost_type(std::string_view text) { return parse_choice(cost_types, text, "a cost type"); }
std::string_view disbursement_status_name(DisbursementStatus status) { return name_of(statuses, status); }
std::string_view decision_name(Decision decision) { return name_of(decisions, decision); }

namespace {

// What could never be paid is not asked for.
Expected<void> check_facility(const AskedFacility& facility, Date on, Money amount) {
  if (on < facility.in_force_from) {
    return refuse(Rule::facility_not_in_force,
                  fmt::format("{} is in force from {}, the request is dated {}, {} earlier", facility.code,
                              format_date(facility.in_force_from), format_date(on),
                              format_days(days_between(on, facility.in_force_from))),
                  fmt::format("date it {} or later", format_date(facility.in_force_from)));
  }
  if (on > facility.available_until) {
    return refuse(Rule::outside_availability,
                  fmt::format("{} can be drawn until {}, the request is dated {}, {} too late", facility.code,
                              format_date(facility.available_until), format_date(on),
                              format_days(days_between(facility.available_until, on))),
                  "check --on; `pvault report facilities` shows the terms");
  }
  if (amount <= facility.undisbursed) return {};
  return refuse(Rule::above_undisbursed,
                fmt::format("asked for {} on {}, {} undisbursed at {}, short by {}", format_money(amount),
                            facility.code, format_money(facility.undisbursed), format_date(on),
                            format_money(amount - facility.undisbursed)),
                "`pvault report facilities` shows what can be drawn");
}

} // namespace

Expected<void> check_disbursement_request(const DisbursementRequest& request, const std::vector<InvoiceFacts>& facts) {
  assert(request.invoices.size() == facts.size());
  if (request.facility) {
    auto possible = check_facility(*request.facility, request.on, total_of(request.invoices));
    if (!possible) return possible;
  }
  for (std::size_t i = 0; i < request.invoices.size(); ++i) {
    if (auto allowed = check_invoice(request.invoices, i, facts[i], request.on); !allowed) return allowed;
  }
  return {};
}

namespace {

std::string in_words(const RequestedDisbursement& requested) {
  std::string words = fmt::format("request {} is {} since {}", requested.code,
                                  disbursement_status_name(requested.status), format_date(requested.last_on));
  if (!requested.paid_by.empty()) words += fmt::format(", by {}", fmt::join(requested.paid_by, " and "));
  return words;
}

Expected<void> check_order(const RequestedDisbursement& requested, std::string_view what, Date on) {
  if (on >= requested.last_on) return {};
  return refuse(Rule::disbursement_out_of_order,
                fmt::format("{}, the {} is dated {}, {} earlier", in_words(requested), what, format_date(on),
                            format_days(days_between(on, requested.last_on))),
                fmt::format("date it {} or later", format_date(requested.last_on)));
}

} // namespace

namespace {

// What opens a request that is not.
std::string what_to_do_about(const RequestedDisbursement& requested) {
  if (!requested.paid_by.empty()) return fmt::format("reverse {} first", requested.paid_by.back());
  if (requested.status == DisbursementStatus::requested)
    return fmt::format("pvault disbursement approve {} --on DATE", requested.code);
  return "make a new request";
}

} // namespace

Expected<void> check_decision(const RequestedDisbursement& requested, Decision decision, Date on, Money left) {
  const bool open = requested.status == DisbursementStatus::requested ||
                    (decision == Decision::refused && requested.status == DisbursementStatus::approved);
  if (!open) {
    return refuse(Rule::disbursement_not_open,
                  fmt::format("{}, and cannot be {}", in_words(requested), decision_name(decision)),
                  what_to_do_about(requested));
  }
  if (auto in_order = check_order(requested, "decision", on); !in_order) return in_order;
  if (decision == Decision::refused || left > Money()) return {};
  return refuse(Rule::approval_empty, fmt::format("nothing of request {} would be approved", requested.code),
                fmt::format("pvault disbursement refuse {} --reason TEXT --on DATE", requested.code));
}

Expected<void> check_disbursement_payment(const RequestedDisbursement& requested, Date on) {
  if (requested.status != DisbursementStatus::approved && requested.status != DisbursementStatus::paid_in_part) {
    return refuse(Rule::disbursement_not_open, fmt::format("{}, and cannot be paid", in_words(requested)),
                  what_to_do_about(requested));
  }
  return check_order(requested, "payment", on);
}

std::vector<DrawUse> uses_of(const std::vector<Invoice>& invoices) {
  std::vector<DrawUse> uses;
  for (const Invoice& invoice : invoices) {
    if (!invoice.purchase) continue;
    const auto known = std::ranges::find(uses, *invoice.purchase, &DrawUse::purchase);
    if (known == uses.end())
      uses.push_back({*invoice.purchase, invoice.amount});
    else
      known->amount += invoice.amount;
  }
  return uses;
}

Money total_of(const std::vector<Invoice>& invoices) {
  Money total;
  for (const Invoice& invoice : invoices)
    total += invoice.amount;
  return total;
}

} // namespace pvault
