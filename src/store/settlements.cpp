#include "store/settlements.hpp"

#include "store/balances.hpp"
#include "store/moment_sql.hpp"
#include "store/read_again.hpp"
#include "store/sales.hpp"

#include <fmt/format.h>

namespace pvault::store {

namespace {

// The lot, and those that were taken of it or came back of it; not what a count found beside one, which nobody
// delivered.
constexpr const char* delivered =
    "WITH RECURSIVE delivered (lot_id) AS (SELECT ?1 UNION ALL SELECT lot.lot_id FROM delivered CROSS JOIN lot ON "
    "lot.parent_lot_id = delivered.lot_id JOIN entry USING (entry_id) WHERE entry.kind IN ('transfer', 'return')) ";

ProvisionalLot load_purchase(Connection& connection, const OpenLot& found) {
  Query row = connection.query(
      "SELECT mass_entered, moisture_entered, assay_entered, price_entered, gross_entered, tare_entered, "
      "provisional, received_on, received_mg, metal_cents, lot.supplier_id, (SELECT settled.entry_id FROM "
      "assay_settlement AS settled WHERE settled.lot_id = lot.lot_id AND NOT EXISTS (SELECT 1 FROM reversal WHERE "
      "reversed_entry_id = settled.entry_id)) FROM lot LEFT JOIN purchase USING (entry_id) LEFT JOIN lot_paper USING "
      "(lot_id) WHERE lot.lot_id = ?");
  row.bind(found.id).expect_row();
  ProvisionalLot lot{.id = found.id,
                     .code = found.code,
                     .supplier = row.id<PartyId>(10),
                     .received_on = row.date(7),
                     .is_provisional = !row.is_null(6),
                     .settled_by = row.optional_id<EntryId>(11),
                     .received = row.mass(8),
                     .metal = {},
                     .delivery = {}};
  if (!lot.is_provisional) return lot;
  lot.metal = row.money(9);
  lot.delivery = read_again(parse_delivery({.mass = row.text(0),
                                            .moisture = row.text_or_empty(1),
                                            .assay = row.text_or_empty(2),
                                            .gross = row.text_or_empty(4),
                                            .tare = row.text_or_empty(5)}));
  if (!row.is_null(3)) lot.price = read_again(parse_price(row.text(3)));
  return lot;
}

void load_lots_on_hand(Connection& connection, ProvisionalLot& lot, Date on) {
  Query row = connection.query(fmt::format(
      "{} SELECT lot_balance.lot_id, lot.code, drawable_from_on, mass_mg, cost_cents FROM delivered JOIN lot "
      "USING (lot_id) JOIN lot_balance USING (lot_id) WHERE mass_mg > 0 ORDER BY lot.lot_id",
      delivered));
  row.bind(lot.id);
  while (row.next()) {
    OpenLot open{.id = row.id<LotId>(0),
                 .code = row.text(1),
                 .drawable_from = row.date(2),
                 .mass = row.mass(3),
                 .cost = row.money(4)};
    mark_sold(connection, open, on);
    lot.lots.push_back({open.id, open.code, open.drawable_from, open.mass, open.cost, open.sold});
  }
}

// What is lent has not left: it comes back, or is given up.
void load_lent(Connection& connection, ProvisionalLot& lot) {
  Query lent = connection.query(
      fmt::format("{} SELECT release_entry_id, lot.code, SUM(change_mg) FROM delivered CROSS JOIN lot USING (lot_id) "
                  "CROSS JOIN loan_change USING (lot_id) GROUP BY release_entry_id, lot_id HAVING SUM(change_mg) > 0 "
                  "ORDER BY 1, lot_id LIMIT 1",
                  delivered));
  lent.bind(lot.id);
  if (lent.next()) lot.lent = LentOut{lent.id<EntryId>(0), lent.text(1), lent.mass(2)};
  Query given_up = connection.query(fmt::format(
      "{} SELECT coalesce(SUM(mass_mg), 0), coalesce(SUM(cost_cents), 0) FROM delivered CROSS JOIN "
      "loan_return_part AS part ON drawn_lot_id = delivered.lot_id WHERE part.lot_id IS NULL AND NOT EXISTS "
      "(SELECT 1 FROM reversal WHERE reversed_entry_id = part.entry_id)",
      delivered));
  given_up.bind(lot.id).expect_row();
  lot.lost += given_up.mass(0);
  lot.lost_cost += given_up.money(1);
}

void load_what_left(Connection& connection, ProvisionalLot& lot) {
  Query row = connection.query(fmt::format(
      "{} SELECT -SUM(mass_mg), -SUM(amount_cents), EXISTS (SELECT 1 FROM posting AS lost WHERE lost.entry_id = "
      "entry.entry_id AND lost.account_id = 22) FROM delivered CROSS JOIN posting USING (lot_id) JOIN entry USING "
      "(entry_id) WHERE kind NOT IN ('purchase', 'transfer', 'return', 'settlement', 'reversal') AND NOT EXISTS "
      "(SELECT 1 FROM reversal WHERE reversed_entry_id = entry.entry_id) AND NOT EXISTS (SELECT 1 FROM release WHERE "
      "release.entry_id = entry.entry_id AND return_by_on IS NOT NULL) GROUP BY entry.entry_id HAVING SUM(mass_mg) < "
      "0",
      delivered));
  row.bind(lot.id);
  while (row.next()) {
    const bool lost = row.integer(2) != 0;
    (lost ? lot.lost : lot.released) += row.mass(0);
    (lost ? lot.lost_cost : lot.released_cost) += row.money(1);
  }
  Query yield = connection.query(fmt::format(
      "{} SELECT coalesce(SUM(loss_mg), 0) FROM delivered JOIN transfer ON parent_lot_id = lot_id WHERE NOT "
      "EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = transfer.entry_id)",
      delivered));
  yield.bind(lot.id).expect_row();
  lot.yield_lost = yield.mass(0);
}

} // namespace

Expected<FoundProvisionalLot> load_provisional_lot(Connection& connection, const std::string& code, Date on) {
  const auto named = load_named_lots(connection, {code});
  if (!named) return tl::unexpected(named.error());
  const OpenLot& found = named->front();
  Query reversal = connection.query(
      "SELECT reversal.entry_id FROM lot JOIN reversal ON reversed_entry_id = lot.entry_id WHERE lot_id = ?");
  if (reversal.bind(found.id).next()) {
    return refuse(Rule::lot_unknown,
                  fmt::format("the entry that made lot {} was reversed by entry {}", found.code, reversal.integer(0)),
                  "`pvault report lots` shows what there is");
  }
  FoundProvisionalLot provisional{found.mineral, load_purchase(connection, found)};
  load_lots_on_hand(connection, provisional.lot, on);
  load_what_left(connection, provisional.lot);
  load_lent(connection, provisional.lot);
  return provisional;
}

namespace {

std::string standing_settlements() {
  return fmt::format("SELECT lot_id, entry.entry_id, entry.effective_on, final_mg, metal_cents, mass_entered, "
                     "moisture_entered, assay_entered, price_entered FROM assay_settlement JOIN entry USING (entry_id) "
                     "WHERE {}",
                     stands_at_moment("entry"));
}

Settlement read_settlement(const Query& row) {
  return {.entry = row.id<EntryId>(1),
          .on = row.date(2),
          .final = row.mass(3),
          .metal = row.money(4),
          .mass = row.text_or_empty(5),
          .moisture = row.text_or_empty(6),
          .assay = row.text_or_empty(7),
          .price = row.text_or_empty(8)};
}

} // namespace

std::map<LotId, Settlement> load_settlements(Connection& connection, const Moment& moment) {
  std::map<LotId, Settlement> settlements;
  Query row = connection.query(standing_settlements());
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    settlements.emplace(row.id<LotId>(0), read_settlement(row));
  return settlements;
}

std::optional<Settlement> find_settlement(Connection& connection, LotId lot, const Moment& moment) {
  Query row = connection.query(standing_settlements() + " AND lot_id = ?3");
  if (!row.bind(moment.as_of).bind(moment.known_at).bind(lot).next()) return std::nullopt;
  return read_settlement(row);
}

std::optional<Settlement> find_settlement_of_delivery(Connection& connection, LotId lot, const Moment& moment) {
  const LotId bought = load_lot_origin(connection, lot).root;
  Query row = connection.query(fmt::format("{} SELECT 1 FROM delivered WHERE lot_id = ?2", delivered));
  if (!row.bind(bought).bind(lot).next()) return std::nullopt;
  return find_settlement(connection, bought, moment);
}

std::int64_t count_unsettled_lots(Connection& connection, const Moment& moment) {
  Query row = connection.query(fmt::format(
      "SELECT count(*) FROM lot_paper JOIN lot USING (lot_id) JOIN entry AS bought ON bought.entry_id = lot.entry_id "
      "WHERE provisional = 1 AND {} AND NOT EXISTS (SELECT 1 FROM assay_settlement JOIN entry AS settled ON "
      "settled.entry_id = assay_settlement.entry_id WHERE assay_settlement.lot_id = lot.lot_id AND {})",
      stands_at_moment("bought"), stands_at_moment("settled")));
  row.bind(moment.as_of).bind(moment.known_at).expect_row();
  return row.integer(0);
}

} // namespace pvault::store
