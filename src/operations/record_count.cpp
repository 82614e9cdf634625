#include "operations/record_count.hpp"

#include "operations/lot_names.hpp"
#include "operations/lot_paper_rows.hpp"
#include "stockpile/lot_status.hpp"
#include "store/balances.hpp"
#include "store/counts.hpp"
#include "store/lot_status.hpp"
#include "store/sales.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::operations {

namespace {

RequestFingerprint fingerprint_of(RequestFingerprint fingerprint, const CountInput& input) {
  fingerprint.add_name("site", input.site).add("counted_by", input.counted_by).add("sheet", input.sheet);
  fingerprint.add("tolerance_ppb", input.tolerance.part.parts_per_billion()).add("tolerance_mg", input.tolerance.mass);
  for (const CountedRow& row : input.rows)
    fingerprint.add_name("lot", row.lot).add("mass", row.mass ? row.mass->text : "not found").add("note", row.note);
  return fingerprint;
}

// A sheet is for one site and day, and names what the book knew when it was made.
Expected<void> check_sheet(store::Connection& connection, const CountInput& input, const store::Site& site, Date on) {
  if (input.sheet.empty()) return {};
  const EntryId newest = store::load_chain_head(connection).entry;
  const auto known_at = store::entry_of_sheet(input.sheet);
  if (known_at && *known_at > EntryId{0} && *known_at <= newest &&
      store::sheet_identity(connection, site, {on, *known_at}) == input.sheet)
    return {};
  return refuse(Rule::sheet_differs,
                fmt::format("{}: the sheet {} was not made for {} on {} from this book", printable(input.file),
                            in_quotes(input.sheet), site.code, format_date(on)),
                "check --site and --on against the sheet, or make a new one with `pvault count sheet`");
}

std::vector<std::string> names_of(const std::vector<CountedRow>& rows) {
  std::vector<std::string> names;
  names.reserve(rows.size());
  for (const CountedRow& row : rows)
    names.push_back(row.lot);
  return names;
}

RecordRow line_row(const CountLine& line) {
  RecordRow row("stock_count_line");
  row.set("lot_name", line.lot_name).set("lot_id", line.lot).set("status", count_status_name(line.status));
  row.set_text("mass_entered", line.mass_entered).set("counted_mg", line.counted).set("expected_mg", line.expected);
  row.set("tolerance_mg", line.allowed).set_text("note", line.note);
  return row;
}

std::string in_words(const std::vector<CountLine>& lines, const store::Site& site) {
  const auto of_status = [&](CountStatus status) { return std::ranges::count(lines, status, &CountLine::status); };
  return fmt::format("count of {}: {} of {} items within tolerance, {} not found, {} unexpected", site.code,
                     std::ranges::count_if(lines, is_accurate), lines.size(), of_status(CountStatus::not_found),
                     of_status(CountStatus::unexpected));
}

} // namespace

Expected<Recorded> record_count(store::Book& book, const RecordingOptions& options, const CountInput& input) {
  Recording recording(book, options, "count");
  if (auto repeat = recording.find_repeat(fingerprint_of(recording.fingerprint(), input))) return *repeat;
  store::Connection& connection = recording.connection();
  const auto site = store::load_site(connection, input.site);
  if (!site) return tl::unexpected(site.error());
  if (auto sound = check_sheet(connection, input, *site, recording.on()); !sound) return tl::unexpected(sound.error());
  const Moment moment{recording.on(), store::load_chain_head(connection).entry};
  const auto lots = store::list_lots_on_book(connection, *site, moment, names_of(input.rows));
  const auto lines = plan_count(lots, {.on = recording.on(),
                                       .site_code = site->code,
                                       .file = input.file,
                                       .tolerance = input.tolerance,
                                       .rows = input.rows});
  if (!lines) return tl::unexpected(lines.error());
  RecordRow count("stock_count");
  count.set("site_id", site->id);
  count.set("counted_by", input.counted_by.empty() ? options.header.recorded_by : input.counted_by);
  count.set("tolerance_ppb", input.tolerance.part.parts_per_billion()).set("tolerance_mg", input.tolerance.mass);
  count.set_text("sheet", input.sheet);
  std::vector<RecordRow> rows = {count};
  std::ranges::transform(*lines, std::back_inserter(rows), line_row);
  return recording.finish(std::move(rows), {}, in_words(*lines, *site));
}

