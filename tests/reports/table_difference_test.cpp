#include "reports/columns.hpp"
#include "reports/table_difference.hpp"

#include <doctest/doctest.h>

namespace reports_table_difference_test {

using namespace pvault::reports;
using Texts = std::vector<std::string>;

namespace {

// Mineral, site, status, cost in cents.
Table table_of(const std::vector<std::vector<Cell>>& rows) {
  Table table;
  table.columns = {column::text("mineral", "Mineral"), column::text("site", "Site"), column::text("status", "Status"),
                   column::usd("cost_usd", "Cost"), column::bar("bar", "Cover")};
  for (const auto& cells : rows) {
    Row row;
    row.cells = cells;
    row.cells.resize(table.columns.size(), Bar{1, 2});
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table one(std::int64_t cents) { return table_of({{"cobalt", "A", "met", Decimal{cents}}}); }

} // namespace

TEST_CASE("tables that say the same do not differ") {
  CHECK(compare_tables(one(100), one(100)).empty());
  CHECK(compare_tables({}, {}).empty());
  CHECK(compare_tables(table_of({}), table_of({})).empty());
}

TEST_CASE("a cell that changed says what it was, what it is and by how much") {
  const auto found = compare_tables(one(1'000'000), one(1'234'550));
  REQUIRE_EQ(found.size(), 1);
  CHECK(found[0].change == RowChange::changed);
  CHECK_EQ(found[0].row, Texts{"cobalt"});
  CHECK_EQ(found[0].column, "cost_usd");
  CHECK_EQ(found[0].unit, "USD");
  CHECK_EQ(found[0].before, "10000.00");
  CHECK_EQ(found[0].after, "12345.50");
  CHECK_EQ(found[0].difference, "2345.50");
  CHECK_EQ(found[0].after_for_people, "12,345.50");
}

TEST_CASE("a text that changed has no difference in numbers") {
  const auto found = compare_tables(one(100), table_of({{"cobalt", "A", "below", Decimal{100}}}));
  REQUIRE_EQ(found.size(), 1);
  CHECK_EQ(found[0].column, "status");
  CHECK_EQ(found[0].before, "met");
  CHECK_EQ(found[0].after, "below");
  CHECK_EQ(found[0].difference, "");
}

TEST_CASE("a figure that is missing in one of the tables is missing, and not zero") {
  const auto found = compare_tables(one(100), table_of({{"cobalt", "A", "met", no_value()}}));
  REQUIRE_EQ(found.size(), 1);
  CHECK_EQ(found[0].before, "1.00");
  CHECK_EQ(found[0].after, "");
  CHECK_EQ(found[0].difference, "");
}

TEST_CASE("rows that appeared or vanished count from nothing") {
  const Table before = table_of({{"cobalt", "A", "met", Decimal{100}}, {"gallium", "A", "met", Decimal{50}}});
  const Table after = table_of({{"cobalt", "A", "met", Decimal{100}}, {"tin", "A", "met", Decimal{70}}});
  const auto found = compare_tables(before, after);
  REQUIRE_EQ(found.size(), 6); // site, status and cost of each
  CHECK(found[2].change == RowChange::appeared);
  CHECK_EQ(found[2].row, Texts{"tin"});
  CHECK_EQ(found[2].difference, "0.70");
  CHECK(found[5].change == RowChange::vanished);
  CHECK_EQ(found[5].row, Texts{"gallium"});
  CHECK_EQ(found[5].difference, "-0.50");
}

TEST_CASE("rows are named by as many columns as tell them apart in both tables") {
  const Table before = table_of({{"cobalt", "A", "met", Decimal{1}}, {"cobalt", "B", "met", Decimal{2}}});
  const Table after = table_of({{"cobalt", "B", "met", Decimal{5}}, {"cobalt", "A", "met", Decimal{1}}});
  const auto found = compare_tables(before, after);
  REQUIRE_EQ(found.size(), 1);
  CHECK_EQ(found[0].row, Texts{"cobalt", "B"});
  CHECK_EQ(found[0].difference, "0.03");
}

TEST_CASE("rows of one name are paired in their order") {
  const Table before = table_of({{"cobalt", "A", "met", Decimal{1}}, {"cobalt", "A", "met", Decimal{2}}});
  const Table after = table_of({{"cobalt", "A", "met", Decimal{1}}, {"cobalt", "A", "met", Decimal{4}}});
  const auto found = compare_tables(before, after);
  REQUIRE_EQ(found.size(), 1);
  CHECK_EQ(found[0].row, Texts{"cobalt", "A", "met", "(2)"});
  CHECK_EQ(found[0].difference, "0.02");
}

TEST_CASE("a column that one of the tables has not is missing there") {
  Table before = one(100);
  before.columns.erase(before.columns.begin() + 3);
  before.rows[0].cells.erase(before.rows[0].cells.begin() + 3);
  const auto appeared = compare_tables(before, one(100));
  REQUIRE_EQ(appeared.size(), 1);
  CHECK_EQ(appeared[0].column, "cost_usd");
  CHECK_EQ(appeared[0].before, "");
  const auto gone = compare_tables(one(100), before);
  REQUIRE_EQ(gone.size(), 1);
  CHECK_EQ(gone[0].after, "");
}

TEST_CASE("totals are compared under their own name") {
  Table before = one(100);
  Table after = one(100);
  before.totals = Row{.cells = {no_value(), no_value(), no_value(), Decimal{100}, no_value()}, .mood = {}};
  after.totals = Row{.cells = {no_value(), no_value(), no_value(), Decimal{300}, no_value()}, .mood = {}};
  const auto found = compare_tables(before, after);
  REQUIRE_EQ(found.size(), 1);
  CHECK(found[0].is_total);
  CHECK_EQ(found[0].row, Texts{"total"});
  CHECK_EQ(found[0].difference, "2.00");
}

TEST_CASE("a difference that does not fit is missing") {
  const auto found = compare_tables(one(-9'000'000'000'000'000'000), one(9'000'000'000'000'000'000));
  REQUIRE_EQ(found.size(), 1);
  CHECK_EQ(found[0].difference, "");
}

} // namespace reports_table_difference_test
