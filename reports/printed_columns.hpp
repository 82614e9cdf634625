// A table's columns as people read them, and how they are folded to a terminal's width.
#pragma once

#include "reports/table.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::reports {

// Every text in it is safe for a terminal, and not padded yet.
struct PrintedColumn {
  std::size_t index = 0; // in the table
  std::string heading;
  std::string unit;
  std::vector<std::string> cells; // one per row
  std::string total;
  bool names_row = false; // the first
  bool is_name = false;   // a text, a day or a number that names: can tell one row from another
  bool on_the_right = false;
  bool takes_mood = false; // a good or bad row colours it
  std::size_t width = 0;   // of the widest of all these texts
};

// Columns that stand side by side. A folded table has several blocks below each other, each starting with the columns
// that say which row a line is of.
using Block = std::vector<const PrintedColumn*>;

inline constexpr std::string_view column_gap = "  ";

// The columns for people. They fit `width` (0: any) as well as they can: the percentages behind bars are left out where
// that alone saves the table from being folded.
std::vector<PrintedColumn> print_columns(const Table& table, std::size_t width);

// A cell without the blanks that set members in under their group in the first column.
std::string_view without_indent(const PrintedColumn& column, const Table& table, std::size_t row);

// As many columns side by side as fit, and at least one beside those that are repeated: nothing is ever cut off.
// Repeated are the first and as many of the texts, days and numbers of entries right behind it as it takes to tell
// all rows apart, where these leave half of the width. The blocks point into `columns`.
std::vector<Block> fold_columns(const std::vector<PrintedColumn>& columns, std::size_t width);

std::size_t width_of(const Block& block);

// `text` for the terminal, without blanks at its end.
std::string print_safely(std::string_view text);

} // namespace pvault::reports
