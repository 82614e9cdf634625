#include "reports/table_difference.hpp"

#include "reports/cell_text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

namespace pvault::reports {

namespace {

constexpr std::size_t not_there = static_cast<std::size_t>(-1);

struct SharedColumn {
  Column column;
  std::size_t before = not_there;
  std::size_t after = not_there;
};

std::size_t find_column(const Table& table, const std::string& name) {
  const auto found = std::ranges::find(table.columns, name, &Column::name);
  return found == table.columns.end() ? not_there : static_cast<std::size_t>(found - table.columns.begin());
}

// Of either table, those for machines.
std::vector<SharedColumn> list_shared_columns(const Table& before, const Table& after) {
  std::vector<SharedColumn> columns;
  for (std::size_t i = 0; i < after.columns.size(); ++i) {
    if (is_in_machine(after.columns[i]))
      columns.push_back({after.columns[i], find_column(before, after.columns[i].name), i});
  }
  for (std::size_t i = 0; i < before.columns.size(); ++i) {
    if (is_in_machine(before.columns[i]) && find_column(after, before.columns[i].name) == not_there)
      columns.push_back({before.columns[i], i, not_there});
  }
  return columns;
}

bool can_name(const SharedColumn& shared) {
  const Column& column = shared.column;
  if (shared.before == not_there || shared.after == not_there) return false;
  return column.type == ColumnType::text || column.type == ColumnType::date ||
         (column.type == ColumnType::integer && !column.grouped);
}

Cell cell_at(const Row& row, std::size_t column) { return column < row.cells.size() ? row.cells[column] : no_value(); }

using Name = std::vector<std::string>;

Name name_of(const Row& row, const std::vector<SharedColumn>& naming, std::size_t count, bool of_after) {
  Name name;
  name.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    name.push_back(format_for_machine(cell_at(row, of_after ? naming[i].after : naming[i].before), naming[i].column));
  return name;
}

bool tells_apart(const Table& table, const std::vector<SharedColumn>& naming, std::size_t count, bool of_after) {
  std::set<Name> names;
  return std::ranges::all_of(
      table.rows, [&](const Row& row) { return names.insert(name_of(row, naming, count, of_after)).second; });
}

// How many of the columns that can name a row are needed.
std::size_t count_needed(const Table& before, const Table& after, const std::vector<SharedColumn>& naming) {
  for (std::size_t count = 1; count < naming.size(); ++count) {
    if (tells_apart(before, naming, count, false) && tells_apart(after, naming, count, true)) return count;
  }
  return naming.size();
}

struct NamedRow {
  Name name;
  const Row* row = nullptr;
};

// Rows of one name get a number from the second on.
std::vector<NamedRow> name_rows(const Table& table, const std::vector<SharedColumn>& naming, std::size_t count,
                                bool of_after) {
  std::map<Name, int> times;
  std::vector<NamedRow> named;
  named.reserve(table.rows.size());
  for (const Row& row : table.rows) {
    Name name = name_of(row, naming, count, of_after);
    const int time = ++times[name];
    if (time > 1) name.push_back(fmt::format("({})", time));
    named.push_back({std::move(name), &row});
  }
  return named;
}

std::optional<std::int64_t> number_in(const Cell& cell) {
  if (const auto* value = std::get_if<Decimal>(&cell)) return value->scaled;
  if (const auto* count = std::get_if<std::int64_t>(&cell)) return *count;
  return std::nullopt;
}

int decimals_for_people(const Cell& cell, const Column& column) {
  constexpr int always_shown = 2;
  const auto* value = std::get_if<Decimal>(&cell);
  if (value == nullptr) return 0;
  int decimals = column.decimals;
  for (std::int64_t rest = value->scaled; decimals > always_shown && rest % 10 == 0; --decimals)
    rest /= 10;
  return decimals;
}

// Of numbers that count; missing when it does not fit.
Cell subtract(const Cell& after, const Cell& before, const Column& column, RowChange change) {
  if (!column.grouped || (column.type != ColumnType::decimal && column.type != ColumnType::integer)) return no_value();
  auto is = number_in(after);
  auto was = number_in(before);
  if (change == RowChange::vanished && was) is = 0;
  if (change == RowChange::appeared && is) was = 0;
  std::int64_t difference = 0;
  if (!is || !was || __builtin_sub_overflow(*is, *was, &difference)) return no_value();
  return column.type == ColumnType::decimal ? decimal(difference) : Cell(difference);
}

class Comparison {
public:
  Comparison(const Table& before, const Table& after)
      : before_(before), after_(after), columns_(list_shared_columns(before, after)) {
    for (const SharedColumn& column : columns_)
      if (can_name(column)) naming_.push_back(column);
    needed_ = count_needed(before, after, naming_);
  }

