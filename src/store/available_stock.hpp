// The stock of every mineral at a moment, with what is taken off for cover.
#pragma once

#include "coverage/available_stock.hpp"
#include "journal/entry.hpp"
#include "store/connection.hpp"

#include <map>

namespace pvault::store {

// Every mineral and every group of the book is in it; a group has what its members have. Throws std::overflow_error
// when a sum does not fit 64 bits. `unavailable` is taken off mineral by mineral.
std::map<MineralId, AvailableStock> load_available_stock(Connection& connection, const Moment& moment,
                                                         Rate unavailable = {});

} // namespace pvault::store
