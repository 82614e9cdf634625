#include "store/stock_history.hpp"

#include "store/book.hpp"
#include "store/cost_methods.hpp"
#include "store/lot_status.hpp"
#include "store/names.hpp"
#include "store/read_again.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <utility>

namespace pvault::store {

namespace {

constexpr const char* entry_stands = "NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = entry.entry_id)";

// Lot, code, mineral, received on, site, its code and kind, received, cost, aged from, root: of lots that came in by
// `came`, with its posting.
constexpr const char* arrival_columns =
    "lot.lot_id, lot.code, lot.mineral_id, lot.received_on, lot.site_id, site.code, site.kind, received_mg, "
    "posting.amount_cents, coalesce(aged_from_on, lot.received_on), coalesce(root_lot_id, lot.lot_id)";

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

// Entries of one day see the same.
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

// Reads all that happened to the lots of a mineral, entries that were reversed among it.
class HistoryReader {
public:
  HistoryReader(Connection& connection, MineralId mineral)
      : connection_(connection), mineral_(mineral), newest_(load_chain_head(connection).entry),
        holds_(connection, mineral) {}

  std::vector<StockEvent> read() {
    add_losses();
    add_lots();
    add_returns();
    add_settlements();
    add_releases();
    add_sales();
    add_cancellations();
    add_undoings();
    return std::move(history_);
  }

private:
  void add_losses();
  void add_lots();
  void add_returns();
  void add_settlements();
  void add_releases();
  void add_sales();
  void add_cancellations();
  void add_undoings();
  // A row of this: entry, effective on, kind, mass entered, mass, whether lots were named, site.
  LotRelease read_release(const Query& row);

  Connection& connection_;
  MineralId mineral_;
  EntryId newest_;
  HoldsByDay holds_;
  std::vector<StockEvent> history_ = {};
};

// What else takes mass out of lots: each time of the lots it took then.
void HistoryReader::add_losses() {
  Query row = connection_.query(
      "SELECT DISTINCT entry.entry_id, effective_on FROM posting JOIN entry USING (entry_id) WHERE mineral_id = ? AND "
      "lot_id IS NOT NULL AND mass_mg < 0 AND kind NOT IN ('release', 'transfer', 'settlement', 'reversal')");
  row.bind(mineral_);
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
                    .drawn = load_draws(connection_, entry)};
    for (const LotDraw& draw : loss.drawn)
      loss.mass += draw.mass;
    history_.push_back({entry, on, std::move(loss)});
  }
}

void HistoryReader::add_lots() {
  std::map<EntryId, std::size_t> moves;
  Query row = connection_.query(fmt::format(
      "SELECT {}, entry.entry_id, lot.parent_lot_id, coalesce((SELECT -SUM(taken.mass_mg) FROM posting AS taken WHERE "
      "taken.entry_id = entry.entry_id AND taken.lot_id = lot.parent_lot_id), 0), entry.kind FROM lot JOIN entry "
      "USING (entry_id) JOIN site USING (site_id) JOIN posting ON posting.entry_id = lot.entry_id AND posting.lot_id "
      "= lot.lot_id WHERE lot.mineral_id = ? AND entry.kind <> 'return' ORDER BY lot.entry_id, lot.line",
      arrival_columns));
  row.bind(mineral_);
  while (row.next()) {
    const LotArrival arrival = read_arrival(row);
    const auto entry = row.id<EntryId>(11);
    if (row.text(14) != "transfer") { // bought, on hand at the beginning, or found by a count
      history_.push_back({entry, row.date(3), arrival});
      continue;
    }
    const auto [move, is_new] = moves.emplace(entry, history_.size());
    if (is_new) history_.push_back({entry, row.date(3), LotMove{row.id<LotId>(12), row.mass(13), {}}});
    std::get<LotMove>(history_[move->second].what).to.push_back(arrival);
  }
}

void HistoryReader::add_returns() {
  Query row = connection_.query(fmt::format(
      "SELECT {}, entry.entry_id, lot.parent_lot_id, entry.effective_on, release_entry_id, loan_return.mass_mg, "
      "short_mg FROM release JOIN loan_return ON release_entry_id = release.entry_id JOIN entry ON entry.entry_id = "
      "loan_return.entry_id LEFT JOIN lot ON lot.entry_id = entry.entry_id LEFT JOIN site ON site.site_id = "
      "lot.site_id LEFT JOIN posting ON posting.entry_id = entry.entry_id AND posting.lot_id = lot.lot_id WHERE "
      "release.mineral_id = ? ORDER BY entry.entry_id, lot.line",
      arrival_columns));
  row.bind(mineral_);
  std::optional<EntryId> last;
  while (row.next()) {
    const auto entry = row.id<EntryId>(11);
    const Date on = row.date(13);
    if (last != entry) {
      history_.push_back({entry, on,
                          LotReturn{.release = row.id<EntryId>(14),
                                    .mass = row.mass(15),
                                    .given_up = row.mass(16),
                                    .holds = holds_.on(on)}});
    }
    last = entry;
    if (row.is_null(0)) continue; // all of it is given up
    std::get<LotReturn>(history_.back().what).parts.push_back({row.id<LotId>(12), read_arrival(row)});
  }
}

