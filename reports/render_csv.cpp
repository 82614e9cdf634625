// CSV by RFC 4180: comma, CRLF behind every line, quotes doubled inside quotes. https://www.rfc-editor.org/rfc/rfc4180
#include "reports/cell_text.hpp"
#include "reports/csv_text.hpp"
#include "reports/render.hpp"

#include <string_view>

namespace pvault::reports {
namespace {

constexpr std::string_view line_end = "\r\n";

// Only text can be a formula; a negative number starts with - and is left as it is.
std::string format_field(const Cell& cell, const Column& column) {
  if (!std::holds_alternative<std::string>(cell)) return format_for_machine(cell, column);
  return csv_text(std::get<std::string>(cell));
}

// A line of a single empty field would be a blank line, which readers skip: it is written as "".
void append_line(std::string& csv, const std::string& line, std::size_t fields) {
  csv += line.empty() && fields == 1 ? std::string_view("\"\"") : std::string_view(line);
  csv += line_end;
}

template <class Field>
void append_fields(std::string& csv, const Table& table, Field field) {
  std::string line;
  std::size_t fields = 0;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (!is_in_machine(table.columns[i])) continue;
    line += fields++ > 0 ? "," : "";
    line += field(i);
  }
  append_line(csv, line, fields);
}

} // namespace

std::string render_csv(const Table& table) {
  check_table(table);
  std::string csv;
  append_fields(csv, table, [&](std::size_t i) { return csv_text(table.columns[i].name); });
  for (const Row& row : table.rows)
    append_fields(csv, table, [&](std::size_t i) { return format_field(row.cells[i], table.columns[i]); });
  return csv;
}

} // namespace pvault::reports
