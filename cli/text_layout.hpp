// Prose in columns, for help and for pages about one thing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pvault::cli {

inline constexpr std::size_t page_width = 100;

// Folds `text` between words into lines of at most `width` terminal columns; lines after the first stand `indent`
// blanks in. The first begins at column `start`. Ends without a line break.
std::string fold(std::string_view text, std::size_t start, std::size_t indent, std::size_t width = page_width);

// A label, its text beside it from column `indent` on, and a line break. A label that leaves no gap has its line alone.
std::string labelled(std::string_view label, std::string_view text, std::size_t indent);

} // namespace pvault::cli
