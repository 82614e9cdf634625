// Where the metal of a lot lay before the lot came to its site.
#pragma once

#include "journal/posting.hpp"
#include "store/connection.hpp"
#include "units/date.hpp"

#include <optional>

namespace pvault::store {

// What of a lot that came to its site after a day lay on that day in another lot, in storage and at the site if one is
// given, and was transferred, or lent and returned, since. `last_taken_on`: when something was taken of it last.
struct MovedLot {
  Mass mass;
  std::optional<Date> last_taken_on = {};
};
// Nothing where it was bought or found since, lay elsewhere, or was on loan on the day.
std::optional<MovedLot> find_moved_since(Connection& connection, LotId lot, std::optional<SiteId> site, Date on);

} // namespace pvault::store
