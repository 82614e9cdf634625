#include "store/write_downs.hpp"

namespace pvault::store {

bool has_write_downs(Connection& connection) {
  return connection.integer_of("SELECT EXISTS (SELECT 1 FROM write_down)") != 0;
}

namespace {

LotValue load_value(Connection& connection, LotId lot) {
  Query row =
      connection.query("SELECT mass_mg, cost_cents, (SELECT coalesce(SUM(amount_cents), 0) FROM write_down_lot WHERE "
                       "write_down_lot.lot_id = lot_balance.lot_id) FROM lot_balance WHERE lot_id = ?");
  row.bind(lot).expect_row();
  return {.lot = lot, .mass = row.mass(0), .cost = row.money(1), .written_down = row.money(2)};
}

} // namespace

std::vector<LotValue> list_lot_values(Connection& connection, const std::vector<OpenLot>& lots) {
  std::vector<LotValue> values;
  values.reserve(lots.size());
  for (const OpenLot& lot : lots)
    values.push_back(load_value(connection, lot.id));
  return values;
}

std::map<LotId, LotValue> find_written_down(Connection& connection, const Postings& postings) {
  std::map<LotId, LotValue> values;
  for (const Posting& posting : postings) {
    if (!posting.lot || (posting.mass >= Mass() && posting.amount >= Money())) continue;
    const LotValue value = load_value(connection, *posting.lot);
    if (value.written_down > Money()) values.emplace(*posting.lot, value);
  }
  return values;
}

std::vector<LotWriteDown> load_write_downs(Connection& connection, EntryId entry) {
  std::vector<LotWriteDown> lots;
  Query row = connection.query("SELECT lot_id, amount_cents FROM write_down_lot WHERE entry_id = ? ORDER BY line");
  row.bind(entry);
  while (row.next())
    lots.push_back({row.id<LotId>(0), row.money(1)});
  return lots;
}

std::map<LotId, Money> list_written_down(Connection& connection, const Moment& moment) {
  std::map<LotId, Money> written_down;
  Query row = connection.query("SELECT lot_id, SUM(amount_cents) FROM write_down_lot JOIN entry USING (entry_id) WHERE "
                               "effective_on <= ? AND entry_id <= ? GROUP BY lot_id HAVING SUM(amount_cents) <> 0");
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    written_down.emplace(row.id<LotId>(0), row.money(1));
  return written_down;
}

} // namespace pvault::store
