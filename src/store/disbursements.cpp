#include "store/disbursements.hpp"

#include "store/balances.hpp"
#include "store/facilities.hpp"
#include "store/moment_sql.hpp"
#include "store/names.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace pvault::store {

DisbursementStatus Disbursement::status() const {
  if (refusal) return DisbursementStatus::refused;
  if (!draws.empty())
    return paid() == total_of(allowed()) ? DisbursementStatus::paid : DisbursementStatus::paid_in_part;
  return approval ? DisbursementStatus::approved : DisbursementStatus::requested;
}

Date Disbursement::last_on() const {
  Date last = on;
  if (approval) last = std::max(last, approval->on);
  if (refusal) last = std::max(last, refusal->on);
  if (undone_on) last = std::max(last, *undone_on);
  for (const DisbursementDraw& draw : draws)
    last = std::max(last, draw.on);
  return last;
}

std::vector<Invoice> Disbursement::allowed() const {
  std::vector<Invoice> left;
  for (const DisbursementInvoice& line : invoices) {
    if (!line.left_out) left.push_back(line.invoice);
  }
  return left;
}

Money Disbursement::requested() const {
  Money total;
  for (const DisbursementInvoice& line : invoices)
    total += line.invoice.amount;
  return total;
}

Money Disbursement::paid() const {
  Money total;
  for (const DisbursementDraw& draw : draws)
    total += draw.amount;
  return total;
}

RequestedDisbursement Disbursement::as_requested() const {
  RequestedDisbursement requested{.code = code, .status = status(), .last_on = last_on()};
  for (const DisbursementDraw& draw : draws)
    requested.paid_by.push_back(fmt::format("entry {}", number_of(draw.entry)));
  return requested;
}

namespace {

using ById = std::map<std::int64_t, Disbursement*>;

void load_invoices(Connection& connection, const ById& by_id) {
  Query row = connection.query(
      "SELECT disbursement_id, asked.line, cost_type, biller_id, party.code, invoice, amount_cents, purchase_entry_id, "
      "receipt, paid_on, proof, mineral.code, lot.code FROM disbursement_invoice AS asked "
      "JOIN party ON party_id = biller_id LEFT JOIN lot ON lot.entry_id = purchase_entry_id AND lot.line = 1 "
      "LEFT JOIN mineral ON mineral.mineral_id = lot.mineral_id ORDER BY disbursement_id, asked.line");
  while (row.next()) {
    const auto asked = by_id.find(row.integer(0));
    if (asked == by_id.end()) continue;
    const auto cost_type = parse_cost_type(row.text(2));
    if (!cost_type) throw DamagedBookError("the book is damaged: a cost type is unknown", "run `pvault audit verify`");
    Invoice invoice{.cost_type = *cost_type,
                    .biller = row.id<PartyId>(3),
                    .biller_code = row.text(4),
                    .number = row.text(5),
                    .amount = row.money(6),
                    .purchase = row.optional_id<EntryId>(7),
                    .receipt = row.text_or_empty(8)};
    if (!row.is_null(9)) invoice.proof = ProofOfPayment{row.date(9), row.text(10)};
    asked->second->invoices.push_back(
        {row.integer(1), std::move(invoice), row.text_or_empty(11), row.text_or_empty(12)});
  }
}

void load_decisions(Connection& connection, const Moment& moment, const ById& by_id) {
  Query row = connection.query("SELECT disbursement_id, decision, entry_id, effective_on, reason FROM "
                               "disbursement_decision JOIN entry USING (entry_id) "
                               "WHERE effective_on <= ?1 AND entry_id <= ?2");
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    const auto asked = by_id.find(row.integer(0));
    if (asked == by_id.end()) continue;
    const DisbursementDecision decision{row.id<EntryId>(2), row.date(3), row.text_or_empty(4)};
    (row.text(1) == decision_name(Decision::approved) ? asked->second->approval : asked->second->refusal) = decision;
  }
  Query left_out = connection.query("SELECT disbursement_id, invoice_line FROM disbursement_invoice_refused JOIN entry "
                                    "USING (entry_id) WHERE effective_on <= ?1 AND entry_id <= ?2");
  left_out.bind(moment.as_of).bind(moment.known_at);
  while (left_out.next()) {
    const auto asked = by_id.find(left_out.integer(0));
    if (asked == by_id.end()) continue;
    const auto line = std::ranges::find(asked->second->invoices, left_out.integer(1), &DisbursementInvoice::line);
    if (line != asked->second->invoices.end()) line->left_out = true;
  }
}

