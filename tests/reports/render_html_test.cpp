#include "reports/html_chart.hpp"
#include "reports/html_text.hpp"
#include "reports/render.hpp"
#include "tests/reports/sample_tables.hpp"

#include <doctest/doctest.h>
#include <stdexcept>

namespace reports_render_html_test {

using namespace pvault::reports;

namespace {

bool has(const std::string& page, const std::string& part) { return page.find(part) != std::string::npos; }

std::size_t count(const std::string& page, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = page.find(part); at != std::string::npos; at = page.find(part, at + part.size()))
    ++found;
  return found;
}

Table charted_table() {
  Table table = coverage_table();
  table.columns.push_back(integer_column("target_days", "Target"));
  table.columns.back().unit = "days";
  for (Row& row : table.rows)
    row.cells.push_back(integer(60));
  table.totals->cells.push_back(no_value());
  table.chart =
      Chart{.title = "Cover against target", .label = "mineral", .bars = {"coverage_days"}, .target = "target_days"};
  return table;
}

const std::string hostile = "<script>alert(\"x\")</script>&'";

} // namespace

TEST_CASE("a page of HTML is whole, without scripts, and loads nothing") {
  const std::string page = render_html(charted_table());
  CHECK(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"));
  CHECK(page.ends_with("</body>\n</html>\n"));
  CHECK(has(page, "default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
  CHECK_FALSE(has(page, "<script"));
  CHECK_FALSE(has(page, "http:"));
  CHECK_FALSE(has(page, "https:"));
  CHECK_FALSE(has(page, "url("));
  CHECK_FALSE(has(page, "@import"));
  CHECK_FALSE(has(page, " on")); // no handler of events
}

TEST_CASE("headings, scopes, moods, members, totals, notes and provenance") {
  const std::string page = render_html(coverage_table());
  CHECK(has(page, "<title>Coverage in days · Project Vault · 2026-03-31</title>"));
  CHECK(has(page, "<h1>Coverage in days</h1>"));
  CHECK(has(page, "<th role=\"columnheader\" scope=\"col\" data-column=\"on_hand_kg\" class=\"n\">On hand <span "
                  "class=\"unit\">kg</span></th>"));
  CHECK(has(page, "<tr role=\"row\" class=\"bad\"><th role=\"rowheader\" scope=\"row\" class=\"t\">Gallium</th>"
                  "<td role=\"cell\" class=\"n\">1.5</td>"));
  CHECK(
      has(page, "<tr role=\"row\" class=\"faint in1\"><th role=\"rowheader\" scope=\"row\" class=\"t\">Yttrium</th>"));
  CHECK(has(page, "</svg>47%</td>"));
  CHECK(has(page,
            "<tfoot role=\"rowgroup\">\n<tr role=\"row\"><th role=\"rowheader\" scope=\"row\" class=\"t\">Total</th>"));
  CHECK(has(page, "<td role=\"cell\" class=\"n\">1,234,567.55</td></tr>\n</tfoot>"));
  CHECK(has(page, "<li>1 mineral has no demand figure.</li>"));
  CHECK(has(page, "<dt>Known at entry</dt><dd>181</dd>"));
  CHECK_FALSE(has(page, "source")); // a column for scripts only
}

TEST_CASE("where columns tell why a row is good or bad only these take its mood") {
  Column overdue = integer_column("overdue", "Overdue");
  overdue.tells_why = true;
  const std::string page = render_html(table_of({text_column("name", "Name"), overdue, bar_column("bar", "Bar")},
                                                {row_of({text("A"), integer(5), bar(1, 2)}, "bad")}));
  CHECK(has(page, "<tr role=\"row\" class=\"bad\"><th role=\"rowheader\" scope=\"row\">A</th>"
                  "<td role=\"cell\" class=\"n t\">5</td><td role=\"cell\" class=\"b\">"));
}

TEST_CASE("every text of the book is escaped, wherever it stands") {
  Table table = table_of({text_column("a", hostile), decimal_column("n", "N", hostile, 1)},
                         {row_of({text(hostile), decimal(15)})});
  table.title = hostile;
  table.notes = {hostile};
  table.provenance.book = hostile;
  table.chart = Chart{.title = hostile, .label = "a", .bars = {"n"}};
  const std::string page = render_html(table);
  CHECK_FALSE(has(page, "<script"));
  CHECK_FALSE(has(page, "alert(\""));
  CHECK(count(page, "&lt;script&gt;") >= 8);
}

TEST_CASE("HTML text shows what a terminal would, with entities") {
  CHECK(escape_html("<a href=\"x\">&'") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  CHECK(escape_html("two\nlines\x1b \xff") == "two\\x0Alines\\x1B \\xFF");
  CHECK(escape_html("Zürich 東京") == "Zürich 東京");
}

TEST_CASE("long words may be broken, and lose nothing") {
  const std::string hash(64, 'a');
  const std::string html = escape_html_breakable("hash " + hash);
  CHECK(count(html, "<wbr>") == 3);
  std::string text = html;
  for (std::size_t at = text.find("<wbr>"); at != std::string::npos; at = text.find("<wbr>"))
    text.erase(at, 5);
  CHECK(text == "hash " + hash);
  CHECK(longest_piece("hash " + hash) == 16);
  CHECK(longest_piece("neodymium oxide") == 9);
}

TEST_CASE("what a note quotes is code in HTML, escaped like all else, and a mark alone is a mark") {
  CHECK(escape_html_sentence("see `pvault report lots --site <A&B>`, or `pvault audit`.") ==
        "see <code>pvault report lots --site &lt;A&amp;B&gt;</code>, or <code>pvault audit</code>.");
  CHECK(escape_html_sentence("`a`") == "<code>a</code>");
  CHECK(escape_html_sentence("a ` b <i>") == "a ` b &lt;i&gt;");
  CHECK(escape_html_sentence("`a` ` b") == "<code>a</code> ` b");
  CHECK(has(escape_html_sentence("`" + std::string(64, 'a') + "`"), "<wbr>"));
  Table table = table_of({text_column("a", "A")}, {row_of({text("`a`")})});
  table.notes = {"`<b>` is safe."};
  const std::string page = render_html(table);
  CHECK(has(page, "<li><code>&lt;b&gt;</code> is safe.</li>"));
  CHECK(has(page, ">`a`</th>")); // a text of the book is left as it is
}

TEST_CASE("a combining mark stays with its letter") {
  std::string word;
  for (int i = 0; i < 30; ++i)
    word += "e\u0301";
  const std::string html = escape_html_breakable(word);
  CHECK(has(html, "<wbr>"));
  CHECK_FALSE(has(html, "<wbr>\u0301"));
}

TEST_CASE("a text in the style sheet cannot leave its quotes") {
  CHECK(quote_css("On hand, kg") == "\"On hand\\2C  kg\"");
  CHECK(quote_css("\"}</style>\\") == "\"\\22 \\7D \\3C \\2F style\\3E \\5C \"");
}

TEST_CASE("a chart says in words what it shows") {
  const std::string chart = draw_chart(charted_table());
  CHECK(has(chart, "role=\"img\" aria-labelledby=\"chart-1\" aria-describedby=\"chart-1-values\""));
  CHECK(has(chart, "<title id=\"chart-1\">Cover against target, Cobalt to Gallium</title>"));
  CHECK(has(chart,
            "<desc id=\"chart-1-values\">Cobalt: Coverage 70.2 of 60 days; Gallium: Coverage 28.6 of 60 days.</desc>"));
  CHECK(has(chart, "Not drawn, at zero: 1. Not drawn, without a figure: 1. "));
  CHECK(has(chart, "<rect class=\"filled bad\""));
}

TEST_CASE("bars are shares of the longest, rounded down, and end at twice the largest target") {
  Table table = table_of({text_column("a", "A"), integer_column("n", "N"), integer_column("target", "Target")},
                         {row_of({text("x"), integer(1), integer(3)}), row_of({text("y"), integer(100), integer(3)}),
                          row_of({text("z"), integer(-5), integer(3)})});
  table.chart = Chart{.title = "Chart", .label = "a", .bars = {"n"}, .target = "target"};
  const std::string chart = draw_chart(table);
  // The longest figure is "100 of 3": 97% - 8 × 2.5% = 77% is a full bar, for 6; 1 is a sixth of it: 12.8333...%
  CHECK(has(chart, "<rect class=\"filled\" x=\"0\" y=\"18\" width=\"12.83%\""));
  CHECK(has(chart, "<rect class=\"mark\" x=\"38.5%\""));
  CHECK(has(chart, "<svg x=\"77%\"")); // the arrow behind 100
  CHECK(has(chart, "Bars end at 6; an arrow marks more. Not drawn, at zero: 1. "));
}

TEST_CASE("a figure that is missing has no bar, not even an empty one, and says so") {
  Table table = table_of({text_column("a", "A"), integer_column("cost", "Cost"), integer_column("value", "Value")},
                         {row_of({text("x"), integer(4), no_value()}), row_of({text("y"), integer(2), integer(0)})});
  table.chart = Chart{.title = "Chart", .label = "a", .bars = {"cost", "value"}};
  const std::string chart = draw_chart(table);
  CHECK(count(chart, "class=\"track\"") == 3); // of four figures
  CHECK(has(chart, ">no figure</text>"));
  CHECK(has(chart, "x: Cost 4, Value no figure; y: Cost 2, Value 0."));
}

TEST_CASE("nothing above zero is no chart") {
  Table table = table_of({text_column("a", "A"), integer_column("n", "N")}, {row_of({text("x"), integer(0)})});
  CHECK(draw_chart(table).empty());
  table.chart = Chart{.title = "Chart", .label = "a", .bars = {"n"}};
  CHECK(draw_chart(table).empty());
  CHECK_FALSE(has(render_html(table), "<figure>"));
}

TEST_CASE("a chart of columns that are not there, or do not go together, is a mistake of the report") {
  Table table = table_of({text_column("a", "A"), integer_column("n", "N"), decimal_column("kg", "M", "kg", 6)}, {});
  table.chart = Chart{.title = "Chart", .label = "a", .bars = {"m"}};
  CHECK_THROWS_AS(check_table(table), std::logic_error);
  table.chart->bars = {"n", "kg"};
  CHECK_THROWS_AS(check_table(table), std::logic_error);
  table.chart->bars = {"a"};
  CHECK_THROWS_AS(check_table(table), std::logic_error);
  table.chart->bars = {};
  CHECK_THROWS_AS(check_table(table), std::logic_error);
  table.chart = Chart{.title = "Chart", .label = "n", .bars = {"n"}};
  CHECK_THROWS_AS(check_table(table), std::logic_error);
}

TEST_CASE("a table without rows says so") {
  CHECK(has(render_html(table_of({text_column("a", "A")}, {})), "<p>(no rows)</p>"));
}

TEST_CASE("a table of no book has no provenance") {
  Table table = table_of({text_column("a", "A")}, {row_of({text("x")})});
  table.provenance = {};
  const std::string page = render_html(table);
  CHECK(has(page, "<title>Sample</title>"));
  CHECK_FALSE(has(page, "<footer>"));
}

} // namespace reports_render_html_test
