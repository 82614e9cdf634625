// position and lots
#include "tests/reports/report_values.hpp"

namespace reports_stock_reports_test {

using namespace pvault;
using namespace pvault::test;

namespace {

// Two sites; GA-1 is emptied, GA-3 reversed.
void record_lots(TemporaryBook& book) {
  book.site("NEVADA");
  book.purchase("gallium", "100 kg", "500 USD/kg", "2026-01-10", {.lot = "GA-1"});
  book.purchase("gallium", "50 kg", "520 USD/kg", "2026-01-20", {.lot = "GA-2"});
  const EntryId wrong = book.purchase("gallium", "70 kg", "520 USD/kg", "2026-01-25", {.lot = "GA-3"});
  book.purchase("gallium", "30 kg", "540 USD/kg", "2026-01-30", {.site = "NEVADA", .lot = "GA-4"});
  book.purchase("cobalt", "1 t", "40 USD/kg", "2026-02-10", {.lot = "CO-1"});
  book.reverse(wrong, "2026-02-20");
  book.sale("gallium", "110 kg", "600 USD/kg", "2026-03-01"); // all of GA-1, 10 kg of GA-2
}

} // namespace

TEST_CASE("position: a row for each mineral at each site with stock") {
  TemporaryBook book;
  CHECK(report(book, "position", "2026-03-31").rows.empty());
  record_lots(book);
  const auto table = report(book, "position", "2026-03-31");
  CHECK_EQ(machine_columns(table), "mineral site lots on_hand_kg cost_usd site_kind");
  REQUIRE_EQ(table.rows.size(), 3);
  CHECK_EQ(value_of(table, 0, "mineral"), "cobalt");
  CHECK_EQ(value_of(table, 1, "site"), "DENVER");
  CHECK_EQ(value_of(table, 1, "lots"), "1");
  CHECK_EQ(value_of(table, 1, "on_hand_kg"), "40.000000");
  CHECK_EQ(value_of(table, 1, "cost_usd"), "20800.00");
  CHECK_EQ(value_of(table, 2, "site"), "NEVADA");
  CHECK_EQ(value_of(table, 2, "cost_usd"), "16200.00");
  CHECK_EQ(total_of(table, "cost_usd"), "77000.00");
  CHECK_EQ(total_of(table, "lots"), "3");
  // Before the sale and the reversal all three lots of Denver were open.
  CHECK_EQ(value_of(report(book, "position", "2026-02-19"), 1, "lots"), "3");
  CHECK_EQ(value_of(report(book, "position", "2026-02-19"), 1, "on_hand_kg"), "220.000000");
}

TEST_CASE("lots: every lot, open or not") {
  TemporaryBook book;
  record_lots(book);
  const auto table = report(book, "lots", "2026-03-31");
  CHECK_EQ(machine_columns(table),
           "lot mineral site received_on supplier received_kg on_hand_kg cost_usd unit_cost_usd_per_kg age_days status "
           "parent origin aged_from_on written_down_usd carrying_value_usd form grade producer ore_country "
           "processing_country contract receipt objective "
           "expires_on rotate_by_on quality pledged_to provisional settled_on final_kg");
  REQUIRE_EQ(table.rows.size(), 5);
  CHECK_EQ(value_of(table, "GA-1", "status"), "emptied");
  CHECK_EQ(value_of(table, "GA-1", "received_kg"), "100.000000");
  CHECK_EQ(value_of(table, "GA-1", "on_hand_kg"), "0.000000");
  CHECK_EQ(value_of(table, "GA-1", "cost_usd"), "0.00");
  CHECK_EQ(value_of(table, "GA-1", "unit_cost_usd_per_kg"), "-");
  CHECK_EQ(value_of(table, "GA-2", "status"), "open");
  CHECK_EQ(value_of(table, "GA-2", "on_hand_kg"), "40.000000");
  CHECK_EQ(value_of(table, "GA-2", "cost_usd"), "20800.00");
  CHECK_EQ(value_of(table, "GA-2", "unit_cost_usd_per_kg"), "520.000000");
  CHECK_EQ(value_of(table, "GA-2", "received_on"), "2026-01-20");
  CHECK_EQ(value_of(table, "GA-2", "age_days"), "70");
  CHECK_EQ(value_of(table, "GA-2", "supplier"), "TRAXYS");
  CHECK_EQ(value_of(table, "GA-3", "status"), "reversed");
  CHECK_EQ(value_of(table, "GA-4", "site"), "NEVADA");
  CHECK_EQ(table.notes.at(0), "3 lots open, 1 emptied, 1 reversed.");
}

TEST_CASE("lots and position: what was transferred is as old as what was bought, and lies elsewhere") {
  TemporaryBook book;
  record_lots(book);
  book.site("AT-SEA", SiteKind::in_transit);
  book.transfer("GA-2", "15 kg", "AT-SEA", "2026-03-11", "GA-2-SEA");
  book.transfer("GA-2-SEA", "", "NEVADA", "2026-03-21", "GA-2-NV");
  const auto table = report(book, "lots", "2026-03-31");
  CHECK_EQ(value_of(table, "GA-2", "parent"), "-");
  CHECK_EQ(value_of(table, "GA-2", "origin"), "GA-2");
  CHECK_EQ(value_of(table, "GA-2", "on_hand_kg"), "25.000000");
  CHECK_EQ(value_of(table, "GA-2-SEA", "status"), "emptied");
  CHECK_EQ(value_of(table, "GA-2-NV", "parent"), "GA-2-SEA");
  CHECK_EQ(value_of(table, "GA-2-NV", "origin"), "GA-2");
  CHECK_EQ(value_of(table, "GA-2-NV", "received_on"), "2026-03-21");
  CHECK_EQ(value_of(table, "GA-2-NV", "aged_from_on"), "2026-01-20");
  CHECK_EQ(value_of(table, "GA-2-NV", "age_days"), "70");
  CHECK_EQ(value_of(table, "GA-2-NV", "cost_usd"), "7800.00");
  const auto on_its_way = report(book, "position", "2026-03-20");
  CHECK_EQ(value_of(on_its_way, 1, "site"), "AT-SEA");
  CHECK_EQ(value_of(on_its_way, 1, "site_kind"), "in-transit");
  CHECK_EQ(value_of(on_its_way, 1, "on_hand_kg"), "15.000000");
  CHECK_EQ(total_of(on_its_way, "cost_usd"), "77000.00"); // as before
  CHECK_EQ(report(book, "position", "2026-03-21").rows.size(), 3);
}

TEST_CASE("lots: what the moment has not seen is not there yet") {
  TemporaryBook book;
  record_lots(book);
  const auto january = report(book, "lots", "2026-01-25");
  CHECK_EQ(january.rows.size(), 3);
  CHECK_EQ(value_of(january, "GA-1", "status"), "open");
  CHECK_EQ(value_of(january, "GA-3", "status"), "open");
  CHECK_EQ(value_of(january, "GA-3", "age_days"), "0");
  CHECK_EQ(
      report(book.connection(), "lots", {.moment = book.moment("2026-03-31"), .minerals = {book.mineral("cobalt")}})
          .rows.size(),
      1);
  CHECK_EQ(
      report(book.connection(), "position", {.moment = book.moment("2026-03-31"), .minerals = {book.mineral("cobalt")}})
          .rows.size(),
      1);
}

} // namespace reports_stock_reports_test
