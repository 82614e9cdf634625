// All that happened to the lots of a mineral.
#pragma once

#include "stockpile/redraw.hpp"
#include "stockpile/release.hpp"
#include "store/connection.hpp"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace pvault::store {

// Whether a release of the mineral that stands is dated after the day.
bool has_later_releases(Connection& connection, MineralId mineral, Date on);
// Whether what a release of the day draws may be other than what it would have drawn when it was due: something is
// recorded of a lot of the mineral that is dated later, be it a sale, a write-down or a pledge.
bool is_drawn_out_of_order(Connection& connection, MineralId mineral, Date on);

// What was there on the day, and is taken by entries that are dated later: of these lots; or, where none is named, of
// those of the mineral that lay in storage, at the site if one is given. Empty when nothing is.
struct LotsAsked {
  MineralId mineral{};
  std::set<LotId> named = {};
  std::optional<SiteId> site = {};
};
std::optional<TakenLater> find_taken_later(Connection& connection, const LotsAsked& asked, Date on);

// What keeps lots of the mineral from being released on a day, as known by now.
std::map<LotId, LotHeld> load_holds_on(Connection& connection, MineralId mineral, Date on);

// What was reversed is among it, and its reversal.
std::vector<StockEvent> load_stock_history(Connection& connection, MineralId mineral);

} // namespace pvault::store
