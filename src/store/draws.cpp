#include "store/draws.hpp"

#include "store/moment_sql.hpp"

#include <fmt/format.h>

namespace pvault::store {

// A purchase makes one lot, the first line of its entry.
std::vector<DrawState> list_draws(Connection& connection, const Moment& moment) {
  std::vector<DrawState> draws;
  Query row = connection.query(
      fmt::format("SELECT drawdown.entry_id, entry.effective_on, facility.code, drawdown.amount_cents, "
                  "draw_use.purchase_entry_id, mineral.code, lot.code, "
                  "draw_use.amount_cents, {} FROM drawdown JOIN entry ON entry.entry_id = drawdown.entry_id "
                  "JOIN facility ON facility.facility_id = drawdown.facility_id LEFT JOIN draw_use ON "
                  "draw_use.entry_id = drawdown.entry_id "
                  "LEFT JOIN entry AS bought ON bought.entry_id = draw_use.purchase_entry_id "
                  "LEFT JOIN lot ON lot.entry_id = draw_use.purchase_entry_id AND lot.line = 1 LEFT JOIN mineral ON "
                  "mineral.mineral_id = lot.mineral_id "
                  "WHERE {} ORDER BY drawdown.entry_id, draw_use.line",
                  stands_at_moment("bought"), stands_at_moment("entry")));
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    const auto entry = row.id<EntryId>(0);
    if (draws.empty() || draws.back().entry != entry) draws.push_back({entry, row.date(1), row.text(2), row.money(3)});
    if (row.is_null(4)) continue;
    draws.back().uses.push_back({row.id<EntryId>(4), row.text(5), row.text(6), row.money(7), row.integer(8) != 0});
  }
  return draws;
}

} // namespace pvault::store
