#include "store/annual_plans.hpp"

#include "store/moment_sql.hpp"

#include <fmt/format.h>

namespace pvault::store {

std::optional<AnnualPlan> find_annual_plan(Connection& connection, MineralId mineral, const Moment& moment) {
  Query row = connection.query(fmt::format("SELECT annual_plan.entry_id, buy_at_most_mg, release_at_most_mg FROM "
                                           "annual_plan WHERE mineral_id = ?3 AND year = ?4 AND {} ORDER BY "
                                           "effective_on DESC, entry_id DESC LIMIT 1",
                                           stands_at_moment("annual_plan")));
  row.bind(moment.as_of).bind(moment.known_at).bind(mineral).bind(std::int64_t{moment.as_of.year()});
  if (!row.next()) return std::nullopt;
  return AnnualPlan{row.id<EntryId>(0), row.mass(1), row.mass(2)};
}

std::map<MineralId, BoughtAndReleased> load_year(Connection& connection, const Moment& moment) {
  std::map<MineralId, BoughtAndReleased> year;
  // A reversal posts what the entry it undoes posted, with the signs turned, so both kinds count by what they are of.
  // What was bought is what came from suppliers: wherever the metal went since, a settlement changes it.
  Query row = connection.query("SELECT posting.mineral_id, of.kind <> 'release', SUM(posting.mass_mg) FROM entry CROSS "
                               "JOIN posting USING (entry_id) LEFT JOIN reversal USING (entry_id) JOIN entry AS of "
                               "ON of.entry_id = coalesce(reversed_entry_id, entry.entry_id) LEFT JOIN release ON "
                               "release.entry_id = of.entry_id WHERE entry.effective_on BETWEEN ?3 AND ?1 AND "
                               "entry.entry_id <= ?2 AND ((account_id = 20 AND of.kind IN ('purchase', 'settlement')) "
                               "OR (account_id = 2 AND of.kind = 'release' AND release.kind <> 'loss')) GROUP BY 1, 2");
  row.bind(moment.as_of).bind(moment.known_at).bind(fmt::format("{:04}-01-01", moment.as_of.year()));
  while (row.next()) {
    BoughtAndReleased& of = year[row.id<MineralId>(0)];
    if (row.integer(1) != 0)
      of.bought = -row.mass(2);
    else
      of.released = -row.mass(2);
  }
  return year;
}

} // namespace pvault::store
