#include "store/derived.hpp"

#include "store/closings.hpp"

#include <fmt/format.h>

namespace pvault::store {

void open_lot_balance(Connection& connection, const RecordRow& lot) {
  connection
      .query("INSERT INTO lot_balance (lot_id, mineral_id, aged_from_on, root_lot_id, drawable_from_on, mass_mg, "
             "cost_cents) VALUES (?1, ?2, coalesce(?3, ?5), coalesce(?4, ?1), ?5, 0, 0)")
      .bind(lot.value("lot_id"))
      .bind(lot.value("mineral_id"))
      .bind(lot.value("aged_from_on"))
      .bind(lot.value("root_lot_id"))
      .bind(lot.value("received_on"))
      .run();
}

namespace {

// Over the postings of a lot: the latest of its receipt, of the days on which a reversal gave back what had left
// earlier, and of those on which cost came or went without mass, or a settlement changed either. An entry of that kind
// that was undone as of its own day is as if it had never been.
constexpr const char* drawable_from =
    "max(max(CASE WHEN reversal.entry_id IS NOT NULL THEN iif((mass_mg >= 0 OR reversed.kind = 'settlement') AND "
    "reversal.effective_on > reversed.effective_on, reversal.effective_on, lot.received_on) WHEN (mass_mg = 0 OR "
    "entry.kind = 'settlement') AND NOT EXISTS (SELECT 1 FROM reversal AS undone WHERE undone.reversed_entry_id = "
    "posting.entry_id) THEN entry.effective_on ELSE lot.received_on END), "
    // And write-downs, which were made of what was there on their day.
    "coalesce((SELECT max(CASE WHEN undone.entry_id IS NULL THEN made.effective_on WHEN undone.effective_on > "
    "made.effective_on THEN undone.effective_on END) FROM write_down_lot AS part JOIN entry AS made ON made.entry_id = "
    "part.entry_id LEFT JOIN reversal AS undone ON undone.reversed_entry_id = part.entry_id WHERE part.lot_id = "
    "lot.lot_id AND made.kind IN ('write-down', 'averaging')), ''))";
constexpr const char* lot_postings = "lot JOIN posting ON posting.lot_id = lot.lot_id JOIN entry ON entry.entry_id = "
                                     "posting.entry_id LEFT JOIN reversal ON reversal.entry_id = posting.entry_id "
                                     "LEFT JOIN entry AS reversed ON reversed.entry_id = reversed_entry_id";

void add_to_lot(Connection& connection, const Posting& posting, const std::optional<Date>& not_before) {
  const std::string drawable_from_on = not_before ? format_date(*not_before) : "";
  connection
      .query("UPDATE lot_balance SET mass_mg = mass_mg + ?, cost_cents = cost_cents + ?, drawable_from_on = "
             "max(drawable_from_on, ?) "
             "WHERE lot_id = ?")
      .bind(posting.mass.milligrams())
      .bind(posting.amount.cents())
      .bind(drawable_from_on)
      .bind(*posting.lot)
      .run();
}

template <class Id>
std::int64_t key_of(const std::optional<Id>& id) {
  return id ? number_of(*id) : 0;
}

} // namespace

void add_to_balances(Connection& connection, const Posting& posting, const std::optional<Date>& not_before) {
  if (posting.lot) add_to_lot(connection, posting, not_before);
  connection
      .query("INSERT INTO account_balance VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE "
             "SET mass_mg = mass_mg + excluded.mass_mg, amount_cents = amount_cents + excluded.amount_cents")
      .bind(static_cast<std::int64_t>(posting.account))
      .bind(key_of(posting.mineral))
      .bind(key_of(posting.party))
      .bind(key_of(posting.facility))
      .bind(posting.mass.milligrams())
      .bind(posting.amount.cents())
      .run();
}

void keep_drawable_from(Connection& connection, LotId lot) {
  connection
      .query(fmt::format("UPDATE lot_balance SET drawable_from_on = (SELECT {} FROM {} WHERE lot.lot_id = ?1) WHERE "
                         "lot_id = ?1",
                         drawable_from, lot_postings))
      .bind(lot)
      .run();
}

const std::vector<DerivedTable>& derived_tables() {
  static const std::string lot_balance =
      fmt::format("SELECT lot.lot_id, lot.mineral_id, coalesce(lot.aged_from_on, lot.received_on), "
                  "coalesce(lot.root_lot_id, lot.lot_id), {}, SUM(mass_mg), SUM(amount_cents) FROM {} GROUP BY "
                  "lot.lot_id",
                  drawable_from, lot_postings);
  static const std::string account_closing = account_closings_from_records();
  static const std::string site_closing = site_closings_from_records();
  static const std::string landed_closing = landed_closings_from_records();
  static const std::vector<DerivedTable> tables = {
      {"lot_balance", lot_balance.c_str()},
      {"account_balance", "SELECT account_id, coalesce(mineral_id, 0), coalesce(party_id, 0), coalesce(facility_id, "
                          "0), SUM(mass_mg), SUM(amount_cents) "
                          "FROM posting GROUP BY 1, 2, 3, 4"},
      {"account_closing", account_closing.c_str()},
      {"site_closing", site_closing.c_str()},
      {"landed_closing", landed_closing.c_str()}};
  return tables;
}

void rebuild_derived(Connection& connection) {
  for (const DerivedTable& table : derived_tables()) {
    connection.execute(fmt::format("DELETE FROM {}", table.name));
    connection.execute(fmt::format("INSERT INTO {} {}", table.name, table.from_records));
  }
}

} // namespace pvault::store
