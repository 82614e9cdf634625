// tests/independent/test_formats.py reads workbooks back with openpyxl; here is what needs no reader.
#include "reports/render.hpp"
#include "reports/xlsx_workbook.hpp"
#include "tests/reports/sample_tables.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <limits>
#include <stdexcept>

namespace reports_render_xlsx_test {

using namespace pvault::reports;

TEST_CASE("the same table gives the same bytes") {
  const Table table = coverage_table();
  const std::string workbook = render_xlsx(table);
  CHECK(workbook.starts_with("PK\x03\x04"));
  CHECK(render_xlsx(table) == workbook);
  Table later = table;
  later.provenance.known_at_time = "2026-04-01T10:00:00.000Z";
  CHECK(render_xlsx(later) != workbook);
  CHECK(render_xlsx(later) == render_xlsx(later));
}

TEST_CASE("a number of more than 15 digits that count does not fit a spreadsheet") {
  constexpr auto largest = std::numeric_limits<std::int64_t>::max();
  constexpr auto smallest = std::numeric_limits<std::int64_t>::min();
  CHECK(fits_spreadsheet(0));
  CHECK(fits_spreadsheet(999'999'999'999'999));
  CHECK(fits_spreadsheet(-999'999'999'999'999));
  CHECK(fits_spreadsheet(1'000'000'000'000'000));
  CHECK(fits_spreadsheet(1'234'567'890'123'450'000));
  CHECK_FALSE(fits_spreadsheet(1'000'000'000'000'001));
  CHECK_FALSE(fits_spreadsheet(largest));
  CHECK_FALSE(fits_spreadsheet(smallest));
}

TEST_CASE("whatever a book holds becomes a workbook") {
  constexpr auto largest = std::numeric_limits<std::int64_t>::max();
  Column day = text_column("on", "On");
  day.type = ColumnType::date;
  const Table table = table_of({text_column("name", "Name"), decimal_column("kg", "Mass", "kg", 6), day},
                               {row_of({text("=1+1"), decimal(largest), text("2026-03-31")}),
                                row_of({text("_x0041_ \x01 \r\n \xff \xef\xbf\xbf"), decimal(-1), text("1900-01-01")}),
                                row_of({text(std::string(40'000, 'x')), no_value(), text("no day")}),
                                row_of({text(""), decimal(0), no_value()})});
  CHECK(render_xlsx(table).starts_with("PK"));
}

TEST_CASE("a table without rows or columns is a workbook, too") {
  CHECK(render_xlsx(table_of({text_column("a", "A")}, {})).starts_with("PK"));
  CHECK(render_xlsx(table_of({bar_column("bar", "Bar")}, {row_of({bar(1, 2)})})).starts_with("PK"));
  Table table = table_of({text_column("a", "A")}, {});
  table.provenance = {};
  CHECK(render_xlsx(table).starts_with("PK"));
}

TEST_CASE("more rows than a sheet takes go on in a further one") {
  const Table table =
      table_of({text_column("a", "A")}, {row_of({text("x")}), row_of({text("y")}), row_of({text("z")})});
  const std::string two_sheets = render_xlsx(table, 2);
  CHECK(two_sheets.find("xl/worksheets/sheet3.xml") != std::string::npos); // Figures, Figures 2, About
  CHECK(two_sheets.find("xl/worksheets/sheet4.xml") == std::string::npos);
  CHECK(render_xlsx(table, 3).find("xl/worksheets/sheet3.xml") == std::string::npos);
  CHECK_THROWS_AS(render_xlsx(table, 0), std::logic_error);
}

} // namespace reports_render_xlsx_test
