#include "operations/set_borrowing_base.hpp"

#include "tests/reports/report_values.hpp"

#include <doctest/doctest.h>

namespace reports_price_shock_report_test {

using namespace pvault;
using namespace pvault::test;

namespace {

// 1,000 kg of gallium for 500 USD/kg and 10 kg for 600, worth 580 at the end of 2025; 10 kg of cesium, whose published
// price is unusable; EXIM-1 is owed 300,000 USD and advances 80% less 20,000 USD.
class ShockedBook : public TemporaryBook {
public:
  ShockedBook() {
    facility("EXIM-1", "10e6 USD", "2026-01-01");
    purchase("gallium", "1,000 kg", "500 USD/kg", "2026-01-15");
    purchase("gallium", "10 kg", "600 USD/kg", "2026-01-16");
    purchase("cesium", "10 kg", "30 USD/kg", "2026-01-15");
    drawdown("EXIM-1", "300,000 USD", "2026-01-20");
  }
  void lend() {
    const operations::BorrowingBaseInput terms{
        .facility = "EXIM-1", .advance_rate = rate("80%"), .reserve = money("20,000 USD"), .source = "agreement"};
    allowed(operations::set_borrowing_base(book(), options("2026-02-01"), terms));
  }
  reports::Table shocked(std::string_view name, const Changes& prices) {
    return report(connection(), name, {.moment = moment("2026-02-01"), .scenario = {.prices = prices}});
  }
};

Changes all_by(std::string_view text) { return {.of_all = allowed(parse_change(text))}; }

} // namespace

TEST_CASE("price-shock: value, gain and the lower of cost and value, before and after") {
  ShockedBook book;
  const auto table = book.shocked("price-shock", all_by("-30%"));
  CHECK_EQ(machine_columns(table),
           "mineral on_hand_kg cost_usd price_change_percent price_on price_before_usd_per_kg price_after_usd_per_kg "
           "market_value_before_usd market_value_after_usd market_value_change_usd unrealised_gain_before_usd "
           "unrealised_gain_after_usd lower_value_before_usd lower_value_after_usd");
  CHECK_EQ(table.rows.size(), 60);
  CHECK_EQ(value_of(table, "gallium", "on_hand_kg"), "1010.000000");
  CHECK_EQ(value_of(table, "gallium", "cost_usd"), "506000.00");
  CHECK_EQ(value_of(table, "gallium", "price_change_percent"), "-30.0000000");
  CHECK_EQ(value_of(table, "gallium", "price_before_usd_per_kg"), "580.000000");
  CHECK_EQ(value_of(table, "gallium", "price_after_usd_per_kg"), "406.000000");
  CHECK_EQ(value_of(table, "gallium", "market_value_before_usd"), "585800.00");
  CHECK_EQ(value_of(table, "gallium", "market_value_after_usd"), "410060.00");
  CHECK_EQ(value_of(table, "gallium", "market_value_change_usd"), "-175740.00");
  CHECK_EQ(value_of(table, "gallium", "unrealised_gain_before_usd"), "79800.00");
  CHECK_EQ(value_of(table, "gallium", "unrealised_gain_after_usd"), "-95940.00");
  CHECK_EQ(value_of(table, "gallium", "lower_value_before_usd"), "505800.00"); // 500,000 and 5,800
  CHECK_EQ(value_of(table, "gallium", "lower_value_after_usd"), "410060.00");
  CHECK_EQ(value_of(table, "cesium", "market_value_after_usd"), "-");
  CHECK_EQ(value_of(table, "cesium", "lower_value_after_usd"), "-");
  CHECK_EQ(total_of(table, "market_value_change_usd"), "-175740.00");
  CHECK(has_note(table, "Supposed: prices change by -30%; nothing else does."));
  CHECK(has_note(table, "Held without a usable price: cesium;"));
  CHECK(has_note(table, "`pvault report exposure-shock` has what it does to those who owe metal back"));
}

TEST_CASE("price-shock: a total of no value is missing, not nothing") {
  ShockedBook book;
  const auto table = report(book.connection(), "price-shock",
                            {.moment = book.moment("2026-02-01"), .minerals = {book.mineral("cesium")}});
  CHECK_EQ(total_of(table, "cost_usd"), "300.00");
  for (const char* column : {"market_value_before_usd", "market_value_after_usd", "market_value_change_usd",
                             "unrealised_gain_after_usd", "lower_value_after_usd"}) {
    CAPTURE(column);
    CHECK_EQ(total_of(table, column), "-");
  }
}

TEST_CASE("price-shock: before is what the report on cost says") {
  ShockedBook book;
  const auto table = book.shocked("price-shock", {});
  const auto cost = report(book, "cost", "2026-02-01");
  for (const char* mineral : {"gallium", "cesium", "cobalt"}) {
    CHECK_EQ(value_of(table, mineral, "cost_usd"), value_of(cost, mineral, "cost_usd"));
    CHECK_EQ(value_of(table, mineral, "market_value_before_usd"), value_of(cost, mineral, "market_value_usd"));
    CHECK_EQ(value_of(table, mineral, "market_value_after_usd"), value_of(cost, mineral, "market_value_usd"));
    CHECK_EQ(value_of(table, mineral, "unrealised_gain_after_usd"), value_of(cost, mineral, "unrealised_gain_usd"));
  }
  CHECK(has_note(table, "Nothing is supposed"));
}

TEST_CASE("price-shock: a mineral with a change of its own, and prices that rise or fall to nothing") {
  ShockedBook book;
  Changes prices = all_by("-30%");
  prices.of_minerals[book.mineral("gallium")] = allowed(parse_change("+10%"));
  const auto risen = book.shocked("price-shock", prices);
  CHECK_EQ(value_of(risen, "gallium", "price_after_usd_per_kg"), "638.000000");
  CHECK_EQ(value_of(risen, "gallium", "lower_value_after_usd"), "506000.00");
  CHECK_EQ(value_of(risen, "cobalt", "price_change_percent"), "-30.0000000");
  CHECK(has_note(risen, "prices change by -30% (gallium +10%)"));
  const auto nothing = book.shocked("price-shock", all_by("-100%"));
  CHECK_EQ(value_of(nothing, "gallium", "market_value_after_usd"), "0.00");
  CHECK_EQ(value_of(nothing, "gallium", "unrealised_gain_after_usd"), "-506000.00");
}

TEST_CASE("borrowing-shock: the base before and after, and what breaches") {
  ShockedBook book;
  book.lend();
  const auto table = book.shocked("borrowing-shock", all_by("-35%"));
  REQUIRE_EQ(table.rows.size(), 3);
  // Before: 80% of 505,800 less 20,000. After: 1,010 kg at 377 are 380,770; 80% of that less 20,000.
  CHECK_EQ(value_of(table, 0, "facility"), "EXIM-1");
  CHECK_EQ(value_of(table, 0, "mineral"), "-");
  CHECK_EQ(value_of(table, 0, "status_before"), "within");
  CHECK_EQ(value_of(table, 0, "status_after"), "breached");
  CHECK_EQ(value_of(table, 0, "market_value_before_usd"), "585800.00");
  CHECK_EQ(value_of(table, 0, "market_value_after_usd"), "380770.00");
  CHECK_EQ(value_of(table, 0, "base_before_usd"), "384640.00");
  CHECK_EQ(value_of(table, 0, "base_after_usd"), "284616.00");
  CHECK_EQ(value_of(table, 0, "base_change_usd"), "-100024.00");
  CHECK_EQ(value_of(table, 0, "debt_usd"), "300000.00");
  CHECK_EQ(value_of(table, 0, "headroom_before_usd"), "84640.00");
  CHECK_EQ(value_of(table, 0, "headroom_after_usd"), "-15384.00");
  CHECK_EQ(value_of(table, 0, "breaching_price_fall_after_percent"), "0.00");
  CHECK_EQ(value_of(table, 0, "price_change_percent"), "-");
  CHECK_EQ(table.rows[0].mood, "bad");
  CHECK_EQ(value_of(table, 1, "mineral"), "cesium");
  CHECK_EQ(value_of(table, 1, "status_after"), "no_price");
  CHECK_EQ(value_of(table, 2, "mineral"), "gallium");
  CHECK_EQ(value_of(table, 2, "price_change_percent"), "-35.0000000");
  CHECK_EQ(value_of(table, 2, "base_before_usd"), "404640.00");
  CHECK_EQ(value_of(table, 2, "base_after_usd"), "304616.00");
  CHECK(has_note(table, "EXIM-1: the base goes from 384,640.00 USD to 284,616.00 USD, against a debt of 300,000.00 "
                        "USD; headroom from 84,640.00 USD to -15,384.00 USD. Breached then by 15,384.00 USD."));
}

TEST_CASE("borrowing-shock: before is what the report on borrowing bases says") {
  ShockedBook book;
  book.lend();
  const auto table = book.shocked("borrowing-shock", all_by("-10%"));
  const auto base = report(book, "borrowing-base", "2026-02-01");
  REQUIRE_EQ(table.rows.size(), base.rows.size());
  for (std::size_t row = 0; row < base.rows.size(); ++row) {
    CHECK_EQ(value_of(table, row, "base_before_usd"), value_of(base, row, "base_usd"));
    CHECK_EQ(value_of(table, row, "headroom_before_usd"), value_of(base, row, "headroom_usd"));
    CHECK_EQ(value_of(table, row, "status_before"), value_of(base, row, "status"));
    CHECK_EQ(value_of(table, row, "breaching_price_fall_before_percent"),
             value_of(base, row, "breaching_price_fall_percent"));
  }
}

TEST_CASE("borrowing-shock: without a borrowing base it says how to record one") {
  ShockedBook book;
  const auto table = book.shocked("borrowing-shock", all_by("-10%"));
  CHECK(table.rows.empty());
  CHECK(has_note(table, "No facility asked for has a borrowing base on 2026-02-01;"));
}

} // namespace reports_price_shock_report_test
