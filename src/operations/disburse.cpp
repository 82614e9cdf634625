#include "operations/disburse.hpp"

#include "operations/drawing.hpp"
#include "store/disbursements.hpp"
#include "store/facilities.hpp"
#include "store/names.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace pvault::operations {

namespace {

Expected<Invoice> find_invoice(store::Connection& connection, const InvoiceInput& input) {
  const auto biller = store::load_party(connection, input.biller);
  if (!biller) return tl::unexpected(biller.error());
  Invoice invoice{.cost_type = input.cost_type,
                  .biller = biller->id,
                  .biller_code = biller->code,
                  .number = input.number,
                  .amount = input.amount,
                  .receipt = input.receipt,
                  .proof = input.proof};
  if (input.purchase.empty()) return invoice;
  const auto purchase = find_purchase(connection, input.purchase);
  if (!purchase) return tl::unexpected(purchase.error());
  invoice.purchase = *purchase;
  return invoice;
}

Expected<std::vector<Invoice>> find_invoices(store::Connection& connection, const std::vector<InvoiceInput>& inputs) {
  std::vector<Invoice> invoices;
  for (const InvoiceInput& input : inputs) {
    auto invoice = find_invoice(connection, input);
    if (!invoice) return tl::unexpected(invoice.error());
    invoices.push_back(*std::move(invoice));
  }
  return invoices;
}

RequestFingerprint request_fingerprint(RequestFingerprint fingerprint, const DisbursementInput& input) {
  fingerprint.add_name("code", input.code).add_name("facility", input.facility);
  for (const InvoiceInput& invoice : input.invoices) {
    fingerprint.add("cost_type", cost_type_name(invoice.cost_type)).add_name("biller", invoice.biller);
    fingerprint.add_name("invoice", invoice.number).add("amount", invoice.amount);
    fingerprint.add_name("purchase", invoice.purchase).add_name("receipt", invoice.receipt);
    if (invoice.proof) fingerprint.add("paid_on", invoice.proof->paid_on).add("proof", invoice.proof->reference);
  }
  return fingerprint;
}

RecordRow invoice_row(std::int64_t disbursement, const Invoice& invoice) {
  RecordRow row("disbursement_invoice");
  row.set("disbursement_id", disbursement).set("cost_type", cost_type_name(invoice.cost_type));
  row.set("biller_id", invoice.biller).set("invoice", invoice.number).set("amount_cents", invoice.amount);
  row.set("purchase_entry_id", invoice.purchase).set_text("receipt", invoice.receipt);
  if (invoice.proof) row.set("paid_on", invoice.proof->paid_on).set("proof", invoice.proof->reference);
  return row;
}

std::string count_of(std::size_t count) { return fmt::format("{} invoice{}", count, count == 1 ? "" : "s"); }

} // namespace

