#include "operations/set_carrying_rate.hpp"
#include "tests/reports/report_values.hpp"
#include "tests/support/loan_book.hpp"

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
  const auto unpriced =
      report(book.connection(), "cost", {.moment = book.moment("2026-03-31"), .minerals = {book.mineral("thulium")}});
  CHECK_EQ(total_of(unpriced, "market_value_usd"), "-");
  CHECK_EQ(total_of(unpriced, "unrealised_gain_usd"), "-");
  CHECK_EQ(total_of(unpriced, "proceeds_usd"), "0.00"); // nothing was sold
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
                                   "write_downs_released_usd opening_kg opening_usd purchased_metal_usd "
                                   "purchased_landed_usd purchased_freight_usd purchased_insurance_usd "
                                   "purchased_duty_usd purchased_inspection_usd purchased_assay_usd "
                                   "purchased_other_usd storage_usd insurance_usd handling_usd interest_usd "
                                   "commitment_fee_usd exposure_fee_usd fees_usd cost_without_financing_usd "
                                   "cost_without_financing_usd_per_kg cost_without_financing_per_coverage_day_usd "
                                   "all_in_cost_per_coverage_day_usd price_age_days price_stale from_on");
}

TEST_CASE("cost: what was purchased is metal and what landed it, kind by kind") {
  TemporaryBook book;
  book.purchase("gallium", "100 kg", "500 USD/kg", "2026-01-15",
                {.landed = {{"freight", money("1,000 USD")},
                            {"insurance", money("200 USD")},
                            {"duty", money("30 USD")},
                            {"inspection", money("4 USD")},
                            {"assay", money("0.50 USD")},
                            {"port dues", money("0.06 USD")}}});
  book.sale("gallium", "60 kg", "600 USD/kg", "2026-02-01");
  const auto table = report(book, "cost", "2026-03-31");
  CHECK_EQ(value_of(table, "gallium", "purchased_usd"), "51234.56");
  CHECK_EQ(value_of(table, "gallium", "purchased_metal_usd"), "50000.00");
  CHECK_EQ(value_of(table, "gallium", "purchased_landed_usd"), "1234.56");
  CHECK_EQ(value_of(table, "gallium", "purchased_freight_usd"), "1000.00");
  CHECK_EQ(value_of(table, "gallium", "purchased_insurance_usd"), "200.00");
  CHECK_EQ(value_of(table, "gallium", "purchased_duty_usd"), "30.00");
  CHECK_EQ(value_of(table, "gallium", "purchased_inspection_usd"), "4.00");
  CHECK_EQ(value_of(table, "gallium", "purchased_assay_usd"), "0.50");
  CHECK_EQ(value_of(table, "gallium", "purchased_other_usd"), "0.06");
  CHECK_EQ(value_of(table, "gallium", "insurance_usd"), "0.00"); // of what is stored: nothing was accrued
  CHECK_EQ(total_of(table, "purchased_metal_usd"), "50000.00");
}

TEST_CASE("cost: the price with its age, and which one is older than a year") {
  TemporaryBook book;
  book.purchase("gallium", "1 kg", "500 USD/kg", "2026-01-10");
  book.purchase("thulium", "1 kg", "500 USD/kg", "2026-01-10");
  book.price("gallium", "510 USD/kg", "2026-01-10");
  const auto march = report(book, "cost", "2026-03-31");
  CHECK_EQ(value_of(march, "gallium", "price_on"), "2026-01-10");
  CHECK_EQ(value_of(march, "gallium", "price_age_days"), "80");
  CHECK_EQ(value_of(march, "gallium", "price_stale"), "no");
  CHECK_EQ(value_of(march, "thulium", "price_age_days"), "-");
  CHECK_EQ(value_of(march, "thulium", "price_stale"), "-");
  CHECK_FALSE(has_note(march, "older than a year"));
  CHECK_EQ(value_of(report(book, "cost", "2027-01-10"), "gallium", "price_stale"), "no");
  const auto old = report(book, "cost", "2027-01-11");
  CHECK_EQ(value_of(old, "gallium", "price_age_days"), "366");
  CHECK_EQ(value_of(old, "gallium", "price_stale"), "yes");
  CHECK(has_note(old, "Held at a price that is older than a year: gallium of 2026-01-10."));
}

