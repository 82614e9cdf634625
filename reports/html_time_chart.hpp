// A table's charts over time as inline SVG: a small picture for each thing, whose points are computed exactly and
// rounded down to a thousandth of the picture.
#pragma once

#include "reports/table.hpp"

#include <cstddef>
#include <string>

namespace pvault::reports {

// A <figure> with a panel for each text of the chart's column `panel` that has a figure above zero on any day. With a
// target all panels have one scale, so that they can be compared; without, each has its own. Each panel says in its
// <desc> what it shows. Empty where nothing is left to draw. `number`, from 1, tells apart the charts of one page.
std::string draw_time_chart(const Table& table, const TimeChart& chart, std::size_t number);

} // namespace pvault::reports
