#include "reports/html_time_chart.hpp"
#include "reports/render.hpp"
#include "tests/reports/sample_tables.hpp"

#include <doctest/doctest.h>
#include <stdexcept>

namespace reports_html_time_chart_test {

using namespace pvault::reports;

namespace {

bool has(const std::string& page, const std::string& part) { return page.find(part) != std::string::npos; }

Column day_column() {
  Column column = text_column("on", "On");
  column.type = ColumnType::date;
  return column;
}

Row day_of(const std::string& on, const std::string& mineral, const Cell& tenths, const Cell& target) {
  return row_of({text(on), text(mineral), tenths, target});
}

// Cover of some minerals over time, against a target.
Table cover_over_time(std::vector<Row> rows) {
  Table table = table_of({day_column(), text_column("mineral", "Mineral"),
                          decimal_column("coverage_days", "Cover", "days", 1), integer_column("target_days", "Target")},
                         std::move(rows));
  table.columns.back().unit = "days";
  table.charts_over_time = {{.title = "Cover over time",
                             .on = "on",
                             .panel = "mineral",
                             .lines = {"coverage_days"},
                             .target = "target_days"}};
  return table;
}

std::vector<Row> gallium() {
  return {day_of("2026-01-31", "gallium", decimal(192), integer(60)),
          day_of("2026-02-28", "gallium", decimal(384), integer(60)),
          day_of("2026-03-31", "gallium", decimal(96), integer(60))};
}

// Money of one thing, without a target.
Table money_over_time(std::vector<Row> rows) {
  Table table = table_of({day_column(), text_column("facility", "Facility"),
                          decimal_column("principal_usd", "Principal", "USD", 2),
                          decimal_column("undisbursed_usd", "Undisbursed", "USD", 2)},
                         std::move(rows));
  table.charts_over_time = {
      {.title = "Debt", .on = "on", .panel = "facility", .lines = {"principal_usd", "undisbursed_usd"}}};
  return table;
}

std::string draw(const Table& table) {
  check_table(table);
  return draw_time_chart(table, table.charts_over_time.front(), 1);
}

std::string broken_promise(const Table& table) {
  try {
    check_table(table);
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return "";
}

} // namespace

TEST_CASE("a line goes from day to day, its points shares of the plot, rounded down") {
  // 28 and 59 of 59 days; 19.2, 38.4 and 9.6 of 60 days from below.
  const std::string chart = draw(cover_over_time(gallium()));
  CHECK(has(chart, "<path class=\"line\" d=\"M0 680h0L474 360L1000 840\"/>"));
  CHECK(has(chart, "<path class=\"line goal\" d=\"M0 0h0L474 0L1000 0\"/>"));
  CHECK(has(chart, "<svg class=\"plot\" y=\"44\" width=\"92%\" height=\"80\" viewBox=\"0 0 1000 1000\""));
  CHECK(has(chart, "<text class=\"day\" x=\"0\" y=\"140\">2026-01-31</text>"));
  CHECK(has(chart, "<text class=\"figure\" x=\"92%\" y=\"140\">2026-03-31</text>"));
  CHECK(has(chart, "y=\"48\">60</text>"));
  CHECK(has(chart, "y=\"88\">30</text>"));
  CHECK(has(chart, "y=\"128\">0</text>"));
}

TEST_CASE("a chart over time says in words what it shows") {
  const std::string chart = draw(cover_over_time(gallium()));
  CHECK(has(chart, "role=\"img\" aria-labelledby=\"over-time-1-1\" aria-describedby=\"over-time-1-1-values\""));
  CHECK(has(chart, "<title id=\"over-time-1-1\">Cover over time, gallium</title>"));
  CHECK(has(chart, "<desc id=\"over-time-1-1-values\">Cover 9.6 of 60 days on 2026-03-31, from 2026-01-31 to then at "
                   "least 9.6 (2026-03-31) and at most 38.4 (2026-02-28).</desc>"));
  CHECK(has(chart, ">9.6 of 60 days</text>"));
  CHECK(has(chart, "</svg> Target</span>"));
  CHECK(has(chart, "All figures are in the table."));
}

TEST_CASE("with a target all panels have one scale, which ends at twice the largest") {
  std::vector<Row> rows = gallium();
  rows.push_back(day_of("2026-02-28", "lithium", decimal(600), integer(60)));
  rows.push_back(day_of("2026-03-31", "lithium", decimal(5'000), integer(60)));
  const std::string chart = draw(cover_over_time(std::move(rows)));
  CHECK(has(chart, "<path class=\"line\" d=\"M0 840h0L474 680L1000 920\"/>")); // of 120 days now
  CHECK(has(chart, "<path class=\"line\" d=\"M0 500h0L1000 0\"/>"));           // 500 days, along the edge
  CHECK(has(chart, ">500.0 of 60 days</text>"));
  CHECK(has(chart, "What is above 120 days is drawn along the upper edge."));
}

TEST_CASE("a day without a figure is a gap, and a day between gaps a dot") {
  std::vector<Row> rows = gallium();
  rows[1].cells[2] = no_value();
  CHECK(has(draw(cover_over_time(rows)), "<path class=\"line\" d=\"M0 680h0M1000 840h0\"/>"));
  rows[2].cells[2] = no_value();
  const std::string chart = draw(cover_over_time(rows));
  CHECK(has(chart, "<path class=\"line\" d=\"M0 680h0\"/>"));
  CHECK(has(chart, ">no figure</text>"));
}

TEST_CASE("a single day is a dot at the end") {
  const std::string chart = draw(cover_over_time({day_of("2026-03-31", "gallium", decimal(96), integer(60))}));
  CHECK(has(chart, "<path class=\"line\" d=\"M1000 840h0\"/>"));
  CHECK_FALSE(has(chart, "class=\"day\""));
  CHECK(has(chart, "-values\">Cover 9.6 of 60 days on 2026-03-31.</desc>"));
}

TEST_CASE("without a target each panel has a scale of its own, of round numbers") {
  const std::string chart =
      draw(money_over_time({row_of({text("2026-01-31"), text("EXIM-1"), decimal(0), decimal(150'000'000)}),
                            row_of({text("2026-02-28"), text("EXIM-1"), decimal(-5), decimal(100'000'000)}),
                            row_of({text("2026-02-28"), text("EXIM-2"), decimal(1'000'000'000'000), no_value()}),
                            row_of({text("2026-02-28"), text("EXIM-3"), decimal(7), decimal(0)})}));
  // 1,500,000.00 and 1,000,000.00 of 2 million; below zero is at zero.
  CHECK(has(chart, "<path class=\"line second\" d=\"M0 250h0L1000 500\"/>"));
  CHECK(has(chart, "<path class=\"line\" d=\"M0 1000h0L1000 1000\"/>"));
  CHECK(has(chart, ">2 million</text>"));
  CHECK(has(chart, ">1 million</text>"));
  CHECK(has(chart, ">10 billion</text>"));
  CHECK(has(chart, ">5 billion</text>"));
  CHECK(has(chart, ">0.08</text>"));
  CHECK(has(chart, ">0.04</text>"));
  CHECK_FALSE(has(chart, "line goal"));
}

TEST_CASE("what has no figure above zero on any day is not drawn, nor what is not asked for") {
  Table table = cover_over_time(gallium());
  table.rows.push_back(day_of("2026-03-31", "cobalt", decimal(0), integer(60)));
  table.rows.push_back(day_of("2026-03-31", "hafnium", no_value(), integer(60)));
  table.rows.push_back(row_of({text("2026-03-31"), no_value(), decimal(1), no_value()}));
  const std::string chart = draw(table);
  CHECK_FALSE(has(chart, "cobalt"));
  CHECK_FALSE(has(chart, "hafnium"));
  CHECK_FALSE(has(chart, "over-time-1-2"));
  table.charts_over_time.front().only = "cobalt";
  CHECK(draw(table).empty());
  CHECK_FALSE(has(render_html(table), "over-time"));
  table.charts_over_time.front().only = "gallium";
  CHECK(has(draw(table), "gallium"));
  CHECK(draw(cover_over_time({})).empty());
}

TEST_CASE("every text of the book in a chart over time is escaped") {
  const std::string hostile = "<script>\"&'";
  Table table = cover_over_time({day_of("2026-03-31", hostile, decimal(96), integer(60))});
  table.charts_over_time.front().title = hostile;
  const std::string page = render_html(table);
  CHECK_FALSE(has(page, "<script"));
  CHECK(has(page, "&lt;script&gt;&quot;&amp;&#39;, &lt;script&gt;&quot;&amp;&#39;</title>"));
}

TEST_CASE("a chart over time is that of the rows for machines, whatever people get") {
  Table table = cover_over_time(gallium());
  table.for_people = std::make_shared<const Table>(table_of({text_column("mineral", "Mineral")}, {}));
  const std::string page = render_html(table);
  CHECK(has(page, "<h2 id=\"over-time-1\">Cover over time</h2>"));
  CHECK(has(page, "L474 360"));
  CHECK(has(page, "All figures are in the formats for machines."));
  CHECK_FALSE(has(render_markdown(table), "Cover over time"));
}

TEST_CASE("a chart over time of columns that do not go together is a mistake of the report") {
  const auto with = [](const TimeChart& chart) {
    Table table = cover_over_time(gallium());
    table.columns[3].unit = "";
    table.charts_over_time = {chart};
    return broken_promise(table);
  };
  const TimeChart good{.title = "Chart", .on = "on", .panel = "mineral", .lines = {"coverage_days"}};
  CHECK(with(good) == "");
  TimeChart chart = good;
  chart.on = "mineral";
  CHECK(with(chart) == "report sample: the chart's column of days is no day");
  chart = good;
  chart.panel = "coverage_days";
  CHECK(with(chart) == "report sample: the chart's panel is no text");
  chart = good;
  chart.lines = {};
  CHECK(with(chart) == "report sample: the chart draws nothing");
  chart.lines = {"coverage_days", "target_days"};
  CHECK(with(chart) == "report sample: the chart's column target_days has another unit");
  chart.lines = {"mineral"};
  CHECK(with(chart) == "report sample: the chart's column mineral is no number");
  chart.lines = {"coverage_days", "coverage_days", "coverage_days", "coverage_days"};
  CHECK(with(chart) == "report sample: the chart has more lines than can be told apart");

  Table table = cover_over_time(gallium());
  table.rows.front().cells.front() = text("2026-02-30");
  CHECK(broken_promise(table) == "report sample: the chart has a row without a day");
  table.rows.front().cells.front() = no_value();
  CHECK(broken_promise(table) == "report sample: the chart has a row without a day");
}

} // namespace reports_html_time_chart_test
