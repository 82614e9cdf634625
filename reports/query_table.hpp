// The answer of a statement as a table whose columns are taken from the answer itself.
#pragma once

#include "reports/table.hpp"
#include "store/read_query.hpp"
#include "units/refusal.hpp"

namespace pvault::reports {

// A column of whole numbers alone is of numbers, one whose name ends in on and that has days alone is of dates, all
// others are of text; the unit is that of the name's ending (_mg, _cents, _ppb, _bytes, days). Without name, title and
// provenance. Refuses query_malformed: two columns of one name.
Expected<Table> make_query_table(const store::ReadAnswer& answer);

// For a statement that names no :as_of.
inline constexpr const char* note_of_all_days = "Entries of all days: the statement does not name :as_of.";

} // namespace pvault::reports
