// The rows of a file that is imported, one at a time: comma-separated text with a header (RFC 4180), or a JSON object
// on each line (https://jsonlines.org).
#pragma once

#include "cli/import_source.hpp"
#include "units/refusal.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pvault::cli {

// What stands in a column; empty cells are left out.
struct RawCell {
  std::size_t column = 0; // in ImportRows::names()
  std::string text;
};

struct RawRow {
  std::size_t line = 0;   // in which it begins; the first of the file is 1
  std::size_t number = 0; // among the rows, the header not counted; from 1
  std::vector<RawCell> cells;
  std::optional<Refusal> fault; // it cannot be read
};

class ImportRows {
public:
  ImportRows() = default;
  ImportRows(const ImportRows&) = delete;
  ImportRows& operator=(const ImportRows&) = delete;
  ImportRows(ImportRows&&) = delete;
  ImportRows& operator=(ImportRows&&) = delete;
  virtual ~ImportRows() = default;

  // Answers the next row, also one at fault; false at the end. Rows without anything in them are passed over. Refuses
  // import_malformed when nothing behind a place can be read.
  virtual Expected<bool> next(RawRow& row) = 0;
  // Of the header; those of JSON are added as they come.
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

protected:
  std::vector<std::string> names_ = {};
};

// CSV has a header, whose names must be there and differ; a file that begins with '{' is JSON. The source must outlive
// it. Refuses import_malformed; throws what the source throws.
Expected<std::unique_ptr<ImportRows>> open_import_rows(ImportSource& source, char delimiter);

} // namespace pvault::cli
