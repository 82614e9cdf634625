#include "reports/printed_columns.hpp"
#include "reports/render.hpp"
#include "reports/terminal_text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <string_view>
#include <utility>

namespace pvault::reports {
namespace {

constexpr std::string_view rule_mark = "\u2500"; // light horizontal line
constexpr std::size_t hash_digits_shown = 12;

// The label of the totals stands in the first column of every block; alone it needs no row.
bool has_totals(const Block& block) {
  const auto has_total = [](const PrintedColumn* column) { return !column->total.empty(); };
  return block.size() == 1 ? has_total(block.front()) : std::any_of(block.begin() + 1, block.end(), has_total);
}

bool has_units(const Block& block) {
  return std::ranges::any_of(block, [](const PrintedColumn* column) { return !column->unit.empty(); });
}

class TextPage {
public:
  TextPage(const Table& table, const TextStyle& style)
      : whole_(table), table_(table.for_people ? *table.for_people : table), colour_(style.colour),
        width_(static_cast<std::size_t>(std::max(0, style.width))) {}

  std::string print() {
    append_paragraph(whole_.title);
    append_table();
    append_notes();
    append_provenance();
    return std::move(page_);
  }

private:
  void append_line(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    page_ += line + "\n";
  }

  void append_blank_line() {
    if (!page_.empty()) page_ += "\n";
  }

  // Prose is folded between words; continued lines stand two blanks in.
  void append_paragraph(std::string_view text) {
    const std::string shown = print_safely(text);
    std::string line;
    for (std::size_t from = 0; from < shown.size();) {
      const std::size_t to = std::min(shown.find(' ', from + 1), shown.size());
      const std::string word = shown.substr(from, to - from); // with the blank before it
      const bool fits = width_ == 0 || line.empty() || terminal_width(line) + terminal_width(word) <= width_;
      if (!fits) append_line(std::exchange(line, " "));
      line += word;
      from = to;
    }
    if (!line.empty()) append_line(line);
  }

  void append_table() {
    const std::vector<PrintedColumn> columns = print_columns(table_, width_);
    for (const Block& block : fold_columns(columns, width_)) {
      append_blank_line();
      append_block(block);
    }
  }

  void append_block(const Block& block) {
    append_cells(block, "", &PrintedColumn::heading);
    if (has_units(block)) append_cells(block, "", &PrintedColumn::unit);
    append_rule(block);
    for (std::size_t i = 0; i < table_.rows.size(); ++i)
      append_cells(block, table_.rows[i].mood,
                   [i](const PrintedColumn& column) -> const std::string& { return column.cells[i]; });
    if (table_.rows.empty()) append_line("(no rows)");
    if (!has_totals(block)) return;
    append_rule(block);
    append_cells(block, "", &PrintedColumn::total);
  }

  void append_rule(const Block& block) {
    std::string rule;
    for (std::size_t left = width_of(block); left > 0; --left)
      rule += rule_mark;
    append_line(rule);
  }

  template <class TextOf>
  void append_cells(const Block& block, std::string_view mood, TextOf text_of) {
    std::string line;
    for (const PrintedColumn* column : block) {
      const std::string& text = std::invoke(text_of, *column);
      const std::string padding(column->width - terminal_width(text), ' ');
      const std::string cell = coloured(text, *column, mood);
      line += column->on_the_right ? padding + cell : cell + padding;
      line += column_gap;
    }
    append_line(line);
  }

  [[nodiscard]] std::string coloured(const std::string& text, const PrintedColumn& column,
                                     std::string_view mood) const {
    const bool is_faint = mood == "faint";
    const bool takes_it = is_faint || column.takes_mood;
    if (!colour_ || mood.empty() || text.empty() || !takes_it) return text;
    const std::string_view code = is_faint ? "2" : mood == "good" ? "32" : "31"; // dim, green, red
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
  }

  void append_notes() {
    if (!table_.notes.empty()) append_blank_line();
    for (const std::string& note : table_.notes)
      append_paragraph(note);
  }

  // A book without entries has no hash to show.
  void append_provenance() {
    const Provenance& from = whole_.provenance;
    std::string line =
        fmt::format("Book: {} · as of {} · known at entry {}", from.book, from.as_of, from.known_at_entry);
    if (!from.known_at_hash.empty())
      line += fmt::format(" (hash {}{})", from.known_at_hash.substr(0, hash_digits_shown),
                          from.known_at_hash.size() > hash_digits_shown ? "\u2026" : "");
    append_blank_line();
    append_paragraph(line);
  }

  const Table& whole_;
  const Table& table_; // what is shown of it
  bool colour_;
  std::size_t width_;
  std::string page_;
};

} // namespace

std::string render_text(const Table& table, const TextStyle& style) {
  check_table(table);
  std::string page = TextPage(table, style).print();
  return style.ascii ? draw_in_ascii(page) : page;
}

} // namespace pvault::reports
