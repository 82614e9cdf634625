#include "store/sales.hpp"

#include "store/balances.hpp"
#include "store/moment_sql.hpp"
#include "store/read_again.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace pvault::store {

namespace {

// The least that a sum is on day ?1 or any later one, when it changes on each day as the rows (effective_on, change_mg)
// say.
std::string least_from(const std::string& changes) {
  return fmt::format(
      "SELECT min(sum_mg) FROM (SELECT SUM(change_mg) OVER by_date AS sum_mg, lead(effective_on) OVER by_date AS "
      "until_on FROM (SELECT effective_on, SUM(change_mg) AS change_mg FROM ({} UNION ALL SELECT '', 0) GROUP BY "
      "effective_on) WINDOW by_date AS (ORDER BY effective_on)) WHERE until_on IS NULL OR until_on > ?1",
      changes);
}

std::vector<SoldLot> list_sold_lots(Connection& connection, EntryId sale, Date on) {
  std::vector<SoldLot> lots;
  Query row = connection.query("SELECT lot_id FROM sale_lot WHERE entry_id = ? ORDER BY line");
  row.bind(sale);
  while (row.next())
    lots.push_back({row.id<LotId>(0), Mass()});
  static const std::string least =
      least_from("SELECT effective_on, change_mg FROM sale_change WHERE sale_entry_id = ?2 AND lot_id = ?3");
  for (SoldLot& lot : lots) {
    Query left = connection.query(least);
    left.bind(on).bind(sale).bind(lot.lot).expect_row();
    lot.left = left.mass(0);
  }
  return lots;
}

} // namespace

Expected<Sale> load_sale(Connection& connection, EntryId entry, Date on) {
  Query row =
      connection.query("SELECT sale.mineral_id, mineral.code, buyer_id, party.code, price_entered, effective_on "
                       "FROM sale JOIN entry USING (entry_id) JOIN mineral USING (mineral_id) JOIN party ON "
                       "party_id = buyer_id WHERE sale.entry_id = ?1 AND NOT EXISTS (SELECT 1 FROM reversal WHERE "
                       "reversed_entry_id = ?1)");
  if (!row.bind(entry).next()) {
    return refuse(Rule::sale_unknown, fmt::format("entry {} is no sale that stands", number_of(entry)),
                  "`pvault report sales` shows the sales, and by which entry each was made");
  }
  return Sale{.entry = entry,
              .mineral = row.id<MineralId>(0),
              .mineral_code = row.text(1),
              .buyer = row.id<PartyId>(2),
              .buyer_code = row.text(3),
              .price = read_again(parse_price(row.text(4))),
              .on = row.date(5),
              .lots = list_sold_lots(connection, entry, on)};
}

std::vector<OpenLot> list_lots_of_sale(Connection& connection, const Sale& sale, Date on) {
  std::vector<std::string> codes;
  for (const SoldLot& lot : sale.lots) {
    Query row = connection.query("SELECT code FROM lot WHERE lot_id = ?");
    row.bind(lot.lot).expect_row();
    codes.push_back(row.text(0));
  }
  std::vector<OpenLot> lots = *load_named_lots(connection, codes, on);
  for (std::size_t i = 0; i < lots.size(); ++i)
    lots[i].sold = lots[i].mass - std::min(lots[i].mass, sale.lots[i].left);
  return lots;
}

void mark_sold(Connection& connection, OpenLot& lot, Date on) {
  static const std::string least =
      least_from("SELECT effective_on, mass_mg AS change_mg FROM posting JOIN entry USING (entry_id) WHERE lot_id = ?2 "
                 "UNION ALL SELECT effective_on, -change_mg FROM sale_change WHERE lot_id = ?2");
  Query any = connection.query("SELECT 1 FROM sale_lot WHERE lot_id = ? LIMIT 1");
  if (!any.bind(lot.id).next()) return;
  Query free = connection.query(least);
  free.bind(on).bind(lot.id).expect_row();
  lot.sold = lot.mass - std::clamp(free.mass(0), Mass(), lot.mass);
}

void mark_sold(Connection& connection, std::vector<OpenLot>& lots, Date on) {
  for (OpenLot& lot : lots)
    mark_sold(connection, lot, on);
}

std::vector<HoldingSale> list_holding_sales(Connection& connection, const std::vector<OpenLot>& lots, Date on) {
  std::map<EntryId, HoldingSale> sales;
  for (const OpenLot& lot : lots) {
    if (lot.sold == Mass()) continue;
    Query row = connection.query(
        "SELECT sale_entry_id, entry.effective_on FROM (SELECT sale_entry_id, SUM(change_mg) OVER by_date AS sum_mg, "
        "lead(effective_on) OVER by_date AS until_on FROM (SELECT sale_entry_id, effective_on, SUM(change_mg) AS "
        "change_mg FROM sale_change WHERE lot_id = ?2 GROUP BY sale_entry_id, effective_on) WINDOW by_date AS "
        "(PARTITION BY sale_entry_id ORDER BY effective_on)) JOIN entry ON entry.entry_id = sale_entry_id WHERE "
        "until_on IS NULL OR until_on > ?1 GROUP BY sale_entry_id HAVING min(sum_mg) > 0");
    row.bind(on).bind(lot.id);
    while (row.next()) {
      const auto entry = row.id<EntryId>(0);
      sales.emplace(entry, HoldingSale{entry, std::max(on, row.date(1))});
    }
  }
  std::vector<HoldingSale> in_order;
  in_order.reserve(sales.size());
  for (const auto& [entry, sale] : sales)
    in_order.push_back(sale);
  return in_order;
}

std::vector<SaleState> list_sales(Connection& connection, const Moment& moment) {
  std::vector<SaleState> sales;
  Query row = connection.query(fmt::format(
      "SELECT sale.entry_id, entry.effective_on, sale.mineral_id, mineral.code, party.code, price_entered, "
      "ship_by_on, sale.authority, sale.mass_mg, coalesce((SELECT SUM(release.mass_mg) FROM release JOIN entry AS "
      "shipped ON shipped.entry_id = release.entry_id WHERE sale_entry_id = sale.entry_id AND {0}), 0), "
      "coalesce((SELECT SUM(proceeds_cents) FROM release JOIN entry AS shipped ON shipped.entry_id = "
      "release.entry_id WHERE sale_entry_id = sale.entry_id AND {0}), 0), coalesce((SELECT SUM(lots.mass_mg) FROM "
      "sale_cancellation AS cancelled JOIN entry AS dropped ON dropped.entry_id = cancelled.entry_id JOIN "
      "sale_cancellation_lot AS lots ON lots.entry_id = cancelled.entry_id WHERE sale_entry_id = sale.entry_id AND "
      "{1}), 0) FROM sale JOIN entry USING (entry_id) JOIN mineral USING (mineral_id) JOIN party ON party_id = "
      "buyer_id WHERE {2} ORDER BY sale.entry_id",
      stands_at_moment("shipped"), stands_at_moment("dropped"), stands_at_moment("entry")));
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    sales.push_back({.entry = row.id<EntryId>(0),
                     .on = row.date(1),
                     .mineral = row.id<MineralId>(2),
                     .mineral_code = row.text(3),
                     .buyer = row.text(4),
                     .price = row.text(5),
                     .ship_by = row.date(6),
                     .authority = row.text(7),
                     .sold = row.mass(8),
                     .shipped = row.mass(9),
                     .cancelled = row.mass(11),
                     .proceeds = row.money(10)});
  }
  return sales;
}

} // namespace pvault::store
