#include "reports/query_table.hpp"

#include "reports/column_unit.hpp"
#include "reports/columns.hpp"
#include "units/date.hpp"
#include "units/parsing.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <string>
#include <variant>

namespace pvault::reports {

namespace {

template <class Fits>
bool all_fit(const store::ReadAnswer& answer, std::size_t column, Fits fits) {
  return std::ranges::all_of(answer.rows, [&](const std::vector<Value>& row) {
    return std::holds_alternative<std::monostate>(row[column]) || fits(row[column]);
  });
}

bool is_whole(const Value& value) { return std::holds_alternative<std::int64_t>(value); }

bool is_day(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr && parse_iso_date(*text).has_value();
}

// Numbers of entries and the like name and do not count.
bool is_quantity(const std::string& name) {
  return name != "year" && name != "line" && !name.ends_with("_id") && !name.ends_with("_by");
}

Column column_of(const store::ReadAnswer& answer, std::size_t index) {
  const std::string& name = answer.columns[index];
  if (is_name_of_day(name) && all_fit(answer, index, is_day)) return column::date(name, name);
  if (!all_fit(answer, index, is_whole)) return column::text(name, name);
  const std::string unit(unit_of_name(name));
  return is_quantity(name) ? column::count(name, name, unit) : column::entry(name, name);
}

Cell answer_cell(const Value& value, const Column& column) {
  if (std::holds_alternative<std::monostate>(value)) return no_value();
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number == nullptr) return std::get<std::string>(value);
  return column.type == ColumnType::integer ? Cell(*number) : Cell(fmt::format("{}", *number));
}

} // namespace

Expected<Table> make_query_table(const store::ReadAnswer& answer) {
  Table table;
  std::set<std::string> names;
  table.columns.reserve(answer.columns.size());
  for (std::size_t i = 0; i < answer.columns.size(); ++i) {
    if (!names.insert(answer.columns[i]).second) {
      return refuse(Rule::query_malformed, fmt::format("two columns are named {}", in_quotes(answer.columns[i])),
                    "a name of its own for each: SELECT a AS x, b AS y");
    }
    table.columns.push_back(column_of(answer, i));
  }
  table.rows.reserve(answer.rows.size());
  for (const std::vector<Value>& values : answer.rows) {
    Row row;
    row.cells.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      row.cells.push_back(answer_cell(values[i], table.columns[i]));
    table.rows.push_back(std::move(row));
  }
  return table;
}

} // namespace pvault::reports
