#include "store/lot_status.hpp"

#include "store/balances.hpp"
#include "store/lot_papers.hpp"
#include "store/moment_sql.hpp"
#include "store/read_again.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string_view>
#include <utility>

namespace pvault::store {

namespace {

std::optional<LotQuality> quality_or_none(const Query& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(read_again(parse_quality(row.text(column))));
}

void load_history(Connection& connection, LotStatus& lot) {
  Query change = connection.query("SELECT entry_id, effective_on, (SELECT effective_on FROM reversal WHERE "
                                  "reversed_entry_id = lot_quality.entry_id), status FROM lot_quality WHERE lot_id = "
                                  "? ORDER BY effective_on, entry_id");
  change.bind(lot.lot);
  while (change.next())
    lot.changes.push_back(
        {change.id<EntryId>(0), change.date(1), change.optional_date(2), *quality_or_none(change, 3)});
  Query taking = connection.query(
      "SELECT entry_id, effective_on, kind FROM lot_taking WHERE lot_id = ?1 UNION ALL SELECT entry_id, effective_on, "
      "'return' FROM quality_come_back WHERE lot_id = ?1 ORDER BY entry_id");
  taking.bind(lot.lot);
  while (taking.next()) {
    const std::string kind = taking.text(2);
    lot.takings.push_back({taking.id<EntryId>(0), taking.date(1),
                           kind == "release"    ? TakingKind::release
                           : kind == "transfer" ? TakingKind::transfer
                                                : TakingKind::come_back});
  }
  Query pledge = connection.query("SELECT pledge_span.entry_id, facility.code, from_on, until_on, forbids_release FROM "
                                  "pledge_span JOIN facility USING (facility_id) WHERE lot_id = ? ORDER BY 1");
  pledge.bind(lot.lot);
  while (pledge.next())
    lot.pledges.push_back(
        {pledge.id<EntryId>(0), pledge.text(1), pledge.date(2), pledge.optional_date(3), !pledge.is_null(4)});
}

} // namespace

Expected<LotStatus> load_lot_status(Connection& connection, const std::string& code) {
  const auto named = load_named_lots(connection, {code});
  if (!named) return tl::unexpected(named.error());
  const OpenLot& found = named->front();
  Query row = connection.query("SELECT received_on, quality, (SELECT entry_id FROM reversal WHERE reversed_entry_id = "
                               "lot.entry_id) FROM lot LEFT JOIN lot_paper USING (lot_id) WHERE lot.lot_id = ?");
  row.bind(found.id).expect_row();
  if (!row.is_null(2)) {
    return refuse(Rule::lot_unknown,
                  fmt::format("the entry that made lot {} was reversed by entry {}", found.code, row.integer(2)),
                  "`pvault report lots` shows what there is");
  }
  LotStatus lot{.lot = found.id,
                .code = found.code,
                .received_on = row.date(0),
                .mass = found.mass,
                .first = quality_or_none(row, 1)};
  load_history(connection, lot);
  return lot;
}

std::optional<LotQuality> find_quality(Connection& connection, LotId lot, Date on) {
  Query row = connection.query("SELECT code FROM lot WHERE lot_id = ?");
  row.bind(lot).expect_row();
  return load_named_lots(connection, {row.text(0)}, on)->front().quality;
}

std::optional<QualityChange> find_later_quality(Connection& connection, LotId lot, Date on) {
  Query row = connection.query("SELECT entry_id, effective_on, status FROM lot_quality WHERE lot_id = ? AND "
                               "effective_on > ? AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = "
                               "lot_quality.entry_id) ORDER BY effective_on, entry_id LIMIT 1");
  if (!row.bind(lot).bind(on).next()) return std::nullopt;
  return QualityChange{.entry = row.id<EntryId>(0), .on = row.date(1), .status = quality_or_none(row, 2).value()};
}

Expected<std::string> load_lot_of_receipt(Connection& connection, const std::string& receipt) {
  Query row = connection.query(
      "SELECT lot.code FROM (SELECT lot_id FROM lot_paper WHERE receipt = ?1 UNION SELECT lot_id FROM receipt_document "
      "WHERE receipt = ?1 AND until_on IS NULL) AS held JOIN lot USING (lot_id) WHERE NOT EXISTS "
      "(SELECT 1 FROM reversal WHERE reversed_entry_id = lot.entry_id) ORDER BY lot_id");
  row.bind(spelled_receipt(connection, receipt));
  std::vector<std::string> lots;
  while (row.next())
    lots.push_back(row.text(0));
  if (lots.size() == 1) return lots.front();
  if (lots.empty()) {
    return refuse(Rule::receipt_unknown, fmt::format("no lot has the warehouse receipt \"{}\"", receipt),
                  "`pvault lot list --format csv` shows the receipts");
  }
  return refuse(
      Rule::receipt_already_used,
      fmt::format("by documents, warehouse receipt \"{}\" is that of the lots {}", receipt, fmt::join(lots, ", ")),
      "name the lot by --lot; `pvault report duplicates` shows the documents");
}

namespace {

// Lots with a quality, or pledged, at any time.
constexpr const char* lots_with_holds =
    "(SELECT lot_id FROM lot_paper WHERE quality IS NOT NULL UNION SELECT lot_id FROM lot_quality UNION SELECT lot_id "
    "FROM pledge)";

std::string holds_sql(std::string_view condition) {
  const std::string pledge_at_moment = fmt::format(
      "FROM pledge JOIN entry USING (entry_id) JOIN facility USING (facility_id) WHERE pledge.lot_id = lot.lot_id "
      "AND {} AND NOT EXISTS (SELECT 1 FROM pledge_release JOIN entry AS returned USING (entry_id) WHERE "
      "pledge_entry_id = pledge.entry_id AND {}) LIMIT 1",
      stands_at_moment("entry"), stands_at_moment("returned"));
  return fmt::format(
      "SELECT lot.lot_id, lot.mineral_id, lot.code, coalesce((SELECT status FROM lot_quality JOIN entry USING "
      "(entry_id) WHERE lot_quality.lot_id = lot.lot_id AND {0} ORDER BY entry.effective_on DESC, entry.entry_id "
      "DESC LIMIT 1), (SELECT quality FROM lot_paper WHERE lot_paper.lot_id = lot.lot_id)), (SELECT facility.code "
      "{1}), (SELECT forbids_release {1}), site.kind, (SELECT SUM(mass_mg) FROM posting JOIN entry USING (entry_id) "
      "WHERE posting.lot_id = lot.lot_id AND effective_on <= ?1 AND entry_id <= ?2), (SELECT SUM(amount_cents) FROM "
      "posting JOIN entry USING (entry_id) WHERE posting.lot_id = lot.lot_id AND effective_on <= ?1 AND entry_id <= "
      "?2), (SELECT coalesce(SUM(change_mg), 0) FROM sale_change WHERE sale_change.lot_id = lot.lot_id AND "
      "effective_on <= ?1 AND sale_change.entry_id <= ?2) FROM lot JOIN site USING (site_id) WHERE {2}",
      stands_at_moment("entry"), pledge_at_moment, condition);
}

// Nothing when the lot was not received by then.
std::optional<LotHold> read_hold(const Query& row) {
  if (row.is_null(7)) return std::nullopt;
  return LotHold{.mineral = row.id<MineralId>(1),
                 .code = row.text(2),
                 .quality = quality_or_none(row, 3),
                 .pledged_to = row.text_or_empty(4),
                 .release_forbidden = !row.is_null(5),
                 .in_storage = row.is_null(6),
                 .on_hand = row.mass(7),
                 .cost = row.money(8),
                 .sold = row.mass(9)};
}

} // namespace

std::map<LotId, LotHold> load_holds(Connection& connection, const Moment& moment) {
  static const std::string sql = holds_sql(fmt::format("lot.lot_id IN {}", lots_with_holds));
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at);
  std::map<LotId, LotHold> holds;
  while (row.next()) {
    if (auto hold = read_hold(row)) holds.emplace(row.id<LotId>(0), std::move(*hold));
  }
  return holds;
}

