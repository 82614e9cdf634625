// Text from a book, made harmless: for a terminal, and for files that must be valid UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pvault::reports {

// The text as a terminal may show it. What could move the cursor, break the line or reorder what is read (control
// characters of C0 and C1, line and paragraph separators, bidirectional embeddings, overrides and isolates) and bytes
// that are no UTF-8 are written as \xNN, byte for byte.
std::string format_for_terminal(std::string_view text);

// Columns the text takes on a terminal: 2 for a wide character, 0 for a combining mark. Needs text from
// format_for_terminal.
std::size_t terminal_width(std::string_view text);

// The page with every mark that reports draw (rules, bars, sparklines, dashes and dots) as an ASCII character of the
// same width; an ellipsis becomes three dots. What else a text holds stays.
std::string draw_in_ascii(std::string_view page);

// Bytes that are no UTF-8 become U+FFFD, one for each byte.
std::string replace_invalid_utf8(std::string_view text);

} // namespace pvault::reports
