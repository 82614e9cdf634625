// The generated history as a table for `pvault import`: the columns are the options of the commands, without dashes.
#pragma once

#include "generator/events.hpp"

#include <iosfwd>

namespace pvault::bench {

// All events in their order, a row each.
void write_table(std::ostream& out, const HistorySize& size);

} // namespace pvault::bench
