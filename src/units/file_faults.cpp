#include "units/file_faults.hpp"

#include "units/parsing.hpp"

#include <fmt/format.h>
#include <utility>

namespace pvault {

void FileFaults::add(std::size_t row, std::string_view column, std::string_view text, std::string_view why) {
  text_ += fmt::format("{}row {}, column {}, {}: {}", text_.empty() ? "" : "; ", row, column, in_quotes(text), why);
}

Refusal FileFaults::in_file(Rule rule, const std::string& file, std::string next_step) const {
  return {rule, fmt::format("{}: {}", printable(file), text_), std::move(next_step)};
}

} // namespace pvault
