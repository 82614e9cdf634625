#include "reports/render.hpp"
#include "tests/reports/sample_tables.hpp"

#include <doctest/doctest.h>
#include <stdexcept>

namespace reports_table_test {

using namespace pvault::reports;

namespace {

std::string broken_promise(const Table& table) {
  try {
    check_table(table);
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return "";
}

} // namespace

TEST_CASE("a table that keeps its promises passes") {
  CHECK(broken_promise(coverage_table()) == "");
  CHECK(broken_promise(Table{}) == "");
}

TEST_CASE("a broken promise is named with its place") {
  const Column name = text_column("mineral", "Mineral");
  const Column mass = decimal_column("on_hand_kg", "On hand", "kg", 6);

  CHECK(broken_promise(table_of({name, name}, {})) == "report sample: two columns are named mineral");
  CHECK(broken_promise(table_of({decimal_column("kg", "", "kg", 19)}, {})) ==
        "report sample: column kg has 19 decimals");
  CHECK(broken_promise(table_of({name, mass}, {row_of({text("Cobalt")})})) ==
        "report sample: row 1 has 1 cells for 2 columns");
  CHECK(broken_promise(table_of({mass}, {row_of({decimal(1)}), row_of({integer(1)})})) ==
        "report sample: row 2 has a cell of another type than its column on_hand_kg");
  CHECK(broken_promise(table_of({name}, {row_of({text("Cobalt")}, "splendid")})) ==
        "report sample: row 1 has the unknown mood splendid");

  CHECK(broken_promise(table_of({sparkline_column("cover", "Cover")}, {row_of({bar(1, 2)})})) ==
        "report sample: row 1 has a cell of another type than its column cover");

  Table beside = table_of({name}, {});
  beside.for_people = std::make_shared<const Table>(table_of({name}, {row_of({})}));
  CHECK(broken_promise(beside) == "report sample: row 1 has 0 cells for 1 columns");

  Table totals = table_of({mass}, {});
  totals.totals = row_of({});
  CHECK(broken_promise(totals) == "report sample: the row of totals has 0 cells for 1 columns");
}

TEST_CASE("every renderer asks for the promises first") {
  const Table table = table_of({text_column("mineral", "Mineral")}, {row_of({})});
  CHECK_THROWS_AS(render_text(table, {}), std::logic_error);
  CHECK_THROWS_AS(render_csv(table), std::logic_error);
  CHECK_THROWS_AS(render_json(table), std::logic_error);
}

} // namespace reports_table_test
