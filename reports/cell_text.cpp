#include "reports/cell_text.hpp"

#include "units/exact.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace pvault::reports {
namespace {

constexpr int decimals_always_shown = 2;
constexpr const char* missing = "\u2013"; // en dash

int count_decimals_needed(std::int64_t scaled, int decimals) {
  for (; decimals > 0 && scaled % 10 == 0; --decimals)
    scaled /= 10;
  return decimals;
}

std::string format_number(const std::string& number, const Column& column) {
  return column.grouped ? group_thousands(number) : number;
}

// `filled` of `full` as so many of `parts`, rounded down; empty when there is no share or it is past 64 bits.
std::optional<std::int64_t> share_in(const Bar& bar, std::int64_t parts) {
  if (bar.full <= 0) return std::nullopt;
  return round_to_integer(Exact(bar.filled) * parts / bar.full, Rounding::down);
}

std::string format_bar(const Bar& bar) {
  if (bar.full <= 0) return missing;
  const bool overflows = bar.filled >= bar.full;
  const auto lit = overflows ? bar_cells : std::max<std::int64_t>(0, share_in(bar, bar_cells).value_or(0));
  std::string cells;
  for (int i = 0; i < bar_cells; ++i)
    cells += i < lit ? "\u2588" : "\u2591"; // full block, light shade
  return cells;
}

// From nothing to the highest.
constexpr std::array<std::string_view, 8> heights = {"\u2581", "\u2582", "\u2583", "\u2584",
                                                     "\u2585", "\u2586", "\u2587", "\u2588"};
constexpr std::string_view no_figure = "\u00B7"; // middle dot

// Rounded up, so that only nothing looks like nothing.
std::string_view mark_of(std::int64_t value, std::int64_t highest) {
  constexpr auto steps = static_cast<std::int64_t>(heights.size()) - 1;
  if (value <= 0) return heights.front();
  const auto step = round_to_integer(Exact(value) * steps / highest, Rounding::up);
  return heights.at(static_cast<std::size_t>(step.value_or(steps)));
}

std::string format_sparkline(const Sparkline& line) {
  // A missing value is less than any other.
  const auto highest = std::ranges::max_element(line.values);
  if (highest == line.values.end() || !*highest) return missing;
  std::string marks;
  const std::size_t count = std::min<std::size_t>(line.values.size(), sparkline_marks);
  for (std::size_t i = 1; i <= count; ++i) {
    const std::optional<std::int64_t>& value = line.values[i * line.values.size() / count - 1];
    marks += value ? mark_of(*value, **highest) : no_figure;
  }
  return marks;
}

} // namespace

std::string format_for_machine(const Cell& cell, const Column& column) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return std::to_string(*integer);
  if (const auto* value = std::get_if<Decimal>(&cell))
    return format_scaled(value->scaled, column.decimals, column.decimals);
  if (is_picture(column.type)) throw std::logic_error("column " + column.name + ": a picture has no form for machines");
  return {};
}

int count_decimals_shown(const Table& table, std::size_t column) {
  const int decimals = table.columns[column].decimals;
  if (decimals <= decimals_always_shown) return decimals;
  int shown = 0;
  const auto look_at = [&](const Row& row) {
    if (const auto* value = std::get_if<Decimal>(&row.cells[column]))
      shown = std::max(shown, count_decimals_needed(value->scaled, decimals));
  };
  std::ranges::for_each(table.rows, look_at);
  if (table.totals) look_at(*table.totals);
  return shown;
}

std::string format_for_people(const Cell& cell, const Column& column, int decimals_shown) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return format_number(std::to_string(*integer), column);
  if (const auto* value = std::get_if<Decimal>(&cell))
    return format_number(format_scaled(value->scaled, column.decimals, decimals_shown), column);
  if (const auto* bar = std::get_if<Bar>(&cell)) return format_bar(*bar);
  if (const auto* line = std::get_if<Sparkline>(&cell)) return format_sparkline(*line);
  return missing;
}

std::string format_percentage(const Bar& bar) {
  const auto percent = share_in(bar, 100);
  return percent ? bar.sign + group_thousands(std::to_string(*percent)) + "%" : std::string();
}

} // namespace pvault::reports
