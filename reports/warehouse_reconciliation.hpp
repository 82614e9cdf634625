// A warehouse's own statement held against the book.
#pragma once

#include "reports/reconciliation.hpp"
#include "stockpile/warehouse_statement.hpp"

#include <span>

namespace pvault::reports {

// A row a line; the difference is the warehouse's mass less the book's. The table has its title, not its provenance.
Reconciliation reconcile_warehouse(std::span<const StatementLine> lines, const std::string& site_code);

} // namespace pvault::reports