  std::vector<CellDifference> run() {
    const auto was = name_rows(before_, naming_, needed_, false);
    const auto is = name_rows(after_, naming_, needed_, true);
    std::map<Name, const Row*> rows_before;
    for (const NamedRow& row : was)
      rows_before.emplace(row.name, row.row);
    for (const NamedRow& row : is) {
      const auto found = rows_before.find(row.name);
      const Row* same = found == rows_before.end() ? nullptr : found->second;
      if (same != nullptr) rows_before.erase(found);
      compare_rows(row.name, same, row.row, false);
    }
    for (const NamedRow& row : was)
      if (rows_before.contains(row.name)) compare_rows(row.name, row.row, nullptr, false);
    if (before_.totals || after_.totals)
      compare_rows({"total"}, before_.totals ? &*before_.totals : nullptr, after_.totals ? &*after_.totals : nullptr,
                   true);
    return std::move(found_);
  }

private:
  [[nodiscard]] bool is_in_name(const SharedColumn& column) const {
    const auto last = naming_.begin() + static_cast<std::ptrdiff_t>(needed_);
    return std::any_of(naming_.begin(), last,
                       [&](const SharedColumn& naming) { return naming.column.name == column.column.name; });
  }

  void compare_rows(const Name& name, const Row* before, const Row* after, bool is_total) {
    RowChange change = RowChange::changed;
    if (before == nullptr) change = RowChange::appeared;
    if (after == nullptr) change = RowChange::vanished;
    const std::size_t found_before = found_.size();
    for (const SharedColumn& shared : columns_) {
      if (is_in_name(shared)) continue;
      const Cell was = before == nullptr ? no_value() : cell_at(*before, shared.before);
      const Cell is = after == nullptr ? no_value() : cell_at(*after, shared.after);
      if (was == is) continue;
      found_.push_back(describe(shared.column, was, is, change));
      found_.back().row = name;
      found_.back().is_total = is_total;
    }
    if (change != RowChange::changed && !is_total && found_.size() == found_before)
      found_.push_back({.change = change, .row = name});
  }

  static CellDifference describe(const Column& column, const Cell& was, const Cell& is, RowChange change) {
    const Cell difference = subtract(is, was, column, change);
    const int decimals = std::max(
        {decimals_for_people(was, column), decimals_for_people(is, column), decimals_for_people(difference, column)});
    const auto show = [&](const Cell& cell) {
      return std::holds_alternative<std::monostate>(cell) ? std::string() : format_for_people(cell, column, decimals);
    };
    return {.change = change,
            .column = column.name,
            .unit = column.unit,
            .before = format_for_machine(was, column),
            .after = format_for_machine(is, column),
            .difference = format_for_machine(difference, column),
            .before_for_people = show(was),
            .after_for_people = show(is),
            .difference_for_people = show(difference)};
  }

  const Table& before_;
  const Table& after_;
  std::vector<SharedColumn> columns_;
  std::vector<SharedColumn> naming_;
  std::size_t needed_ = 0;
  std::vector<CellDifference> found_;
};

} // namespace

std::vector<CellDifference> compare_tables(const Table& before, const Table& after) {
  return Comparison(before, after).run();
}

} // namespace pvault::reports
