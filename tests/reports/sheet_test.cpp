#include "reports/columns.hpp"
#include "reports/sheet.hpp"

#include <doctest/doctest.h>

namespace reports_sheet_test {

using namespace pvault::reports;

namespace {

struct Line {
  std::optional<std::int64_t> cents = {};
};

Cell cents_of(const Line& line) { return line.cents ? decimal(*line.cents) : no_value(); }

// Twice the same figures: a total of none is zero in the first column, missing in the second.
Sheet<Line> two_totals() {
  return Sheet<Line>({{column::usd("paid_usd", "Paid"), cents_of, true},
                      {column::usd("value_usd", "Value"), cents_of, true, TotalOfNone::missing}});
}

std::vector<Cell> totals_of(const std::vector<Line>& lines) {
  Sheet<Line> sheet = two_totals();
  for (const Line& line : lines)
    sheet.add(line);
  return sheet.finish({}).totals.value().cells;
}

} // namespace

TEST_CASE("a total of figures is their sum, and what is missing among them is left out") {
  CHECK(totals_of({{150}, {}, {-50}}) == std::vector<Cell>{decimal(100), decimal(100)});
}

TEST_CASE("a total of figures that come to nothing is nothing") {
  CHECK(totals_of({{0}}) == std::vector<Cell>{decimal(0), decimal(0)});
}

TEST_CASE("a total of no figures is zero, or missing where the column says so") {
  CHECK(totals_of({}) == std::vector<Cell>{decimal(0), no_value()});
  CHECK(totals_of({{}, {}}) == std::vector<Cell>{decimal(0), no_value()});
}

TEST_CASE("a table none of whose totals is known has no row of totals") {
  Sheet<Line> sheet({{column::usd("value_usd", "Value"), cents_of, true, TotalOfNone::missing}});
  sheet.add({});
  CHECK_FALSE(sheet.finish({}).totals.has_value());
}

TEST_CASE("a row that does not count in the totals is no figure of theirs") {
  Sheet<Line> sheet = two_totals();
  sheet.append({5});
  CHECK(sheet.finish({}).totals.value().cells == std::vector<Cell>{decimal(0), no_value()});
}

} // namespace reports_sheet_test
