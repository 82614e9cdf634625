#include "reports/chart_figures.hpp"

#include "reports/cell_text.hpp"

namespace pvault::reports {

ChartColumn::ChartColumn(const Table& table, std::string_view name)
    : index_(index_of_column(table, name)), column_(&table.columns[index_]),
      decimals_shown_(count_decimals_shown(table, index_)) {}

std::optional<ChartFigure> ChartColumn::figure_of(const Row& row) const {
  const Cell& cell = row.cells[index_];
  const auto text = [&] { return format_for_people(cell, *column_, decimals_shown_); };
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return ChartFigure{Exact(*integer), text()};
  if (const auto* value = std::get_if<Decimal>(&cell))
    return ChartFigure{Exact(value->scaled) / power_of_ten(column_->decimals), text()};
  return std::nullopt;
}

std::string shorten_label(const std::string& text) {
  constexpr std::size_t longest = 28;
  if (text.size() <= longest) return text;
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;
  return text.substr(0, end) + "\u2026";
}

} // namespace pvault::reports
