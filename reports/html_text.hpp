// Text of a book as it stands in a page of HTML.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pvault::reports {

// `text` as a terminal would show it (format_for_terminal), with everything that means something to HTML written as
// entities: safe between tags and between quotes.
std::string escape_html(std::string_view text);

// The same for between tags. Words longer than a column may be broken where <wbr> stands: it is no character, so what
// is copied stays as it was.
std::string escape_html_breakable(std::string_view text);

// The same of a sentence that quotes commands and names as `pvault accrue`: these stand in <code>, without their marks.
std::string escape_html_sentence(std::string_view text);

// `text` as a quoted string of CSS that can end neither the string nor the style sheet.
std::string quote_css(std::string_view text);

// The longest piece that is not broken, in columns of a terminal.
std::size_t longest_piece(std::string_view text);

} // namespace pvault::reports
