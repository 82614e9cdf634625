// The trend says of each day what the reports of that day say.
#include "reports/render.hpp"
#include "reports/trend.hpp"
#include "tests/reports/report_values.hpp"
#include "tests/support/attacked_book.hpp"
#include "tests/support/loan_book.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace reports_trend_report_test {

using namespace pvault;
using namespace pvault::test;

namespace {

using reports::Interval;
using reports::Table;

std::vector<std::string> days_from(std::string_view first, std::string_view last, Interval by) {
  std::vector<std::string> days;
  for (const Date on : reports::list_trend_days(day(first), day(last), by))
    days.push_back(format_date(on));
  return days;
}
using Days = std::vector<std::string>;

// One day of a trend, by mineral.
std::map<std::string, const reports::Row*> rows_of_day(const Table& trend, const std::string& on) {
  std::map<std::string, const reports::Row*> rows;
  for (const reports::Row& row : trend.rows) {
    if (value_of(trend, row, "on") == on) rows.emplace(value_of(trend, row, "mineral"), &row);
  }
  return rows;
}

std::set<std::string> days_of(const Table& trend) {
  std::set<std::string> days;
  for (const reports::Row& row : trend.rows)
    days.insert(value_of(trend, row, "on"));
  return days;
}

// The value of a mineral at the last day asked for.
std::string last_value(const Table& trend, const std::string& mineral, std::string_view column) {
  return value_of(trend, *rows_of_day(trend, trend.provenance.as_of).at(mineral), column);
}
std::string value_on(const Table& trend, const std::string& on, const std::string& mineral, std::string_view column) {
  return value_of(trend, *rows_of_day(trend, on).at(mineral), column);
}

// What a mineral bears by the report; nothing where it has no row.
std::string debt_in(const Table& financing, const std::string& mineral) {
  for (const reports::Row& row : financing.rows) {
    if (value_of(financing, row, "mineral") == mineral) return value_of(financing, row, "debt_usd");
  }
  return "0.00";
}

bool has_unpriced_stock(const Table& cost) {
  return std::ranges::any_of(cost.rows, [&](const reports::Row& row) {
    return value_of(cost, row, "on_hand_kg") != "0.000000" && value_of(cost, row, "market_value_usd") == "-";
  });
}

void check_day(TemporaryBook& book, const Table& trend, const std::string& on, EntryId known_at) {
  const reports::ReportQuestion question{.moment = {day(on), known_at}};
  const Table coverage = report(book.connection(), "coverage", question);
  const Table cost = report(book.connection(), "cost", question);
  const Table financing = report(book.connection(), "financing", question);
  const Table facilities = report(book.connection(), "facilities", question);
  const auto rows = rows_of_day(trend, on);
  CAPTURE(on);
  CAPTURE(number_of(known_at));
  REQUIRE_EQ(rows.size(), coverage.rows.size() + 1);
  const auto same = [&](const Table& other, const std::string& mineral, const char* column) {
    CAPTURE(mineral);
    CAPTURE(column);
    REQUIRE_EQ(value_of(trend, *rows.at(mineral), column), value_of(other, mineral, column));
  };
  for (const reports::Row& row : coverage.rows) {
    const std::string mineral = value_of(coverage, row, "mineral");
    for (const char* column : {"kind", "on_hand_kg", "available_kg", "demand_kg_per_year", "coverage_qualifier",
                               "coverage_days", "target_days", "status"})
      same(coverage, mineral, column);
  }
  for (const reports::Row& row : cost.rows) {
    const std::string mineral = value_of(cost, row, "mineral");
    for (const char* column : {"cost_usd", "carrying_cost_usd", "financing_cost_usd", "market_value_usd"})
      same(cost, mineral, column);
    REQUIRE_EQ(value_of(trend, *rows.at(mineral), "debt_usd"), debt_in(financing, mineral));
  }
  const reports::Row& whole = *rows.at("all");
  for (const char* column : {"cost_usd", "carrying_cost_usd", "financing_cost_usd"})
    REQUIRE_EQ(value_of(trend, whole, column), total_of(cost, column));
  const std::string value = has_unpriced_stock(cost) ? "-" : total_of(cost, "market_value_usd");
  REQUIRE_EQ(value_of(trend, whole, "market_value_usd"), value);
  REQUIRE_EQ(value_of(trend, whole, "debt_usd"), total_of(facilities, "principal_usd"));
  REQUIRE_EQ(value_of(trend, whole, "undisbursed_usd"), total_of(facilities, "undisbursed_usd"));
  REQUIRE_EQ(value_of(trend, whole, "debt_unallocated_usd"), debt_in(financing, "unallocated"));
}

void check_trend(TemporaryBook& book, std::string_view as_of, EntryId known_at, Interval by = Interval::month) {
  const Table trend = report(book.connection(), "trend", {.moment = {day(as_of), known_at}, .by = by});
  for (const std::string& on : days_of(trend))
    check_day(book, trend, on, known_at);
}

} // namespace

