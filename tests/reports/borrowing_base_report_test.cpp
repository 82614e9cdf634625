// The report on borrowing bases: a line for each facility that has one, followed by one for each mineral on hand.
#include "operations/set_borrowing_base.hpp"

#include "tests/reports/report_values.hpp"

#include <doctest/doctest.h>

namespace reports_borrowing_base_report_test {

using namespace pvault;
using namespace pvault::test;

namespace {

// 1,000 kg of gallium for 500 USD/kg, worth 580 at the end of 2025; 10 kg of cesium, whose published price is unusable.
class LentBook : public TemporaryBook {
public:
  LentBook() {
    facility("EXIM-1", "10e6 USD", "2026-01-01");
    facility("EXIM-2", "10e6 USD", "2026-01-01");
    purchase("gallium", "1,000 kg", "500 USD/kg", "2026-01-15");
    purchase("cesium", "10 kg", "30 USD/kg", "2026-01-15");
    drawdown("EXIM-1", "300,000 USD", "2026-01-20");
    drawdown("EXIM-2", "50,000 USD", "2026-01-25");
  }
  EntryId set(std::string_view on, const operations::BorrowingBaseInput& input) {
    return allowed(operations::set_borrowing_base(book(), options(on), input)).entry;
  }
};

operations::BorrowingBaseInput eighty_percent() {
  return {.facility = "EXIM-1", .advance_rate = rate("80%"), .reserve = money("20,000 USD"), .source = "agreement"};
}

void check_row(const reports::Table& table, std::size_t row,
               const std::vector<std::pair<const char*, const char*>>& values) {
  for (const auto& expected : values) {
    INFO(expected.first);
    CHECK_EQ(value_of(table, row, expected.first), expected.second);
  }
}

} // namespace

TEST_CASE("borrowing-base: the fields") {
  LentBook book;
  book.set("2026-02-01", eighty_percent());
  CHECK_EQ(
      machine_columns(report(book, "borrowing-base", "2026-02-01")),
      "facility mineral status on_hand_kg cost_usd market_price_usd_per_kg price_on market_value_usd "
      "lower_value_usd advance_rate_percent advance_usd concentration_excess_usd reserve_usd base_usd debt_usd "
      "headroom_usd breaching_price_fall_percent concentration_limit_percent price_age_days shared_with terms_from");
}

TEST_CASE("borrowing-base: a certificate, and what each mineral brings to it") {
  LentBook book;
  book.set("2026-02-01", eighty_percent());
  const reports::Table table = report(book, "borrowing-base", "2026-02-01");
  REQUIRE_EQ(table.rows.size(), 3);
  CHECK_FALSE(table.totals.has_value());
  // 80% of 500,000, less 20,000.
  check_row(table, 0,
            {{"facility", "EXIM-1"},
             {"mineral", "-"},
             {"status", "within"},
             {"on_hand_kg", "-"},
             {"cost_usd", "500000.00"},
             {"market_value_usd", "580000.00"},
             {"lower_value_usd", "500000.00"},
             {"advance_rate_percent", "80.0000000"},
             {"advance_usd", "400000.00"},
             {"concentration_excess_usd", "0.00"},
             {"reserve_usd", "20000.00"},
             {"base_usd", "380000.00"},
             {"debt_usd", "300000.00"},
             {"headroom_usd", "80000.00"},
             {"breaching_price_fall_percent", "31.04"}, // 580,000 × (1 − fall) < 320,000 / 80%
             {"concentration_limit_percent", "-"},
             {"price_age_days", "-"},
             {"shared_with", "-"},
             {"terms_from", "2026-02-01"}});
  check_row(table, 1,
            {{"facility", "EXIM-1"},
             {"mineral", "cesium"},
             {"status", "no_price"},
             {"on_hand_kg", "10.000000"},
             {"cost_usd", "300.00"},
             {"market_price_usd_per_kg", "-"},
             {"price_on", "-"},
             {"market_value_usd", "-"},
             {"lower_value_usd", "0.00"},
             {"advance_rate_percent", "80.0000000"},
             {"advance_usd", "0.00"},
             {"base_usd", "0.00"},
             {"reserve_usd", "-"},
             {"debt_usd", "-"},
             {"headroom_usd", "-"},
             {"breaching_price_fall_percent", "-"},
             {"terms_from", "-"}});
  check_row(table, 2,
            {{"mineral", "gallium"},
             {"status", "eligible"},
             {"on_hand_kg", "1000.000000"},
             {"cost_usd", "500000.00"},
             {"market_price_usd_per_kg", "580.000000"},
             {"price_on", "2025-12-31"},
             {"market_value_usd", "580000.00"},
             {"lower_value_usd", "500000.00"},
             {"advance_usd", "400000.00"},
             {"base_usd", "400000.00"},
             {"breaching_price_fall_percent", "31.04"}});
}

TEST_CASE("borrowing-base: the notes say what the certificate says, and what has no price") {
  LentBook book;
  book.set("2026-02-01", eighty_percent());
  const reports::Table table = report(book, "borrowing-base", "2026-02-01");
  CHECK_EQ(table.rows[0].mood, "");
  CHECK_EQ(table.rows[1].mood, "faint");
  CHECK_EQ(table.notes.at(0),
           "EXIM-1: advances of 400,000.00 USD, less 0.00 USD of concentration excess and 20,000.00 USD of reserves, "
           "make a base of 380,000.00 USD. Debt: 300,000.00 USD; headroom: 80,000.00 USD. A fall of all prices by "
           "31.04% breaches it.");
  CHECK_EQ(table.notes.at(1), "EXIM-1: without a usable price, and so worth nothing to the base: cesium.");
}

TEST_CASE("borrowing-base: the principal of those that share it counts, from the day they are drawn on") {
  LentBook book;
  operations::BorrowingBaseInput shared = eighty_percent();
  shared.shared_with = {"EXIM-2"};
  book.set("2026-01-01", shared);
  CHECK_EQ(value_of(report(book, "borrowing-base", "2026-01-19"), 0, "debt_usd"), "0.00");
  CHECK_EQ(value_of(report(book, "borrowing-base", "2026-01-20"), 0, "debt_usd"), "300000.00");
  const reports::Table table = report(book, "borrowing-base", "2026-01-25");
  CHECK_EQ(value_of(table, 0, "debt_usd"), "350000.00");
  CHECK_EQ(value_of(table, 0, "shared_with"), "EXIM-2");
  CHECK(has_note(table, "Debt with EXIM-2: 350,000.00 USD; headroom: 30,000.00 USD."));
  CHECK(has_note(report(book, "borrowing-base", "2026-01-19"), "Nothing is owed, so no fall of prices breaches it."));
}

TEST_CASE("borrowing-base: a negative headroom is bad, and says by how much") {
  LentBook book;
  operations::BorrowingBaseInput strict = eighty_percent();
  strict.advance_rate = rate("60%");
  book.set("2026-02-01", strict);
  const reports::Table table = report(book, "borrowing-base", "2026-02-01");
  CHECK_EQ(value_of(table, 0, "status"), "breached");
  CHECK_EQ(value_of(table, 0, "headroom_usd"), "-20000.00");
  CHECK_EQ(value_of(table, 0, "breaching_price_fall_percent"), "0.00");
  CHECK_EQ(table.rows[0].mood, "bad");
  CHECK(has_note(table, "headroom: -20,000.00 USD. Breached by 20,000.00 USD."));
}

TEST_CASE("borrowing-base: minerals that are not eligible, and prices that are too old") {
  LentBook book;
  book.purchase("cobalt", "1,000 kg", "20 USD/kg", "2026-01-15");
  operations::BorrowingBaseInput terms = eighty_percent();
  terms.advances = {{"cesium", rate("0%")}};
  terms.price_age_days = 30;
  book.set("2026-01-20", terms);
  book.price("gallium", "590 USD/kg", "2026-01-15");
  const reports::Table table = report(book, "borrowing-base", "2026-02-01");
  CHECK_EQ(value_of(table, 1, "status"), "not_eligible");
  CHECK_EQ(value_of(table, 2, "mineral"), "cobalt");
  CHECK_EQ(value_of(table, 2, "status"), "price_too_old");
  CHECK_EQ(value_of(table, 2, "price_on"), "2025-12-31");
  CHECK_EQ(value_of(table, 2, "market_value_usd"), "-");
  CHECK_EQ(value_of(table, 3, "status"), "eligible");
  CHECK_EQ(value_of(table, 0, "price_age_days"), "30");
  CHECK(has_note(
      table,
      "EXIM-1: with a price older than 30 days, and so worth nothing to the base: cobalt (2025-12-31, 32 days)."));
  CHECK_FALSE(has_note(table, "without a usable price"));
}

TEST_CASE("borrowing-base: facilities asked for, and lots, prices and terms as they were known") {
  LentBook book;
  book.set("2026-02-01", eighty_percent());
  operations::BorrowingBaseInput other = eighty_percent();
  other.facility = "EXIM-2";
  const EntryId known = book.set("2026-02-01", other);
  const FacilityId second = allowed(store::load_facility(book.connection(), "EXIM-2")).id;
  const reports::Table asked =
      report(book.connection(), "borrowing-base", {.moment = book.moment("2026-02-01"), .facilities = {second}});
  REQUIRE_EQ(asked.rows.size(), 3);
  CHECK_EQ(value_of(asked, 0, "facility"), "EXIM-2");
  CHECK_EQ(value_of(asked, 0, "debt_usd"), "50000.00");
  CHECK_EQ(report(book, "borrowing-base", "2026-02-01").rows.size(), 6);

  book.price("gallium", "100 USD/kg", "2026-01-31");
  book.loss("gallium", "500 kg", "2026-01-31");
  const reports::ReportQuestion before = {.moment = {day("2026-02-01"), known}, .facilities = {second}};
  CHECK(report(book.connection(), "borrowing-base", before).rows[0].cells == asked.rows[0].cells);
  CHECK_EQ(value_of(report(book, "borrowing-base", "2026-02-01"), 2, "market_value_usd"), "50000.00");
}

TEST_CASE("borrowing-base: where there is none the report says how to record one") {
  LentBook book;
  book.set("2026-02-01", eighty_percent());
  const reports::Table table = report(book, "borrowing-base", "2026-01-31");
  CHECK(table.rows.empty());
  REQUIRE_EQ(table.notes.size(), 1);
  CHECK_EQ(table.notes[0],
           "No facility asked for has a borrowing base on 2026-01-31; `pvault facility borrowing-base F "
           "--advance-rate PERCENT --source TEXT --on DATE` records one.");
}

} // namespace reports_borrowing_base_report_test
