// Opening balances and the stock that came after them.
#pragma once

#include "stockpile/opening.hpp"
#include "store/connection.hpp"

#include <optional>

namespace pvault::store {

// Of what stands: the entry that brought a lot on the earliest day by anything but an opening balance, and the opening
// balance of the latest day.
std::optional<StockEntry> find_earliest_stock(Connection& connection);
std::optional<StockEntry> find_latest_opening(Connection& connection);

} // namespace pvault::store