TEST_CASE("trend: the days are the ends of months, quarters or years, and the day asked for") {
  CHECK_EQ(days_from("2025-11-05", "2026-02-10", Interval::month),
           Days{"2025-11-30", "2025-12-31", "2026-01-31", "2026-02-10"});
  CHECK_EQ(days_from("2025-11-30", "2026-01-31", Interval::month), Days{"2025-11-30", "2025-12-31", "2026-01-31"});
  CHECK_EQ(days_from("2024-01-31", "2024-03-01", Interval::month), Days{"2024-01-31", "2024-02-29", "2024-03-01"});
  CHECK_EQ(days_from("2025-02-01", "2025-12-31", Interval::quarter),
           Days{"2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"});
  CHECK_EQ(days_from("2025-12-31", "2028-01-01", Interval::year),
           Days{"2025-12-31", "2026-12-31", "2027-12-31", "2028-01-01"});
  CHECK_EQ(days_from("2026-01-01", "2026-01-01", Interval::year), Days{"2026-01-01"});
  CHECK_EQ(days_from("2026-05-01", "2026-01-15", Interval::month), Days{"2026-01-15"});
  CHECK_EQ(days_from("2199-11-30", "2199-12-31", Interval::month), Days{"2199-11-30", "2199-12-31"});
}

TEST_CASE("trend: of a book with an entry of every kind, each month is that of the reports, however much was known") {
  SampleBook book;
  const std::int64_t newest = number_of(book.newest());
  check_trend(book, "2026-12-15", book.newest());
  for (std::int64_t known = newest; known > 150; known -= 37)
    check_trend(book, "2026-07-31", EntryId{known});
}

TEST_CASE("trend: what is recorded late or undone changes the days it is dated for") {
  LoanBook book; // 1.2 million of 2.4 are drawn on 2025-01-01, half of it for gallium
  const EntryId before = book.newest();
  book.loan("LOAN-2", {});
  book.drawdown("LOAN-2", "500,000 USD", "2025-02-01");
  book.accrue("2025-04-30");
  const EntryId cobalt = book.purchase("cobalt", "10 t", "30 USD/kg", "2025-03-15");
  book.price("gallium", "900 USD/kg", "2025-05-15");
  book.target("gallium", 90, "2025-06-15");
  book.demand("gallium", 2026, "40 t");
  book.sale("gallium", "300 kg", "800 USD/kg", "2025-05-20");
  const EntryId known = book.newest();
  book.reverse(cobalt, "2025-06-20");
  book.purchase("gallium", "2 t", "500 USD/kg", "2025-02-20"); // recorded late
  check_trend(book, "2026-02-15", book.newest());
  check_trend(book, "2025-08-31", known);
  check_trend(book, "2025-08-31", before, Interval::quarter);

  const Table trend = report(book, "trend", "2025-06-30");
  CHECK_EQ(value_on(trend, "2025-05-31", "cobalt", "cost_usd"), "300000.00");
  CHECK_EQ(value_on(trend, "2025-06-30", "cobalt", "cost_usd"), "0.00");
  CHECK_EQ(value_on(trend, "2025-01-31", "gallium", "on_hand_kg"), "1000.000000");
  CHECK_EQ(value_on(trend, "2025-02-28", "gallium", "on_hand_kg"), "3000.000000");
  CHECK_EQ(value_on(trend, "2025-01-31", "all", "debt_usd"), "1200000.00");
  CHECK_EQ(value_on(trend, "2025-01-31", "gallium", "debt_usd"), "600000.00");
  CHECK_EQ(value_on(trend, "2025-01-31", "all", "debt_unallocated_usd"), "600000.00");
  CHECK_EQ(value_on(trend, "2025-02-28", "all", "debt_usd"), "1700000.00");
  CHECK_EQ(value_on(trend, "2025-01-31", "all", "undisbursed_usd"), "3600000.00"); // 1.2 and 2.4 million
}