std::optional<LotHold> find_hold(Connection& connection, LotId lot, const Moment& moment) {
  static const std::string sql = holds_sql("lot.lot_id = ?3");
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at).bind(lot);
  return row.next() ? read_hold(row) : std::nullopt;
}

std::set<LotId> list_changed_holds(Connection& connection, Date day, const Moment& moment) {
  static const std::string sql = fmt::format(
      "WITH later (entry_id) AS MATERIALIZED (SELECT entry_id FROM entry WHERE effective_on > ?1 AND effective_on <= "
      "?2 "
      "AND entry_id <= ?3), said (entry_id) AS (SELECT entry_id FROM later UNION ALL SELECT reversed_entry_id FROM "
      "later "
      "CROSS JOIN reversal USING (entry_id)), changed (lot_id) AS ("
      "SELECT lot_id FROM later CROSS JOIN posting USING (entry_id) WHERE lot_id IS NOT NULL "
      "UNION SELECT lot_id FROM said CROSS JOIN lot_quality USING (entry_id) "
      "UNION SELECT lot_id FROM said CROSS JOIN pledge USING (entry_id) "
      "UNION SELECT lot_id FROM said CROSS JOIN pledge_release USING (entry_id) CROSS JOIN pledge ON pledge.entry_id = "
      "pledge_entry_id "
      "UNION SELECT lot_id FROM said CROSS JOIN sale_lot USING (entry_id) "
      "UNION SELECT lot_id FROM later CROSS JOIN sale_cancellation_lot USING (entry_id)) "
      "SELECT lot_id FROM changed WHERE lot_id IN {}",
      lots_with_holds);
  std::set<LotId> lots;
  Query row = connection.query(sql);
  row.bind(day).bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    lots.insert(row.id<LotId>(0));
  return lots;
}

} // namespace pvault::store
