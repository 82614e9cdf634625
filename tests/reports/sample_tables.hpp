// Small tables that several tests of the renderers share.
#pragma once

#include "reports/table.hpp"

#include <string>
#include <utility>
#include <vector>

namespace pvault::reports {

inline const Provenance sample_provenance{
    .book = "Project Vault",
    .as_of = "2026-03-31",
    .known_at_entry = 181,
    .known_at_hash = "3f9a6c0d1e2b4a5968778695a4b3c2d1e0f0123456789abcdef0123456789abc",
};

inline Column text_column(std::string name, std::string heading) {
  Column column;
  column.name = std::move(name);
  column.heading = std::move(heading);
  return column;
}

inline Column integer_column(std::string name, std::string heading) {
  Column column = text_column(std::move(name), std::move(heading));
  column.type = ColumnType::integer;
  return column;
}

inline Column decimal_column(std::string name, std::string heading, std::string unit, int decimals) {
  Column column = text_column(std::move(name), std::move(heading));
  column.type = ColumnType::decimal;
  column.unit = std::move(unit);
  column.decimals = decimals;
  return column;
}

inline Column bar_column(std::string name, std::string heading) {
  Column column = text_column(std::move(name), std::move(heading));
  column.type = ColumnType::bar;
  column.in_machine = false;
  return column;
}

inline Column sparkline_column(std::string name, std::string heading) {
  Column column = bar_column(std::move(name), std::move(heading));
  column.type = ColumnType::sparkline;
  return column;
}

inline Table table_of(std::vector<Column> columns, std::vector<Row> rows) {
  Table table;
  table.name = "sample";
  table.title = "Sample";
  table.columns = std::move(columns);
  table.rows = std::move(rows);
  table.provenance = sample_provenance;
  return table;
}

inline Row row_of(std::vector<Cell> cells, std::string mood = "", int indent = 0) {
  return Row{std::move(cells), std::move(mood), indent};
}

inline Cell text(std::string value) { return Cell(std::move(value)); }
inline Cell integer(std::int64_t value) { return Cell(value); }
inline Cell bar(std::int64_t filled, std::int64_t full) { return Cell(Bar{filled, full}); }
inline Cell sparkline(std::vector<std::optional<std::int64_t>> values) { return Cell(Sparkline{std::move(values)}); }

// Four minerals with everything a report can have: a group and its member, missing figures, a bar, a year, a column for
// scripts only.
inline Table coverage_table() {
  Column year = integer_column("demand_year", "Year");
  year.grouped = false;
  Column source = text_column("source", "Source");
  source.in_text = false;
  Table table = table_of(
      {text_column("mineral", "Mineral"), decimal_column("on_hand_kg", "On hand", "kg", 6), year,
       decimal_column("coverage_days", "Coverage", "days", 1), bar_column("bar", "Of target"),
       decimal_column("gap_cost_usd", "Gap", "USD", 2), source},
      {
          row_of({text("Cobalt"), decimal(1'500'000'000'000), integer(2025), decimal(702), bar(702, 600), decimal(0),
                  text("USGS 2026")},
                 "good"),
          row_of({text("Gallium"), decimal(1'500'000), integer(2025), decimal(286), bar(286, 600), decimal(123'456'750),
                  text("USGS 2026")},
                 "bad"),
          row_of(
              {text("Rare earths"), decimal(0), integer(2025), decimal(0), bar(0, 600), decimal(5), text("USGS 2026")}),
          row_of({text("Yttrium"), decimal(12'500'000), no_value(), no_value(), no_value(), no_value(), no_value()},
                 "faint", 1),
      });
  table.name = "coverage";
  table.title = "Coverage in days";
  table.totals = row_of({no_value(), no_value(), no_value(), no_value(), no_value(), decimal(123'456'755), no_value()});
  table.notes = {"1 mineral has no demand figure."};
  return table;
}

} // namespace pvault::reports
