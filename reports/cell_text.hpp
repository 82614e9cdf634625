// One cell as text: exact for machines, readable for people. Neither makes the text safe for where it goes.
#pragma once

#include "reports/table.hpp"

#include <cstddef>
#include <string>

namespace pvault::reports {

inline constexpr int bar_cells = 20;
// A sparkline of more values has one mark for several, the last of them; its last mark is its last value.
inline constexpr int sparkline_marks = 20;

// For machines: a decimal with all decimals of its column, no thousands separators, missing is empty. Not for pictures.
std::string format_for_machine(const Cell& cell, const Column& column);

// How many decimals people need to see every value of the column, totals included, exactly. Up to two (USD, days)
// always stay; of more (kg has 6) those that are zero in every row are dropped.
int count_decimals_shown(const Table& table, std::size_t column);

// For people: thousands separated, `decimals_shown` decimals, missing is an en dash, a bar is its twenty cells, a
// sparkline its marks.
std::string format_for_people(const Cell& cell, const Column& column, int decimals_shown);

// "85%", "1,250%", ">85%": the whole percentage, rounded down so that a share is never overstated. Empty when there is
// none to give.
std::string format_percentage(const Bar& bar);

} // namespace pvault::reports
