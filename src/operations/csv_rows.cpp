#include "operations/csv_rows.hpp"

#include "units/text.hpp"

#include <csv.h>
#include <fmt/format.h>
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

std::vector<std::vector<std::string>> read_rows(std::string_view text) {
  csv_parser parser{};
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::runtime_error("the CSV reader does not start");
  Collector collector;
  const bool whole = csv_parse(&parser, text.data(), text.size(), take_cell, end_row, &collector) == text.size() &&
                     csv_fini(&parser, take_cell, end_row, &collector) == 0;
  const std::string problem = whole ? "" : csv_strerror(csv_error(&parser));
  csv_free(&parser);
  if (!whole) throw std::runtime_error(fmt::format("row {}: {}", collector.rows.size(), problem));
  if (collector.rows.back().empty()) collector.rows.pop_back();
  return collector.rows;
}

} // namespace

CsvRows::CsvRows(std::string_view text) : rows_(read_rows(text)) {
  if (rows_.empty()) throw std::runtime_error("there is no header line");
  for (std::size_t i = 0; i < rows_.front().size(); ++i) {
    const std::string name = lower(trim(rows_.front()[i]));
    if (!columns_.emplace(name, i).second && !name.empty())
      throw std::runtime_error(fmt::format("the column {} stands twice", name));
  }
  const std::size_t width = rows_.front().size();
  rows_.erase(rows_.begin());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i].size() != width)
      throw std::runtime_error(fmt::format("row {} has {} cells, the header {}", i + 2, rows_[i].size(), width));
  }
}

} // namespace pvault::operations
