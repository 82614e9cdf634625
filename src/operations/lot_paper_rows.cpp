#include "operations/lot_paper_rows.hpp"

#include "store/documents.hpp"
#include "store/lot_papers.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::operations {

namespace {

void set_weight(RecordRow& row, std::string_view entered, std::string_view rounded,
                const std::optional<EnteredMass>& mass) {
  if (!mass) return;
  row.set(entered, mass->text).set(rounded, *round_to_integer(mass->milligrams, Rounding::half_even));
}

} // namespace

void add_paper_rows(std::vector<RecordRow>& rows, const LotPaper& paper, LotId lot) {
  if (paper.is_blank()) return;
  RecordRow row("lot_paper");
  row.set("lot_id", lot);
  set_weight(row, "gross_entered", "gross_mg", paper.gross);
  set_weight(row, "tare_entered", "tare_mg", paper.tare);
  row.set_text("form", paper.form).set_text("grade", paper.grade).set_text("producer", paper.producer);
  row.set_text("ore_country", paper.ore_country).set_text("processing_country", paper.processing_country);
  row.set_text("contract", paper.contract).set_text("receipt", paper.receipt);
  if (paper.objective) row.set("objective", objective_name(*paper.objective));
  row.set("expires_on", paper.expires_on).set("rotate_by_on", paper.rotate_by);
  if (paper.quality) row.set("quality", quality_name(*paper.quality));
  if (paper.provisional) row.set("provisional", std::int64_t{1});
  rows.push_back(std::move(row));
  for (const Assay& component : paper.components)
    rows.emplace_back("lot_component")
        .set("lot_id", lot)
        .set("component", component.component)
        .set("assay_entered", component.text);
}

void add_to_fingerprint(RequestFingerprint& fingerprint, const LotPaper& paper) {
  // What is not said adds nothing, so that a request of before there were papers is the same still.
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) fingerprint.add(name, value);
  };
  if (paper.gross) add("gross", paper.gross->text);
  if (paper.tare) add("tare", paper.tare->text);
  for (const Assay& component : paper.components)
    add("component", component.text);
  add("form", paper.form);
  add("grade", paper.grade);
  add("producer", paper.producer);
  add("ore_country", paper.ore_country);
  add("processing_country", paper.processing_country);
  add("contract", paper.contract);
  add("receipt", paper.receipt);
  if (paper.objective) add("objective", objective_name(*paper.objective));
  if (paper.expires_on) fingerprint.add("expires", *paper.expires_on);
  if (paper.rotate_by) fingerprint.add("rotate_by", *paper.rotate_by);
  if (paper.quality) add("quality", quality_name(*paper.quality));
  if (paper.provisional) add("provisional", "yes");
}

namespace {

Expected<void> refuse_held(const std::string& receipt, const std::optional<store::ReceiptHolder>& holder) {
  if (!holder) return {};
  const std::string until =
      holder->until ? fmt::format(" until its reversal on {}", format_date(*holder->until)) : std::string();
  return refuse(Rule::receipt_already_used,
                fmt::format("warehouse receipt {} is that of lot {} (entry {}){}; one receipt stands for one lot",
                            receipt, holder->lot_code, number_of(holder->entry), until),
                "check the number; where two warehouses count alike, put the warehouse before it: LOGISTIX-1007");
}

} // namespace

Expected<void> check_receipt_free(store::Connection& connection, const std::string& receipt, Date on) {
  if (receipt.empty()) return {};
  return refuse_held(receipt, store::find_receipt_holder(connection, receipt, on));
}

Expected<void> check_receipt_document(store::Connection& connection, const std::string& receipt, EntryId of, Date on) {
  if (receipt.empty() || store::count_lots_made(connection, of) == 0) return {};
  if (auto free = refuse_held(receipt, store::find_other_receipt_holder(connection, receipt, of, on)); !free)
    return free;
  const std::vector<store::OwnReceipt> own = store::list_receipts_made(connection, of);
  const auto is_it = [&](const store::OwnReceipt& lot) { return lower(lot.receipt) == lower(receipt); };
  if (own.empty() || std::ranges::any_of(own, is_it)) return {};
  return refuse(Rule::receipt_already_used,
                fmt::format("lot {} has the warehouse receipt {}, the document is {}; one receipt stands for one lot",
                            own.front().lot_code, own.front().receipt, receipt),
                "check the number, and of which lot it is");
}

} // namespace pvault::operations
