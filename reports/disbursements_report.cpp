#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/disbursements.hpp"
#include "store/draws.hpp"
#include "store/facilities.hpp"
#include "units/largest_remainder.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

namespace pvault::reports {

namespace {

struct InvoiceLine {
  const store::Disbursement& request;
  const store::DisbursementInvoice& line;
  Money drawn; // for it, on the facilities asked for

  // An invoice that the approval left out is refused, whatever becomes of the request.
  [[nodiscard]] DisbursementStatus status() const {
    return line.left_out ? DisbursementStatus::refused : request.status();
  }
};

constexpr const char* all_lenders = "all by shares";

Cell decided_cell(const InvoiceLine& line) {
  const auto& decision = line.request.refusal ? line.request.refusal : line.request.approval;
  return decision ? cell(decision->on) : no_value();
}

Cell reason_cell(const InvoiceLine& line) {
  if (line.request.refusal) return cell(line.request.refusal->reason);
  if (!line.request.approval) return no_value();
  // The reason of an approval in part is that of what it left out.
  const bool in_part = std::ranges::any_of(line.request.invoices, &store::DisbursementInvoice::left_out);
  return in_part && !line.line.left_out ? no_value() : text_or_missing(line.request.approval->reason);
}

// The drawdowns that pay it: "183", "183 and 184".
Cell draws_cell(const InvoiceLine& line) {
  std::vector<std::string> entries;
  for (const store::DisbursementDraw& draw : line.request.draws)
    entries.push_back(std::to_string(number_of(draw.entry)));
  return line.line.left_out ? no_value() : text_or_missing(list_in_words(entries));
}

Cell paid_cell(const InvoiceLine& line) {
  return line.line.left_out || line.request.draws.empty() ? no_value() : cell(line.request.draws.back().on);
}

std::vector<Field<InvoiceLine>> disbursements_fields() {
  using Line = InvoiceLine;
  using namespace column;
  return {
      {text("request", "Request"), [](const Line& line) { return cell(line.request.code); }},
      {date("requested_on", "On"), [](const Line& line) { return cell(line.request.on); }},
      {text("facility", "Facility"),
       [](const Line& line) { return cell(line.request.facility ? line.request.facility_code : all_lenders); }},
      {text("status", "Status"),
       [](const Line& line) { return cell(std::string(disbursement_status_name(line.status()))); }},
      {date("decided_on", "Decided"), decided_cell},
      {date("drawn_on", "Drawn on"), paid_cell},
      {text("cost_type", "Cost"),
       [](const Line& line) { return cell(std::string(cost_type_name(line.line.invoice.cost_type))); }},
      {text("biller", "Biller"), [](const Line& line) { return cell(line.line.invoice.biller_code); }},
      {text("invoice", "Invoice"), [](const Line& line) { return cell(line.line.invoice.number); }},
      {usd("amount_usd", "Amount"), [](const Line& line) { return cell(line.line.invoice.amount); }, true},
      {usd("drawn_usd", "Drawn"), [](const Line& line) { return cell(line.drawn); }, true},
      {entry("purchase_entry", "Purchase"), [](const Line& line) { return cell(line.line.invoice.purchase); }},
      {for_machines(text("mineral", "Mineral")),
       [](const Line& line) { return text_or_missing(line.line.mineral_code); }},
      {text("lot", "Lot"), [](const Line& line) { return text_or_missing(line.line.lot_code); }},
      {text("receipt", "Receipt"), [](const Line& line) { return text_or_missing(line.line.invoice.receipt); }},
      {date("paid_on", "Paid before"),
       [](const Line& line) { return line.line.invoice.proof ? cell(line.line.invoice.proof->paid_on) : no_value(); }},
      {for_machines(text("proof", "Proof")),
       [](const Line& line) {
         return line.line.invoice.proof ? cell(line.line.invoice.proof->reference) : no_value();
       }},
      {text("draw_entries", "Draw"), draws_cell},
      {for_machines(text("reason", "Reason")), reason_cell},
  };
}

// "requested 10.00 USD, paid 5.00 USD"; what is zero is left out.
template <class Key>
std::string sums_in_words(const std::map<Key, Money>& sums, std::string_view (*name)(Key)) {
  std::string words;
  for (const auto& [key, sum] : sums)
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", name(key), format_money(sum));
  return words;
}

// Draws that pay no request: disbursement against documents leaves none.
Money drawn_without_request(store::Connection& connection, const ReportQuestion& question,
                            const std::vector<store::Disbursement>& requests) {
  std::set<EntryId> paying;
  for (const store::Disbursement& request : requests) {
    for (const store::DisbursementDraw& draw : request.draws)
      paying.insert(draw.entry);
  }
  std::set<std::string> asked;
  for (const store::Facility& facility : store::list_facilities(connection, question.moment)) {
    if (asks_for(question, facility.id)) asked.insert(facility.code);
  }
  Money without;
  for (const store::DrawState& draw : store::list_draws(connection, question.moment)) {
    if (asked.contains(draw.facility_code) && !paying.contains(draw.entry)) without += draw.amount;
  }
  return without;
}

// A request to all lenders concerns those that drew for it; before it is paid, those that have a share.
bool asks_for_request(store::Connection& connection, const ReportQuestion& question,
                      const store::Disbursement& request) {
  if (question.facilities.empty()) return true;
  if (request.facility) return asks_for(question, *request.facility);
  if (!request.draws.empty()) {
    return std::ranges::any_of(request.draws,
                               [&](const store::DisbursementDraw& draw) { return asks_for(question, draw.facility); });
  }
  const auto shares = store::list_shares(connection, question.moment.as_of, question.moment.known_at);
  return std::ranges::any_of(shares, [&](const ShareOfFacility& share) { return asks_for(question, share.facility); });
}

// What was drawn on the facilities asked for, divided among the invoices by their amounts, largest remainder.
std::vector<Money> list_drawn(const ReportQuestion& question, const store::Disbursement& request) {
  Money drawn;
  for (const store::DisbursementDraw& draw : request.draws) {
    if (asks_for(question, draw.facility)) drawn += draw.amount;
  }
  std::vector<Exact> weights;
  for (const store::DisbursementInvoice& line : request.invoices)
    weights.emplace_back(line.left_out ? 0 : line.invoice.amount.cents());
  return share_by_weight(drawn, weights);
}

} // namespace

Table make_disbursements_report(store::Connection& connection, const ReportQuestion& question) {
  const std::vector<store::Disbursement> requests = store::list_disbursements(connection, question.moment);
  Sheet<InvoiceLine> sheet(disbursements_fields());
  std::map<DisbursementStatus, Money> by_status;
  std::map<CostType, Money> drawn_by_type;
  for (const store::Disbursement& request : requests) {
    if (!asks_for_request(connection, question, request)) continue;
    const std::vector<Money> drawn = list_drawn(question, request);
    for (std::size_t i = 0; i < request.invoices.size(); ++i) {
      const Invoice& invoice = request.invoices[i].invoice;
      const InvoiceLine line{request, request.invoices[i], drawn[i]};
      sheet.add(line).mood = line.status() == DisbursementStatus::refused ? "faint" : "";
      by_status[line.status()] += invoice.amount;
      if (drawn[i] != Money()) drawn_by_type[invoice.cost_type] += drawn[i];
    }
  }
  std::vector<std::string> notes;
  if (!by_status.empty())
    notes.push_back(fmt::format("Asked for, by status: {}.", sums_in_words(by_status, disbursement_status_name)));
  if (!drawn_by_type.empty())
    notes.push_back(fmt::format("Drawn, by cost type: {}.", sums_in_words(drawn_by_type, cost_type_name)));
  notes.push_back(
      fmt::format("Drawn without a request: {}.", format_money(drawn_without_request(connection, question, requests))));
  return sheet.finish(std::move(notes));
}

} // namespace pvault::reports
