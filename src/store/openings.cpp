#include "store/openings.hpp"

namespace pvault::store {

namespace {

std::optional<StockEntry> find_entry(Connection& connection, const char* sql) {
  Query row = connection.query(sql);
  if (!row.next()) return std::nullopt;
  return StockEntry{row.id<EntryId>(0), row.text(1), row.date(2)};
}

} // namespace

std::optional<StockEntry> find_earliest_stock(Connection& connection) {
  return find_entry(connection, "SELECT entry_id, kind, received_on FROM lot JOIN entry USING (entry_id) WHERE "
                                "parent_lot_id IS NULL AND kind <> 'opening' AND NOT EXISTS (SELECT 1 FROM reversal "
                                "WHERE reversed_entry_id = lot.entry_id) ORDER BY received_on, entry_id LIMIT 1");
}

// Joined in this order: by the index of dates SQLite would walk the whole journal, and most books have few openings.
std::optional<StockEntry> find_latest_opening(Connection& connection) {
  return find_entry(connection,
                    "SELECT entry_id, kind, effective_on FROM opening CROSS JOIN entry USING (entry_id) WHERE NOT "
                    "EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = opening.entry_id) ORDER BY "
                    "effective_on DESC, entry_id DESC LIMIT 1");
}

} // namespace pvault::store
