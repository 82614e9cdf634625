// All that is wrong in a file of rows and columns, so that a refusal names every fault and not the first only.
#pragma once

#include "units/refusal.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace pvault {

class FileFaults {
public:
  // The row in the file, the header being 1; the column; what stands there; what is wrong with it.
  void add(std::size_t row, std::string_view column, std::string_view text, std::string_view why);
  [[nodiscard]] bool none() const { return text_.empty(); }
  // "counts.csv: row 3, column mass, "3 tonnnes": there is no unit; row 5, ..."
  [[nodiscard]] Refusal in_file(Rule rule, const std::string& file, std::string next_step) const;

private:
  std::string text_;
};

} // namespace pvault
