// What other prices do to those who owe metal back or bought some that is not shipped, worked by hand.
#include "operations/record_release.hpp"
#include "operations/record_return.hpp"
#include "operations/record_sale.hpp"

#include "tests/reports/report_values.hpp"

#include <doctest/doctest.h>

namespace reports_exposure_shock_report_test {

using namespace pvault;
using namespace pvault::test;

namespace {

// 1,000 kg of gallium, worth 580 USD/kg, and 10 kg of cesium, which has no usable price.
class ExposedBook : public TemporaryBook {
public:
  ExposedBook() {
    party("MAKER-A", "participant");
    purchase("gallium", "1,000 kg", "500 USD/kg", "2026-01-15");
    purchase("cesium", "10 kg", "30 USD/kg", "2026-01-15");
  }
  EntryId lend(const std::string& mineral, std::string_view mass_text, const std::string& to, std::string_view on) {
    return allowed(operations::record_release(book(), options(on),
                                              {.mineral = mineral,
                                               .mass = mass(mass_text),
                                               .kind = ReleaseKind::loan,
                                               .authority = "board",
                                               .recipient = to,
                                               .return_by = day("2026-12-31")}))
        .entry;
  }
  void come_back(EntryId loan, std::string_view mass_text, std::string_view on) {
    allowed(
        operations::record_return(book(), options(on), {.release = loan, .mass = mass(mass_text), .site = "DENVER"}));
  }
  EntryId sell(std::string_view mass_text, std::string_view price, std::string_view on) {
    return allowed(operations::record_sale(book(), options(on),
                                           {.mineral = "gallium",
                                            .mass = mass(mass_text),
                                            .price = allowed(parse_price(price)),
                                            .buyer = "MAKER-A",
                                            .ship_by = day("2026-12-31"),
                                            .authority = "board"}))
        .entry;
  }
  void ship(EntryId sale, std::string_view mass_text, std::string_view on) {
    allowed(operations::record_release(book(), options(on),
                                       {.mineral = "gallium",
                                        .mass = mass(mass_text),
                                        .kind = ReleaseKind::sale,
                                        .authority = "board",
                                        .sale = sale}));
  }
  reports::Table shocked(std::string_view on, std::string_view change) {
    return report(connection(), "exposure-shock",
                  {.moment = moment(on), .scenario = {.prices = {.of_all = allowed(parse_change(change))}}});
  }
};

} // namespace

TEST_CASE("exposure-shock: who owes metal back loses what it gains in value, and gains what it loses") {
  ExposedBook book;
  const EntryId first = book.lend("gallium", "100 kg", "MAKER-A", "2026-02-01");
  book.lend("gallium", "50 kg", "MAKER-A", "2026-02-02");
  book.lend("gallium", "20 kg", "BUYER", "2026-02-03");
  book.come_back(first, "40 kg", "2026-03-01");
  const auto table = book.shocked("2026-03-31", "+25%");
  CHECK_EQ(machine_columns(table), "party role mineral exposure mass_kg agreed_usd price_change_percent price_on "
                                   "value_before_usd value_after_usd value_change_usd party_gain_usd");
  REQUIRE_EQ(table.rows.size(), 2);
  CHECK_EQ(value_of(table, 0, "party"), "BUYER");
  CHECK_EQ(value_of(table, 0, "party_gain_usd"), "-2900.00"); // 20 kg × 580 × 25%
  CHECK_EQ(value_of(table, 1, "party"), "MAKER-A");
  CHECK_EQ(value_of(table, 1, "role"), "participant");
  CHECK_EQ(value_of(table, 1, "exposure"), "owed_back");
  CHECK_EQ(value_of(table, 1, "mass_kg"), "110.000000"); // 60 and 50
  CHECK_EQ(value_of(table, 1, "agreed_usd"), "-");
  CHECK_EQ(value_of(table, 1, "value_before_usd"), "63800.00");
  CHECK_EQ(value_of(table, 1, "value_after_usd"), "79750.00");
  CHECK_EQ(value_of(table, 1, "value_change_usd"), "15950.00");
  CHECK_EQ(value_of(table, 1, "party_gain_usd"), "-15950.00");
  CHECK_EQ(total_of(table, "party_gain_usd"), "-18850.00");
  CHECK(has_note(table, "MAKER-A: loses 15,950.00 USD."));
  CHECK_EQ(value_of(book.shocked("2026-03-31", "-10%"), 1, "party_gain_usd"), "6380.00");
  CHECK_EQ(value_of(book.shocked("2026-02-28", "-10%"), 1, "mass_kg"), "150.000000"); // before what came back
}

TEST_CASE("exposure-shock: who bought at a fixed price gains what the metal gains, as far as it is not shipped") {
  ExposedBook book;
  const EntryId sale = book.sell("200 kg", "600 USD/kg", "2026-02-01");
  book.ship(sale, "50 kg", "2026-02-10");
  book.sell("10 kg", "500 USD/kg", "2026-02-02");
  const auto table = book.shocked("2026-03-31", "-30%");
  REQUIRE_EQ(table.rows.size(), 1);
  CHECK_EQ(value_of(table, 0, "exposure"), "sold_not_shipped");
  CHECK_EQ(value_of(table, 0, "mass_kg"), "160.000000");
  CHECK_EQ(value_of(table, 0, "agreed_usd"), "95000.00"); // 150 × 600 + 10 × 500
  CHECK_EQ(value_of(table, 0, "value_before_usd"), "92800.00");
  CHECK_EQ(value_of(table, 0, "value_after_usd"), "64960.00");
  CHECK_EQ(value_of(table, 0, "party_gain_usd"), "-27840.00");
  CHECK_EQ(table.rows.front().mood, "bad");
}

TEST_CASE("exposure-shock: what has no price is named, and without any there is no total, rather than one of nothing") {
  ExposedBook book;
  book.lend("cesium", "5 kg", "MAKER-A", "2026-02-01");
  const auto table = book.shocked("2026-03-31", "+10%");
  CHECK_EQ(value_of(table, 0, "mass_kg"), "5.000000");
  CHECK_EQ(value_of(table, 0, "value_after_usd"), "-");
  CHECK_EQ(value_of(table, 0, "party_gain_usd"), "-");
  CHECK_FALSE(table.totals.has_value());
  CHECK(has_note(table, "Without a usable price: cesium of MAKER-A;"));
}

TEST_CASE("exposure-shock: where nobody owes anything there is no row, and what came back is no exposure") {
  ExposedBook book;
  CHECK(has_note(book.shocked("2026-03-31", "+10%"), "Nobody owes metal back"));
  const EntryId loan = book.lend("gallium", "5 kg", "MAKER-A", "2026-02-01");
  book.come_back(loan, "5 kg", "2026-02-05");
  CHECK(book.shocked("2026-03-31", "+10%").rows.empty());
  CHECK_EQ(book.shocked("2026-02-04", "+10%").rows.size(), 1);
}

TEST_CASE("exposure-shock: with nothing supposed nobody gains or loses") {
  ExposedBook book;
  book.lend("gallium", "5 kg", "MAKER-A", "2026-02-01");
  const auto table = report(book, "exposure-shock", "2026-03-31");
  CHECK_EQ(value_of(table, 0, "party_gain_usd"), "0.00");
  CHECK(has_note(table, "MAKER-A: neither gains nor loses."));
  CHECK(has_note(table, "Nothing is supposed"));
}

} // namespace reports_exposure_shock_report_test
