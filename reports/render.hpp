// One Table, many formats. The same values in each. Each renderer throws std::logic_error for a table that breaks its
// own promises (check_table), and nothing for what a book may hold: bytes that are not UTF-8, control characters, any
// amount.
#pragma once

#include "reports/table.hpp"

#include <string>

namespace pvault::reports {

struct TextStyle {
  bool colour = false; // ANSI colours; only a terminal wants them
  int width = 0;       // fold to so many terminal columns; 0 = do not fold
  bool ascii = false;  // the terminal shows no other characters: what the page draws is drawn with these
};

// Aligned columns with units in the heading, totals, notes and the provenance line.
std::string render_text(const Table& table, const TextStyle& style);

// RFC 4180 (CRLF) with a header line, without totals; formulas neutralised.
std::string render_csv(const Table& table);

// One object of schema pvault.report.<name>/1; decimals are strings, integers numbers, missing is null.
std::string render_json(const Table& table);

} // namespace pvault::reports
