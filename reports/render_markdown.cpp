// A pipe table as GitHub and most readers of Markdown take it. https://github.github.com/gfm/#tables-extension-
#include "reports/printed_columns.hpp"
#include "reports/render.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

namespace pvault::reports {
namespace {

bool is_letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// How a character is written that may mean something where it stands; empty when it is itself. What not every reader
// takes behind a backslash is written as an entity.
std::string_view written_as(std::string_view text, std::size_t at) {
  switch (text[at]) {
  case '\\':
    return "\\\\";
  case '`':
    return "\\`";
  case '*':
    return "\\*";
  case '[':
    return "\\[";
  case ']':
    return "\\]";
  case '|':
    return "\\|";
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '~':
    return "&#126;";
  case '$':
    return "&#36;";
  case '@':
    return "&#64;";
  // Readers make links of addresses: https://, www.
  case ':':
    return text.substr(at).starts_with("://") ? "&#58;" : "";
  case '.':
    return at >= 3 && text.substr(at - 3, 3) == "www" ? "&#46;" : "";
  // Within a word it is itself: no_stock.
  case '_': {
    const bool is_within =
        at > 0 && at + 1 < text.size() && is_letter_or_digit(text[at - 1]) && is_letter_or_digit(text[at + 1]);
    return is_within ? "" : "\\_";
  }
  default:
    return {};
  }
}

std::string escape_markdown(std::string_view safe) {
  std::string markdown;
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const std::string_view written = written_as(safe, i);
    if (written.empty())
      markdown += safe[i];
    else
      markdown += written;
  }
  return markdown;
}

// A line that begins like a heading, a list, a quotation or a rule would become one.
std::string escape_line_of_markdown(std::string_view safe) {
  std::string markdown = escape_markdown(safe);
  const std::size_t digits = markdown.find_first_not_of("0123456789");
  if (digits == std::string::npos) return markdown;
  const char first = markdown[digits];
  const bool begins_list = digits > 0 && (first == '.' || first == ')');
  const bool begins_block = digits == 0 && std::string_view("#+-=").find(first) != std::string_view::npos;
  if (begins_list || begins_block) markdown.insert(digits, "\\");
  return markdown;
}

class MarkdownPage {
public:
  explicit MarkdownPage(const Table& table) : table_(table), columns_(print_columns(table, 0)) {}

  std::string print() {
    page_ += fmt::format("# {}\n", escape_line_of_markdown(print_safely(table_.title)));
    if (!columns_.empty()) append_table();
    if (table_.rows.empty()) page_ += "\n(no rows)\n";
    append_notes();
    if (has_provenance(table_)) append_provenance();
    return std::move(page_);
  }

private:
  void append_table() {
    page_ += "\n|";
    for (const PrintedColumn& column : columns_)
      page_ += fmt::format(" {} |", escape_markdown(heading_of(column)));
    page_ += "\n|";
    for (const PrintedColumn& column : columns_)
      page_ += column.on_the_right ? " ---: |" : " --- |";
    page_ += "\n";
    for (std::size_t i = 0; i < table_.rows.size(); ++i)
      append_row(i);
    if (table_.totals) append_totals();
  }

  static std::string heading_of(const PrintedColumn& column) {
    return column.unit.empty() ? column.heading : fmt::format("{} ({})", column.heading, column.unit);
  }

  void append_row(std::size_t row) {
    page_ += "|";
    for (const PrintedColumn& column : columns_) {
      const std::string text = escape_markdown(trimmed(without_indent(column, table_, row)));
      page_ += fmt::format(" {} |", column.names_row ? name_of(table_.rows[row], text) : text);
    }
    page_ += "\n";
  }

  // Markdown has no colours: the name of a bad row is strong, that of a faint one in italics.
  static std::string name_of(const Row& row, const std::string& text) {
    std::string name;
    for (int i = 0; i < row.indent; ++i)
      name += "&emsp;";
    const std::string_view mark = text.empty() ? "" : row.mood == "bad" ? "**" : row.mood == "faint" ? "*" : "";
    return fmt::format("{}{}{}{}", name, mark, text, mark);
  }

  void append_totals() {
    page_ += "|";
    for (const PrintedColumn& column : columns_) {
      const std::string total = escape_markdown(trimmed(column.total));
      page_ += total.empty() ? "  |" : fmt::format(" **{}** |", total);
    }
    page_ += "\n";
  }

  static std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return text;
  }

  void append_notes() {
    if (!table_.notes.empty()) page_ += "\n";
    for (const std::string& note : table_.notes)
      page_ += fmt::format("- {}\n", escape_line_of_markdown(print_safely(note)));
  }

  void append_provenance() {
    const Provenance& from = table_.provenance;
    std::string line =
        fmt::format("Book: {} \u00B7 as of {} \u00B7 known at entry {}", from.book, from.as_of, from.known_at_entry);
    if (!from.known_at_time.empty()) line += fmt::format(", recorded at {}", from.known_at_time);
    if (!from.known_at_hash.empty()) line += fmt::format(" (hash {})", from.known_at_hash);
    page_ += fmt::format("\n{}\n", escape_markdown(print_safely(line)));
  }

  const Table& table_;
  std::vector<PrintedColumn> columns_;
  std::string page_;
};

} // namespace

std::string render_markdown(const Table& table) {
  check_table(table);
  const Table read = as_read_by_people(table);
  return MarkdownPage(read).print();
}

} // namespace pvault::reports
