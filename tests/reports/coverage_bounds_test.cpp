// Coverage where demand is known within bounds only: what its gap, its bar and its notes say.
#include "reports/render.hpp"
#include "tests/reports/report_values.hpp"

namespace reports_coverage_bounds_test {

using namespace pvault;
using namespace pvault::test;

TEST_CASE("coverage: what is on target by the most that demand is lacks nothing, and people see what it rests on") {
  TemporaryBook book;
  book.purchase("antimony", "5,450 t", "25 USD/kg", "2026-01-15");
  const auto table = report(book.connection(), "coverage",
                            {.moment = book.moment("2026-03-31"),
                             .minerals = {book.mineral("antimony")},
                             .bases = {{.basis = "imports-from", .countries = {{"China", "CN"}, {"Russia", "RU"}}}}});
  CHECK_EQ(value_of(table, "antimony", "coverage_days"), "88.4");          // 5,450 × 365 / 22,522.5 = 88.32, up
  CHECK_EQ(value_of(table, "antimony", "coverage_days_at_least"), "65.6"); // 5,450 × 365 / 30,303 = 65.64, down
  CHECK_EQ(value_of(table, "antimony", "status"), "on_target");
  CHECK_EQ(value_of(table, "antimony", "gap_kg"), "0.000000");
  CHECK_EQ(value_of(table, "antimony", "gap_qualifier"), "-");
  CHECK(has_note(table, "By what the demand is at most, cover is at least: antimony (65.6 days)"));
  const std::size_t bar = reports::index_of_column(table, "coverage_against_target");
  CHECK(std::get<reports::Bar>(row_of(table, "antimony").cells.at(bar)) ==
        reports::Bar{.filled = 656, .full = 600, .sign = ">"});
  CHECK(reports::render_text(table, {}).find(" >109%") != std::string::npos);
}

TEST_CASE("coverage: an upper bound of demand bounds the gap only where there is one") {
  TemporaryBook book;
  book.purchase("rubidium", "100 kg", "3000 USD/kg", "2026-01-15"); // 18.25 days
  CHECK_EQ(value_of(report(book, "coverage", "2026-03-31"), "rubidium", "gap_qualifier"), "<");
  book.purchase("rubidium", "300 kg", "3000 USD/kg", "2026-01-15"); // 73 days
  const auto table = report(book, "coverage", "2026-03-31");
  CHECK_EQ(value_of(table, "rubidium", "gap_kg"), "0.000000");
  CHECK_EQ(value_of(table, "rubidium", "gap_qualifier"), "-");
  CHECK_EQ(value_of(table, "rubidium", "coverage_qualifier"), ">");
}

} // namespace reports_coverage_bounds_test
