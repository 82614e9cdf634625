// One Table, many formats. The same values in each. Each renderer throws std::logic_error for a table that breaks its
// own promises (check_table), and nothing for what a book may hold: bytes that are not UTF-8, control characters, any
// amount.
#pragma once

#include "reports/table.hpp"

#include <cstddef>
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

// The columns for people as a pipe table of GitHub's Markdown, with totals, notes and provenance.
std::string render_markdown(const Table& table);

// The columns for people and the chart as one page of HTML, without scripts and without anything from elsewhere.
std::string render_html(const Table& table);

// The columns for machines as a workbook: numbers, days and texts in a sheet without totals, and a sheet that says what
// it is and where it comes from. The same table gives the same bytes. A sheet takes `rows_in_sheet` rows; what is more
// goes on in further ones. Throws std::system_error when libxlsxwriter is not there or cannot write.
inline constexpr std::size_t most_rows_in_sheet = 1'000'000;
std::string render_xlsx(const Table& table, std::size_t rows_in_sheet = most_rows_in_sheet);

} // namespace pvault::reports
