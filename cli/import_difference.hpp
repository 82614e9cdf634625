// A row of a file beside what was recorded under its request id: where the two may differ.
#pragma once

#include "cli/import_cells.hpp"
#include "cli/import_text.hpp"
#include "store/connection.hpp"

#include <string>
#include <vector>

namespace pvault::cli {

// The columns of the row, and what the book has in their place, those that say the same left out; then what the book
// has of columns that the row leaves empty. What it keeps in other words only (a total of what was entered) is not
// found.
std::vector<ColumnSideBySide> list_side_by_side(store::Connection& connection, const std::string& request_id,
                                                const ImportedRow& row);

} // namespace pvault::cli
