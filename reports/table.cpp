#include "reports/table.hpp"

#include <fmt/format.h>
#include <set>
#include <stdexcept>
#include <string_view>

namespace pvault::reports {
namespace {

bool fits(const Cell& cell, ColumnType type) {
  if (std::holds_alternative<std::monostate>(cell)) return true;
  switch (type) {
  case ColumnType::text:
  case ColumnType::date:
    return std::holds_alternative<std::string>(cell);
  case ColumnType::integer:
    return std::holds_alternative<std::int64_t>(cell);
  case ColumnType::decimal:
    return std::holds_alternative<Decimal>(cell);
  case ColumnType::bar:
    return std::holds_alternative<Bar>(cell);
  case ColumnType::sparkline:
    return std::holds_alternative<Sparkline>(cell);
  }
  return false;
}

bool is_mood(std::string_view mood) { return mood.empty() || mood == "good" || mood == "bad" || mood == "faint"; }

[[noreturn]] void fail(const Table& table, const std::string& what) {
  throw std::logic_error(fmt::format("report {}: {}", table.name, what));
}

void check_columns(const Table& table) {
  std::set<std::string_view> names;
  for (const Column& column : table.columns) {
    if (!names.insert(column.name).second) fail(table, fmt::format("two columns are named {}", column.name));
    if (column.decimals < 0 || column.decimals > 18)
      fail(table, fmt::format("column {} has {} decimals", column.name, column.decimals));
  }
}

void check_row(const Table& table, const Row& row, const std::string& where) {
  if (row.cells.size() != table.columns.size())
    fail(table, fmt::format("{} has {} cells for {} columns", where, row.cells.size(), table.columns.size()));
  if (!is_mood(row.mood)) fail(table, fmt::format("{} has the unknown mood {}", where, row.mood));
  for (std::size_t i = 0; i < row.cells.size(); ++i)
    if (!fits(row.cells[i], table.columns[i].type))
      fail(table, fmt::format("{} has a cell of another type than its column {}", where, table.columns[i].name));
}

} // namespace

void check_table(const Table& table) {
  check_columns(table);
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    check_row(table, table.rows[i], fmt::format("row {}", i + 1));
  if (table.totals) check_row(table, *table.totals, "the row of totals");
  if (table.for_people) check_table(*table.for_people);
}

} // namespace pvault::reports
