// What happened to stock and its cost in a period: between the balances before it and those at its end.
#pragma once

#include "stockpile/landed_cost.hpp"
#include "stockpile/stock_movement.hpp"
#include "store/balances.hpp"

#include <map>
#include <optional>

namespace pvault::store {

// From a day to the moment's, both included, as far as the book knew it at the moment. Without a first day it is from
// the beginning of the book.
struct Period {
  std::optional<Date> from;
  Moment end;
};

// The day before the period, known as its end is. Empty when nothing can be before it.
std::optional<Moment> moment_before(const Period& period);

// Balances on the day before the period; none when nothing can be before it.
Balances load_balances_before(Connection& connection, const Period& period);
// closing less opening.
Balances changes_of(Balances closing, const Balances& opening);

// What moved the stock of each mineral in the period, by what it was; minerals that nothing moved are missing. A
// reversal is of what it undoes, on its own day. Reads the entries of the period alone. Throws std::logic_error for a
// posting to inventory that is of no movement.
std::map<MineralId, StockMovements> load_stock_movements(Connection& connection, const Period& period);

// What was capitalised beside the metal into the purchases of the period, less that of purchases that were reversed in
// it; minerals without any may be missing. Throws std::overflow_error when one does not fit 64 bits.
std::map<MineralId, LandedCosts> load_landed_costs(Connection& connection, const Period& period);

} // namespace pvault::store
