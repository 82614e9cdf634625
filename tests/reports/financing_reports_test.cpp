// facilities and sources-and-uses
#include "tests/reports/report_values.hpp"

namespace reports_financing_reports_test {

using namespace pvault;
using namespace pvault::test;

TEST_CASE("facilities: commitment, what was drawn, what is left") {
  TemporaryBook book;
  book.facility("EXIM-1", "10e9 USD", "2026-01-01");
  book.facility("EXIM-2", "1,000,000.01 USD", "2026-02-01");
  book.drawdown("EXIM-1", "250,000,000 USD", "2026-03-01");
  const EntryId wrong = book.drawdown("EXIM-2", "333,333.33 USD", "2026-03-02");
  const auto table = report(book, "facilities", "2026-03-31");
  CHECK_EQ(value_of(table, "EXIM-1", "lender"), "EXIM");
  CHECK_EQ(value_of(table, "EXIM-1", "commitment_usd"), "10000000000.00");
  CHECK_EQ(value_of(table, "EXIM-1", "disbursed_usd"), "250000000.00");
  CHECK_EQ(value_of(table, "EXIM-1", "cancelled_usd"), "0.00");
  CHECK_EQ(value_of(table, "EXIM-1", "undisbursed_usd"), "9750000000.00");
  CHECK_EQ(value_of(table, "EXIM-1", "principal_usd"), "250000000.00");
  CHECK_EQ(value_of(table, "EXIM-1", "used_percent"), "2.50");
  CHECK_EQ(value_of(table, "EXIM-1", "rate_percent"), "4.6300000");
  CHECK_EQ(value_of(table, "EXIM-1", "day_count"), "30/360");
  CHECK_EQ(value_of(table, "EXIM-1", "available_until"), "2035-12-31");
  CHECK_EQ(value_of(table, "EXIM-2", "used_percent"), "33.33");
  CHECK_EQ(total_of(table, "commitment_usd"), "10001000000.01");
  CHECK_EQ(total_of(table, "principal_usd"), "250333333.33");
  CHECK_EQ(table.notes.at(0), "Undisbursed: 9,750,666,666.68 USD of 10,001,000,000.01 USD committed, 97.49%; of it "
                              "9,750,666,666.68 USD can be drawn on 2026-03-31.");
  CHECK_EQ(machine_columns(table),
           "facility lender commitment_usd disbursed_usd cancelled_usd undisbursed_usd "
           "used_percent principal_usd accrued_interest_usd "
           "accrued_fees_usd not_posted_usd overdue_usd capitalised_usd repaid_usd paid_interest_usd paid_fees_usd "
           "rate_percent day_count "
           "available_from available_until matures_on");

  book.reverse(wrong, "2026-03-15");
  CHECK_EQ(value_of(report(book, "facilities", "2026-03-14"), "EXIM-2", "disbursed_usd"), "333333.33");
  CHECK_EQ(value_of(report(book, "facilities", "2026-03-15"), "EXIM-2", "disbursed_usd"), "0.00");
}

TEST_CASE("facilities and facility-trend: what is overdue is there for people, and is what makes a row bad") {
  TemporaryBook book;
  book.facility("EXIM-1", "10e6 USD", "2026-01-01");
  for (const char* name : {"facilities", "facility-trend"}) {
    CAPTURE(std::string(name));
    const auto table = report(book, name, "2026-03-31");
    for (const reports::Column& column : table.columns)
      CHECK_EQ(column.tells_why, column.name == "overdue_usd");
    CHECK(table.columns.at(reports::index_of_column(table, "overdue_usd")).in_text);
  }
}

TEST_CASE("facilities: only those in force") {
  TemporaryBook book;
  const EntryId known = book.newest();
  book.facility("EXIM-1", "10e9 USD", "2026-01-01");
  const EntryId second = book.facility("EXIM-2", "1e6 USD", "2026-02-01");
  book.reverse(second, "2026-03-01");
  CHECK(report(book, "facilities", "2025-12-31").rows.empty());
  CHECK_EQ(report(book, "facilities", "2026-01-01").rows.size(), 1);
  CHECK_EQ(report(book, "facilities", "2026-02-28").rows.size(), 2);
  CHECK_EQ(report(book, "facilities", "2026-03-01").rows.size(), 1);
  const auto before = report(book.connection(), "facilities", {.moment = {day("2026-03-01"), known}});
  CHECK(before.rows.empty());
  CHECK_EQ(before.notes.at(0),
           "Undisbursed: 0.00 USD of 0.00 USD committed; of it 0.00 USD can be drawn on 2026-03-01.");
}

TEST_CASE("sources-and-uses: the rows of a draw add up to the draw") {
  TemporaryBook book;
  book.facility("EXIM-1", "10e6 USD", "2026-01-01");
  const EntryId gallium = book.purchase("gallium", "1,000 kg", "500 USD/kg", "2026-01-15", {.lot = "GA-1"});
  const EntryId cobalt = book.purchase("cobalt", "10 t", "40 USD/kg", "2026-01-20", {.lot = "CO-1"});
  book.purchase("zinc", "1 t", "3 USD/kg", "2026-01-25");
  const EntryId first =
      book.drawdown("EXIM-1", "600,000 USD", "2026-02-01", {{gallium, "300,000 USD"}, {cobalt, "250,000 USD"}});
  const EntryId second = book.drawdown("EXIM-1", "200,000 USD", "2026-02-15", {{gallium, "200,000 USD"}});
  book.sale("gallium", "400 kg", "600 USD/kg", "2026-03-01");
  const auto table = report(book, "sources-and-uses", "2026-03-31");
  CHECK_EQ(machine_columns(table), "draw_entry on facility purchase_entry mineral lot amount_usd");
  REQUIRE_EQ(table.rows.size(), 4);
  CHECK_EQ(value_of(table, 0, "draw_entry"), std::to_string(number_of(first)));
  CHECK_EQ(value_of(table, 0, "on"), "2026-02-01");
  CHECK_EQ(value_of(table, 0, "facility"), "EXIM-1");
  CHECK_EQ(value_of(table, 0, "purchase_entry"), std::to_string(number_of(gallium)));
  CHECK_EQ(value_of(table, 0, "mineral"), "gallium");
  CHECK_EQ(value_of(table, 0, "lot"), "GA-1");
  CHECK_EQ(value_of(table, 0, "amount_usd"), "300000.00");
  CHECK_EQ(value_of(table, 1, "mineral"), "cobalt");
  CHECK_EQ(value_of(table, 2, "purchase_entry"), "-");
  CHECK_EQ(value_of(table, 2, "mineral"), "-");
  CHECK_EQ(value_of(table, 2, "amount_usd"), "50000.00");
  CHECK_EQ(value_of(table, 3, "draw_entry"), std::to_string(number_of(second)));
  CHECK_EQ(total_of(table, "amount_usd"), "800000.00");
  CHECK_EQ(table.notes.at(0),
           "Drawn: 800,000.00 USD; used by purchases: 750,000.00 USD; not allocated to a purchase: 50,000.00 USD.");
  CHECK_EQ(table.notes.at(1),
           "Cost of purchases: 903,000.00 USD; financed by draws: 750,000.00 USD; not financed by a draw: 153,000.00 "
           "USD.");
}

TEST_CASE("sources-and-uses: what is owed to suppliers is what payments left, not what draws did") {
  TemporaryBook book;
  book.party("HARTREE", "supplier");
  book.facility("EXIM-1", "10e6 USD", "2026-01-01");
  const EntryId gallium = book.purchase("gallium", "1,000 kg", "500 USD/kg", "2026-01-15");
  const EntryId zinc = book.purchase("zinc", "1 t", "3 USD/kg", "2026-01-25", {.supplier = "HARTREE"});
  book.drawdown("EXIM-1", "500,000 USD", "2026-02-01", {{gallium, "500,000 USD"}});
  const auto note = [&](std::string_view as_of) { return report(book, "sources-and-uses", as_of).notes.at(2); };
  const std::string owed =
      "Still owed to suppliers and others, storage and insurance among it, whether financed by a draw or not: ";
  CHECK_EQ(note("2026-01-14"), owed + "0.00 USD.");
  CHECK_EQ(note("2026-01-24"), owed + "500,000.00 USD.");
  CHECK_EQ(note("2026-02-28"), owed + "503,000.00 USD.");
  book.pay_supplier("TRAXYS", "400,000 USD", "2026-03-01");
  CHECK_EQ(note("2026-02-28"), owed + "503,000.00 USD.");
  CHECK_EQ(note("2026-03-01"), owed + "103,000.00 USD.");
  // One who was paid for what was then undone owes it back; the other is still owed all of his.
  book.pay_supplier("HARTREE", "3,000 USD", "2026-03-02");
  book.reverse(zinc, "2026-03-05");
  CHECK_EQ(note("2026-03-04"), owed + "100,000.00 USD.");
  CHECK_EQ(note("2026-03-05"), owed + "100,000.00 USD; owed back by them: 3,000.00 USD.");
}

TEST_CASE("sources-and-uses: only draws that stand at the moment") {
  TemporaryBook book;
  book.facility("EXIM-1", "10e6 USD", "2026-01-01");
  const EntryId gallium = book.purchase("gallium", "1,000 kg", "500 USD/kg", "2026-01-15");
  const EntryId draw = book.drawdown("EXIM-1", "300,000 USD", "2026-02-01", {{gallium, "300,000 USD"}});
  const EntryId known = book.newest();
  book.reverse(draw, "2026-02-20");
  CHECK(report(book, "sources-and-uses", "2026-01-31").rows.empty());
  CHECK_EQ(report(book, "sources-and-uses", "2026-02-19").rows.size(), 1);
  CHECK(report(book, "sources-and-uses", "2026-02-20").rows.empty());
  CHECK_EQ(report(book.connection(), "sources-and-uses", {.moment = {day("2026-02-20"), known}}).rows.size(), 1);
  // The purchase can be undone from the day on which the draw was.
  book.reverse(gallium, "2026-02-20");
  CHECK_EQ(report(book, "sources-and-uses", "2026-02-10").rows.size(), 1);
  CHECK_EQ(report(book, "sources-and-uses", "2026-02-20").notes.at(1),
           "Cost of purchases: 0.00 USD; financed by draws: 0.00 USD; not financed by a draw: 0.00 USD.");
}

} // namespace reports_financing_reports_test
