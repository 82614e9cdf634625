// A table made line by line. A column and what stands in it are one Field, so that no cell can get under the wrong
// heading.
#pragma once

#include "reports/table.hpp"

#include <limits>
#include <utility>
#include <vector>

namespace pvault::reports {

// What the total of a column is that has no figure at all. Of what happened nothing comes to zero; of what is not known
// (a value without a price) nothing is known of the total.
enum class TotalOfNone { zero, missing };

template <class Line>
struct Field {
  Column column;
  Cell (*cell_of)(const Line&);
  bool adds_up = false; // decimals or counts of which the row of totals has the sum
  TotalOfNone total_of_none = TotalOfNone::zero;
};

// Sums that cannot overflow while they are made: 64-bit numbers in 128 bits.
class Total {
public:
  void add(const Cell& cell) {
    has_figures_ = has_figures_ || !std::holds_alternative<std::monostate>(cell);
    if (const auto* value = std::get_if<Decimal>(&cell)) sum_ += value->scaled;
    if (const auto* count = std::get_if<std::int64_t>(&cell)) sum_ += *count;
  }
  [[nodiscard]] bool has_figures() const { return has_figures_; }
  // Missing when it does not fit a cell.
  [[nodiscard]] Cell cell(ColumnType type) const {
    using Limits = std::numeric_limits<std::int64_t>;
    if (sum_ < Limits::min() || sum_ > Limits::max()) return no_value();
    const auto sum = static_cast<std::int64_t>(sum_);
    return type == ColumnType::decimal ? decimal(sum) : Cell(sum);
  }

private:
  __extension__ using Int128 = __int128;
  Int128 sum_ = 0;
  bool has_figures_ = false;
};

template <class Line>
class Sheet {
public:
  explicit Sheet(std::vector<Field<Line>> fields) : fields_(std::move(fields)), totals_(fields_.size()) {
    for (const Field<Line>& field : fields_)
      table_.columns.push_back(field.column);
  }

  // Answers the new row, for its mood and indent.
  Row& add(const Line& line) {
    Row& row = append(line);
    for (std::size_t i = 0; i < fields_.size(); ++i)
      totals_[i].add(row.cells[i]);
    return row;
  }
  // The same, but the row does not count in the totals.
  Row& append(const Line& line) {
    Row& row = table_.rows.emplace_back();
    row.cells.reserve(fields_.size());
    for (const Field<Line>& field : fields_)
      row.cells.push_back(field.cell_of(line));
    return row;
  }

  // The table, with totals when any of its fields has one. The sheet is empty afterwards.
  Table finish(std::vector<std::string> notes) {
    Row totals;
    bool any = false;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      totals.cells.push_back(total_of(i));
      any = any || !std::holds_alternative<std::monostate>(totals.cells.back());
    }
    if (any) table_.totals = std::move(totals);
    table_.notes = std::move(notes);
    return std::move(table_);
  }

private:
  [[nodiscard]] Cell total_of(std::size_t column) const {
    const Field<Line>& field = fields_[column];
    const Total& total = totals_[column];
    const bool is_known = total.has_figures() || field.total_of_none == TotalOfNone::zero;
    return field.adds_up && is_known ? total.cell(field.column.type) : no_value();
  }

  std::vector<Field<Line>> fields_;
  std::vector<Total> totals_;
  Table table_;
};

} // namespace pvault::reports
