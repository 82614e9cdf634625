// Files that say what lies at a site: a count's, and a warehouse's statement.
#pragma once

#include "operations/confirm_warehouse.hpp"
#include "operations/record_count.hpp"

#include <string>

namespace pvault::cli {

// lot, mass (or "not found"), note; and the sheet they were counted by, where the file has that column. Fills rows and
// sheet. Refuses count_malformed with everything that is wrong; throws std::system_error when the file cannot be read.
Expected<void> read_count_file(const std::string& path, operations::CountInput& input);

// lot or receipt or both, mass, and where stated mineral. Fills rows and sha256. Refuses statement_malformed in the
// same way.
Expected<void> read_statement_file(const std::string& path, operations::StatementInput& input);

} // namespace pvault::cli