void HistoryReader::add_settlements() {
  Query row = connection_.query("SELECT settled.entry_id, effective_on, lot_id, delta_mg, delta_cents FROM "
                                "assay_settlement AS settled JOIN lot USING (lot_id) JOIN entry ON entry.entry_id = "
                                "settled.entry_id WHERE mineral_id = ?");
  row.bind(mineral_);
  while (row.next())
    history_.push_back({row.id<EntryId>(0), row.date(1), LotSettlement{row.id<LotId>(2), row.mass(3), row.money(4)}});
}

LotRelease HistoryReader::read_release(const Query& row) {
  const auto entry = row.id<EntryId>(0);
  const Date on = row.date(1);
  return {.request = {.on = on,
                      .kind = read_again(parse_release_kind(row.text(2))),
                      .mass = {.text = row.text(3), .milligrams = row.integer(4), .component = ""},
                      .authority = {},
                      .recipient = {},
                      .price = {},
                      .lots_named = row.integer(5) != 0,
                      .site = row.optional_id<SiteId>(6)},
          .mass = row.mass(4),
          .method = find_cost_method(connection_, mineral_, {on, newest_}),
          .drawn = load_draws(connection_, entry),
          .holds = holds_.on(on)};
}

void HistoryReader::add_releases() {
  Query row =
      connection_.query("SELECT release.entry_id, effective_on, release.kind, mass_entered, mass_mg, lots_named "
                        "OR sale_entry_id IS NOT NULL, site_id, sale_entry_id FROM release JOIN entry USING "
                        "(entry_id) WHERE mineral_id = ?");
  row.bind(mineral_);
  while (row.next()) {
    LotRelease release = read_release(row);
    release.sale = row.optional_id<EntryId>(7);
    history_.push_back({row.id<EntryId>(0), row.date(1), std::move(release)});
  }
}

// Of a sale that does not say whether its lots were named they were chosen, unless the method never does.
void HistoryReader::add_sales() {
  Query row = connection_.query("SELECT sale.entry_id, effective_on, 'sale', mass_entered, mass_mg, "
                                "lots_named, NULL FROM sale JOIN entry USING (entry_id) WHERE mineral_id "
                                "= ?");
  row.bind(mineral_);
  while (row.next()) {
    const auto entry = row.id<EntryId>(0);
    LotSale sale{read_release(row)};
    if (sale.asked.method == CostMethod::specific) sale.asked.request.lots_named = true;
    Query lot = connection_.query("SELECT lot_id, code, mass_mg FROM sale_lot JOIN lot USING (lot_id) WHERE "
                                  "sale_lot.entry_id = ? ORDER BY sale_lot.line");
    lot.bind(entry);
    while (lot.next())
      sale.asked.drawn.push_back({lot.id<LotId>(0), lot.text(1), lot.mass(2), Money()});
    history_.push_back({entry, row.date(1), std::move(sale)});
  }
}

void HistoryReader::add_cancellations() {
  Query row = connection_.query(
      "SELECT cancelled.entry_id, effective_on, sale_entry_id, SUM(sale_cancellation_lot.mass_mg) FROM sale JOIN "
      "sale_cancellation AS cancelled ON sale_entry_id = sale.entry_id JOIN entry ON entry.entry_id = "
      "cancelled.entry_id JOIN sale_cancellation_lot ON sale_cancellation_lot.entry_id = cancelled.entry_id WHERE "
      "mineral_id = ? GROUP BY cancelled.entry_id");
  row.bind(mineral_);
  while (row.next())
    history_.push_back(
        {row.id<EntryId>(0), row.date(1), LotSaleCancellation{.sale = row.id<EntryId>(2), .mass = row.mass(3)}});
}

// Of what is in the history by now.
void HistoryReader::add_undoings() {
  std::set<EntryId> entries;
  for (const StockEvent& event : history_)
    entries.insert(event.entry);
  Query row = connection_.query("SELECT entry_id, effective_on, reversed_entry_id FROM reversal");
  while (row.next()) {
    const auto undone = row.id<EntryId>(2);
    if (entries.contains(undone)) history_.push_back({row.id<EntryId>(0), row.date(1), LotUndoing{.undone = undone}});
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

bool is_drawn_out_of_order(Connection& connection, MineralId mineral, Date on) {
  Query row = connection.query(
      "SELECT EXISTS (SELECT 1 FROM entry CROSS JOIN posting USING (entry_id) WHERE effective_on > ?2 AND mineral_id = "
      "?1 AND lot_id IS NOT NULL) OR EXISTS (SELECT 1 FROM sale_change JOIN lot USING (lot_id) WHERE effective_on > ?2 "
      "AND mineral_id = ?1) OR EXISTS (SELECT 1 FROM entry CROSS JOIN write_down_lot USING (entry_id) JOIN lot USING "
      "(lot_id) WHERE effective_on > ?2 AND mineral_id = ?1) OR EXISTS (SELECT 1 FROM pledge JOIN lot USING (lot_id) "
      "WHERE pledge.effective_on > ?2 AND mineral_id = ?1)");
  row.bind(mineral).bind(on).expect_row();
  return row.integer(0) != 0;
}

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
  return HistoryReader(connection, mineral).read();
}

} // namespace pvault::store
