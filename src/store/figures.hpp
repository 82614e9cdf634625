// Dated figures: the price, demand figure and target that hold for a mineral at a moment. A figure that was reversed
// (as of that date, as known at that entry) does not count.
#pragma once

#include "coverage/coverage.hpp"
#include "journal/entry.hpp"
#include "store/connection.hpp"

#include <optional>
#include <string>

namespace pvault::store {

struct PriceFigure {
  BasisPrice price;
  Date on;
  EntryId entry{};
};
// The latest usable price dated up to the moment's day; of two on one day the one recorded later.
std::optional<PriceFigure> find_price(Connection& connection, MineralId mineral, const Moment& moment);

// The figure of consumption for the latest year that has begun by the moment's day; within a year apparent consumption,
// then estimated, reported, a proxy; of one basis the figure recorded last. store/demands.hpp finds those on others.
std::optional<DemandFigure> find_demand(Connection& connection, MineralId mineral, const Moment& moment);

// Days to be covered: the target dated last.
std::optional<int> find_target_days(Connection& connection, MineralId mineral, const Moment& moment);

} // namespace pvault::store
