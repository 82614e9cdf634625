#include "store/stock_history.hpp"

#include "store/book.hpp"
#include "store/cost_methods.hpp"
#include "store/lot_status.hpp"
#include "store/names.hpp"
#include "store/read_again.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace pvault::store {

namespace {

constexpr const char* entry_stands = "NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = entry.entry_id)";

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
      "entry.entry_id, lot.parent_lot_id, coalesce((SELECT -SUM(taken.mass_mg) FROM posting AS taken WHERE "
      "taken.entry_id = entry.entry_id AND taken.lot_id = lot.parent_lot_id), 0), entry.kind FROM lot JOIN entry "
      "USING (entry_id) JOIN site USING (site_id) JOIN posting ON posting.entry_id = lot.entry_id AND posting.lot_id "
      "= lot.lot_id WHERE lot.mineral_id = ? AND {} ORDER BY lot.entry_id, lot.line",
      entry_stands));
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

// Releases of one day see the same.
class HoldsByDay {
public:
  HoldsByDay(Connection& connection, MineralId mineral)
      : connection_(connection), mineral_(mineral),
        any_(connection.integer_of("SELECT EXISTS (SELECT 1 FROM lot_quality) OR EXISTS (SELECT 1 FROM pledge) OR "
                                   "EXISTS (SELECT 1 FROM lot_paper WHERE quality IS NOT NULL)") != 0) {}

  const std::map<LotId, LotHeld>& on(Date day) {
    const auto found = by_day_.find(day);
    if (found != by_day_.end()) return found->second;
    return by_day_.emplace(day, any_ ? load_holds_on(connection_, mineral_, day) : std::map<LotId, LotHeld>())
        .first->second;
  }

private:
  Connection& connection_;
  MineralId mineral_;
  bool any_;
  std::map<Date, std::map<LotId, LotHeld>> by_day_ = {};
};

void add_releases(Connection& connection, MineralId mineral, std::vector<StockEvent>& history) {
  const EntryId newest = load_chain_head(connection).entry;
  HoldsByDay holds(connection, mineral);
  Query row = connection.query(fmt::format("SELECT release.entry_id, effective_on, release.kind, mass_entered, "
                                           "mass_mg, lots_named OR sale_entry_id IS NOT NULL, site_id FROM "
                                           "release JOIN entry USING (entry_id) WHERE mineral_id = ? AND {}",
                                           entry_stands));
  row.bind(mineral);
  while (row.next()) {
    const auto entry = row.id<EntryId>(0);
    const Date on = row.date(1);
    LotRelease release{.request = {.on = on,
                                   .kind = read_again(parse_release_kind(row.text(2))),
                                   .mass = {.text = row.text(3), .milligrams = row.integer(4), .component = ""},
                                   .authority = {},
                                   .recipient = {},
                                   .price = {},
                                   .lots_named = row.integer(5) != 0,
                                   .site = row.optional_id<SiteId>(6)},
                       .mass = row.mass(4),
                       .method = find_cost_method(connection, mineral, {on, newest}),
                       .drawn = load_draws(connection, entry),
                       .holds = holds.on(on)};
    history.push_back({entry, on, std::move(release)});
  }
}

} // namespace

bool has_later_releases(Connection& connection, MineralId mineral, Date on) {
  Query row = connection.query(fmt::format("SELECT EXISTS (SELECT 1 FROM release JOIN entry USING (entry_id) WHERE "
                                           "mineral_id = ? AND effective_on > ? AND {})",
                                           entry_stands));
  row.bind(mineral).bind(on).expect_row();
  return row.integer(0) != 0;
}

bool was_promised(Connection& connection, MineralId mineral) {
  Query row = connection.query(fmt::format(
      "SELECT EXISTS (SELECT 1 FROM release JOIN entry USING (entry_id) WHERE mineral_id = ?1 AND return_by_on IS NOT "
      "NULL AND {0}) OR EXISTS (SELECT 1 FROM sale JOIN entry USING (entry_id) WHERE mineral_id = ?1 AND {0})",
      entry_stands));
  row.bind(mineral).expect_row();
  return row.integer(0) != 0;
}

