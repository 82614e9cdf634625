// What charts draw: the numbers of a column, exact and as people read them.
#pragma once

#include "reports/table.hpp"
#include "units/exact.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace pvault::reports {

struct ChartFigure {
  Exact value;
  std::string text;
};

// Must not outlive its table.
class ChartColumn {
public:
  // Throws std::logic_error when there is no such column.
  ChartColumn(const Table& table, std::string_view name);

  // Empty where the cell is no number.
  [[nodiscard]] std::optional<ChartFigure> figure_of(const Row& row) const;
  [[nodiscard]] const Column& column() const { return *column_; }

private:
  std::size_t index_;
  const Column* column_;
  int decimals_shown_;
};

// Of a longer label the beginning, cut between letters.
std::string shorten_label(const std::string& text);

} // namespace pvault::reports
