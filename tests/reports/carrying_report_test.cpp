#include "operations/service_loan.hpp"
#include "operations/set_carrying_rate.hpp"
#include "tests/reports/report_values.hpp"

namespace reports_carrying_report_test {

using namespace pvault;
using namespace pvault::test;

namespace {

// Storage of 31 USD a tonne and month at DENVER, insurance of 0.365% of everything, owed to LOGISTIX and INSURER.
class ChargedBook : public TemporaryBook {
public:
  ChargedBook() {
    party("LOGISTIX", "warehouse");
    party("INSURER", "other");
    set({.site = "DENVER", .party = "LOGISTIX", .rate = allowed(parse_carrying_rate("31 USD/t-month"))});
    set({.kind = CarryingKind::insurance, .party = "INSURER", .rate = allowed(parse_carrying_rate("0.365%"))});
    purchase("gallium", "10 t", "100 USD/kg", "2025-01-01", {.lot = "GA-1"}); // 1,000,000 USD
    purchase("tin", "3 t", "10 USD/kg", "2025-01-11", {.lot = "SN-1"});       // 30,000 USD
  }
  void set(const operations::CarryingRateInput& input) {
    allowed(operations::set_carrying_rate(book(), options("2025-01-01"), input));
  }
  EntryId accrue(std::string_view until) { return allowed(operations::accrue(book(), options(until))).entry; }
};

} // namespace

TEST_CASE("carrying: what each mineral comes to at each site, posted or not") {
  ChargedBook book;
  book.accrue("2025-01-20");
  const auto table = report(book, "carrying", "2025-01-31");
  REQUIRE_EQ(table.rows.size(), 4); // by site, mineral, charge
  CHECK_EQ(value_of(table, 0, "site"), "DENVER");
  CHECK_EQ(value_of(table, 0, "mineral"), "gallium");
  CHECK_EQ(value_of(table, 0, "kind"), "storage");
  CHECK_EQ(value_of(table, 0, "owed_to"), "LOGISTIX");
  CHECK_EQ(value_of(table, 0, "tonne_days"), "310.000");
  CHECK_EQ(value_of(table, 0, "cost_usd_days"), "31000000.00");
  CHECK_EQ(value_of(table, 0, "handled_in_kg"), "-");
  CHECK_EQ(value_of(table, 0, "amount_usd"), "310.00");
  CHECK_EQ(value_of(table, 0, "posted_usd"), "200.00");
  CHECK_EQ(value_of(table, 0, "not_posted_usd"), "110.00");
  CHECK_EQ(value_of(table, 1, "kind"), "insurance");
  CHECK_EQ(value_of(table, 1, "amount_usd"), "310.00");
  CHECK_EQ(value_of(table, 2, "mineral"), "tin");
  CHECK_EQ(value_of(table, 2, "tonne_days"), "63.000");
  CHECK_EQ(value_of(table, 2, "amount_usd"), "63.00");
  CHECK_EQ(value_of(table, 3, "amount_usd"), "6.30");
  CHECK_EQ(total_of(table, "amount_usd"), "689.30");
  CHECK(has_note(table, "256.30 USD is not posted by 2025-01-31"));
  CHECK_EQ(machine_columns(table), "site mineral kind owed_to tonne_days cost_usd_days handled_in_kg handled_out_kg "
                                   "amount_usd posted_usd not_posted_usd");
}

TEST_CASE("carrying: --mineral leaves the shares of the others as they are") {
  ChargedBook book;
  const auto table =
      report(book.connection(), "carrying", {.moment = book.moment("2025-01-31"), .minerals = {book.mineral("tin")}});
  REQUIRE_EQ(table.rows.size(), 2);
  CHECK_EQ(total_of(table, "amount_usd"), "69.30");
}

TEST_CASE("carrying: what is posted and no longer charged has its row") {
  ChargedBook book;
  const EntryId zinc = book.purchase("zinc", "1 t", "1 USD/kg", "2025-01-01");
  book.accrue("2025-01-31");
  book.reverse(zinc);
  const auto table = report(book, "carrying", "2025-01-31");
  REQUIRE_EQ(table.rows.size(), 6);
  CHECK_EQ(value_of(table, 4, "mineral"), "zinc");
  CHECK_EQ(value_of(table, 4, "tonne_days"), "-");
  CHECK_EQ(value_of(table, 4, "amount_usd"), "0.00");
  CHECK_EQ(value_of(table, 4, "posted_usd"), "31.00");
  CHECK_EQ(value_of(table, 4, "not_posted_usd"), "-31.00");
}

TEST_CASE("carrying: as of a day, as known at an entry") {
  ChargedBook book;
  const EntryId known = book.newest();
  book.accrue("2025-01-31");
  book.set({.site = "DENVER", .party = "LOGISTIX", .rate = allowed(parse_carrying_rate("62 USD/t-month"))});
  CHECK_EQ(total_of(report(book, "carrying", "2025-01-10"), "amount_usd"), "300.00");
  CHECK_EQ(total_of(report(book, "carrying", "2024-12-31"), "amount_usd"), "0.00");
  const auto before = report(book.connection(), "carrying", {.moment = {day("2025-01-31"), known}});
  CHECK_EQ(total_of(before, "amount_usd"), "689.30");
  CHECK_EQ(total_of(before, "posted_usd"), "0.00");
}

TEST_CASE("carrying-lots: lot by lot, with the same total") {
  ChargedBook book;
  book.site("RENO");
  book.transfer("GA-1", "4 t", "RENO", "2025-01-11", "GA-2");
  const auto table = report(book, "carrying-lots", "2025-01-31");
  REQUIRE_EQ(table.rows.size(), 5);
  CHECK_EQ(value_of(table, 0, "lot"), "GA-1");
  CHECK_EQ(value_of(table, 0, "tonne_days"), "226.000");
  CHECK_EQ(value_of(table, 0, "amount_usd"), "226.00");
  CHECK_EQ(value_of(table, "GA-2", "kind"), "insurance"); // storage has no rate there
  CHECK_EQ(value_of(table, "GA-2", "site"), "RENO");
  CHECK_EQ(value_of(table, "GA-2", "cost_usd_days"), "8400000.00");
  CHECK_EQ(value_of(table, "GA-2", "amount_usd"), "84.00");
  CHECK_EQ(total_of(table, "amount_usd"), total_of(report(book, "carrying", "2025-01-31"), "amount_usd"));
}

TEST_CASE("carrying-rates: what is in force") {
  ChargedBook book;
  book.set({.kind = CarryingKind::handling,
            .mineral = "tin",
            .party = "LOGISTIX",
            .for_in = allowed(parse_handling("8 USD/t")),
            .for_out = allowed(parse_handling("6 USD/t"))});
  auto table = report(book, "carrying-rates", "2025-01-31");
  REQUIRE_EQ(table.rows.size(), 3);
  CHECK_EQ(value_of(table, "storage", "site"), "DENVER");
  CHECK_EQ(value_of(table, "storage", "mineral"), "-");
  CHECK_EQ(value_of(table, "storage", "rate"), "31 USD/t-month");
  CHECK_EQ(value_of(table, "insurance", "rate"), "0.365% of cost a year");
  CHECK_EQ(value_of(table, "insurance", "site"), "-");
  CHECK_EQ(value_of(table, "handling", "for_in"), "8 USD/t");
  CHECK_EQ(value_of(table, "handling", "for_out"), "6 USD/t");
  book.set({.site = "DENVER"}); // an end
  table = report(book, "carrying-rates", "2025-01-31");
  CHECK_EQ(table.rows.size(), 2);
}

TEST_CASE("cost: carrying cost is what was accrued, and in the all-in cost") {
  ChargedBook book;
  CHECK(has_note(report(book, "cost", "2025-01-31"),
                 "Carrying cost is zero: no storage, insurance or handling was accrued"));
  book.accrue("2025-01-20");
  const auto table = report(book, "cost", "2025-01-31");
  CHECK_EQ(value_of(table, "gallium", "carrying_cost_usd"), "400.00");
  CHECK_EQ(value_of(table, "gallium", "all_in_cost_usd"), "1000400.00");
  CHECK_EQ(value_of(table, "tin", "carrying_cost_usd"), "33.00");
  CHECK_EQ(total_of(table, "carrying_cost_usd"), "433.00");
  CHECK(has_note(table, "Carrying cost is the storage, insurance and handling that was accrued to 2025-01-20."));
}

} // namespace reports_carrying_report_test
