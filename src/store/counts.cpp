#include "store/counts.hpp"

#include "journal/sha256.hpp"
#include "store/balances.hpp"
#include "store/entries.hpp"
#include "store/facilities.hpp"
#include "store/moment_sql.hpp"
#include "store/settlements.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <set>
#include <utility>

namespace pvault::store {

namespace {

DamagedBookError damaged(const char* what) {
  return {fmt::format("the book is damaged: {}", what), "run `pvault audit verify`"};
}

CountStatus stored_status(const std::string& name) {
  const auto status = find_count_status(name);
  if (!status) throw damaged("a line of a count has no known status");
  return *status;
}

// ?3: the count, ?4: its day. Of each line what the book has of the lot at the site; it is nothing for a lot that lies
// elsewhere.
std::vector<CountedLine> list_lines(Connection& connection, const Count& count, const Moment& moment) {
  std::vector<CountedLine> lines;
  Query row = connection.query(
      "SELECT counted.line, lot_name, counted.lot_id, status, counted.mass_entered, counted_mg, expected_mg, "
      "counted.tolerance_mg, counted.note, lot.mineral_id, mineral.code, site.code, lot.received_on, "
      "(SELECT coalesce(SUM(mass_mg), 0) FROM posting JOIN entry USING (entry_id) WHERE posting.lot_id = "
      "counted.lot_id AND lot.site_id = ?3 AND effective_on <= ?4 AND entry_id <= ?2), "
      "(SELECT entry_id FROM reversal WHERE reversed_entry_id = lot.entry_id AND entry_id <= ?2) "
      "FROM stock_count_line AS counted LEFT JOIN lot ON lot.lot_id = counted.lot_id LEFT JOIN mineral ON "
      "mineral.mineral_id = lot.mineral_id LEFT JOIN site ON site.site_id = lot.site_id "
      "WHERE counted.entry_id = ?1 ORDER BY counted.line");
  row.bind(count.entry).bind(moment.known_at).bind(count.site).bind(count.on);
  while (row.next()) {
    CountedLine line{.number = row.integer(0),
                     .line = {.lot_name = row.text(1),
                              .lot = row.optional_id<LotId>(2),
                              .status = stored_status(row.text(3)),
                              .mass_entered = row.text_or_empty(4),
                              .expected = row.mass(6),
                              .allowed = row.mass(7),
                              .note = row.text_or_empty(8)},
                     .mineral = row.optional_id<MineralId>(9),
                     .mineral_code = row.text_or_empty(10),
                     .lot_site_code = row.text_or_empty(11),
                     .lot_reversed_by = row.optional_id<EntryId>(14),
                     .on_book = row.mass(13)};
    if (!row.is_null(5)) line.line.counted = row.mass(5);
    if (!row.is_null(12)) line.lot_received_on = row.date(12);
    lines.push_back(std::move(line));
  }
  return lines;
}

using LineKey = std::pair<EntryId, std::int64_t>;

std::map<LineKey, Finding> list_findings(Connection& connection, const Moment& moment) {
  static const std::string sql =
      fmt::format("SELECT count_entry_id, count_line, entry.entry_id, effective_on, finding FROM count_finding JOIN "
                  "entry USING (entry_id) WHERE {} ORDER BY entry.entry_id",
                  stands_at_moment("entry"));
  std::map<LineKey, Finding> findings;
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    findings.insert_or_assign({row.id<EntryId>(0), row.integer(1)},
                              Finding{row.id<EntryId>(2), row.date(3), row.text(4)});
  return findings;
}

std::map<LineKey, Adjustment> list_adjustments(Connection& connection, const Moment& moment) {
  static const std::string sql =
      fmt::format("SELECT count_entry_id, count_line, entry.entry_id, effective_on, count_adjustment.mass_mg, "
                  "approved_by, lot.code FROM count_adjustment JOIN entry USING (entry_id) LEFT JOIN lot ON "
                  "lot.entry_id = entry.entry_id WHERE {}",
                  stands_at_moment("entry"));
  std::map<LineKey, Adjustment> adjustments;
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    adjustments.insert_or_assign(
        {row.id<EntryId>(0), row.integer(1)},
        Adjustment{row.id<EntryId>(2), row.date(3), row.mass(4), row.text(5), row.text_or_empty(6)});
  return adjustments;
}

// All of them, or the one.
std::vector<Count> load_counts(Connection& connection, const Moment& moment, std::optional<EntryId> only) {
  static const std::string sql = fmt::format(
      "SELECT entry.entry_id, entry.effective_on, site_id, site.code, counted_by, tolerance_ppb, tolerance_mg, sheet "
      "FROM stock_count JOIN entry USING (entry_id) JOIN site USING (site_id) WHERE {} "
      "AND (?3 = 0 OR entry.entry_id = ?3) ORDER BY entry.effective_on, entry.entry_id",
      stands_at_moment("entry"));
  std::vector<Count> counts;
  {
    Query row = connection.query(sql);
    row.bind(moment.as_of).bind(moment.known_at).bind(only.value_or(EntryId{0}));
    while (row.next()) {
      counts.push_back({.entry = row.id<EntryId>(0),
                        .on = row.date(1),
                        .site = row.id<SiteId>(2),
                        .site_code = row.text(3),
                        .counted_by = row.text(4),
                        .tolerance = {Rate::parts_per_billion(row.integer(5)), row.mass(6)},
                        .sheet = row.text_or_empty(7)});
    }
  }
  const auto findings = list_findings(connection, moment);
  const auto adjustments = list_adjustments(connection, moment);
  for (Count& count : counts) {
    count.lines = list_lines(connection, count, moment);
    for (CountedLine& line : count.lines) {
      const LineKey key{count.entry, line.number};
      if (const auto found = findings.find(key); found != findings.end()) line.finding = found->second;
      if (const auto found = adjustments.find(key); found != adjustments.end()) line.adjustment = found->second;
    }
  }
  return counts;
}

} // namespace

std::vector<Count> list_counts(Connection& connection, const Moment& moment) {
  return load_counts(connection, moment, std::nullopt);
}

Expected<Count> load_count(Connection& connection, EntryId entry) {
  const auto head = load_entry(connection, entry);
  if (!head) return tl::unexpected(head.error());
  if (head->kind != "count") {
    return refuse(Rule::count_unknown, fmt::format("entry {} is a {}, not a count", number_of(entry), head->kind),
                  "`pvault report counts` shows the counts");
  }
  if (head->reversed_by) {
    return refuse(Rule::reversed_already,
                  fmt::format("count {} was reversed by entry {}", number_of(entry), number_of(*head->reversed_by)),
                  "`pvault report counts` shows the counts that stand");
  }
  auto counts = load_counts(connection, end_of_time(connection), entry);
  if (counts.empty()) throw damaged("an entry of kind count has no count");
  return std::move(counts.front());
}

namespace {

std::optional<DatedEntry> read_dated(Query& row) {
  return row.next() ? std::optional(DatedEntry{row.id<EntryId>(0), row.date(1)}) : std::nullopt;
}

std::optional<DatedEntry> find_later_count(Connection& connection, const Count& count, LotId lot) {
  Query row = connection.query(
      "SELECT entry.entry_id, effective_on FROM stock_count_line JOIN entry USING (entry_id) WHERE lot_id = ?1 AND "
      "(effective_on, entry.entry_id) > (?2, ?3) AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = "
      "entry.entry_id) ORDER BY effective_on DESC, entry.entry_id DESC LIMIT 1");
  row.bind(lot).bind(count.on).bind(count.entry);
  return read_dated(row);
}

std::optional<DatedEntry> find_later_adjustment(Connection& connection, const Count& count, LotId lot) {
  Query row = connection.query(
      "SELECT entry.entry_id, effective_on FROM count_adjustment JOIN entry USING (entry_id) WHERE lot_id = ?1 AND "
      "effective_on > ?2 AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = entry.entry_id) "
      "ORDER BY effective_on DESC, entry.entry_id DESC LIMIT 1");
  row.bind(lot).bind(count.on);
  return read_dated(row);
}

} // namespace

Expected<CountDifference> load_difference(Connection& connection, const Count& count, const std::string& lot) {
  const auto found =
      std::ranges::find(count.lines, lower(lot), [](const CountedLine& line) { return lower(line.line.lot_name); });
  if (found == count.lines.end()) {
    std::vector<std::string> names;
    for (const CountedLine& line : count.lines)
      names.push_back(line.line.lot_name);
    const std::string nearest = nearest_name(lot, names);
    return refuse(Rule::lot_not_counted,
                  fmt::format("count {} of {} has no lot {}", number_of(count.entry), count.site_code, in_quotes(lot)),
                  nearest.empty() ? "`pvault report count-differences` shows what differs" : nearest);
  }
  CountDifference difference{.count = count.entry,
                             .number = found->number,
                             .counted_on = count.on,
                             .counted_by = count.counted_by,
                             .site_code = count.site_code,
                             .line = found->line,
                             .on_book = found->on_book,
                             .lot_site_code = found->lot_site_code,
                             .lot_received_on = found->lot_received_on,
                             .lot_reversed_by = found->lot_reversed_by};
  if (found->finding) difference.finding = DatedEntry{found->finding->entry, found->finding->on};
  if (found->adjustment) difference.adjusted_by = found->adjustment->entry;
  if (!found->line.lot) return difference;
  difference.counted_again = find_later_count(connection, count, *found->line.lot);
  difference.adjusted_later = find_later_adjustment(connection, count, *found->line.lot);
  return difference;
}

LotForm load_lot_form(Connection& connection, LotId lot, const Moment& moment) {
  LotForm form;
  // Up to the lot that came from elsewhere, from an upgrade or processing, or for what was exchanged; what it is of, it
  // is of from there on.
  Query row = connection.query(
      "WITH RECURSIVE same_form(lot_id, parent_lot_id, steps) AS ("
      "SELECT lot_id, parent_lot_id, 0 FROM lot WHERE lot_id = ?1 UNION ALL "
      "SELECT parent.lot_id, parent.parent_lot_id, steps + 1 FROM same_form JOIN lot AS child ON child.lot_id = "
      "same_form.lot_id JOIN lot AS parent ON parent.lot_id = child.parent_lot_id WHERE NOT EXISTS (SELECT 1 FROM "
      "transfer WHERE transfer.entry_id = child.entry_id AND kind IN ('upgrade', 'processing')) AND NOT EXISTS (SELECT "
      "1 FROM loan_return JOIN release ON release.entry_id = loan_return.release_entry_id WHERE loan_return.entry_id = "
      "child.entry_id AND release.kind = 'exchange')) "
      "SELECT assay_entered, moisture_entered, lot_id FROM same_form JOIN lot USING (lot_id) ORDER BY steps DESC LIMIT "
      "1");
  row.bind(lot).expect_row();
  // From its settlement on, the final ones.
  const auto settled = find_settlement(connection, row.id<LotId>(2), moment);
  const std::string final_assay = settled ? settled->assay : "";
  const std::string final_moisture = settled ? settled->moisture : "";
  const std::string assay_text = final_assay.empty() ? row.text_or_empty(0) : final_assay;
  if (!assay_text.empty()) {
    const auto assay = parse_assay(assay_text);
    if (!assay) throw damaged("a lot's assay cannot be read");
    form.assay = *assay;
  }
  form.moisture_text = final_moisture.empty() ? row.text_or_empty(1) : final_moisture;
  if (form.moisture_text.empty()) return form;
  const auto moisture = parse_moisture(form.moisture_text);
  if (!moisture) throw damaged("a lot's moisture cannot be read");
  form.moisture = *moisture;
  return form;
}

namespace {

void add_others(Connection& connection, const std::vector<std::string>& names,
                const std::map<MineralId, Mineral>& minerals, const Moment& moment, std::vector<LotOnBook>& lots) {
  std::set<std::string> known;
  for (const LotOnBook& lot : lots)
    known.insert(lower(lot.code));
  for (const std::string& name : names) {
    if (!known.insert(lower(name)).second) continue;
    const auto found = load_named_lots(connection, {name});
    if (!found) continue;
    const OpenLot& lot = found->front();
    lots.push_back({.id = lot.id,
                    .code = lot.code,
                    .mineral = minerals.at(lot.mineral),
                    .form = load_lot_form(connection, lot.id, moment)});
  }
}

} // namespace

std::vector<LotOnBook> list_lots_on_book(Connection& connection, const Site& site, const Moment& moment,
                                         const std::vector<std::string>& others) {
  std::map<MineralId, Mineral> minerals;
  for (Mineral& mineral : list_minerals(connection))
    minerals.emplace(mineral.id, std::move(mineral));
  std::vector<LotOnBook> lots;
  for (const LotState& lot : list_lots(connection, moment, true)) {
    if (lot.site_code != site.code) continue;
    lots.push_back({.id = lot.id,
                    .code = lot.code,
                    .mineral = minerals.at(lot.mineral),
                    .form = load_lot_form(connection, lot.id, moment),
                    .expected = lot.on_hand});
  }
  std::ranges::sort(lots, {}, [](const LotOnBook& lot) { return lower(lot.code); });
  add_others(connection, others, minerals, moment, lots);
  return lots;
}

std::string sheet_identity(Connection& connection, const Site& site, const Moment& moment) {
  const auto known_at = load_entry(connection, moment.known_at);
  std::string text = fmt::format("{}\n{}\n{}\n", known_at ? known_at->hash : "", site.code, format_date(moment.as_of));
  for (const LotOnBook& lot : list_lots_on_book(connection, site, moment, {}))
    text += lot.code + "\n";
  constexpr std::size_t shown = 12;
  return fmt::format("E{}-{}", number_of(moment.known_at), sha256_hex(text).substr(0, shown));
}

std::optional<EntryId> entry_of_sheet(std::string_view sheet) {
  if (!sheet.starts_with('E')) return std::nullopt;
  std::int64_t entry = 0;
  const auto [end, error] = std::from_chars(sheet.data() + 1, sheet.data() + sheet.size(), entry);
  if (error != std::errc() || end == sheet.data() + sheet.size() || *end != '-') return std::nullopt;
  return EntryId{entry};
}

} // namespace pvault::store