Expected<Recorded> request_disbursement(store::Book& book, const RecordingOptions& options,
                                        const DisbursementInput& input) {
  Recording recording(book, options, "disbursement");
  if (auto repeat = recording.find_repeat(request_fingerprint(recording.fingerprint(), input))) return *repeat;
  store::Connection& connection = recording.connection();
  if (auto free = store::check_code_free(connection, "disbursement", input.code); !free)
    return tl::unexpected(free.error());
  std::optional<store::Facility> facility;
  if (!input.facility.empty()) {
    auto found = store::load_facility(connection, input.facility);
    if (!found) return tl::unexpected(found.error());
    facility = *std::move(found);
  }
  auto invoices = find_invoices(connection, input.invoices);
  if (!invoices) return tl::unexpected(invoices.error());
  DisbursementRequest asked{.on = recording.on(), .invoices = *std::move(invoices)};
  if (facility) {
    const DrawableFacility drawable = store::load_drawable(connection, *facility, asked.on);
    asked.facility = AskedFacility{.code = facility->code,
                                   .in_force_from = drawable.in_force_from,
                                   .available_until = drawable.available_until,
                                   .undisbursed = drawable.undisbursed};
  } else if (auto shares = load_shares(connection, asked.on); !shares) {
    return tl::unexpected(shares.error());
  }
  std::vector<InvoiceFacts> facts;
  for (const Invoice& invoice : asked.invoices)
    facts.push_back(store::load_invoice_facts(connection, invoice, asked.on));
  if (auto allowed = check_disbursement_request(asked, facts); !allowed) return tl::unexpected(allowed.error());

  const std::int64_t id = recording.writer().next_id("disbursement");
  std::vector<RecordRow> rows;
  RecordRow& request = rows.emplace_back("disbursement");
  request.set("disbursement_id", id).set("code", input.code);
  if (facility) request.set("facility_id", facility->id);
  for (const Invoice& invoice : asked.invoices)
    rows.push_back(invoice_row(id, invoice));
  return recording.finish(std::move(rows), {},
                          fmt::format("request {} for {} on {}, {}", input.code, format_money(total_of(asked.invoices)),
                                      facility ? facility->code : "all lenders by their shares",
                                      count_of(asked.invoices.size())));
}

namespace {

bool is_named(const Invoice& invoice, std::string_view text) {
  const std::string wanted = lower(text);
  return wanted == lower(invoice.number) || wanted == lower(invoice.biller_code) + ":" + lower(invoice.number);
}

Expected<std::int64_t> find_line(const store::Disbursement& disbursement, const std::string& text) {
  std::vector<std::int64_t> found;
  std::vector<std::string> numbers;
  for (const store::DisbursementInvoice& line : disbursement.invoices) {
    if (is_named(line.invoice, text)) found.push_back(line.line);
    numbers.push_back(line.invoice.number);
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    const std::string nearest = nearest_name(text, numbers);
    return refuse(Rule::invoice_unknown, fmt::format("request {} has no invoice \"{}\"", disbursement.code, text),
                  nearest.empty() ? "`pvault report disbursements` shows its invoices" : nearest);
  }
  return refuse(Rule::invoice_unknown,
                fmt::format("request {} has {} invoices \"{}\"", disbursement.code, found.size(), text),
                fmt::format("write whose it is: BILLER:{}", text));
}

// The lines of what is left out, each once.
Expected<std::set<std::int64_t>> find_left_out(const store::Disbursement& disbursement,
                                               const std::vector<std::string>& texts) {
  std::set<std::int64_t> lines;
  for (const std::string& text : texts) {
    const auto line = find_line(disbursement, text);
    if (!line) return tl::unexpected(line.error());
    if (lines.insert(*line).second) continue;
    return refuse(Rule::invoice_named_twice, fmt::format("invoice {} is named twice", text), "name each invoice once");
  }
  return lines;
}

RecordRow decision_row(const store::Disbursement& disbursement, Decision decision, const std::string& reason) {
  RecordRow row("disbursement_decision");
  row.set("disbursement_id", disbursement.id).set("decision", decision_name(decision)).set_text("reason", reason);
  return row;
}

} // namespace

Expected<Recorded> approve_disbursement(store::Book& book, const RecordingOptions& options,
                                        const ApprovalInput& input) {
  Recording recording(book, options, "disbursement-decision");
  auto fingerprint = recording.fingerprint().add_name("approve", input.code).add("reason", input.reason);
  for (const std::string& invoice : input.left_out)
    fingerprint.add_name("left_out", invoice);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto disbursement = store::load_disbursement(recording.connection(), input.code);
  if (!disbursement) return tl::unexpected(disbursement.error());
  const auto left_out = find_left_out(*disbursement, input.left_out);
  if (!left_out) return tl::unexpected(left_out.error());
  Money left;
  std::vector<RecordRow> rows = {decision_row(*disbursement, Decision::approved, input.reason)};
  for (const store::DisbursementInvoice& line : disbursement->invoices) {
    if (!left_out->contains(line.line)) {
      left += line.invoice.amount;
      continue;
    }
    rows.emplace_back("disbursement_invoice_refused")
        .set("disbursement_id", disbursement->id)
        .set("invoice_line", line.line);
  }
  if (auto allowed = check_decision(disbursement->as_requested(), Decision::approved, recording.on(), left); !allowed)
    return tl::unexpected(allowed.error());
  const std::string without = left_out->empty() ? "" : fmt::format(", {} left out", count_of(left_out->size()));
  return recording.finish(std::move(rows), {},
                          fmt::format("approval of {} of {} requested by {}{}", format_money(left),
                                      format_money(disbursement->requested()), disbursement->code, without));
}

