#include "reports/printed_columns.hpp"

#include "reports/cell_text.hpp"
#include "reports/terminal_text.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace pvault::reports {
namespace {

// The percentages of one column stand under each other, so all are as wide as the widest.
void append_percentages(PrintedColumn& page, const Table& table, std::size_t index) {
  std::vector<std::string> percentages;
  std::size_t width = 0;
  for (const Row& row : table.rows) {
    const auto* bar = std::get_if<Bar>(&row.cells[index]);
    percentages.push_back(bar ? format_percentage(*bar) : std::string());
    width = std::max(width, percentages.back().size());
  }
  for (std::size_t i = 0; i < percentages.size(); ++i)
    if (!percentages[i].empty()) page.cells[i] += std::string(1 + width - percentages[i].size(), ' ') + percentages[i];
}

// A total that is missing is not unknown: its column cannot be added up, and stays blank.
std::string print_total(const Table& table, std::size_t index, int decimals) {
  if (!table.totals || std::holds_alternative<std::monostate>(table.totals->cells[index])) return {};
  return print_safely(format_for_people(table.totals->cells[index], table.columns[index], decimals));
}

bool says_why(const Table& table) {
  return std::ranges::any_of(table.columns, [](const Column& column) { return column.in_text && column.tells_why; });
}

PrintedColumn print_column(const Table& table, std::size_t index, bool with_percentages) {
  const Column& column = table.columns[index];
  const int decimals = count_decimals_shown(table, index);
  PrintedColumn page;
  page.index = index;
  page.heading = print_safely(column.heading);
  page.unit = print_safely(column.unit);
  page.on_the_right = column.type == ColumnType::integer || column.type == ColumnType::decimal;
  const bool names = column.type == ColumnType::integer && !column.grouped;
  page.is_name = names || column.type == ColumnType::text || column.type == ColumnType::date;
  page.takes_mood = says_why(table) ? column.tells_why : column.type == ColumnType::text || is_picture(column.type);
  page.cells.reserve(table.rows.size());
  for (const Row& row : table.rows)
    page.cells.push_back(print_safely(format_for_people(row.cells[index], column, decimals)));
  if (with_percentages) append_percentages(page, table, index);
  page.total = print_total(table, index, decimals);
  return page;
}

std::size_t indent_of(const Row& row) { return 2 * static_cast<std::size_t>(std::max(0, row.indent)); }

// The first column names the row: members stand indented under their group, and the row of totals is called so.
void complete_first_column(PrintedColumn& first, const Table& table) {
  first.names_row = true;
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    first.cells[i].insert(0, indent_of(table.rows[i]), ' ');
  if (table.totals && first.total.empty()) first.total = "Total";
}

std::size_t widest(const PrintedColumn& column) {
  std::size_t width =
      std::max({terminal_width(column.heading), terminal_width(column.unit), terminal_width(column.total)});
  for (const std::string& cell : column.cells)
    width = std::max(width, terminal_width(cell));
  return width;
}

std::vector<PrintedColumn> print_all(const Table& table, bool with_percentages) {
  std::vector<PrintedColumn> columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (table.columns[i].in_text) columns.push_back(print_column(table, i, with_percentages));
  if (!columns.empty()) complete_first_column(columns.front(), table);
  for (PrintedColumn& column : columns)
    column.width = widest(column);
  return columns;
}

// Whether no two rows read alike by these columns alone.
bool tells_rows_apart(const Block& key) {
  std::set<std::vector<std::string_view>> seen;
  for (std::size_t row = 0; row < key.front()->cells.size(); ++row) {
    std::vector<std::string_view> words;
    words.reserve(key.size());
    for (const PrintedColumn* column : key)
      words.emplace_back(column->cells[row]);
    if (!seen.insert(std::move(words)).second) return false;
  }
  return true;
}

// What every block of a folded table begins with.
Block key_of(const std::vector<PrintedColumn>& columns, std::size_t width) {
  Block key{&columns.front()};
  for (std::size_t i = 1; i < columns.size() && columns[i].is_name && !tells_rows_apart(key); ++i) {
    key.push_back(&columns[i]);
    if (width_of(key) <= width / 2) continue;
    key.pop_back();
    break;
  }
  return key;
}

bool has_bar(const Table& table) {
  return std::ranges::any_of(table.columns, [](const Column& column) { return column.type == ColumnType::bar; });
}

} // namespace

std::vector<PrintedColumn> print_columns(const Table& table, std::size_t width) {
  std::vector<PrintedColumn> columns = print_all(table, true);
  if (!has_bar(table) || fold_columns(columns, width).size() <= 1) return columns;
  std::vector<PrintedColumn> narrower = print_all(table, false);
  return fold_columns(narrower, width).size() <= 1 ? narrower : columns;
}

std::string_view without_indent(const PrintedColumn& column, const Table& table, std::size_t row) {
  const std::string_view text = column.cells[row];
  return column.names_row ? text.substr(indent_of(table.rows[row])) : text;
}

std::vector<Block> fold_columns(const std::vector<PrintedColumn>& columns, std::size_t width) {
  if (columns.empty()) return {};
  Block all;
  all.reserve(columns.size());
  for (const PrintedColumn& column : columns)
    all.push_back(&column);
  if (width == 0 || width_of(all) <= width) return {all};
  const Block key = key_of(columns, width);
  std::vector<Block> blocks{key};
  for (std::size_t i = key.size(); i < columns.size(); ++i) {
    blocks.back().push_back(&columns[i]);
    if (width_of(blocks.back()) <= width || blocks.back().size() == key.size() + 1) continue;
    blocks.back().pop_back();
    blocks.push_back(key);
    blocks.back().push_back(&columns[i]);
  }
  return blocks;
}

std::size_t width_of(const Block& block) {
  std::size_t width = 0;
  for (const PrintedColumn* column : block)
    width += column->width + column_gap.size();
  return width - std::min(width, column_gap.size());
}

std::string print_safely(std::string_view text) {
  std::string shown = format_for_terminal(text);
  shown.erase(shown.find_last_not_of(' ') + 1);
  return shown;
}

} // namespace pvault::reports
