#include "reports/warehouse_reconciliation.hpp"

#include "reports/columns.hpp"
#include "reports/sheet.hpp"

#include <fmt/format.h>
#include <map>

namespace pvault::reports {

namespace {

std::vector<Field<StatementLine>> warehouse_fields() {
  using Line = StatementLine;
  using namespace column;
  return {
      {text("lot", "Lot"), [](const Line& line) { return text_or_missing(line.lot_name); }},
      {text("receipt", "Receipt"), [](const Line& line) { return text_or_missing(line.receipt); }},
      {text("mineral", "Mineral"), [](const Line& line) { return text_or_missing(line.mineral_code); }},
      {text("entered", "Stated"), [](const Line& line) { return text_or_missing(line.mass_entered); }},
      {kilograms("warehouse_kg", "Warehouse"), [](const Line& line) { return cell(line.stated); }},
      {kilograms("book_kg", "Book"), [](const Line& line) { return cell(line.expected); }},
      {kilograms("difference_kg", "Difference"),
       [](const Line& line) { return line.stated ? cell(*line.stated - line.expected) : no_value(); }},
      {kilograms("tolerance_kg", "Tolerance"), [](const Line& line) { return cell(line.allowed); }},
      {tells_why(text("state", "State")),
       [](const Line& line) { return cell(std::string(statement_state_name(line.state))); }},
  };
}

} // namespace

Reconciliation reconcile_warehouse(std::span<const StatementLine> lines, const std::string& site_code) {
  Sheet<StatementLine> sheet(warehouse_fields());
  std::map<StatementState, int> by_state;
  Reconciliation result;
  for (const StatementLine& line : lines) {
    const bool agrees = line.state == StatementState::matched;
    sheet.add(line).mood = agrees ? "" : "bad";
    ++by_state[line.state];
    if (!agrees) ++result.differences;
  }
  result.table =
      sheet.finish({fmt::format("Matched: {}, differing: {}, only in the book: {}, only on the statement: {}; the "
                                "difference is warehouse less book.",
                                by_state[StatementState::matched], by_state[StatementState::differs],
                                by_state[StatementState::only_in_book], by_state[StatementState::only_on_statement])});
  result.table.name = "warehouse-reconciliation";
  result.table.title = fmt::format("Statement of {}", site_code);
  return result;
}

} // namespace pvault::reports
