// The stock of every mineral at a moment, with what is taken off for cover.
#pragma once

#include "coverage/available_stock.hpp"
#include "journal/entry.hpp"
#include "stockpile/mineral.hpp"
#include "store/balances.hpp"
#include "store/connection.hpp"
#include "store/held_back.hpp"
#include "store/lot_status.hpp"

#include <map>
#include <vector>

namespace pvault::store {

using StockByMineral = std::map<MineralId, AvailableStock>;

// Every mineral and every group of the book is in it; a group has what its members have. Throws std::overflow_error
// when a sum does not fit 64 bits. `unavailable` is taken off mineral by mineral.
StockByMineral load_available_stock(Connection& connection, const Moment& moment, Rate unavailable = {});

// The same of all minerals of the book and what was loaded for one moment.
struct StockAtMoment {
  Balances balances;
  HeldBack held_back;
  std::map<LotId, LotHold> holds;
};
StockByMineral sum_available_stock(const std::vector<Mineral>& minerals, const StockAtMoment& at,
                                   Rate unavailable = {});

} // namespace pvault::store
