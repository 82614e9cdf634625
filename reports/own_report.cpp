#include "reports/own_report.hpp"

#include "reports/query_table.hpp"
#include "reports/sheet.hpp"
#include "units/date.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <utility>

namespace pvault::reports {

namespace {

constexpr int most_faults = 20;

// All that does not fit, with where it stands.
class OwnFaults {
public:
  void add(const std::string& where, const std::string& why) {
    ++count_;
    if (count_ <= most_faults) text_ += fmt::format("{}{}: {}", text_.empty() ? "" : "; ", where, why);
  }
  [[nodiscard]] bool none() const { return count_ == 0; }
  [[nodiscard]] tl::unexpected<Refusal> refuse_file(const OwnReport& report, std::string next_step) const {
    const std::string more = count_ > most_faults ? fmt::format("; and {} more", count_ - most_faults) : "";
    return refuse(Rule::report_file_malformed, fmt::format("{}: {}{}", printable(report.file), text_, more),
                  std::move(next_step));
  }

private:
  int count_ = 0;
  std::string text_;
};

// For each column of the header its place in the answer.
Expected<std::vector<std::size_t>> match_columns(const OwnReport& report, const store::ReadAnswer& answer) {
  OwnFaults faults;
  std::vector<std::size_t> places;
  places.reserve(report.columns.size());
  for (const OwnColumn& own : report.columns) {
    const auto found = std::ranges::find(answer.columns, own.column.name);
    places.push_back(static_cast<std::size_t>(found - answer.columns.begin()));
    const auto times = std::ranges::count(answer.columns, own.column.name);
    if (times == 1) continue;
    faults.add(fmt::format("line {}", own.line),
               times == 0 ? fmt::format("the statement has no column {}", own.column.name)
                          : fmt::format("the statement has {} columns {}", times, own.column.name));
  }
  for (const std::string& name : answer.columns) {
    const auto same = [&](const OwnColumn& own) { return own.column.name == name; };
    if (std::ranges::none_of(report.columns, same))
      faults.add("statement", fmt::format("its column {} is not in the header", in_quotes(name)));
  }
  if (faults.none()) return places;
  return faults.refuse_file(report, "a line -- column NAME: TYPE for every column, and AS NAME in the statement");
}

std::string show(const Value& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number != nullptr ? fmt::format("{}", *number) : in_quotes(std::get<std::string>(value));
}

// Nothing when the value is of another type than the column.
std::optional<Cell> own_cell(const Value& value, const Column& column) {
  if (std::holds_alternative<std::monostate>(value)) return no_value();
  const auto* number = std::get_if<std::int64_t>(&value);
  const auto* text = std::get_if<std::string>(&value);
  switch (column.type) {
  case ColumnType::integer:
    return number != nullptr ? std::optional<Cell>(*number) : std::nullopt;
  case ColumnType::decimal:
    return number != nullptr ? std::optional<Cell>(decimal(*number)) : std::nullopt;
  case ColumnType::date:
    return text != nullptr && parse_iso_date(*text) ? std::optional<Cell>(*text) : std::nullopt;
  default:
    return number != nullptr ? Cell(fmt::format("{}", *number)) : Cell(*text);
  }
}

std::string_view wanted_type(const Column& column) { return column.type == ColumnType::date ? "day" : "whole number"; }

// The sum of the column, exact; missing where it does not fit 64 bits.
Cell total_of(const Table& table, std::size_t index) {
  Total total;
  for (const Row& row : table.rows)
    total.add(row.cells[index]);
  return total.cell(table.columns[index].type);
}

tl::unexpected<Refusal> refuse_total(const OwnReport& report, const Column& column) {
  const std::string most =
      group_thousands(format_scaled(std::numeric_limits<std::int64_t>::max(), column.decimals, column.decimals));
  return refuse(Rule::total_too_large,
                fmt::format("{}: the total of column {} goes beyond {}{}{}, the most that a column holds",
                            printable(report.file), column.name, most, column.unit.empty() ? "" : " ", column.unit),
                "the column without total in the header, or a statement that answers less of it");
}

Expected<std::optional<Row>> totals_of(const Table& table, const OwnReport& report) {
  if (std::ranges::none_of(report.columns, &OwnColumn::has_total)) return std::optional<Row>();
  Row totals;
  totals.cells.reserve(report.columns.size());
  for (std::size_t i = 0; i < report.columns.size(); ++i) {
    totals.cells.push_back(report.columns[i].has_total ? total_of(table, i) : no_value());
    const bool is_lost = report.columns[i].has_total && std::holds_alternative<std::monostate>(totals.cells.back());
    if (is_lost) return refuse_total(report, table.columns[i]);
  }
  return std::optional<Row>(std::move(totals));
}

std::vector<Cell> own_cells(const std::vector<Value>& values, const std::vector<std::size_t>& places,
                            const Table& table, OwnFaults& faults) {
  std::vector<Cell> cells;
  cells.reserve(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Value& value = values[places[i]];
    const auto cell = own_cell(value, table.columns[i]);
    if (!cell) {
      faults.add(fmt::format("row {}, column {}", table.rows.size() + 1, table.columns[i].name),
                 fmt::format("{} is no {}", show(value), wanted_type(table.columns[i])));
    }
    cells.push_back(cell.value_or(no_value()));
  }
  return cells;
}

Expected<Table> fill_table(const OwnReport& report, const store::ReadAnswer& answer,
                           const std::vector<std::size_t>& places) {
  OwnFaults faults;
  Table table;
  table.columns.reserve(report.columns.size());
  for (const OwnColumn& own : report.columns)
    table.columns.push_back(own.column);
  table.rows.reserve(answer.rows.size());
  for (const std::vector<Value>& values : answer.rows) {
    Row row;
    row.cells = own_cells(values, places, table, faults);
    table.rows.push_back(std::move(row));
  }
  if (!faults.none())
    return faults.refuse_file(report, "the type text, or a statement that answers what is stored, undivided");
  auto totals = totals_of(table, report);
  if (!totals) return tl::unexpected(totals.error());
  table.totals = std::move(*totals);
  return table;
}

Expected<Table> make_rows(const OwnReport& report, const store::ReadAnswer& answer) {
  if (report.columns.empty()) return make_query_table(answer);
  const auto places = match_columns(report, answer);
  if (!places) return tl::unexpected(places.error());
  return fill_table(report, answer, *places);
}

} // namespace

Expected<void> check_parameters(const OwnReport& report, const store::ReadAnswer& answer) {
  for (const OwnParameter& parameter : report.parameters) {
    if (std::ranges::find(answer.parameters, parameter.name) != answer.parameters.end()) continue;
    return refuse(Rule::report_file_malformed,
                  fmt::format("{}:{}: param {}: the statement does not name :{}", printable(report.file),
                              parameter.line, parameter.name, parameter.name),
                  fmt::format("name :{} in the statement, or leave the line out", parameter.name));
  }
  return {};
}

Expected<Table> make_own_report(const OwnReport& report, const store::ReadAnswer& answer) {
  auto table = make_rows(report, answer);
  if (!table) return table;
  table->name = report.name;
  table->title = report.title;
  table->notes = report.notes;
  return table;
}

} // namespace pvault::reports
