// What was entered, held against what it came to: each text is read again, and computed again by the functions that
// recording uses, with the content factors of the book, which no command changes. A chain that was hashed anew shows
// nothing of a figure that was changed; its text does.
//
// What the book keeps as a number alone is not computed again: a cost or an amount of money, a cost of a year in
// percent, days. Nor are these:
// - the figure `published` of a price or a demand, which quotes its source in whatever words it has,
// - what is taken by a transfer of "all", which is what the lot had then (lots_never_negative,
// transfers_match_postings),
// - a write-down to a price, which rests on what its lots were carried at: write_downs_carried computes it,
// - the metal cost of a settlement that names no price: either the price of the purchase held, or a sum was given.
#pragma once

#include "audit/stock_checks.hpp"

namespace pvault::audit {

std::span<const StockCheck> entered_checks();

} // namespace pvault::audit