TEST_CASE("trend: a facility that was undone is there on the days before") {
  TemporaryBook book;
  const EntryId facility = book.facility("EXIM-1", "10e6 USD", "2026-01-01");
  const EntryId draw = book.drawdown("EXIM-1", "1e6 USD", "2026-01-10");
  book.reverse(draw, "2026-02-10");
  book.reverse(facility, "2026-03-10");
  check_trend(book, "2026-04-15", book.newest());
  const Table trend = report(book, "trend", "2026-04-15");
  CHECK_EQ(value_on(trend, "2026-01-31", "all", "debt_usd"), "1000000.00");
  CHECK_EQ(value_on(trend, "2026-02-28", "all", "debt_usd"), "0.00");
  CHECK_EQ(value_on(trend, "2026-02-28", "all", "undisbursed_usd"), "10000000.00");
  CHECK_EQ(last_value(trend, "all", "undisbursed_usd"), "0.00");
}

TEST_CASE("trend: all minerals always, on every day, and the whole") {
  TemporaryBook book;
  const Table empty = report(book, "trend", "2026-03-31"); // nothing happened yet: the day asked for
  CHECK_EQ(empty.rows.size(), 62);
  CHECK_EQ(last_value(empty, "cobalt", "status"), "no_stock");
  CHECK_EQ(last_value(empty, "hafnium", "coverage_days"), "-");
  CHECK_EQ(last_value(empty, "all", "lowest_coverage_days"), "-");
  CHECK_EQ(last_value(empty, "all", "on_hand_kg"), "-"); // kilograms of different metals are no sum
  CHECK_EQ(last_value(empty, "rare-earths", "cost_usd"), "-");
  CHECK(has_note(empty, "On none of these days had a mineral both stock and a demand figure."));
  book.purchase("gallium", "2 t", "500 USD/kg", "2026-01-15");
  book.purchase("cobalt", "1 t", "30 USD/kg", "2026-02-15");
  const Table trend = report(book, "trend", "2026-03-31");
  CHECK_EQ(trend.rows.size(), 3 * 62);
  CHECK_EQ(last_value(trend, "gallium", "coverage_days"), "38.4"); // 2,000 × 365 / 19,000
  CHECK_EQ(last_value(trend, "all", "lowest_coverage_mineral"), "cobalt");
  CHECK_EQ(value_on(trend, "2026-01-31", "all", "lowest_coverage_mineral"), "gallium");
  CHECK_EQ(value_on(trend, "2026-01-31", "all", "below_target"), "1");
  CHECK_EQ(last_value(trend, "all", "below_target"), "2");
  CHECK(has_note(trend, "3 days from 2026-01-31 to 2026-03-31: the last of each month, and the day asked for."));
}

TEST_CASE("trend: a day on which a mineral on hand has no price has no market value of all, and a note says so") {
  TemporaryBook book;
  book.purchase("gallium", "2 t", "500 USD/kg", "2026-01-15");
  const Table priced = report(book, "trend", "2026-04-30");
  CHECK_NE(last_value(priced, "all", "market_value_usd"), "-");
  CHECK_FALSE(has_note(priced, "The market value of all"));
  book.purchase("thulium", "10 kg", "900 USD/kg", "2026-02-15"); // USGS has no price of it
  const Table trend = report(book, "trend", "2026-04-30");
  CHECK_EQ(value_on(trend, "2026-01-31", "all", "market_value_usd"),
           value_on(trend, "2026-01-31", "gallium", "market_value_usd"));
  for (const char* on : {"2026-02-28", "2026-03-31", "2026-04-30"}) {
    CHECK_EQ(value_on(trend, on, "all", "market_value_usd"), "-");
    CHECK_NE(value_on(trend, on, "all", "cost_usd"), "-");
    CHECK_NE(value_on(trend, on, "gallium", "market_value_usd"), "-");
  }
  const char* words = "The market value of all is missing where a mineral on hand has no usable price: 1 mineral from "
                      "2026-02-28 to 2026-04-30.";
  CHECK(has_note(trend, words));
  const Table asked =
      report(book.connection(), "trend", {.moment = book.moment("2026-04-30"), .minerals = {book.mineral("gallium")}});
  CHECK_FALSE(has_note(asked, "The market value of all"));
}

