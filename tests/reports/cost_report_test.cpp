#include "tests/reports/report_values.hpp"

namespace reports_cost_report_test {

using namespace pvault;
using namespace pvault::test;

TEST_CASE("cost: purchases, a sale over two lots, and a loss") {
  TemporaryBook book;
  book.purchase("gallium", "1,000 kg", "500 USD/kg", "2026-01-15",
                {.landed = {{"freight", Money::cents(1'000'000)}}}); // 510,000.00
  book.purchase("gallium", "500 kg", "550 USD/kg", "2026-02-15");    // 275,000.00
  book.sale("gallium", "1,200 kg", "600 USD/kg", "2026-03-01");      // costs 510,000.00 + 200 × 550 = 620,000.00
  book.loss("gallium", "3 kg", "2026-03-15");                        // 1,650.00
  const auto table = report(book, "cost", "2026-03-31");
  CHECK_EQ(value_of(table, "gallium", "on_hand_kg"), "297.000000");
  CHECK_EQ(value_of(table, "gallium", "cost_usd"), "163350.00");
  CHECK_EQ(value_of(table, "gallium", "unit_cost_usd_per_kg"), "550.000000");
  CHECK_EQ(value_of(table, "gallium", "carrying_cost_usd"), "0.00");
  CHECK_EQ(value_of(table, "gallium", "financing_cost_usd"), "0.00");
  CHECK_EQ(value_of(table, "gallium", "all_in_cost_usd"), "163350.00");
  CHECK_EQ(value_of(table, "gallium", "all_in_usd_per_kg"), "550.000000");
  CHECK_EQ(value_of(table, "gallium", "market_price_usd_per_kg"), "580.000000");
  CHECK_EQ(value_of(table, "gallium", "market_value_usd"), "172260.00");
  CHECK_EQ(value_of(table, "gallium", "unrealised_gain_usd"), "8910.00");
  CHECK_EQ(value_of(table, "gallium", "purchased_kg"), "1500.000000");
  CHECK_EQ(value_of(table, "gallium", "purchased_usd"), "785000.00");
  CHECK_EQ(value_of(table, "gallium", "released_kg"), "1200.000000");
  CHECK_EQ(value_of(table, "gallium", "released_cost_usd"), "620000.00");
  CHECK_EQ(value_of(table, "gallium", "lost_kg"), "3.000000");
  CHECK_EQ(value_of(table, "gallium", "lost_cost_usd"), "1650.00");
  CHECK_EQ(value_of(table, "gallium", "proceeds_usd"), "720000.00");
  CHECK_EQ(value_of(table, "gallium", "realised_gain_usd"), "100000.00");
  // 163,350.00 × 19,000 / (297 × 365) = 28,630.1369...
  CHECK_EQ(value_of(table, "gallium", "cost_per_coverage_day_usd"), "28630.14");
}

TEST_CASE("cost: a unit price is derived half-even with six decimals") {
  TemporaryBook book;
  book.purchase("gallium", "3 kg", "33.333333 USD/kg", "2026-01-15"); // 100.00 USD, 33.333333...
  CHECK_EQ(value_of(report(book, "cost", "2026-03-31"), "gallium", "unit_cost_usd_per_kg"), "33.333333");
}

TEST_CASE("cost: a reversal takes everything back from its date on") {
  TemporaryBook book;
  book.purchase("gallium", "1,000 kg", "500 USD/kg", "2026-01-15");
  const EntryId sale = book.sale("gallium", "400 kg", "600 USD/kg", "2026-02-01");
  const EntryId known = book.newest();
  book.reverse(sale, "2026-03-01");
  const auto sold = report(book, "cost", "2026-02-28");
  CHECK_EQ(value_of(sold, "gallium", "released_kg"), "400.000000");
  CHECK_EQ(value_of(sold, "gallium", "realised_gain_usd"), "40000.00");
  for (const auto& [as_of, known_at, on_hand] :
       {std::tuple("2026-03-01", book.newest(), "1000.000000"), std::tuple("2026-03-01", known, "600.000000")})
    CHECK_EQ(value_of(report(book.connection(), "cost", {.moment = {day(as_of), known_at}}), "gallium", "on_hand_kg"),
             on_hand);
  const auto after = report(book, "cost", "2026-03-01");
  CHECK_EQ(value_of(after, "gallium", "released_kg"), "0.000000");
  CHECK_EQ(value_of(after, "gallium", "proceeds_usd"), "0.00");
  CHECK_EQ(value_of(after, "gallium", "purchased_usd"), "500000.00");
}

TEST_CASE("cost: what suppliers delivered is more than 64 bits together, and refused by name") {
  TemporaryBook book;
  book.party("HARTREE", "supplier");
  const auto buy = [&](int times, const std::string& supplier) {
    for (int i = 0; i < times; ++i)
      book.purchase("gallium", "100e6 t", "0.01 USD/t", "2026-01-15", {.supplier = supplier});
  };
  buy(50, "TRAXYS");
  book.loss("gallium", "100e6 t", "2026-02-01"); // what is left, and each supplier's part, fits the book
  buy(43, "HARTREE");
  CHECK_THROWS_WITH_AS(report(book, "cost", "2026-03-31"),
                       "report cost: what was purchased of gallium: the masses -5000000000000000000 mg and "
                       "-4300000000000000000 mg add up to more than 64 bits hold",
                       std::overflow_error);
  book.reverse(book.newest());
  CHECK_EQ(value_of(report(book, "cost", "2026-03-31"), "gallium", "purchased_kg"), "9200000000000.000000");
}

TEST_CASE("cost: what has no price is named and left out of the totals of value") {
  TemporaryBook book;
  book.purchase("gallium", "10 kg", "500 USD/kg", "2026-01-15");
  book.purchase("thulium", "2 kg", "900 USD/kg", "2026-01-15");
  const auto table = report(book, "cost", "2026-03-31");
  CHECK_EQ(table.rows.size(), 60);
  CHECK_EQ(value_of(table, "thulium", "market_value_usd"), "-");
  CHECK_EQ(value_of(table, "thulium", "unrealised_gain_usd"), "-");
  CHECK_EQ(total_of(table, "cost_usd"), "6800.00");
  CHECK_EQ(total_of(table, "market_value_usd"), "5800.00");
  CHECK_EQ(total_of(table, "unrealised_gain_usd"), "800.00");
  CHECK_EQ(total_of(table, "purchased_usd"), "6800.00");
  CHECK_EQ(total_of(table, "on_hand_kg"), "-");
  CHECK(has_note(table, "Held without a usable price: thulium;"));
  CHECK(has_note(table, "no interest or fees were accrued"));
  CHECK_EQ(value_of(table, "cobalt", "unit_cost_usd_per_kg"), "-");
  CHECK_EQ(value_of(table, "cobalt", "market_value_usd"), "0.00");
  CHECK_EQ(row_of(table, "cobalt").mood, "faint");
  CHECK_EQ(row_of(table, "thulium").mood, "");
  CHECK_EQ(machine_columns(table), "mineral on_hand_kg cost_usd unit_cost_usd_per_kg carrying_cost_usd "
                                   "financing_cost_usd all_in_cost_usd all_in_usd_per_kg "
                                   "market_price_usd_per_kg price_on market_value_usd unrealised_gain_usd purchased_kg "
                                   "purchased_usd released_kg released_cost_usd "
                                   "lost_kg lost_cost_usd proceeds_usd realised_gain_usd cost_per_coverage_day_usd "
                                   "cost_method written_down_usd carrying_value_usd write_downs_usd "
                                   "write_downs_released_usd opening_kg opening_usd");
}

} // namespace reports_cost_report_test
