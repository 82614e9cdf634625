#include "reports/render.hpp"
#include "tests/reports/sample_tables.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <limits>

namespace reports_render_csv_test {

using namespace pvault::reports;

namespace {

using Line = std::vector<std::string>;

// A reader written from RFC 4180 alone. It accepts nothing else: every line ends in CRLF, a quote stands only around a
// field or doubled inside one.
std::vector<Line> read_csv(const std::string& csv) {
  std::vector<Line> lines;
  std::size_t at = 0;
  while (at < csv.size()) {
    Line line;
    for (;;) {
      std::string field;
      if (csv.at(at) == '"') {
        for (++at; csv.at(at) != '"' || (at + 1 < csv.size() && csv[at + 1] == '"'); ++at) {
          at += csv[at] == '"' ? 1 : 0;
          field += csv[at];
        }
        ++at;
      } else {
        const std::size_t end = csv.find_first_of(",\"\r\n", at);
        field = csv.substr(at, end - at);
        at = end;
      }
      line.push_back(field);
      if (csv.at(at) != ',') break;
      ++at;
    }
    REQUIRE(csv.substr(at, 2) == "\r\n");
    at += 2;
    lines.push_back(line);
  }
  return lines;
}

Line read_texts(const std::vector<std::string>& values) {
  std::vector<Row> rows;
  for (const std::string& value : values)
    rows.push_back(row_of({text(value), integer(1)}));
  Line texts;
  for (const Line& line : read_csv(render_csv(table_of({text_column("name", "Name"), integer_column("n", "N")}, rows))))
    texts.push_back(line.at(0));
  texts.erase(texts.begin());
  return texts;
}

} // namespace

TEST_CASE("CSV has a header of names, exact decimals, empty for missing, no totals and no bars") {
  CHECK(render_csv(coverage_table()) == "mineral,on_hand_kg,demand_year,coverage_days,gap_cost_usd,source\r\n"
                                        "Cobalt,1500000.000000,2025,70.2,0.00,USGS 2026\r\n"
                                        "Gallium,1.500000,2025,28.6,1234567.50,USGS 2026\r\n"
                                        "Rare earths,0.000000,2025,0.0,0.05,USGS 2026\r\n"
                                        "Yttrium,12.500000,,,,\r\n");
}

TEST_CASE("an empty table is its header") {
  CHECK(render_csv(table_of({text_column("lot", "Lot"), decimal_column("on_hand_kg", "On hand", "kg", 6)}, {})) ==
        "lot,on_hand_kg\r\n");
}

TEST_CASE("any text comes back from CSV as it went in") {
  const std::vector<std::string> texts{"plain",        "a,b",  "say \"so\"", "\"",         "two\r\nlines",
                                       "lone\rreturn", "",     " outer ",    "semi;colon", "Zürich 東京",
                                       "1,500",        "it's", "a=b",        "x - y"};
  CHECK(read_texts(texts) == texts);
}

TEST_CASE("quotes stand where RFC 4180 wants them") {
  CHECK(render_csv(table_of({text_column("name", "Name")}, {row_of({text("a,\"b\"\r\nc")})})) ==
        "name\r\n\"a,\"\"b\"\"\r\nc\"\r\n");
}

TEST_CASE("a text that a spreadsheet would run as a formula gets an apostrophe in front") {
  const std::vector<std::string> formulas{"=1+1",   "+1",     "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
                                          "  =1+1", "=A,B",   "-",    "＝1+1",    "＋1",  "－1",  "＠A",
                                          " \t x",  "=\"x\"", "-0.",  "+49 30 1", "@home"};
  Line expected;
  for (const std::string& formula : formulas)
    expected.push_back("'" + formula);
  CHECK(read_texts(formulas) == expected);
}

TEST_CASE("a text that begins with an apostrophe gets another, so that no two texts look alike") {
  CHECK(read_texts({"'@x", "@x", "'", "''a", " 'a", "d'or"}) == Line{"''@x", "'@x", "''", "'''a", " 'a", "d'or"});
}

TEST_CASE("numbers are never touched, not even negative ones") {
  CHECK(read_texts({"-1", "-0.05", "-", "-.5"}) == Line{"-1", "-0.05", "'-", "'-.5"});
  constexpr auto smallest = std::numeric_limits<std::int64_t>::min();
  const Table table =
      table_of({decimal_column("kg", "", "kg", 6), decimal_column("usd", "", "USD", 2), integer_column("n", "")},
               {row_of({decimal(smallest), decimal(smallest), integer(smallest)}),
                row_of({decimal(-50'000), decimal(-5), integer(-1)}), row_of({decimal(0), decimal(0), integer(0)})});
  CHECK(render_csv(table) == "kg,usd,n\r\n"
                             "-9223372036854.775808,-92233720368547758.08,-9223372036854775808\r\n"
                             "-0.050000,-0.05,-1\r\n"
                             "0.000000,0.00,0\r\n");
}

TEST_CASE("a lone missing value is not a blank line, which readers skip") {
  CHECK(render_csv(table_of({text_column("name", "Name")}, {row_of({no_value()}), row_of({text("x")})})) ==
        "name\r\n\"\"\r\nx\r\n");
}

TEST_CASE("CSV is valid UTF-8 whatever the book holds") {
  CHECK(read_texts({"bad \xff byte", "cut \xe2\x82"}) == Line{"bad \uFFFD byte", "cut \uFFFD\uFFFD"});
}

} // namespace reports_render_csv_test
