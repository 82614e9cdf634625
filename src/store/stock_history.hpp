// All that stands of what happened to the lots of a mineral.
#pragma once

#include "stockpile/redraw.hpp"
#include "store/connection.hpp"

#include <map>
#include <vector>

namespace pvault::store {

// Whether a release of the mineral that stands is dated after the day.
bool has_later_releases(Connection& connection, MineralId mineral, Date on);

// What keeps lots of the mineral from being released on a day, as known by now.
std::map<LotId, LotHeld> load_holds_on(Connection& connection, MineralId mineral, Date on);

std::vector<StockEvent> load_stock_history(Connection& connection, MineralId mineral);

} // namespace pvault::store