TEST_CASE("trend: from a day on, and of some minerals only") {
  TemporaryBook book;
  book.purchase("gallium", "2 t", "500 USD/kg", "2025-06-15");
  const auto ask = [&](std::optional<Date> from, const std::vector<MineralId>& minerals) {
    return report(book.connection(), "trend",
                  {.moment = book.moment("2026-03-31"), .minerals = minerals, .from = from});
  };
  CHECK_EQ(days_of(ask({}, {})).size(), 10);
  CHECK_EQ(days_of(ask(day("2026-02-28"), {})).size(), 2);
  CHECK_EQ(days_of(ask(day("2026-03-01"), {})).size(), 1);
  CHECK_EQ(days_of(ask(day("2020-01-01"), {})).size(), 10); // there was nothing before
  const Table gallium = ask(day("2026-02-01"), {book.mineral("gallium")});
  CHECK_EQ(gallium.rows.size(), 2);
  CHECK_FALSE(gallium.for_people->totals.has_value());
  CHECK_EQ(last_value(gallium, "gallium", "cost_usd"), "1000000.00");
}

TEST_CASE("trend: people get a row per mineral, drawn over time") {
  TemporaryBook book;
  book.purchase("gallium", "1 t", "500 USD/kg", "2026-01-15");
  book.purchase("gallium", "1 t", "500 USD/kg", "2026-02-15");
  book.sale("gallium", "1.5 t", "600 USD/kg", "2026-03-15");
  const Table trend = report(book, "trend", "2026-03-31");
  REQUIRE(trend.for_people);
  const Table& people = *trend.for_people;
  CHECK_EQ(people.rows.size(), 61);
  // 1,000, 2,000 and 500 kg × 365 / 19,000
  CHECK_EQ(value_of(people, "gallium", "cover_first"), "19.2");
  CHECK_EQ(value_of(people, "gallium", "cover_lowest"), "9.6");
  CHECK_EQ(value_of(people, "gallium", "cover_highest"), "38.4");
  CHECK_EQ(value_of(people, "gallium", "cover_last"), "9.6");
  const reports::Row& row = row_of(people, "gallium");
  CHECK_EQ(row.mood, "bad");
  CHECK(std::get<reports::Sparkline>(row.cells.at(column_index(people, "cover"))).values ==
        std::vector<std::optional<std::int64_t>>{192, 384, 96});
  CHECK(std::get<reports::Sparkline>(row.cells.at(column_index(people, "cost"))).values ==
        std::vector<std::optional<std::int64_t>>{50'000'000, 100'000'000, 25'000'000});
  REQUIRE(people.totals.has_value());
  CHECK_EQ(total_of(people, "cost_last"), "250000.00");
  CHECK_EQ(row_of(people, "cerium").indent, 1);
  const std::string page = reports::render_text(trend, {});
  CHECK(page.starts_with("Trend\n"));
  CHECK(page.find("▅█▃") != std::string::npos); // 192, 384 and 96 of 384: 3.5, 7 and 1.75 of 7 steps, rounded up
  CHECK(reports::render_csv(trend).find("█") == std::string::npos);
}

TEST_CASE("trend: a bound on demand is said") {
  TemporaryBook book;
  book.purchase("rubidium", "100 kg", "3000 USD/kg", "2026-01-15");
  const Table trend = report(book, "trend", "2026-01-31");
  CHECK_EQ(last_value(trend, "rubidium", "coverage_qualifier"), ">");
  CHECK_EQ(last_value(trend, "cobalt", "coverage_qualifier"), "-");
  CHECK(has_note(trend, "Demand is only known to be below: rubidium"));
  CHECK(has_note(trend, ": rubidium, more than "));
  CHECK_EQ(last_value(trend, "all", "coverage_qualifier"), ">");
}

TEST_CASE("trend: cover is less than what is shown where demand is only known to be above a figure") {
  TemporaryBook book;
  book.demand_above("gallium", 2026, "100,000 kg");
  book.purchase("gallium", "25,000 kg", "500 USD/kg", "2026-01-15");
  const Table trend = report(book, "trend", "2026-01-31");
  CHECK_EQ(last_value(trend, "gallium", "coverage_qualifier"), "<");
  CHECK_EQ(last_value(trend, "gallium", "coverage_days"), "91.3"); // 25,000 × 365 / 100,000 = 91.25
  CHECK_EQ(last_value(trend, "gallium", "status"), "below_target");
  CHECK_EQ(last_value(trend, "all", "lowest_coverage_days"), "91.3");
  CHECK_EQ(last_value(trend, "all", "coverage_qualifier"), "<");
  CHECK(has_note(trend, "gallium, less than 91.3 days on 2026-01-31."));
  CHECK(has_note(trend, "Demand is only known to be above: gallium; coverage is then below what is shown."));
}

} // namespace reports_trend_report_test
