// Answers of SQL as tables: what their columns are taken for, and reports with a header of their own.
#include "reports/own_report.hpp"

#include "reports/query_table.hpp"
#include "reports/render.hpp"
#include "tests/support/refusals.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace reports_own_report_test {

using namespace pvault;
using namespace pvault::reports;
using store::ReadAnswer;

namespace {

ReadAnswer answer_of(std::vector<std::string> columns, std::vector<std::vector<Value>> rows) {
  return {.columns = std::move(columns), .rows = std::move(rows), .parameters = {}};
}

std::string types_of(const Table& table) {
  std::string types;
  for (const Column& column : table.columns) {
    static constexpr const char* names[] = {"text", "integer", "decimal", "date"};
    types += fmt::format("{}:{}:{} ", names[static_cast<std::size_t>(column.type)], column.unit, column.grouped);
  }
  return types;
}

OwnReport read(const std::string& text) {
  const auto report = parse_own_report("own.sql", text);
  REQUIRE_MESSAGE(report.has_value(), (report ? std::string() : report.error().front().message));
  return *report;
}

std::string faults_of(const std::string& text) {
  const auto report = parse_own_report("own.sql", text);
  if (report) return {};
  std::string messages;
  for (const Refusal& fault : report.error()) {
    CHECK_EQ(rule_name(fault.rule), "report_file_malformed");
    CHECK_FALSE(fault.next_step.empty());
    messages += fmt::format("{}{}", messages.empty() ? "" : "; ", fault.message);
  }
  return messages;
}

std::string message_of(const Expected<Table>& table) { return table ? std::string() : table.error().message; }

constexpr const char* lots = "-- title: Lots\n"
                             "-- name: my-lots\n"
                             "-- column lot: text \"Lot\"\n"
                             "-- column mass_kg: mass mg \"Mass\" total\n"
                             "-- column cost_usd: money cents total\n"
                             "-- column received_on: date\n"
                             "-- column share_percent: percent ppb \"Share\"\n"
                             "-- column unit_cost: decimal 4 USD/kg \"Unit cost\"\n"
                             "-- param mineral: cobalt\n"
                             "-- note: Of all sites.\n"
                             "SELECT 1\n";

} // namespace

TEST_CASE("an answer's columns are taken from its values and names") {
  const ReadAnswer answer = answer_of(
      {"mass_mg", "cost_cents", "rate_ppb", "days", "entry_id", "reversed_by", "year", "on", "due_on", "mixed", "none"},
      {{std::int64_t{1}, std::int64_t{2}, std::int64_t{3}, std::int64_t{4}, std::int64_t{5}, Value{},
        std::int64_t{2025}, std::string("2025-01-31"), std::string("soon"), std::int64_t{1}, Value{}},
       {Value{}, std::int64_t{2}, std::int64_t{3}, std::int64_t{4}, std::int64_t{5}, std::int64_t{7},
        std::int64_t{2026}, Value{}, Value{}, std::string("0.5"), Value{}}});
  const auto table = make_query_table(answer);
  REQUIRE(table.has_value());
  CHECK_EQ(types_of(*table), "integer:mg:true integer:cents:true integer:ppb:true integer:days:true integer::false "
                             "integer::false integer::false date::true text::true text::true integer::true ");
  CHECK(table->rows[0].cells[9] == Cell(std::string("1")));
  CHECK_EQ(message_of(make_query_table(answer_of({"a", "a"}, {}))), "two columns are named \"a\"");
}

TEST_CASE("text of an answer is neutralised by the renderers: formulas, and what steers a terminal") {
  auto table = make_query_table(answer_of({"a"}, {{std::string("=1+2")}, {std::string("\x1b[31mred")}}));
  REQUIRE(table.has_value());
  CHECK(render_csv(*table).find("'=1+2") != std::string::npos);
  CHECK(render_text(*table, {}).find('\x1b') == std::string::npos);
  const auto named = make_query_table(answer_of({"=1+2", "\x1b[31mred"}, {{Value{}, Value{}}}));
  REQUIRE(named.has_value());
  CHECK(render_csv(*named).starts_with("'=1+2,"));
  CHECK(render_text(*named, {}).find('\x1b') == std::string::npos);
  CHECK(render_markdown(*named).find('\x1b') == std::string::npos);
  CHECK(render_html(*named).find('\x1b') == std::string::npos);
  CHECK(render_json(*named).find('\x1b') == std::string::npos);
}

