// A lender's own statement held against the book.
#pragma once

#include "reports/table.hpp"
#include "store/facilities.hpp"

#include <string>
#include <vector>

namespace pvault::reports {

enum class StatementItem { principal, interest, fees, undisbursed };
std::string_view statement_item_name(StatementItem item);
Expected<StatementItem> parse_statement_item(std::string_view text); // refuses option_malformed

// What the lender says was owed (or undisbursed) at the end of a day.
struct LenderLine {
  Date on;
  StatementItem item{};
  Money amount;
};

// A row a line, in the order of days; what the book has on that day, known at the moment; the difference, and since
// when the lines have always differed. The table has its title and provenance.
struct Reconciliation {
  Table table;
  std::size_t differences = 0;
};
Reconciliation reconcile(store::Connection& connection, const store::Facility& facility, std::vector<LenderLine> lines,
                         const Moment& moment);

} // namespace pvault::reports
