// A table's chart as inline SVG: bars whose lengths are shares of the widest figure, computed exactly and rounded down.
#pragma once

#include "reports/table.hpp"

#include <string>

namespace pvault::reports {

// A <figure> with panels of some rows each, so that they stand side by side where there is room and a page of paper
// breaks between them. Each panel says in its <desc> what it shows. Rows without any figure above zero are not drawn
// and counted in the caption. Empty where nothing is left to draw, or the table has no chart.
std::string draw_chart(const Table& table);

} // namespace pvault::reports