TEST_CASE("a header gives title, name, columns with their units, totals, values and notes") {
  const OwnReport report = read(lots);
  CHECK_EQ(report.title, "Lots");
  CHECK_EQ(report.name, "my-lots");
  REQUIRE_EQ(report.columns.size(), 6);
  std::string columns;
  for (const OwnColumn& own : report.columns)
    columns += fmt::format("{} [{}] {}.{}{}\n", own.column.heading, own.column.unit, static_cast<int>(own.column.type),
                           own.column.decimals, own.has_total ? " total" : "");
  CHECK_EQ(columns, "Lot [] 0.0\nMass [kg] 2.6 total\nCost [USD] 2.2 total\nReceived on [] 3.0\nShare [%] 2.7\n"
                    "Unit cost [USD/kg] 2.4\n");
  REQUIRE_EQ(report.parameters.size(), 1);
  CHECK_EQ(report.parameters[0].value, "cobalt");
  CHECK_EQ(report.notes, std::vector<std::string>{"Of all sites."});
  CHECK_EQ(report.sql, lots);
}

TEST_CASE("report_file_malformed: every fault of a header with its line") {
  CHECK_EQ(faults_of("SELECT 1"), "own.sql:1: there is no title");
  CHECK_EQ(faults_of("-- name: A\nSELECT 1"),
           "own.sql:1: there is no title; own.sql:1: a name has small letters, digits "
           "and hyphens: \"A\"");

  CHECK_EQ(faults_of("-- title: A\n-- titel: B\n-- title: C\n-- name: Not good\n-- name: coverage\nSELECT 1"),
           "own.sql:2: \"titel\" is no word of a header; title?; own.sql:3: title stands twice; "
           "own.sql:4: a name has small letters, digits and hyphens: \"Not good\"; own.sql:5: coverage is the name of "
           "another report");
  const std::string of_columns = faults_of("-- title: A\n-- column a: words\n-- column b: mass\n-- column c: mass mg\n"
                                           "-- column d_usd: money\n-- column e: decimal 19\n-- column f: text total\n"
                                           "-- column g: count \"G\" each\n-- column h: text \"H\n-- column F: text\n"
                                           "-- column i: count\n-- column i: count\n-- param j: 1\n-- param j: 2\n"
                                           "-- param 1x: 3\n-- param as_of: 2026\nSELECT 1");
  for (const char* fault :
       {"2: column a: \"words\" is no type", "3: column b: write mass mg", "4: column c: its name ends in _kg",
        "5: column d_usd: write money cents", "6: column e: write decimal", "7: column f is no quantity that adds up",
        "8: behind the heading only total may stand: \"each\"", "9: the heading has no closing quote",
        "10: a column's name has small letters", "12: column i stands twice", "14: param j stands twice",
        "15: \"1x\" is no name of a value", "16: as_of is the moment"}) {
    CAPTURE(fault);
    CHECK_MESSAGE(of_columns.find("own.sql:" + std::string(fault)) != std::string::npos, of_columns);
  }
}

TEST_CASE("a parameter of the header that the statement does not name is a fault of its line") {
  const OwnReport report = read("-- title: A\n-- param mineral: tin\n-- param days: 3\nSELECT :days AS days\n");
  ReadAnswer answer = answer_of({"days"}, {{std::int64_t{3}}});
  answer.parameters = {"days", "as_of"};
  const auto named = check_parameters(report, answer);
  REQUIRE_FALSE(named.has_value());
  CHECK_EQ(named.error().message, "own.sql:2: param mineral: the statement does not name :mineral");
  answer.parameters.emplace_back("mineral");
  CHECK(check_parameters(report, answer).has_value());
}

