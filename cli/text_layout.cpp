#include "cli/text_layout.hpp"

#include "reports/terminal_text.hpp"

#include <algorithm>

namespace pvault::cli {

std::string fold(std::string_view text, std::size_t start, std::size_t indent, std::size_t width) {
  std::string page;
  std::size_t column = start;
  bool first_in_line = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t word_width = reports::terminal_width(word);
    if (!first_in_line && column + 1 + word_width > width) {
      page += "\n" + std::string(indent, ' ');
      column = indent;
      first_in_line = true;
    }
    if (!first_in_line) page += ' ';
    page += word;
    column += word_width + (first_in_line ? 0 : 1);
    first_in_line = false;
  }
  return page;
}

std::string labelled(std::string_view label, std::string_view text, std::size_t indent) {
  std::string line(label);
  const std::size_t label_width = reports::terminal_width(label);
  if (text.empty()) return line + "\n";
  line += label_width + 2 <= indent ? std::string(indent - label_width, ' ') : "\n" + std::string(indent, ' ');
  return line + fold(text, indent, indent) + "\n";
}

} // namespace pvault::cli
