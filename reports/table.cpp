#include "reports/table.hpp"

#include "units/date.hpp"

#include <algorithm>
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

void check_is(const Table& table, const std::string& name, ColumnType type, std::string_view what) {
  if (table.columns[index_of_column(table, name)].type != type)
    fail(table, fmt::format("the chart's {} is no {}", what, type == ColumnType::date ? "day" : "text"));
}

void check_drawn(const Table& table, std::vector<std::string> drawn, const std::string& target) {
  if (drawn.empty()) fail(table, "the chart draws nothing");
  if (!target.empty()) drawn.push_back(target);
  const std::string& unit = table.columns[index_of_column(table, drawn.front())].unit;
  for (const std::string& name : drawn) {
    const Column& column = table.columns[index_of_column(table, name)];
    if (column.type != ColumnType::integer && column.type != ColumnType::decimal)
      fail(table, fmt::format("the chart's column {} is no number", name));
    if (column.unit != unit) fail(table, fmt::format("the chart's column {} has another unit", name));
  }
}

void check_chart(const Table& table, const Chart& chart) {
  check_is(table, chart.label, ColumnType::text, "label");
  check_drawn(table, chart.bars, chart.target);
}

void check_time_chart(const Table& table, const TimeChart& chart) {
  check_is(table, chart.on, ColumnType::date, "column of days");
  check_is(table, chart.panel, ColumnType::text, "panel");
  check_drawn(table, chart.lines, chart.target);
  if (chart.lines.size() > most_lines_in_chart) fail(table, "the chart has more lines than can be told apart");
  const std::size_t on = index_of_column(table, chart.on);
  for (const Row& row : table.rows) {
    const auto* day = std::get_if<std::string>(&row.cells[on]);
    if (day == nullptr || !parse_iso_date(*day)) fail(table, "the chart has a row without a day");
  }
}

} // namespace

std::size_t index_of_column(const Table& table, std::string_view name) {
  const auto found = std::ranges::find(table.columns, name, &Column::name);
  if (found == table.columns.end()) fail(table, fmt::format("there is no column {}", name));
  return static_cast<std::size_t>(found - table.columns.begin());
}

void check_table(const Table& table) {
  check_columns(table);
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    check_row(table, table.rows[i], fmt::format("row {}", i + 1));
  if (table.totals) check_row(table, *table.totals, "the row of totals");
  if (table.for_people) check_table(*table.for_people);
  if (table.chart) check_chart(table, *table.chart);
  for (const TimeChart& chart : table.charts_over_time)
    check_time_chart(table, chart);
}

Table as_read_by_people(const Table& table) {
  if (!table.for_people) return table;
  Table read = *table.for_people;
  read.name = table.name;
  read.title = table.title;
  read.provenance = table.provenance;
  return read;
}

} // namespace pvault::reports