Expected<Recorded> refuse_disbursement(store::Book& book, const RecordingOptions& options,
                                       const DisbursementRefusalInput& input) {
  Recording recording(book, options, "disbursement-decision");
  const auto fingerprint = recording.fingerprint().add_name("refuse", input.code).add("reason", input.reason);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto disbursement = store::load_disbursement(recording.connection(), input.code);
  if (!disbursement) return tl::unexpected(disbursement.error());
  if (auto allowed = check_decision(disbursement->as_requested(), Decision::refused, recording.on(), Money()); !allowed)
    return tl::unexpected(allowed.error());
  return recording.finish({decision_row(*disbursement, Decision::refused, input.reason)}, {},
                          fmt::format("refusal of request {} for {}: {}", disbursement->code,
                                      format_money(disbursement->requested()), input.reason));
}

namespace {

// What was approved less what drawdowns that stand have paid: all of it, unless one of several was undone.
DrawdownRequest left_to_pay(const store::Disbursement& disbursement, Date on) {
  const std::vector<Invoice> invoices = disbursement.allowed();
  DrawdownRequest request{.on = on,
                          .amount = total_of(invoices) - disbursement.paid(),
                          .uses = uses_of(invoices),
                          .pays = disbursement.entry};
  for (const store::DisbursementDraw& draw : disbursement.draws) {
    for (const DrawUse& used : draw.uses) {
      const auto use = std::ranges::find(request.uses, used.purchase, &DrawUse::purchase);
      if (use != request.uses.end()) use->amount -= used.amount;
    }
  }
  std::erase_if(request.uses, [](const DrawUse& use) { return use.amount <= Money(); });
  return request;
}

Expected<PlannedDrawdown> draw_for(Recording& recording, const store::Disbursement& disbursement,
                                   const DrawdownRequest& request, const RecordRow& row) {
  if (!disbursement.facility) return draw_pro_rata(recording, request, {row});
  const auto facility = store::load_facility(recording.connection(), disbursement.facility_code);
  if (!facility) return tl::unexpected(facility.error());
  auto planned = plan_single_drawdown(recording.connection(), *facility, request);
  if (planned) planned->rows.push_back(row);
  return planned;
}

} // namespace

Expected<Recorded> pay_disbursement(store::Book& book, const RecordingOptions& options, const std::string& code) {
  Recording recording(book, options, "drawdown");
  if (auto repeat = recording.find_repeat(recording.fingerprint().add_name("disbursement", code))) return *repeat;
  const auto disbursement = store::load_disbursement(recording.connection(), code);
  if (!disbursement) return tl::unexpected(disbursement.error());
  if (auto allowed = check_disbursement_payment(disbursement->as_requested(), recording.on()); !allowed)
    return tl::unexpected(allowed.error());

  const DrawdownRequest request = left_to_pay(*disbursement, recording.on());
  RecordRow row("disbursement_payment");
  row.set("disbursement_id", disbursement->id);
  auto planned = draw_for(recording, *disbursement, request, row);
  if (!planned) return tl::unexpected(planned.error());
  return recording.finish(std::move(planned->rows), std::move(planned->postings),
                          fmt::format("request {} paid: {}", disbursement->code, planned->summary));
}

} // namespace pvault::operations
