#include "store/stock_history.hpp"

#include "store/book.hpp"
#include "store/cost_methods.hpp"
#include "store/names.hpp"

#include <fmt/format.h>
#include <map>

namespace pvault::store {

namespace {

constexpr const char* stands = "NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = entry.entry_id)";

// A row of this: lot, code, mineral, received on, site, its code and kind, received, cost, aged from, root.
LotArrival read_arrival(const Query& row) {
  return {.lot = {.id = row.id<LotId>(0),
                  .code = row.text(1),
                  .mineral = row.id<MineralId>(2),
                  .drawable_from = row.date(3),
                  .mass = row.mass(7),
                  .cost = row.money(8),
                  .site = row.id<SiteId>(4),
                  .site_code = row.text(5),
                  .site_kind = read_site_kind(row, 6)},
          .aged_from = row.date(9),
          .root = row.id<LotId>(10)};
}

void add_lots(Connection& connection, MineralId mineral, std::vector<StockEvent>& history) {
  std::map<EntryId, std::size_t> moves;
  Query row = connection.query(fmt::format(
      "SELECT lot.lot_id, lot.code, lot.mineral_id, lot.received_on, lot.site_id, site.code, site.kind, received_mg, "
      "posting.amount_cents, coalesce(aged_from_on, lot.received_on), coalesce(root_lot_id, lot.lot_id), "
      "entry.entry_id, "
      "lot.parent_lot_id, coalesce((SELECT -SUM(taken.mass_mg) FROM posting AS taken WHERE taken.entry_id = "
      "entry.entry_id AND taken.lot_id = lot.parent_lot_id), 0), entry.kind FROM lot JOIN entry USING (entry_id) JOIN "
      "site USING "
      "(site_id) JOIN posting ON posting.entry_id = lot.entry_id AND posting.lot_id = lot.lot_id WHERE lot.mineral_id "
      "= ? "
      "AND {} ORDER BY lot.entry_id, lot.line",
      stands));
  row.bind(mineral);
  while (row.next()) {
    const LotArrival arrival = read_arrival(row);
    const auto entry = row.id<EntryId>(11);
    if (row.text(14) != "transfer") { // bought, on hand at the beginning, or found by a count
      history.push_back({entry, row.date(3), arrival});
      continue;
    }
    const auto [move, is_new] = moves.emplace(entry, history.size());
    if (is_new) history.push_back({entry, row.date(3), LotMove{row.id<LotId>(12), row.mass(13), {}}});
    std::get<LotMove>(history[move->second].what).to.push_back(arrival);
  }
}

std::vector<LotDraw> load_draws(Connection& connection, EntryId entry) {
  std::vector<LotDraw> draws;
  Query row =
      connection.query("SELECT lot_id, code, -mass_mg, -amount_cents FROM posting JOIN lot USING (lot_id) WHERE "
                       "posting.entry_id = ? AND mass_mg < 0 ORDER BY posting.line");
  row.bind(entry);
  while (row.next())
    draws.push_back({row.id<LotId>(0), row.text(1), row.mass(2), row.money(3)});
  return draws;
}

void add_releases(Connection& connection, MineralId mineral, std::vector<StockEvent>& history) {
  const EntryId newest = load_chain_head(connection).entry;
  Query row = connection.query(fmt::format(
      "SELECT release.entry_id, effective_on, release.kind, mass_entered, mass_mg, lots_named, site_id FROM "
      "release JOIN entry USING (entry_id) WHERE mineral_id = ? AND {}",
      stands));
  row.bind(mineral);
  while (row.next()) {
    const auto entry = row.id<EntryId>(0);
    const Date on = row.date(1);
    LotRelease release{.request = {.on = on,
                                   .kind = parse_release_kind(row.text(2)).value_or(ReleaseKind::emergency),
                                   .mass = {.text = row.text(3), .milligrams = row.integer(4), .component = ""},
                                   .authority = {},
                                   .recipient = {},
                                   .price = {},
                                   .lots_named = row.integer(5) != 0,
                                   .site = row.optional_id<SiteId>(6)},
                       .mass = row.mass(4),
                       .method = find_cost_method(connection, mineral, {on, newest}),
                       .drawn = load_draws(connection, entry)};
    history.push_back({entry, on, std::move(release)});
  }
}

} // namespace

bool has_later_releases(Connection& connection, MineralId mineral, Date on) {
  Query row = connection.query(fmt::format("SELECT EXISTS (SELECT 1 FROM release JOIN entry USING (entry_id) WHERE "
                                           "mineral_id = ? AND effective_on > ? AND {})",
                                           stands));
  row.bind(mineral).bind(on).expect_row();
  return row.integer(0) != 0;
}

namespace {

// What else takes mass out of lots: each time of the lots it took then.
void add_losses(Connection& connection, MineralId mineral, std::vector<StockEvent>& history) {
  Query row = connection.query(
      fmt::format("SELECT DISTINCT entry.entry_id, effective_on FROM posting JOIN entry USING (entry_id) WHERE "
                  "mineral_id = ? AND lot_id IS NOT NULL AND mass_mg < 0 AND kind NOT IN ('release', 'transfer', "
                  "'reversal') AND {}",
                  stands));
  row.bind(mineral);
  while (row.next()) {
    const auto entry = row.id<EntryId>(0);
    const Date on = row.date(1);
    LotRelease loss{.request = {.on = on,
                                .kind = ReleaseKind::loss,
                                .mass = {.text = {}, .milligrams = 0, .component = {}},
                                .authority = {},
                                .recipient = {},
                                .price = {},
                                .lots_named = true},
                    .mass = {},
                    .method = CostMethod::fifo,
                    .drawn = load_draws(connection, entry)};
    for (const LotDraw& draw : loss.drawn)
      loss.mass += draw.mass;
    history.push_back({entry, on, std::move(loss)});
  }
}

} // namespace

std::vector<StockEvent> load_stock_history(Connection& connection, MineralId mineral) {
  std::vector<StockEvent> history;
  add_losses(connection, mineral, history);
  add_lots(connection, mineral, history);
  add_releases(connection, mineral, history);
  return history;
}

} // namespace pvault::store