namespace {

Expected<CountDifference> find_difference(store::Connection& connection, EntryId entry, const std::string& lot) {
  const auto count = store::load_count(connection, entry);
  if (!count) return tl::unexpected(count.error());
  return store::load_difference(connection, *count, lot);
}

} // namespace

Expected<Recorded> explain_count(store::Book& book, const RecordingOptions& options, const FindingInput& input) {
  Recording recording(book, options, "count-finding");
  const auto fingerprint =
      recording.fingerprint().add("count", input.count).add_name("lot", input.lot).add("finding", input.finding);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto difference = find_difference(recording.connection(), input.count, input.lot);
  if (!difference) return tl::unexpected(difference.error());
  if (auto sound = check_finding(*difference, recording.on()); !sound) return tl::unexpected(sound.error());
  RecordRow row("count_finding");
  row.set("count_entry_id", input.count).set("count_line", difference->number).set("finding", input.finding);
  return recording.finish({row}, {},
                          fmt::format("finding about lot {} in count {}: {}", difference->line.lot_name,
                                      number_of(input.count), input.finding));
}

namespace {

// What was found becomes a lot where the counted one lies, with its age and origin.
RecordRow surplus_row(store::Connection& connection, const OpenLot& lot, const AdjustmentPlan& plan, Date on) {
  const store::LotOrigin origin = store::load_lot_origin(connection, lot.id);
  RecordRow row("lot");
  row.set("lot_id", plan.surplus)
      .set("code", free_lot_name(connection, lot.code + ".", store::count_children(connection, lot.id) + 1, {}));
  row.set("mineral_id", lot.mineral).set("site_id", lot.site).set("supplier_id", origin.supplier);
  row.set("received_on", on).set("mass_entered", format_kilograms(plan.mass) + " kg").set("received_mg", plan.mass);
  row.set("parent_lot_id", lot.id).set("root_lot_id", origin.root).set("aged_from_on", origin.aged_from);
  return row;
}

std::string in_words(const CountDifference& difference, const AdjustmentPlan& plan, const std::string& surplus) {
  const std::string of = fmt::format("lot {} by count {}", difference.line.lot_name, number_of(difference.count));
  if (plan.surplus)
    return fmt::format("adjustment of {}: {} kg found as lot {}, without cost", of, format_kilograms(plan.mass),
                       surplus);
  return fmt::format("adjustment of {}: {} kg missing, cost {}", of, format_kilograms(-plan.mass),
                     format_money(plan.cost));
}

} // namespace

Expected<Recorded> adjust_count(store::Book& book, const RecordingOptions& options, const AdjustmentInput& input) {
  Recording recording(book, options, "count-adjustment");
  const auto fingerprint = recording.fingerprint()
                               .add("count", input.count)
                               .add_name("lot", input.lot)
                               .add("approved_by", input.approved_by)
                               .add("reason", input.reason);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  store::Connection& connection = recording.connection();
  const auto difference = find_difference(connection, input.count, input.lot);
  if (!difference) return tl::unexpected(difference.error());
  const AdjustmentRequest request{recording.on(), input.approved_by};
  if (auto allowed = check_adjustment(*difference, request); !allowed) return tl::unexpected(allowed.error());
  auto lots = store::load_named_lots(connection, {difference->line.lot_name}, recording.on());
  if (!lots) return tl::unexpected(lots.error());
  store::mark_sold(connection, *lots, recording.on());
  const OpenLot& lot = lots->front();
  const auto plan = plan_count_adjustment(lot, *difference, request, LotId{recording.writer().next_id("lot")});
  if (!plan) return tl::unexpected(plan.error());
  RecordRow row("count_adjustment");
  row.set("count_entry_id", input.count).set("count_line", difference->number);
  row.set("finding_entry_id", difference->finding->entry).set("lot_id", lot.id).set("mass_mg", plan->mass);
  row.set("approved_by", input.approved_by).set("reason", input.reason);
  std::vector<RecordRow> rows = {row};
  std::string surplus;
  if (plan->surplus) {
    const auto later = store::find_later_quality(connection, lot.id, recording.on());
    if (auto whole = check_no_later_change(lot.code, later, recording.on()); !whole)
      return tl::unexpected(whole.error());
    rows.push_back(surplus_row(connection, lot, *plan, recording.on()));
    surplus = std::get<std::string>(rows.back().value("code"));
    add_paper_rows(rows, {.quality = lot.quality}, *plan->surplus);
  }
  return recording.finish(std::move(rows), plan->postings, in_words(*difference, *plan, surplus));
}

} // namespace pvault::operations
