#include "store/figures.hpp"

#include "store/demands.hpp"

#include <fmt/format.h>

namespace pvault::store {

namespace {

// The newest row of a table of dated figures that is visible at a moment. Walks the table's index (mineral_id,
// effective_on, entry_id) backwards and stops at the first row.
std::string newest_visible(const char* columns, const char* table, const char* condition) {
  return fmt::format(
      "SELECT {0} FROM {1} WHERE mineral_id = ?1 AND effective_on <= ?2 AND entry_id <= ?3{2} AND NOT EXISTS "
      "(SELECT 1 FROM reversal WHERE reversed_entry_id = {1}.entry_id AND reversal.effective_on <= ?2 AND "
      "reversal.entry_id <= ?3) "
      "ORDER BY effective_on DESC, entry_id DESC LIMIT 1",
      columns, table, condition);
}

bool find_row(Query& row, MineralId mineral, const Moment& moment) {
  row.bind(mineral).bind(moment.as_of).bind(moment.known_at);
  return row.next();
}

} // namespace

std::optional<PriceFigure> find_price(Connection& connection, MineralId mineral, const Moment& moment) {
  static const std::string sql =
      newest_visible("cents, per_mg, effective_on, entry_id", "price", " AND cents IS NOT NULL");
  Query row = connection.query(sql);
  if (!find_row(row, mineral, moment)) return std::nullopt;
  return PriceFigure{{row.integer(0), row.integer(1)}, row.date(2), row.id<EntryId>(3)};
}

std::optional<DemandFigure> find_demand(Connection& connection, MineralId mineral, const Moment& moment) {
  return find_demand(connection, mineral, moment, DemandChoice()).figure;
}

std::optional<int> find_target_days(Connection& connection, MineralId mineral, const Moment& moment) {
  static const std::string sql = newest_visible("days", "target", "");
  Query row = connection.query(sql);
  if (!find_row(row, mineral, moment)) return std::nullopt;
  return static_cast<int>(row.integer(0));
}

} // namespace pvault::store
