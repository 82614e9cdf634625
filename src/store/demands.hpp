// The demand figures of a mineral, and the one that cover is measured by on the basis asked for.
#pragma once

#include "coverage/demand.hpp"
#include "journal/entry.hpp"
#include "stockpile/mineral.hpp"
#include "store/connection.hpp"

#include <string>
#include <vector>

namespace pvault::store {

// What the choice needs of the figures that stand at the moment for years that have begun by its day, and, where it is
// of imports, of what is published of them. With a year chosen the figures up to that year as the newest entry known
// has them, whatever the moment's day: today's figure for a day of the past.
DemandFacts load_demand_facts(Connection& connection, MineralId mineral, const Moment& moment,
                              const DemandChoice& choice);

// The figure on a basis, or why there is none. Throws std::overflow_error when a sum does not fit.
DemandAnswer find_demand(Connection& connection, MineralId mineral, const Moment& moment, const DemandChoice& choice);

// Whether the group that a mineral belongs to has a figure: when the mineral has none, demand is known for its group
// only.
bool has_group_demand(Connection& connection, const Mineral& mineral, const Moment& moment,
                      const DemandChoice& choice = {});

// Every country of which a share of the imports of any mineral is published, in order of name.
std::vector<std::string> list_share_countries(Connection& connection);

} // namespace pvault::store
