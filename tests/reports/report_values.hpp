// Reads values out of a report as machines see them.
#pragma once

#include "reports/cell_text.hpp"
#include "reports/report.hpp"
#include "store/transaction.hpp"
#include "tests/support/book.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace pvault::test {

inline reports::Table report(store::Connection& connection, std::string_view name,
                             const reports::ReportQuestion& question) {
  const reports::Report* found = reports::find_report(name);
  REQUIRE(found != nullptr);
  const store::ReadTransaction transaction(connection);
  reports::Table table = reports::make_report(*found, connection, question);
  reports::check_table(table);
  return table;
}

// As of a day, as known now.
inline reports::Table report(TemporaryBook& book, std::string_view name, std::string_view as_of) {
  return report(book.connection(), name, {.moment = book.moment(as_of)});
}

inline std::size_t column_index(const reports::Table& table, std::string_view name) {
  const auto at = std::ranges::find(table.columns, name, &reports::Column::name);
  INFO("column ", std::string(name));
  REQUIRE(at != table.columns.end());
  return static_cast<std::size_t>(at - table.columns.begin());
}

// "-" stands for missing.
inline std::string value_of(const reports::Table& table, const reports::Row& row, std::string_view column) {
  const std::size_t index = column_index(table, column);
  const reports::Cell& cell = row.cells.at(index);
  return std::holds_alternative<std::monostate>(cell) ? "-" : reports::format_for_machine(cell, table.columns[index]);
}

inline std::string value_of(const reports::Table& table, std::size_t row, std::string_view column) {
  REQUIRE(row < table.rows.size());
  return value_of(table, table.rows[row], column);
}

// The row whose first column says `key`.
inline const reports::Row& row_of(const reports::Table& table, std::string_view key) {
  const std::string& first = table.columns.front().name;
  const auto found =
      std::ranges::find_if(table.rows, [&](const reports::Row& row) { return value_of(table, row, first) == key; });
  INFO("row ", std::string(key));
  REQUIRE(found != table.rows.end());
  return *found;
}

inline std::string value_of(const reports::Table& table, std::string_view key, std::string_view column) {
  return value_of(table, row_of(table, key), column);
}

inline std::string total_of(const reports::Table& table, std::string_view column) {
  REQUIRE(table.totals.has_value());
  return value_of(table, *table.totals, column);
}

inline bool has_note(const reports::Table& table, std::string_view part) {
  return std::ranges::any_of(table.notes,
                             [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

// The names of the columns that machines get, one behind the other.
inline std::string machine_columns(const reports::Table& table) {
  std::string names;
  for (const reports::Column& column : table.columns)
    if (reports::is_in_machine(column)) names += (names.empty() ? "" : " ") + column.name;
  return names;
}

} // namespace pvault::test
