// Reports on the papers of lots: rotation, origins, purchases from related parties.
#include "operations/record_purchase.hpp"
#include "operations/settle_assay.hpp"
#include "tests/reports/report_values.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>

namespace reports_lot_reports_test {

using namespace pvault;
using namespace pvault::test;

namespace {

void buy(TemporaryBook& book, const std::string& lot, std::string_view on, const LotPaper& paper,
         const std::string& supplier = "TRAXYS") {
  REQUIRE(operations::record_purchase(book.book(), book.options(on),
                                      {.mineral = "gallium",
                                       .delivery = {.mass = mass("1 t")},
                                       .price = price("600 USD/kg"),
                                       .supplier = supplier,
                                       .site = "DENVER",
                                       .lot = lot,
                                       .paper = paper})
              .has_value());
}

std::vector<std::string> column(const reports::Table& table, std::string_view name) {
  std::vector<std::string> values;
  for (const reports::Row& row : table.rows)
    values.push_back(value_of(table, row, name));
  return values;
}

using Values = std::vector<std::string>;

} // namespace

TEST_CASE("rotation: what is due first stands first, and each lot says since when or until when") {
  TemporaryBook book;
  buy(book, "OLD", "2025-02-01", {});
  buy(book, "LATER", "2025-03-01", {.rotate_by = day("2026-09-01")});
  buy(book, "EXPIRED", "2025-04-01", {.expires_on = day("2026-05-01"), .rotate_by = day("2026-12-01")});
  buy(book, "DUE", "2025-05-01", {.expires_on = day("2027-01-01"), .rotate_by = day("2026-05-31")});
  const reports::Table table = report(book, "rotation", "2026-05-31");
  CHECK(column(table, "lot") == Values{"EXPIRED", "DUE", "LATER", "OLD"});
  CHECK(column(table, "status") == Values{"expired", "rotation_due", "in_date", "no_date"});
  CHECK(column(table, "days_left") == Values{"-30", "0", "93", "-"});
  CHECK(column(table, "age_days") == Values{"425", "395", "456", "484"});
  CHECK(column(report(book, "rotation", "2026-04-30"), "status") == Values{"in_date", "in_date", "in_date", "no_date"});
}

TEST_CASE("rotation within some days leaves out what is due later, and what has no date") {
  TemporaryBook book;
  buy(book, "OLD", "2025-02-01", {});
  buy(book, "A", "2025-03-01", {.rotate_by = day("2026-09-01")});
  buy(book, "B", "2025-04-01", {.expires_on = day("2026-05-01")});
  const auto within = [&](int days) {
    return column(report(book.connection(), "rotation", {.moment = book.moment("2026-05-31"), .days = days}), "lot");
  };
  CHECK(within(92) == Values{"B"});
  CHECK(within(93) == Values{"B", "A"});
}

TEST_CASE("origins: a row per country of ore and of processing, shares of the mineral's mass rounded down") {
  TemporaryBook book;
  buy(book, "A", "2025-02-01", {.ore_country = "CD", .processing_country = "CN"});
  buy(book, "B", "2025-02-01", {.ore_country = "CD", .processing_country = "CN"});
  buy(book, "C", "2025-02-01", {.ore_country = "CD", .processing_country = "BE"});
  buy(book, "D", "2025-02-01", {});
  buy(book, "E", "2025-02-01", {});
  buy(book, "F", "2025-02-01", {});
  const reports::Table table = report(book, "origins", "2025-02-01");
  CHECK(column(table, "ore_country") == Values{"-", "CD", "CD"});
  CHECK(column(table, "processing_country") == Values{"-", "BE", "CN"});
  CHECK(column(table, "lots") == Values{"3", "1", "2"});
  CHECK(column(table, "on_hand_kg") == Values{"3000.000000", "1000.000000", "2000.000000"});
  CHECK(column(table, "cost_usd") == Values{"1800000.00", "600000.00", "1200000.00"});
  CHECK(column(table, "share_percent") == Values{"50.00", "16.66", "33.33"});
  CHECK(report(book, "origins", "2025-01-31").rows.empty());
}

TEST_CASE("related parties: what was bought from them, against the market of the day") {
  TemporaryBook book;
  REQUIRE(operations::add_party(book.book(), book.options("2025-01-01"),
                                {.code = "SISTER", .name = "Sister company", .role = "supplier", .related = true})
              .has_value());
  book.price("gallium", "500 USD/kg", "2025-02-01");
  book.price("gallium", "400 USD/kg", "2025-03-01");
  buy(book, "A", "2025-02-10", {.contract = "C-1"}, "SISTER");
  buy(book, "B", "2025-02-10", {});
  buy(book, "C", "2025-03-10", {}, "SISTER");
  const reports::Table table = report(book, "related-parties", "2025-03-31");
  CHECK(column(table, "lot") == Values{"A", "C"});
  CHECK(column(table, "metal_usd") == Values{"600000.00", "600000.00"});
  CHECK(column(table, "price_usd_per_kg") == Values{"600.000000", "600.000000"});
  CHECK(column(table, "market_price_usd_per_kg") == Values{"500.000000", "400.000000"});
  CHECK(column(table, "above_market_usd") == Values{"100000.00", "200000.00"});
  CHECK(column(table, "above_market_percent") == Values{"20.00", "50.00"});
  CHECK(column(table, "contract") == Values{"C-1", "-"});
  CHECK(column(report(book, "related-parties", "2025-02-28"), "lot") == Values{"A"});
  CHECK(report(book, "related-parties", "2025-02-09").rows.empty());
}

} // namespace reports_lot_reports_test