void load_draws(Connection& connection, const Moment& moment, const ById& by_id) {
  Query row = connection.query(fmt::format(
      "SELECT disbursement_id, entry.entry_id, entry.effective_on, facility_id, facility.code, amount_cents "
      "FROM disbursement_payment AS paid JOIN drawdown ON drawdown.entry_id = paid.entry_id "
      "JOIN entry ON entry.entry_id = paid.entry_id JOIN facility USING (facility_id) "
      "WHERE {} ORDER BY entry.entry_id",
      stands_at_moment("entry")));
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    const auto asked = by_id.find(row.integer(0));
    if (asked != by_id.end())
      asked->second->draws.push_back(
          {row.id<EntryId>(1), row.date(2), row.id<FacilityId>(3), row.text(4), row.money(5), {}});
  }
  Query use = connection.query("SELECT disbursement_id, entry_id, purchase_entry_id, amount_cents FROM "
                               "disbursement_payment JOIN draw_use USING (entry_id) ORDER BY entry_id, draw_use.line");
  while (use.next()) {
    const auto asked = by_id.find(use.integer(0));
    if (asked == by_id.end()) continue;
    const auto draw = std::ranges::find(asked->second->draws, use.id<EntryId>(1), &DisbursementDraw::entry);
    if (draw != asked->second->draws.end()) draw->uses.push_back({use.id<EntryId>(2), use.money(3)});
  }
  Query undone = connection.query(
      "SELECT disbursement_id, max(reversal.effective_on) FROM disbursement_payment AS paid JOIN reversal ON "
      "reversed_entry_id = paid.entry_id WHERE reversal.effective_on <= ?1 AND reversal.entry_id <= ?2 "
      "GROUP BY disbursement_id");
  undone.bind(moment.as_of).bind(moment.known_at);
  while (undone.next()) {
    const auto asked = by_id.find(undone.integer(0));
    if (asked != by_id.end()) asked->second->undone_on = undone.date(1);
  }
}

} // namespace

std::vector<Disbursement> list_disbursements(Connection& connection, const Moment& moment) {
  std::vector<Disbursement> disbursements;
  Query row = connection.query(
      fmt::format("SELECT disbursement_id, asked.code, entry.entry_id, entry.effective_on, facility.facility_id, "
                  "facility.code FROM disbursement AS asked JOIN entry ON entry.entry_id = asked.entry_id "
                  "LEFT JOIN facility ON facility.facility_id = asked.facility_id WHERE {} ORDER BY entry.entry_id",
                  stands_at_moment("entry")));
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    disbursements.push_back({.id = row.integer(0),
                             .code = row.text(1),
                             .entry = row.id<EntryId>(2),
                             .on = row.date(3),
                             .facility = row.optional_id<FacilityId>(4),
                             .facility_code = row.text_or_empty(5)});
  }
  ById by_id;
  for (Disbursement& disbursement : disbursements)
    by_id[disbursement.id] = &disbursement;
  load_invoices(connection, by_id);
  load_decisions(connection, moment, by_id);
  load_draws(connection, moment, by_id);
  return disbursements;
}

Expected<Disbursement> load_disbursement(Connection& connection, std::string_view code) {
  std::vector<std::string> known;
  for (Disbursement& disbursement : list_disbursements(connection, end_of_time(connection))) {
    if (lower(disbursement.code) == lower(code)) return std::move(disbursement);
    known.push_back(disbursement.code);
  }
  const std::string nearest = nearest_name(code, known);
  return refuse(Rule::disbursement_unknown, fmt::format("there is no request \"{}\"", code),
                nearest.empty() ? "`pvault report disbursements` shows what there is" : nearest);
}

namespace {

// The request that has what `condition` (of ?2 and further) names on day ?1 or later; of several the one that has it
// longest.
constexpr const char* other_claim_sql =
    "SELECT disbursement.code, until_on FROM invoice_claim JOIN disbursement USING (disbursement_id) WHERE {} AND "
    "(until_on IS NULL OR until_on > ?1) ORDER BY until_on IS NULL DESC, until_on DESC LIMIT 1";

std::optional<OtherClaim> read_claim(Query& row) {
  if (!row.next()) return std::nullopt;
  return OtherClaim{row.text(0), row.optional_date(1)};
}

std::optional<OtherClaim> find_invoice_claim(Connection& connection, const Invoice& invoice, Date on) {
  Query row = connection.query(fmt::format(other_claim_sql, "biller_id = ?2 AND invoice = ?3"));
  row.bind(on)
      .bind(invoice.biller)
      .bind(spelled_in_book(connection, "disbursement_invoice", "invoice", invoice.number));
  return read_claim(row);
}

std::optional<OtherClaim> find_receipt_claim(Connection& connection, const std::string& receipt, Date on) {
  if (receipt.empty()) return std::nullopt;
  Query row = connection.query(fmt::format(other_claim_sql, "receipt = ?2"));
  row.bind(on).bind(spelled_in_book(connection, "disbursement_invoice", "receipt", receipt));
  return read_claim(row);
}

} // namespace

InvoiceFacts load_invoice_facts(Connection& connection, const Invoice& invoice, Date on) {
  InvoiceFacts facts{.invoice_claim = find_invoice_claim(connection, invoice, on),
                     .receipt_claim = find_receipt_claim(connection, invoice.receipt, on)};
  if (!invoice.purchase) return facts;
  facts.purchase = load_financed_purchase(connection, *invoice.purchase, on);
  Query supplier = connection.query("SELECT party_id, code FROM purchase JOIN party ON party_id = supplier_id WHERE "
                                    "purchase.entry_id = ?");
  if (!supplier.bind(*invoice.purchase).next()) return facts;
  facts.supplier = supplier.id<PartyId>(0);
  facts.supplier_code = supplier.text(1);
  return facts;
}

} // namespace pvault::store
