#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/disbursements.hpp"
#include "store/draws.hpp"
#include "store/facilities.hpp"
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
  return line.request.approval ? text_or_missing(line.request.approval->reason) : no_value();
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

std::vector<Field<InvoiceLine>> fields() {
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
      {date("drawn_on", "Drawn"), paid_cell},
      {text("cost_type", "Cost"),
       [](const Line& line) { return cell(std::string(cost_type_name(line.line.invoice.cost_type))); }},
      {text("biller", "Biller"), [](const Line& line) { return cell(line.line.invoice.biller_code); }},
      {text("invoice", "Invoice"), [](const Line& line) { return cell(line.line.invoice.number); }},
      {usd("amount_usd", "Amount"), [](const Line& line) { return cell(line.line.invoice.amount); }, true},
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
    if (question.facilities.empty() || std::ranges::find(question.facilities, facility.id) != question.facilities.end())
      asked.insert(facility.code);
  }
  Money without;
  for (const store::DrawState& draw : store::list_draws(connection, question.moment)) {
    if (asked.contains(draw.facility_code) && !paying.contains(draw.entry)) without += draw.amount;
  }
  return without;
}

// A request to all lenders is one to each of them.
bool asks_for_request(const ReportQuestion& question, const store::Disbursement& request) {
  return question.facilities.empty() || !request.facility ||
         std::ranges::find(question.facilities, *request.facility) != question.facilities.end();
}

} // namespace

Table make_disbursements_report(store::Connection& connection, const ReportQuestion& question) {
  const std::vector<store::Disbursement> requests = store::list_disbursements(connection, question.moment);
  Sheet<InvoiceLine> sheet(fields());
  std::map<DisbursementStatus, Money> by_status;
  std::map<CostType, Money> paid_by_type;
  for (const store::Disbursement& request : requests) {
    if (!asks_for_request(question, request)) continue;
    for (const store::DisbursementInvoice& invoice : request.invoices) {
      const InvoiceLine line{request, invoice};
      sheet.add(line).mood = line.status() == DisbursementStatus::refused ? "faint" : "";
      by_status[line.status()] += invoice.invoice.amount;
      if (line.status() == DisbursementStatus::paid) paid_by_type[invoice.invoice.cost_type] += invoice.invoice.amount;
    }
  }
  std::vector<std::string> notes;
  if (!by_status.empty())
    notes.push_back(fmt::format("By status: {}.", sums_in_words(by_status, disbursement_status_name)));
  if (!paid_by_type.empty())
    notes.push_back(fmt::format("Paid, by cost type: {}.", sums_in_words(paid_by_type, cost_type_name)));
  notes.push_back(
      fmt::format("Drawn without a request: {}.", format_money(drawn_without_request(connection, question, requests))));
  return sheet.finish(std::move(notes));
}

} // namespace pvault::reports
