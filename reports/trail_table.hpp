// The trail of a thing as a table.
#pragma once

#include "reports/table.hpp"
#include "store/trails.hpp"

namespace pvault::reports {

// A row for each entry up to `last` that touched the thing, in the order in which they were recorded. Without
// provenance. Must run inside a ReadTransaction.
Table make_trail_table(store::Connection& connection, const store::NamedThing& thing, EntryId last);

} // namespace pvault::reports
