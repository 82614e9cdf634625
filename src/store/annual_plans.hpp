// Plans of a year, and what was bought and released in it.
#pragma once

#include "journal/entry.hpp"
#include "store/connection.hpp"

#include <map>
#include <optional>

namespace pvault::store {

struct AnnualPlan {
  EntryId entry{};
  Mass buy_at_most;
  Mass release_at_most;
};
// The plan in force at the moment for the year of its day.
std::optional<AnnualPlan> find_annual_plan(Connection& connection, MineralId mineral, const Moment& moment);

// In the year of the moment's day, up to that day: purchases, with what a settlement of that year changed of them, and
// releases but for losses; what was undone is taken off on the day it was.
struct BoughtAndReleased {
  Mass bought;
  Mass released;
};
std::map<MineralId, BoughtAndReleased> load_year(Connection& connection, const Moment& moment);

} // namespace pvault::store
