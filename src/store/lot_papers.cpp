#include "store/lot_papers.hpp"

#include "store/moment_sql.hpp"
#include "store/names.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::store {

namespace {

constexpr const char* paper_columns =
    "SELECT lot_id, gross_entered, tare_entered, form, grade, producer, ore_country, processing_country, contract, "
    "receipt, objective, expires_on, rotate_by_on, quality, provisional FROM v_lot_paper";

LotPapers read_papers(const Query& row) {
  return {.gross = row.text_or_empty(1),
          .tare = row.text_or_empty(2),
          .form = row.text_or_empty(3),
          .grade = row.text_or_empty(4),
          .producer = row.text_or_empty(5),
          .ore_country = row.text_or_empty(6),
          .processing_country = row.text_or_empty(7),
          .contract = row.text_or_empty(8),
          .receipt = row.text_or_empty(9),
          .objective = row.text_or_empty(10),
          .expires_on = row.optional_date(11),
          .rotate_by = row.optional_date(12),
          .quality = row.text_or_empty(13),
          .provisional = !row.is_null(14)};
}

std::optional<ReceiptHolder> read_holder(Query& row) {
  if (!row.next()) return std::nullopt;
  return ReceiptHolder{row.text(0), row.id<EntryId>(1), row.optional_date(2)};
}

} // namespace

std::optional<Date> LotPapers::due_on() const {
  if (!expires_on || !rotate_by) return expires_on ? expires_on : rotate_by;
  return std::min(expires_on, rotate_by);
}

std::map<LotId, LotPapers> load_lot_papers(Connection& connection) {
  std::map<LotId, LotPapers> papers;
  Query row = connection.query(paper_columns);
  while (row.next())
    papers.emplace(row.id<LotId>(0), read_papers(row));
  return papers;
}

LotPapers load_lot_papers(Connection& connection, LotId lot) {
  Query row = connection.query(fmt::format("{} WHERE lot_id = ?", paper_columns));
  row.bind(lot).expect_row();
  return read_papers(row);
}

std::vector<std::string> list_components(Connection& connection, LotId lot) {
  std::vector<std::string> components;
  Query row =
      connection.query("SELECT assay_entered FROM v_lot_component WHERE lot_id = ? ORDER BY entry_id, component");
  row.bind(lot);
  while (row.next())
    components.push_back(row.text(0));
  return components;
}

LotEntered load_lot_entered(Connection& connection, LotId lot) {
  Query row = connection.query("SELECT lot.entry_id, mass_entered, moisture_entered, assay_entered, content_factor, "
                               "price_entered FROM lot LEFT JOIN purchase USING (entry_id) WHERE lot_id = ?");
  row.bind(lot).expect_row();
  return {row.id<EntryId>(0),   row.text(1),          row.text_or_empty(2),
          row.text_or_empty(3), row.text_or_empty(4), row.text_or_empty(5)};
}

std::string spelled_receipt(Connection& connection, const std::string& receipt) {
  return spelled_in_book(connection, "document", "number",
                         spelled_in_book(connection, "lot_paper", "receipt", receipt));
}

std::optional<ReceiptHolder> find_receipt_holder(Connection& connection, const std::string& receipt, Date on) {
  Query row = connection.query(
      "SELECT lot.code, claim.entry_id, until_on FROM (SELECT receipt_claim.* FROM lot_paper AS used JOIN "
      "receipt_claim USING (lot_id) WHERE used.receipt = ?1 UNION ALL SELECT entry_id, lot_id, receipt, from_on, "
      "until_on FROM receipt_document WHERE receipt = ?1) AS claim JOIN lot USING (lot_id) "
      "WHERE until_on IS NULL OR (until_on > ?2 AND until_on > from_on) "
      "ORDER BY until_on IS NOT NULL, claim.entry_id, claim.lot_id LIMIT 1");
  return read_holder(row.bind(spelled_receipt(connection, receipt)).bind(on));
}

std::optional<ReceiptHolder> find_other_receipt_holder(Connection& connection, const std::string& receipt, EntryId of,
                                                       Date on) {
  Query row = connection.query(
      "SELECT lot.code, claim.entry_id, until_on FROM lot_paper AS used JOIN receipt_claim AS claim USING (lot_id) "
      "JOIN lot USING (lot_id) WHERE used.receipt = ?1 AND claim.entry_id <> ?2 AND (until_on IS NULL OR (until_on > "
      "?3 AND until_on > from_on)) ORDER BY until_on IS NOT NULL, claim.entry_id LIMIT 1");
  return read_holder(row.bind(spelled_in_book(connection, "lot_paper", "receipt", receipt)).bind(of).bind(on));
}

std::vector<OwnReceipt> list_receipts_made(Connection& connection, EntryId entry) {
  std::vector<OwnReceipt> receipts;
  Query row = connection.query("SELECT lot.code, receipt FROM lot_paper JOIN lot USING (lot_id) WHERE "
                               "lot_paper.entry_id = ? AND receipt IS NOT NULL ORDER BY lot_id");
  row.bind(entry);
  while (row.next())
    receipts.push_back({row.text(0), row.text(1)});
  return receipts;
}

std::vector<RelatedPurchase> list_related_purchases(Connection& connection, const Moment& moment) {
  std::vector<RelatedPurchase> purchases;
  Query row = connection.query(fmt::format(
      "SELECT entry.entry_id, entry.effective_on, party.code, party.name, lot.code, lot.mineral_id, mineral.code, "
      "coalesce(final_mg, received_mg), coalesce(settled.metal_cents, purchase.metal_cents), (SELECT "
      "coalesce(SUM(amount_cents), 0) FROM landed_cost WHERE landed_cost.entry_id = entry.entry_id), "
      "purchase.price_entered, contract FROM party CROSS JOIN purchase ON purchase.supplier_id = party_id JOIN entry "
      "ON entry.entry_id = purchase.entry_id JOIN lot ON lot.entry_id = entry.entry_id JOIN mineral ON "
      "mineral.mineral_id = lot.mineral_id LEFT JOIN lot_paper ON lot_paper.lot_id = lot.lot_id LEFT JOIN (SELECT "
      "assay_settlement.lot_id, final_mg, assay_settlement.metal_cents FROM assay_settlement JOIN entry USING "
      "(entry_id) WHERE {0}) AS settled ON settled.lot_id = lot.lot_id WHERE related = 1 AND {0} ORDER BY "
      "entry.effective_on, entry.entry_id",
      stands_at_moment("entry")));
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    purchases.push_back({.entry = row.id<EntryId>(0),
                         .on = row.date(1),
                         .supplier_code = row.text(2),
                         .supplier_name = row.text(3),
                         .lot_code = row.text(4),
                         .mineral = row.id<MineralId>(5),
                         .mineral_code = row.text(6),
                         .received = row.mass(7),
                         .metal = row.money(8),
                         .landed = row.money(9),
                         .price_entered = row.text_or_empty(10),
                         .contract = row.text_or_empty(11)});
  }
  return purchases;
}

} // namespace pvault::store
