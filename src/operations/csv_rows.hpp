// Comma-separated text with a header line (RFC 4180), read whole; cells are found by column name, which is in lower
// case here whatever it is there.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pvault::operations {

class CsvRows {
public:
  // Throws std::runtime_error when the text is not well formed, a column stands twice, or a row has not as many cells
  // as the header.
  explicit CsvRows(std::string_view text);
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] bool has(const std::string& column) const { return columns_.contains(column); }
  // Throws std::out_of_range for a column that the header does not have.
  [[nodiscard]] const std::string& at(std::size_t row, const std::string& column) const {
    return rows_[row][columns_.at(column)];
  }

private:
  std::unordered_map<std::string, std::size_t> columns_;
  std::vector<std::vector<std::string>> rows_;
};

} // namespace pvault::operations
