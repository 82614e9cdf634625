// CSV files that others made, read row by row.
#pragma once

#include "operations/csv_rows.hpp"
#include "units/money.hpp"
#include "units/refusal.hpp"

#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::cli {

// What a file must be like, and what it is told when it is not.
struct CsvForm {
  Rule rule;
  std::vector<std::string> columns; // that it must have
  std::string example;              // the next step
};

tl::unexpected<Refusal> refuse_file(const CsvForm& form, const std::string& path, const std::string& why);

// The whole file. Throws std::system_error when it cannot be read.
std::string read_file(const std::string& path);

// At least one row, and every column of the form. Refuses form.rule; throws std::system_error when the file cannot be
// read.
Expected<operations::CsvRows> read_csv_file(const CsvForm& form, const std::string& path);

// An amount in a column whose name says USD: the currency may be left out, and a minus sign is a credit. Refuses what
// parse_number and parse_money refuse.
Expected<Money> parse_usd_cell(std::string_view text);

// Reads every row with `read_row(rows, row)`; refuses form.rule with every row that cannot be read, not the first only.
template <class Line, class ReadRow>
Expected<std::vector<Line>> read_csv_lines(const CsvForm& form, const std::string& path, ReadRow read_row) {
  const auto rows = read_csv_file(form, path);
  if (!rows) return tl::unexpected(rows.error());
  std::vector<Line> lines;
  std::string faults;
  for (std::size_t row = 0; row < rows->size(); ++row) {
    Expected<Line> line = read_row(*rows, row);
    if (line) {
      lines.push_back(*std::move(line));
    } else {
      faults += fmt::format("{}row {}: {}", faults.empty() ? "" : "; ", row + 2, line.error().message);
    }
  }
  if (!faults.empty()) return refuse_file(form, path, faults);
  return lines;
}

} // namespace pvault::cli