TEST_CASE("cost: storage, insurance, interest and fees, with and without financing, by kilogram and by day of cover") {
  LoanBook book; // 1,000 kg of gallium for 600,000 USD, half of a loan of 1.2M USD
  book.party("LOGISTIX", "warehouse");
  allowed(operations::set_carrying_rate(
      book.book(), book.options("2025-01-01"),
      {.site = "DENVER", .party = "LOGISTIX", .rate = allowed(parse_carrying_rate("31 USD/t-month"))}));
  book.demand("gallium", 2025, "3,650 kg"); // 10 kg a day: 100 days
  book.accrue("2025-02-01");
  const auto table = report(book, "cost", "2025-02-01");
  // 31 days of January, and the first of 28 of February: 31 + 31/28 = 32.107...
  CHECK_EQ(value_of(table, "gallium", "storage_usd"), "32.11");
  CHECK_EQ(value_of(table, "gallium", "insurance_usd"), "0.00");
  CHECK_EQ(value_of(table, "gallium", "handling_usd"), "0.00");
  CHECK_EQ(value_of(table, "gallium", "interest_usd"), "3000.00");      // half of 1.2M at 6% for a month
  CHECK_EQ(value_of(table, "gallium", "commitment_fee_usd"), "250.00"); // half of 0.5% on 1.2M
  CHECK_EQ(value_of(table, "gallium", "exposure_fee_usd"), "0.00");
  CHECK_EQ(value_of(table, "gallium", "fees_usd"), "250.00");
  CHECK_EQ(value_of(table, "gallium", "carrying_cost_usd"), "32.11");
  CHECK_EQ(value_of(table, "gallium", "financing_cost_usd"), "3250.00");
  CHECK_EQ(value_of(table, "gallium", "cost_without_financing_usd"), "600032.11");
  CHECK_EQ(value_of(table, "gallium", "cost_without_financing_usd_per_kg"), "600.032110");
  CHECK_EQ(value_of(table, "gallium", "all_in_cost_usd"), "603282.11");
  CHECK_EQ(value_of(table, "gallium", "all_in_usd_per_kg"), "603.282110");
  CHECK_EQ(value_of(table, "gallium", "cost_per_coverage_day_usd"), "6000.00");
  CHECK_EQ(value_of(table, "gallium", "cost_without_financing_per_coverage_day_usd"), "6000.32");
  CHECK_EQ(value_of(table, "gallium", "all_in_cost_per_coverage_day_usd"), "6032.82");
}

TEST_CASE("cost: of a period, what came and went in it, beside what is there at its end") {
  LoanBook book;
  book.accrue("2025-02-01");
  book.purchase("gallium", "100 kg", "610 USD/kg", "2025-02-10", {.landed = {{"freight", money("90 USD")}}});
  book.sale("gallium", "200 kg", "650 USD/kg", "2025-02-20"); // costs 120,000 USD
  book.loss("gallium", "10 kg", "2025-02-21");                // 6,000 USD
  book.accrue("2025-03-01");
  reports::ReportQuestion question{.moment = book.moment("2025-03-31"), .from = day("2025-02-02")};
  const auto table = report(book.connection(), "cost", question);
  CHECK_EQ(value_of(table, "gallium", "from_on"), "2025-02-02");
  CHECK_EQ(value_of(table, "gallium", "purchased_kg"), "100.000000");
  CHECK_EQ(value_of(table, "gallium", "purchased_usd"), "61090.00");
  CHECK_EQ(value_of(table, "gallium", "purchased_freight_usd"), "90.00");
  CHECK_EQ(value_of(table, "gallium", "purchased_metal_usd"), "61000.00");
  CHECK_EQ(value_of(table, "gallium", "released_kg"), "200.000000");
  CHECK_EQ(value_of(table, "gallium", "realised_gain_usd"), "10000.00");
  CHECK_EQ(value_of(table, "gallium", "lost_cost_usd"), "6000.00");
  CHECK_EQ(value_of(table, "gallium", "on_hand_kg"), "890.000000");
  CHECK_EQ(value_of(table, "gallium", "cost_usd"), "535090.00");
  const auto february = report(book, "cost", "2025-02-01");
  const auto march = report(book, "cost", "2025-03-31");
  CHECK_EQ(value_of(february, "gallium", "interest_usd"), "3000.00");
  CHECK_EQ(value_of(march, "gallium", "all_in_cost_usd"), value_of(table, "gallium", "all_in_cost_usd")); // to the end
  CHECK(has_note(table, "Of 2025-02-02 to 2025-03-31: purchases"));
  CHECK(has_note(table, "As of 2025-03-31, whenever it came about: what is on hand"));
  CHECK(has_note(table, "accrued to 2025-03-01 by accruals dated in the period"));
  CHECK_FALSE(has_note(march, "by accruals dated in the period"));
  // From the first day of the book on, it is all that the report has without one.
  question.from = day("2025-01-01");
  const auto all = report(book.connection(), "cost", question);
  for (const char* column : {"purchased_usd", "purchased_metal_usd", "released_cost_usd", "proceeds_usd",
                             "interest_usd", "fees_usd", "financing_cost_usd", "all_in_cost_usd", "opening_usd"})
    CHECK_EQ(value_of(all, "gallium", column), value_of(march, "gallium", column));
}

} // namespace reports_cost_report_test
