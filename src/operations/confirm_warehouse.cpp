#include "operations/confirm_warehouse.hpp"

#include "store/counts.hpp"
#include "store/receipts.hpp"
#include "units/file_faults.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pvault::operations {

namespace {

// The lot that the receipt stands for, where the statement names none.
void find_lot(const store::LotsByReceipt& by_receipt, StatedRow& row, FileFaults& faults) {
  if (!row.lot.empty()) return;
  const auto found = by_receipt.find(lower(row.receipt));
  if (found == by_receipt.end()) return;
  row.lot = found->second.front();
  if (found->second.size() == 1) return;
  faults.add(row.row, "receipt", row.receipt,
             fmt::format("stands for the lots {} in the book; name the lot", fmt::join(found->second, ", ")));
}

void find_mineral(store::Connection& connection, const StatedInput& stated, StatedRow& row, FileFaults& faults) {
  if (stated.mineral.empty()) return;
  const auto mineral = store::load_mineral(connection, stated.mineral);
  if (!mineral) {
    faults.add(stated.row, "mineral", stated.mineral, mineral.error().message);
    return;
  }
  row.mineral = mineral->id;
  row.mineral_code = mineral->code;
}

Expected<std::vector<StatedRow>> find_named(store::Connection& connection, const StatementInput& input,
                                            const Moment& moment) {
  const store::LotsByReceipt by_receipt = store::list_lots_by_receipt(connection, moment);
  FileFaults faults;
  std::vector<StatedRow> rows;
  for (const StatedInput& stated : input.rows) {
    StatedRow row{.row = stated.row, .lot = stated.lot, .receipt = stated.receipt, .mass = stated.mass};
    find_lot(by_receipt, row, faults);
    find_mineral(connection, stated, row, faults);
    rows.push_back(std::move(row));
  }
  if (faults.none()) return rows;
  return tl::unexpected(faults.in_file(Rule::statement_malformed, input.file, "correct these rows"));
}

} // namespace

Expected<std::vector<StatementLine>> compare_with_book(store::Connection& connection, const StatementInput& input,
                                                       const Moment& moment) {
  const auto site = store::load_site(connection, input.site);
  if (!site) return tl::unexpected(site.error());
  const auto rows = find_named(connection, input, moment);
  if (!rows) return tl::unexpected(rows.error());
  std::vector<std::string> names;
  for (const StatedRow& row : *rows) {
    if (!row.lot.empty()) names.push_back(row.lot);
  }
  const auto lots = store::list_lots_on_book(connection, *site, moment, names);
  return compare_statement(lots, {.file = input.file, .tolerance = input.tolerance, .rows = *rows});
}

namespace {

RequestFingerprint fingerprint_of(RequestFingerprint fingerprint, const StatementInput& input) {
  fingerprint.add_name("site", input.site).add("sha256", input.sha256);
  return fingerprint.add("tolerance_ppb", input.tolerance.part.parts_per_billion())
      .add("tolerance_mg", input.tolerance.mass);
}

RecordRow confirmed_row(const StatementLine& line) {
  RecordRow row("warehouse_confirmation_lot");
  row.set("lot_id", line.lot).set("mass_entered", line.mass_entered).set("stated_mg", line.stated);
  row.set("expected_mg", line.expected).set("tolerance_mg", line.allowed);
  return row;
}

} // namespace

Expected<Recorded> confirm_warehouse(store::Book& book, const RecordingOptions& options, const StatementInput& input) {
  Recording recording(book, options, "warehouse-confirmation");
  if (auto repeat = recording.find_repeat(fingerprint_of(recording.fingerprint(), input))) return *repeat;
  store::Connection& connection = recording.connection();
  const auto lines = compare_with_book(connection, input, {recording.on(), store::load_chain_head(connection).entry});
  if (!lines) return tl::unexpected(lines.error());
  const auto site = store::load_site(connection, input.site);
  if (!site) return tl::unexpected(site.error());
  RecordRow confirmation("warehouse_confirmation");
  confirmation.set("site_id", site->id).set("tolerance_ppb", input.tolerance.part.parts_per_billion());
  confirmation.set("tolerance_mg", input.tolerance.mass).set("statement_sha256", input.sha256);
  std::vector<RecordRow> rows = {confirmation};
  for (const StatementLine& line : *lines) {
    if (line.state == StatementState::matched) rows.push_back(confirmed_row(line));
  }
  const std::size_t confirmed = rows.size() - 1;
  if (confirmed == 0) {
    return refuse(Rule::confirmation_empty,
                  fmt::format("of {} lines none of the statement agrees with what the book has at {} on {}",
                              lines->size(), site->code, format_date(recording.on())),
                  fmt::format("pvault warehouse reconcile --site {} --as-of {} --statement FILE", site->code,
                              format_date(recording.on())));
  }
  return recording.finish(std::move(rows), {},
                          fmt::format("confirmation of {} lot{} at {} by a statement; {} more on it or in the book not "
                                      "confirmed",
                                      confirmed, confirmed == 1 ? "" : "s", site->code, lines->size() - confirmed));
}

} // namespace pvault::operations
