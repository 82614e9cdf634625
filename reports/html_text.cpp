#include "reports/html_text.hpp"

#include "reports/printed_columns.hpp"
#include "reports/terminal_text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::reports {
namespace {

constexpr std::size_t longest_word = 22; // of one longer, pieces of so many
constexpr std::size_t piece_of_word = 16;

std::string_view entity_of(char c) {
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  default:
    return {};
  }
}

void append_escaped(std::string& html, std::string_view safe) {
  for (const char c : safe) {
    const std::string_view entity = entity_of(c);
    if (entity.empty())
      html += c;
    else
      html += entity;
  }
}

// The code point that `text`, valid and not empty, begins with.
std::string_view first_code_point(std::string_view text) {
  std::size_t length = 1;
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  while (length < text.size() && continues(text[length]))
    ++length;
  return text.substr(0, length);
}

// A combining mark stays with the letter before it.
void append_in_pieces(std::string& html, std::string_view word) {
  std::size_t width = 0;
  while (!word.empty()) {
    const std::string_view letter = first_code_point(word);
    const std::size_t taken = terminal_width(letter);
    if (width >= piece_of_word && taken > 0) {
      html += "<wbr>";
      width = 0;
    }
    append_escaped(html, letter);
    width += taken;
    word.remove_prefix(letter.size());
  }
}

// Visits each word with the blank before it.
template <class Visit>
void for_each_word(std::string_view text, Visit visit) {
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = std::min(text.find(' ', from + 1), text.size());
    visit(text.substr(from, to - from));
    from = to;
  }
}

void append_breakable(std::string& html, std::string_view safe) {
  for_each_word(safe, [&](std::string_view word) {
    if (word.starts_with(' ')) {
      html += ' ';
      word.remove_prefix(1);
    }
    if (terminal_width(word) > longest_word)
      append_in_pieces(html, word);
    else
      append_escaped(html, word);
  });
}

} // namespace

std::string escape_html(std::string_view text) {
  std::string html;
  append_escaped(html, print_safely(text));
  return html;
}

std::string escape_html_breakable(std::string_view text) {
  std::string html;
  append_breakable(html, print_safely(text));
  return html;
}

std::string escape_html_sentence(std::string_view text) {
  constexpr char mark = '`';
  const std::string safe = print_safely(text);
  std::string_view left = safe;
  std::string html;
  while (!left.empty()) {
    const std::size_t begin = left.find(mark);
    const std::size_t end = begin == std::string_view::npos ? begin : left.find(mark, begin + 1);
    if (end == std::string_view::npos) break; // a mark alone is what it is
    append_breakable(html, left.substr(0, begin));
    html += "<code>";
    append_breakable(html, left.substr(begin + 1, end - begin - 1));
    html += "</code>";
    left.remove_prefix(end + 1);
  }
  append_breakable(html, left);
  return html;
}

std::string quote_css(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : print_safely(text)) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ' ' ||
                          static_cast<unsigned char>(c) >= 0x80;
    // The blank ends the number and is no part of the text.
    quoted += is_plain ? std::string(1, c) : fmt::format("\\{:X} ", static_cast<unsigned char>(c));
  }
  return quoted + "\"";
}

std::size_t longest_piece(std::string_view text) {
  const std::string safe = print_safely(text);
  std::size_t longest = 0;
  for_each_word(safe, [&](std::string_view word) {
    const std::size_t width = terminal_width(word.substr(word.starts_with(' ') ? 1 : 0));
    longest = std::max(longest, width > longest_word ? piece_of_word : width);
  });
  return longest;
}

} // namespace pvault::reports
