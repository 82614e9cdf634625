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

std::map<EntryId, std::vector<LotWriteDown>> list_write_downs(Connection& connection) {
  std::map<EntryId, std::vector<LotWriteDown>> by_entry;
  Query row = connection.query("SELECT entry_id, lot_id, amount_cents FROM write_down_lot");
  while (row.next())
    by_entry[row.id<EntryId>(0)].push_back({row.id<LotId>(1), row.money(2)});
  return by_entry;
}

namespace {

// What of a lot left with a loan, with what it was written down by, and what of both is back by the returns before.
LentBack load_lent(Connection& connection, EntryId release, LotId drawn, EntryId entry) {
  Query row = connection.query(
      "SELECT (SELECT coalesce(-SUM(mass_mg), 0) FROM posting WHERE entry_id = ?1 AND lot_id = ?2), "
      "(SELECT coalesce(-SUM(amount_cents), 0) FROM write_down_lot WHERE entry_id = ?1 AND lot_id = ?2), "
      "back_mg, brought_cents FROM (SELECT coalesce(SUM(part.mass_mg), 0) AS back_mg, coalesce(SUM((SELECT "
      "amount_cents FROM write_down_lot WHERE write_down_lot.entry_id = part.entry_id AND write_down_lot.lot_id = "
      "part.lot_id)), 0) AS brought_cents FROM loan_return JOIN loan_return_part AS part USING (entry_id) WHERE "
      "release_entry_id = ?1 AND drawn_lot_id = ?2 AND part.lot_id IS NOT NULL AND loan_return.entry_id < ?3 AND NOT "
      "EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = loan_return.entry_id AND reversal.entry_id < ?3))");
  row.bind(release).bind(drawn).bind(entry).expect_row();
  return {.lot = drawn,
          .lent = row.mass(0),
          .written_down = row.money(1),
          .back_before = row.mass(2),
          .brought_before = row.money(3),
          .mass = {},
          .cost = {}};
}

} // namespace

std::vector<LentBack> list_lent_back(Connection& connection, EntryId release, const std::vector<ReturnPart>& parts,
                                     EntryId entry) {
  std::vector<LentBack> back;
  for (const ReturnPart& part : parts) {
    if (!part.lot) continue; // what is given up comes after what is back
    LentBack lent = load_lent(connection, release, part.drawn, entry);
    if (lent.written_down <= Money() || lent.lent <= Mass()) continue;
    lent.lot = *part.lot;
    lent.mass = part.mass;
    lent.cost = part.cost;
    back.push_back(lent);
  }
  return back;
}

std::vector<LentBack> load_lent_back(Connection& connection, EntryId entry) {
  std::vector<ReturnPart> parts;
  EntryId release{};
  Query row = connection.query("SELECT release_entry_id, drawn_lot_id, lot_id, part.mass_mg, cost_cents FROM "
                               "loan_return JOIN loan_return_part AS part USING (entry_id) WHERE entry_id = ? ORDER "
                               "BY part.line");
  row.bind(entry);
  while (row.next()) {
    release = row.id<EntryId>(0);
    parts.push_back({.drawn = row.id<LotId>(1),
                     .drawn_code = {},
                     .lot = row.optional_id<LotId>(2),
                     .mass = row.mass(3),
                     .cost = row.money(4)});
  }
  return list_lent_back(connection, release, parts, entry);
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