namespace {

// What else takes mass out of lots: each time of the lots it took then.
void add_losses(Connection& connection, MineralId mineral, std::vector<StockEvent>& history) {
  Query row = connection.query(
      fmt::format("SELECT DISTINCT entry.entry_id, effective_on FROM posting JOIN entry USING (entry_id) WHERE "
                  "mineral_id = ? AND lot_id IS NOT NULL AND mass_mg < 0 AND kind NOT IN ('release', 'transfer', "
                  "'settlement', 'reversal') AND {}",
                  entry_stands));
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

// A lot of which nothing was left is settled as all of the delivery was.
void add_settlements(Connection& connection, MineralId mineral, std::vector<StockEvent>& history) {
  Query row = connection.query(fmt::format(
      "WITH RECURSIVE delivered (entry_id, lot_id) AS (SELECT settled.entry_id, lot_id FROM assay_settlement AS "
      "settled JOIN lot USING (lot_id) JOIN entry ON entry.entry_id = settled.entry_id WHERE mineral_id = ? AND {} "
      "UNION ALL "
      "SELECT delivered.entry_id, lot.lot_id FROM delivered CROSS JOIN lot ON lot.parent_lot_id = delivered.lot_id "
      "JOIN transfer ON transfer.entry_id = lot.entry_id) "
      "SELECT entry.entry_id, effective_on, delivered.lot_id, coalesce(SUM(mass_mg) FILTER (WHERE posting.entry_id < "
      "entry.entry_id), 0), coalesce(SUM(mass_mg), 0), coalesce(SUM(posting.amount_cents) FILTER (WHERE "
      "posting.entry_id < entry.entry_id), 0), coalesce(SUM(posting.amount_cents), 0), final_mg - delta_mg, final_mg, "
      "(SELECT SUM(bought.amount_cents) FROM posting AS bought JOIN lot USING (entry_id) WHERE lot.lot_id = "
      "settled.lot_id AND bought.account_id = 2), delta_cents FROM delivered JOIN entry USING (entry_id) JOIN "
      "assay_settlement AS settled USING (entry_id) LEFT JOIN posting ON posting.lot_id = delivered.lot_id AND "
      "posting.entry_id <= entry.entry_id GROUP BY entry.entry_id, delivered.lot_id ORDER BY entry.entry_id",
      entry_stands));
  row.bind(mineral);
  std::optional<EntryId> last;
  while (row.next()) {
    const auto entry = row.id<EntryId>(0);
    if (last != entry) history.push_back({entry, row.date(1), LotSettlement{}});
    last = entry;
    auto& parts = std::get<LotSettlement>(history.back().what).parts;
    if (row.mass(3) > Mass()) {
      parts.push_back({row.id<LotId>(2), row.mass(3), row.mass(4), row.money(5), row.money(6)});
    } else {
      parts.push_back({row.id<LotId>(2), row.mass(7), row.mass(8), row.money(9), row.money(9) + row.money(10)});
    }
  }
}

} // namespace

std::optional<TakenLater> find_taken_later(Connection& connection, const LotsAsked& asked, Date on) {
  Query row = connection.query(
      "SELECT lot_id, lot.site_id, site.kind, -SUM(mass_mg), max(CASE WHEN mass_mg < 0 THEN effective_on END) FROM "
      "entry CROSS JOIN posting USING (entry_id) JOIN lot USING (lot_id) JOIN site USING (site_id) WHERE "
      "effective_on > ?1 AND posting.mineral_id = ?2 AND account_id = ?3 AND received_on <= ?1 GROUP BY lot_id "
      "HAVING SUM(mass_mg) < 0");
  row.bind(on).bind(asked.mineral).bind(Account::inventory);
  std::optional<TakenLater> taken;
  while (row.next()) {
    const bool in_storage = row.is_null(2) && (!asked.site || row.id<SiteId>(1) == *asked.site);
    if (asked.named.empty() ? !in_storage : !asked.named.contains(row.id<LotId>(0))) continue;
    if (!taken) taken = TakenLater{.mass = {}, .until = row.date(4)};
    taken->mass += row.mass(3);
    taken->until = std::max(taken->until, row.date(4));
  }
  return taken;
}

std::map<LotId, LotHeld> load_holds_on(Connection& connection, MineralId mineral, Date on) {
  std::map<LotId, LotHeld> holds;
  for (const auto& [lot, hold] : load_holds(connection, {on, load_chain_head(connection).entry})) {
    if (hold.mineral == mineral) holds.emplace(lot, LotHeld{hold.quality, hold.release_forbidden});
  }
  return holds;
}

std::vector<StockEvent> load_stock_history(Connection& connection, MineralId mineral) {
  std::vector<StockEvent> history;
  add_losses(connection, mineral, history);
  add_lots(connection, mineral, history);
  add_settlements(connection, mineral, history);
  add_releases(connection, mineral, history);
  return history;
}

} // namespace pvault::store