TEST_CASE("other remarks of a header are left alone, and so is what follows it") {
  const OwnReport report =
      read("-- Author: somebody\n-- 2026: of the year\n--\n\n-- title: A\nSELECT 1\n-- column a: words\n");
  CHECK_EQ(report.title, "A");
  CHECK(report.columns.empty());
  CHECK_EQ(report.name, "own");
}

TEST_CASE("an answer becomes the report: in the header's order, exact, with totals") {
  const OwnReport report =
      read("-- title: A\n-- column b_kg: mass mg total\n-- column a: text\n-- column n: count total\nSELECT 1");
  const auto table = make_own_report(
      report, answer_of({"a", "n", "b_kg"}, {{std::string("x"), std::int64_t{2}, std::int64_t{1'500'000}},
                                             {std::int64_t{7}, Value{}, std::int64_t{1}}}));
  REQUIRE(table.has_value());
  CHECK_EQ(render_csv(*table), "b_kg,a,n\r\n1.500000,x,2\r\n0.000001,7,\r\n");
  REQUIRE(table->totals.has_value());
  CHECK(table->totals->cells[0] == decimal(1'500'001));
  CHECK(table->totals->cells[2] == Cell(std::int64_t{2}));
  CHECK_EQ(table->title, "A");
}

TEST_CASE("report_file_malformed: the header and the statement have the same columns, each once") {
  const OwnReport report = read("-- title: A\n-- column a: text\n-- column b: text\nSELECT 1");
  CHECK_EQ(message_of(make_own_report(report, answer_of({"a", "c", "c"}, {}))),
           "own.sql: line 3: the statement has no column b; statement: its column \"c\" is not in the header; "
           "statement: its column \"c\" is not in the header");
  CHECK_EQ(message_of(make_own_report(report, answer_of({"a", "b", "b"}, {}))),
           "own.sql: line 3: the statement has 2 columns b");
}

TEST_CASE(
    "report_file_malformed: a value of another type is named with its row and column; after twenty they are counted") {
  const OwnReport report = read("-- title: A\n-- column on: date\n-- column a_kg: mass mg\nSELECT 1");
  CHECK_EQ(message_of(make_own_report(report, answer_of({"on", "a_kg"}, {{std::string("2025-02-30"), std::int64_t{1}},
                                                                         {Value{}, std::string("2.5")}}))),
           "own.sql: row 1, column on: \"2025-02-30\" is no day; row 2, column a_kg: \"2.5\" is no whole number");
  const std::vector<std::vector<Value>> wrong(25, {std::int64_t{1}, Value{}});
  CHECK(message_of(make_own_report(report, answer_of({"on", "a_kg"}, wrong)))
            .ends_with("row 20, column on: 1 is no day; and 5 more"));
}

TEST_CASE("a total that does not fit is refused, not wrapped, and the message has the column and its unit") {
  const std::int64_t most = 9'223'372'036'854'775'807;
  const auto refused = [&](const std::string& column, const std::string& name) {
    const OwnReport report = read("-- title: A\n-- column " + column + " total\nSELECT 1");
    return make_own_report(report, answer_of({name}, {{most}, {std::int64_t{1}}}));
  };
  const auto money = refused("a_usd: money cents", "a_usd");
  REQUIRE_FALSE(money.has_value());
  CHECK(money.error().rule == Rule::total_too_large);
  CHECK_EQ(message_of(money), "own.sql: the total of column a_usd goes beyond 92,233,720,368,547,758.07 USD, the most "
                              "that a column holds");
  CHECK_EQ(message_of(refused("b_kg: mass mg", "b_kg")),
           "own.sql: the total of column b_kg goes beyond 9,223,372,036,854.775807 kg, the most that a column holds");
  CHECK_EQ(message_of(refused("n: count", "n")),
           "own.sql: the total of column n goes beyond 9,223,372,036,854,775,807, the most that a column holds");
  const OwnReport report = read("-- title: A\n-- column b_kg: mass mg total\nSELECT 1");
  const auto fits = make_own_report(report, answer_of({"b_kg"}, {{most}, {std::int64_t{1}}, {std::int64_t{-1}}}));
  REQUIRE(fits.has_value()); // whatever the sum is on the way
  CHECK(fits->totals->cells[0] == decimal(most));
}

} // namespace reports_own_report_test
