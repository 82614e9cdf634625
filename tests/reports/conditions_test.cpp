#include "reports/conditions.hpp"

#include "reports/condition_readings.hpp"
#include "tests/reports/report_values.hpp"
#include "tests/reports/sample_tables.hpp"
#include "tests/support/refusals.hpp"

#include <fmt/ranges.h>
#include <stdexcept>

namespace reports_conditions_test {

using namespace pvault;
using namespace pvault::reports;
using namespace pvault::test;

namespace {

Column usd_column(std::string name) { return decimal_column(std::move(name), "Amount", "USD", 2); }
Column kg_column(std::string name) { return decimal_column(std::move(name), "Mass", "kg", 6); }

Column day_column(std::string name) {
  Column column = text_column(std::move(name), "Day");
  column.type = ColumnType::date;
  return column;
}

// As of 2026-03-31, as all sample tables.
Table table_named(std::string name, std::vector<Column> columns, std::vector<Row> rows) {
  Table table = table_of(std::move(columns), std::move(rows));
  table.name = std::move(name);
  check_table(table);
  return table;
}

// "stale-price:30d | 2 | a price ...", one after another; empty when nothing holds.
std::string found_in(const Table& table, const std::string& conditions) {
  const auto parsed = parse_conditions(table.name, std::vector<std::string>{conditions});
  REQUIRE(parsed.has_value());
  std::string words;
  for (const ConditionFound& found : judge(table, *parsed)) {
    CHECK(found.report == table.name);
    words += fmt::format("{}{} | {} | {}", words.empty() ? "" : "\n", found.condition, found.rows, found.sentence);
  }
  return words;
}

Table covers(std::vector<Row> rows) {
  return table_named("coverage",
                     {text_column("mineral", "Mineral"), text_column("status", "Status"),
                      decimal_column("coverage_days", "Cover", "days", 1), integer_column("target_days", "Target"),
                      usd_column("gap_cost_usd"), day_column("price_on"), text_column("demand_stale", "Stale"),
                      integer_column("demand_year", "Year")},
                     std::move(rows));
}

Row cover(const std::string& mineral, const std::string& status, Cell days, Cell target, Cell gap, Cell price_on) {
  return row_of({text(mineral), text(status), std::move(days), std::move(target), std::move(gap), std::move(price_on),
                 text("no"), integer(2025)});
}

Table facilities(std::vector<Row> rows) {
  return table_named("facilities",
                     {text_column("facility", "Facility"), usd_column("commitment_usd"), usd_column("disbursed_usd"),
                      usd_column("cancelled_usd"), usd_column("undisbursed_usd"), usd_column("not_posted_usd"),
                      usd_column("overdue_usd")},
                     std::move(rows));
}

// Amounts in whole USD.
Row facility(const std::string& name, std::int64_t commitment, std::int64_t disbursed, std::int64_t cancelled,
             std::int64_t overdue) {
  const auto usd = [](std::int64_t amount) { return decimal(amount * 100); };
  return row_of({text(name), usd(commitment), usd(disbursed), usd(cancelled), usd(commitment - disbursed - cancelled),
                 usd(0), usd(overdue)});
}

} // namespace

TEST_CASE("conditions are written as the list of a report says") {
  CHECK_EQ(fmt::format("{}", fmt::join(list_conditions("facilities"), " ")), "any-row limit-N% overdue not-posted");
  CHECK_EQ(fmt::format("{}", fmt::join(list_conditions("journal"), " ")), "any-row");
  const auto condition = parse_condition("cost", " Stale-Price:30D ");
  REQUIRE(condition.has_value());
  CHECK_EQ(condition->text, "stale-price:30d");
  CHECK_EQ(condition->parameter, 30);
  CHECK_EQ(parse_condition("facilities", "limit-62.5%")->parameter, 625'000'000);
}

TEST_CASE("several conditions in one text or in several; one that is named twice counts once") {
  const auto parsed = parse_conditions("facilities", std::vector<std::string>{"overdue, limit-90%", "overdue,any-row"});
  REQUIRE(parsed.has_value());
  REQUIRE_EQ(parsed->size(), 3);
  CHECK_EQ((*parsed)[0].text, "overdue");
  CHECK_EQ((*parsed)[1].text, "limit-90%");
  CHECK_EQ((*parsed)[2].text, "any-row");
  CHECK(parse_conditions("facilities", {})->empty());
}

TEST_CASE("a condition that the report cannot judge is refused with those it can") {
  const auto parse = [](const std::string& text) { return parse_condition("facilities", text); };
  const auto unknown = [](const std::string& text) {
    return fmt::format(
        "\"{}\" is no condition that facilities can judge; it can: any-row, limit-N%, overdue, not-posted", text);
  };
  check_refused(parse, {
                           {"below-target", Rule::option_malformed, unknown("below-target"), "--fail-on any-row"},
                           {"overdu", Rule::option_malformed, unknown("overdu"), "--fail-on overdue"},
                           {"limits", Rule::option_malformed, unknown("limits"), "--fail-on limit-90%"},
                           {"overdue:3d", Rule::option_malformed, unknown("overdue:3d"), "--fail-on overdue"},
                           {"", Rule::option_malformed, unknown(""), "--fail-on any-row"},
                       });
  CHECK_FALSE(parse_conditions("facilities", std::vector<std::string>{"overdue,"}).has_value());
}

TEST_CASE("a number that is missing or no number is refused") {
  const auto parse = [](const std::string& text) { return parse_condition("coverage", text); };
  const auto no_days = [](const std::string& text) {
    return fmt::format("\"{}\" is not a number of days from 0d to 100000d", text);
  };
  check_refused(parse,
                {
                    {"stale-price", Rule::option_malformed, "stale-price does not say how many days",
                     "--fail-on stale-price:30d"},
                    {"stale-price:30", Rule::option_malformed, no_days("30"), "--fail-on stale-price:30d"},
                    {"stale-price:-3d", Rule::option_malformed, no_days("-3d"), "--fail-on stale-price:30d"},
                    {"stale-price:d", Rule::option_malformed, no_days("d"), "--fail-on stale-price:30d"},
                    {"stale-price:200000d", Rule::option_malformed, no_days("200000d"), "--fail-on stale-price:30d"},
                });
  const auto limit = parse_condition("facilities", "limit");
  REQUIRE_FALSE(limit.has_value());
  CHECK_EQ(limit.error().message, "limit does not say how many percent");
  CHECK_EQ(limit.error().next_step, "--fail-on limit-90%");
  const auto bare = parse_condition("facilities", "limit-90");
  REQUIRE_FALSE(bare.has_value());
  CHECK_EQ(bare.error().rule, Rule::percent_sign_missing);
}

TEST_CASE("below target: what covers less than the target, what is gone included; the lowest cover is told first") {
  const Table table = covers({cover("cobalt", "below_target", decimal(384), integer(60), decimal(1), no_value()),
                              cover("copper", "on_target", decimal(611), integer(60), decimal(0), no_value()),
                              cover("gallium", "no_stock", decimal(0), integer(60), decimal(1), no_value()),
                              cover("iron", "no_stock", decimal(0), no_value(), no_value(), no_value()),
                              cover("lead", "below_target", decimal(96), integer(60), decimal(1), no_value()),
                              cover("tin", "below_target", decimal(599), integer(60), decimal(1), no_value()),
                              cover("yttrium", "no_demand_figure", no_value(), integer(60), no_value(), no_value())});
  CHECK_EQ(found_in(table, "below-target"),
           "below-target | 4 | less cover than the target, in 4 rows: gallium (0.0 of 60 days), lead (9.6 of 60 days), "
           "cobalt (38.4 of 60 days) and 1 more");
  CHECK_EQ(found_in(table, "held-below-target"),
           "held-below-target | 3 | something on hand, and less cover than the target, in 3 rows: lead (9.6 of 60 "
           "days), cobalt (38.4 of 60 days), tin (59.9 of 60 days)");
  CHECK_EQ(found_in(table, "no-stock,no-figure"),
           "no-stock | 2 | demand, and nothing on hand, in 2 rows: gallium, iron\n"
           "no-figure | 1 | no demand figure, in 1 row: yttrium");
  CHECK_EQ(found_in(table, "stale-demand"), "");
}

TEST_CASE("a stale price is more days back than said; only where a figure rests on it") {
  const Table table = covers({cover("cobalt", "below_target", decimal(1), integer(60), decimal(1), text("2026-03-01")),
                              cover("gallium", "below_target", decimal(1), integer(60), decimal(1), text("2025-12-31")),
                              cover("lead", "on_target", decimal(999), integer(60), decimal(0), text("2020-12-31")),
                              cover("tin", "below_target", decimal(1), integer(60), no_value(), no_value())});
  // The one of cobalt is 30 days old on 2026-03-31.
  CHECK_EQ(found_in(table, "stale-price:30d"),
           "stale-price:30d | 1 | a price older than 30 days, in 1 row: gallium (price: 2025-12-31)");
  CHECK_EQ(found_in(table, "stale-price:29d"), "stale-price:29d | 2 | a price older than 29 days, in 2 rows: gallium "
                                               "(price: 2025-12-31), cobalt (price: 2026-03-01)");
  CHECK_EQ(found_in(table, "stale-price:90d"), "");
}

TEST_CASE("stock without a price, and no other mineral") {
  const auto cost = [](const std::string& mineral, std::int64_t mass, Cell price_on) {
    return row_of({text(mineral), decimal(mass * 1'000'000), std::move(price_on), no_value()});
  };
  const Table table = table_named(
      "cost",
      {text_column("mineral", "Mineral"), kg_column("on_hand_kg"), day_column("price_on"),
       usd_column("unrealised_gain_usd")},
      {cost("boron", 0, no_value()), cost("cesium", 12, no_value()), cost("gallium", 1, text("2025-12-31"))});
  CHECK_EQ(found_in(table, "no-price,below-cost"),
           "no-price | 1 | stock without a usable price, in 1 row: cesium (12 kg)");
}

TEST_CASE("a limit is of what can still be used, exactly; most used first") {
  const Table table = facilities({facility("A", 1000, 899, 0, 0), facility("B", 1000, 900, 0, 0),
                                  facility("C", 1000, 100, 900, 0), facility("D", 1000, 0, 1000, 0)});
  CHECK_EQ(found_in(table, "limit-90%"),
           "limit-90% | 2 | 90% of a limit or more used, in 2 rows: C (100.00 USD drawn, 0.00 USD left), B (900.00 USD "
           "drawn, 100.00 USD left)");
  CHECK_EQ(found_in(table, "limit-100%"),
           "limit-100% | 1 | 100% of a limit or more used, in 1 row: C (100.00 USD drawn, 0.00 USD left)");
  CHECK_EQ(found_in(facilities({facility("A", 1000, 500, 0, 0)}), "limit-50.1%"), "");
}

TEST_CASE("of a base of nothing any debt is too much, and no debt is not") {
  const auto base = [](std::int64_t of, std::int64_t debt, std::int64_t headroom) {
    return table_named("borrowing-base",
                       {text_column("facility", "Facility"), text_column("mineral", "Mineral"), usd_column("base_usd"),
                        usd_column("debt_usd"), usd_column("headroom_usd")},
                       {row_of({text("EXIM-1"), no_value(), decimal(of), decimal(debt), decimal(headroom)}),
                        row_of({text("EXIM-1"), text("gallium"), decimal(of), no_value(), no_value()})});
  };
  CHECK_EQ(found_in(base(0, 1, -1), "limit-100%,deficiency"),
           "limit-100% | 1 | 100% of a limit or more used, in 1 row: EXIM-1 (0.01 of 0.00 USD)\n"
           "deficiency | 1 | a borrowing base below the debt, in 1 row: EXIM-1 (base 0.00 USD, debt 0.01 USD)");
  CHECK_EQ(found_in(base(0, 0, 0), "limit-100%,deficiency"), "");
  CHECK_EQ(found_in(base(100, 100, 0), "deficiency"), "");
}

TEST_CASE("what is overdue, the most first; nothing and below nothing are not") {
  CHECK_EQ(found_in(facilities({facility("A", 1, 0, 0, 5), facility("B", 1, 0, 0, 0), facility("C", 1, 0, 0, 7),
                                facility("D", 1, 0, 0, -7)}),
                    "overdue"),
           "overdue | 2 | something overdue, in 2 rows: C (7.00 USD), A (5.00 USD)");
}

TEST_CASE("due within counts days ahead, and what is past due") {
  const auto due = [](const std::string& first, const std::string& second) {
    return table_named("debt-service", {day_column("due_on"), usd_column("total_usd")},
                       {row_of({text(first), decimal(100)}), row_of({text(second), decimal(200)})});
  };
  CHECK_EQ(found_in(due("2026-04-30", "2026-05-01"), "due-within:30d"),
           "due-within:30d | 1 | something due within 30 days, or past due, in 1 row: 2026-04-30 (1.00 USD)");
  CHECK_EQ(found_in(due("2026-04-01", "2026-03-30"), "due-within:1d"),
           "due-within:1d | 2 | something due within 1 day, or past due, in 2 rows: 2026-03-30 (2.00 USD), 2026-04-01 "
           "(1.00 USD)");
  CHECK_EQ(found_in(due("2026-04-01", "2026-04-02"), "due-within:0d"), "");

  const Table lots = table_named(
      "rotation", {text_column("lot", "Lot"), text_column("status", "Status"), integer_column("days_left", "Left")},
      {row_of({text("GA-1"), text("in_date"), integer(40)}), row_of({text("GA-2"), text("expired"), integer(-3)}),
       row_of({text("GA-3"), text("no_date"), no_value()})});
  CHECK_EQ(found_in(lots, "expired"),
           "expired | 1 | stock that has expired or was to be rotated by now, in 1 row: GA-2 (expired, -3 days left)");
  CHECK_EQ(found_in(lots, "due-within:40d").substr(0, 18), "due-within:40d | 2");
  CHECK_EQ(found_in(lots, "due-within:39d").substr(0, 18), "due-within:39d | 1");
}

TEST_CASE("any row holds of every report that has one") {
  const Table table = table_named("position", {text_column("mineral", "Mineral"), integer_column("lots", "Lots")},
                                  {row_of({text("cobalt"), integer(1)})});
  CHECK_EQ(found_in(table, "any-row"), "any-row | 1 | something listed, in 1 row: cobalt");
  CHECK_EQ(found_in(table_named("position", {text_column("mineral", "Mineral")}, {}), "any-row"), "");
}

TEST_CASE("a table without a column that its report promises stops the program") {
  const Table table = table_named("coverage", {text_column("mineral", "Mineral")}, {row_of({text("cobalt")})});
  CHECK_THROWS_AS(found_in(table, "below-target"), std::logic_error);
}

TEST_CASE("every reading is of a known condition, and of columns that its report has") {
  TemporaryBook book;
  for (const Reading& reading : condition_readings()) {
    CAPTURE(std::string(reading.report));
    CAPTURE(std::string(reading.condition));
    CHECK(std::ranges::count(condition_kinds(), reading.condition, &ConditionKind::name) == 1);
    Table table = pvault::test::report(book, reading.report, "2026-03-31");
    const auto has_column = [&](std::string_view name) {
      return std::ranges::count(table.columns, name, &Column::name) == 1;
    };
    for (const std::string_view name :
         {reading.column, reading.whole, reading.less, reading.among.column, reading.worst}) {
      CAPTURE(std::string(name));
      CHECK((name.empty() || has_column(name)));
    }
    // All of what a row is told by.
    for (std::string_view rest = reading.row; rest.find('{') != std::string_view::npos;) {
      rest.remove_prefix(rest.find('{') + 1);
      const std::string name(rest.substr(0, rest.find('}')));
      CAPTURE(name);
      CHECK(has_column(name));
    }
  }
  for (const ConditionKind& kind : condition_kinds()) {
    CAPTURE(std::string(kind.name));
    const bool is_read = std::ranges::count(condition_readings(), kind.name, &Reading::condition) > 0;
    CHECK((is_read || kind.name == any_row_condition));
  }
}

TEST_CASE("coverage is judged from the report just made") {
  TemporaryBook book;
  book.purchase("gallium", "1,000 kg", "500 USD/kg", "2026-01-15"); // 19.2 of 60 days
  const Table table = pvault::test::report(book, "coverage", "2026-03-31");
  CHECK_EQ(found_in(table, "held-below-target"),
           "held-below-target | 1 | something on hand, and less cover than the target, in 1 row: gallium (19.2 of 60 "
           "days)");
}

} // namespace reports_conditions_test
