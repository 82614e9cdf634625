#include "reports/cell_text.hpp"
#include "reports/render.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace pvault::reports {
namespace {

using Json = nlohmann::ordered_json;

std::string type_name(ColumnType type) {
  switch (type) {
  case ColumnType::text:
    return "text";
  case ColumnType::integer:
    return "integer";
  case ColumnType::decimal:
    return "decimal";
  case ColumnType::date:
    return "date";
  case ColumnType::bar:
  case ColumnType::sparkline:
    break;
  }
  throw std::logic_error("a picture has no form for machines");
}

// A decimal is a string: a reader that keeps numbers as binary fractions would change it.
Json cell_to_json(const Cell& cell, const Column& column) {
  if (std::holds_alternative<std::monostate>(cell)) return nullptr;
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return *integer;
  return format_for_machine(cell, column);
}

Json column_to_json(const Column& column) {
  const Json unit = column.unit.empty() ? Json(nullptr) : Json(column.unit);
  return {{"name", column.name}, {"unit", unit}, {"type", type_name(column.type)}};
}

Json columns_to_json(const Table& table) {
  Json columns = Json::array();
  for (const Column& column : table.columns)
    if (is_in_machine(column)) columns.push_back(column_to_json(column));
  return columns;
}

Json row_to_json(const Table& table, const Row& row) {
  Json object = Json::object();
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (is_in_machine(table.columns[i]))
      object.push_back({table.columns[i].name, cell_to_json(row.cells[i], table.columns[i])});
  return object;
}

bool is_added_up(const Cell& cell) {
  return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<Decimal>(cell);
}

// Only what was added up: a label such as "Total" is for people.
Json totals_to_json(const Table& table) {
  if (!table.totals) return nullptr;
  Json totals = Json::object();
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (is_in_machine(table.columns[i]) && is_added_up(table.totals->cells[i]))
      totals[table.columns[i].name] = cell_to_json(table.totals->cells[i], table.columns[i]);
  return totals;
}

Json before_the_rows(const Table& table) {
  Json part;
  part["schema"] = "pvault.report." + table.name + "/1";
  part["title"] = table.title;
  part["book"] = table.provenance.book;
  part["as_of"] = table.provenance.as_of;
  part["known_at"] = {{"entry", table.provenance.known_at_entry}, {"hash", table.provenance.known_at_hash}};
  part["columns"] = columns_to_json(table);
  return part;
}

Json behind_the_rows(const Table& table) {
  Json part;
  part["totals"] = totals_to_json(table);
  part["notes"] = table.notes;
  return part;
}

// Bytes that are not UTF-8 become U+FFFD: a damaged name must not keep a report from being read.
std::string dump(const Json& value) { return value.dump(2, ' ', false, Json::error_handler_t::replace); }

// A row stands two levels in. Every line break here is one between members; those inside a text are escaped.
void append_row(std::string& json, const Json& row) {
  for (const char c : dump(row)) {
    json += c;
    if (c == '\n') json += "    ";
  }
}

// Row by row, because a long journal as one tree of values takes several times the memory of its text.
void append_rows(std::string& json, const Table& table) {
  std::string_view separator = "\n    ";
  json += "[";
  for (const Row& row : table.rows) {
    json += std::exchange(separator, ",\n    ");
    append_row(json, row_to_json(table, row));
  }
  json += table.rows.empty() ? "]" : "\n  ]";
}

} // namespace

std::string render_json(const Table& table) {
  check_table(table);
  std::string json = dump(before_the_rows(table));
  json.resize(json.size() - std::string_view("\n}").size());
  json += ",\n  \"rows\": ";
  append_rows(json, table);
  json += ",\n" + dump(behind_the_rows(table)).substr(std::string_view("{\n").size()) + "\n";
  return json;
}

} // namespace pvault::reports
