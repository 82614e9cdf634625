#include "operations/csv_rows.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <csv.h>
#include <fmt/format.h>
#include <new>
#include <stdexcept>

namespace pvault::operations {

namespace {

struct Collector {
  std::vector<std::vector<std::string>> rows = {{}};
};

void take_cell(void* text, std::size_t length, void* collector) {
  static_cast<Collector*>(collector)->rows.back().emplace_back(static_cast<const char*>(text), length);
}

void end_row(int /*terminator*/, void* collector) { static_cast<Collector*>(collector)->rows.emplace_back(); }

// Where the last quote opens; of text that ends within quotes the one that nothing closes.
std::size_t last_opening_quote(std::string_view text) {
  std::size_t opened_at = 0;
  bool is_open = false;
  for (std::size_t at = text.find('"'); at != std::string_view::npos; at = text.find('"', at + 1)) {
    is_open = !is_open;
    if (is_open) opened_at = at;
  }
  return opened_at;
}

// "row 3, column note": the cell that was being read when the reader stopped, by the header's name for it, else by
// number; with the line where a cell before it has several.
std::string place_in(const Collector& collector, std::string_view read) {
  const auto& rows = collector.rows;
  const std::size_t column = rows.back().size();
  const bool has_name = rows.size() > 1 && column < rows.front().size();
  const std::string name = has_name ? printable(rows.front()[column]) : std::to_string(column + 1);
  const auto line = static_cast<std::size_t>(std::ranges::count(read, '\n')) + 1;
  const std::string at_line = line == rows.size() ? "" : fmt::format(", line {} of the file", line);
  return fmt::format("row {}, column {}{}", rows.size(), name, at_line);
}

std::vector<std::vector<std::string>> read_rows(std::string_view text) {
  csv_parser parser{};
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::runtime_error("the CSV reader does not start");
  Collector collector;
  const std::size_t read = csv_parse(&parser, text.data(), text.size(), take_cell, end_row, &collector);
  const bool is_read = read == text.size();
  const bool is_whole = is_read && csv_fini(&parser, take_cell, end_row, &collector) == 0;
  const bool is_out_of_memory = csv_error(&parser) == CSV_ENOMEM;
  csv_free(&parser);
  if (is_out_of_memory) throw std::bad_alloc();
  if (!is_read)
    throw std::runtime_error(fmt::format("{}: a quote stands where none can; a cell with quotes in it is written as "
                                         "\"drum \"\"7\"\"\"",
                                         place_in(collector, text.substr(0, read))));
  if (!is_whole)
    throw std::runtime_error(
        fmt::format("{}: its quote is not closed", place_in(collector, text.substr(0, last_opening_quote(text)))));
  if (collector.rows.back().empty()) collector.rows.pop_back();
  return collector.rows;
}

} // namespace

CsvRows::CsvRows(std::string_view text) : rows_(read_rows(text)) {
  if (rows_.empty()) throw std::runtime_error("there is no header line");
  for (std::size_t i = 0; i < rows_.front().size(); ++i) {
    const std::string name = lower(trim(rows_.front()[i]));
    if (!columns_.emplace(name, i).second && !name.empty())
      throw std::runtime_error(fmt::format("the column {} stands twice", printable(name)));
  }
  const std::size_t width = rows_.front().size();
  rows_.erase(rows_.begin());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i].size() != width)
      throw std::runtime_error(fmt::format("row {} has {} cells, the header {}", i + 2, rows_[i].size(), width));
  }
}

} // namespace pvault::operations
