#include "reports/render.hpp"
#include "tests/reports/sample_tables.hpp"

#include <algorithm>
#include <cstdint>
#include <doctest/doctest.h>
#include <limits>
#include <sstream>

namespace reports_render_text_test {

using namespace pvault::reports;

namespace {

constexpr auto smallest = std::numeric_limits<std::int64_t>::min();
constexpr auto largest = std::numeric_limits<std::int64_t>::max();

std::string plain(const Table& table, int width = 0) { return render_text(table, {.colour = false, .width = width}); }

// The table alone, without title and provenance line.
std::string body(const std::vector<Column>& columns, const std::vector<Row>& rows, int width = 0) {
  Table table = table_of(columns, rows);
  table.title.clear();
  const std::string all = plain(table, width);
  return all.substr(0, all.find("\nBook:"));
}

// What a single text becomes: the line behind heading and rule.
std::string shown(const std::string& value) {
  std::istringstream lines(body({text_column("name", "Name")}, {row_of({text(value)})}));
  std::string line;
  for (int i = 0; i < 3; ++i)
    std::getline(lines, line);
  return line;
}

// The expected page, written with a line break in front so that its columns stand under each other here.
std::string page(std::string_view text) { return std::string(text.substr(1)); }

} // namespace

TEST_CASE("a page has title, headings with units, rows, totals, notes and provenance") {
  CHECK(plain(coverage_table()) == page(R"(
Coverage in days

Mineral          On hand  Year  Coverage  Of target                           Gap
                      kg            days                                      USD
─────────────────────────────────────────────────────────────────────────────────
Cobalt       1,500,000.0  2025      70.2  ████████████████████ 117%          0.00
Gallium              1.5  2025      28.6  █████████░░░░░░░░░░░  47%  1,234,567.50
Rare earths          0.0  2025       0.0  ░░░░░░░░░░░░░░░░░░░░   0%          0.05
  Yttrium           12.5     –         –  –                                     –
─────────────────────────────────────────────────────────────────────────────────
Total                                                                1,234,567.55

1 mineral has no demand figure.

Book: Project Vault · as of 2026-03-31 · known at entry 181 (hash 3f9a6c0d1e2b…)
)"));
}

TEST_CASE("at 80 columns the percentages go before the table is folded") {
  CHECK(plain(coverage_table(), 80) == page(R"(
Coverage in days

Mineral          On hand  Year  Coverage  Of target                      Gap
                      kg            days                                 USD
────────────────────────────────────────────────────────────────────────────
Cobalt       1,500,000.0  2025      70.2  ████████████████████          0.00
Gallium              1.5  2025      28.6  █████████░░░░░░░░░░░  1,234,567.50
Rare earths          0.0  2025       0.0  ░░░░░░░░░░░░░░░░░░░░          0.05
  Yttrium           12.5     –         –  –                                –
────────────────────────────────────────────────────────────────────────────
Total                                                           1,234,567.55

1 mineral has no demand figure.

Book: Project Vault · as of 2026-03-31 · known at entry 181 (hash 3f9a6c0d1e2b…)
)"));
}

TEST_CASE("at 60 columns the table is folded and the first column repeats") {
  CHECK(plain(coverage_table(), 60) == page(R"(
Coverage in days

Mineral          On hand  Year  Coverage
                      kg            days
────────────────────────────────────────
Cobalt       1,500,000.0  2025      70.2
Gallium              1.5  2025      28.6
Rare earths          0.0  2025       0.0
  Yttrium           12.5     –         –

Mineral      Of target                           Gap
                                                 USD
────────────────────────────────────────────────────
Cobalt       ████████████████████ 117%          0.00
Gallium      █████████░░░░░░░░░░░  47%  1,234,567.50
Rare earths  ░░░░░░░░░░░░░░░░░░░░   0%          0.05
  Yttrium    –                                     –
────────────────────────────────────────────────────
Total                                   1,234,567.55

1 mineral has no demand figure.

Book: Project Vault · as of 2026-03-31 · known at entry 181
  (hash 3f9a6c0d1e2b…)
)"));
}

TEST_CASE("the table is folded at the first column too few and not before") {
  const std::vector<Column> columns{text_column("a", "Aaaa"), text_column("b", "Bbbb"), text_column("c", "Cccc")};
  const std::vector<Row> rows{row_of({text("1"), text("2"), text("3")})};
  CHECK(body(columns, rows, 16) == page(R"(
Aaaa  Bbbb  Cccc
────────────────
1     2     3
)"));
  CHECK(body(columns, rows, 15) == page(R"(
Aaaa  Bbbb
──────────
1     2

Aaaa  Cccc
──────────
1     3
)"));
}

TEST_CASE("a folded table repeats as many texts and days as it takes to tell its rows apart") {
  Column on = text_column("on", "On");
  on.type = ColumnType::date;
  const std::vector<Column> columns{text_column("facility", "Facility"), on, text_column("state", "State"),
                                    integer_column("a", "Principal"), integer_column("b", "Interest")};
  const std::vector<Row> rows{row_of({text("exim"), text("2026-01-31"), text("due"), integer(1), integer(3)}),
                              row_of({text("exim"), text("2026-02-28"), text("due"), integer(2), integer(4)})};
  CHECK(body(columns, rows, 44) == page(R"(
Facility  On          State  Principal
──────────────────────────────────────
exim      2026-01-31  due            1
exim      2026-02-28  due            2

Facility  On          Interest
──────────────────────────────
exim      2026-01-31         3
exim      2026-02-28         4
)"));
  // No more than what leaves half of the width.
  CHECK(body(columns, rows, 38) == page(R"(
Facility  On          State  Principal
──────────────────────────────────────
exim      2026-01-31  due            1
exim      2026-02-28  due            2

Facility  Interest
──────────────────
exim             3
exim             4
)"));
}

TEST_CASE("a number that names tells rows of a folded table apart, one that counts does not") {
  Column entry = integer_column("entry", "Entry");
  const Column principal = integer_column("principal", "Principal");
  const std::vector<Row> rows{row_of({text("exim"), integer(7), integer(1)}),
                              row_of({text("exim"), integer(8), integer(2)})};
  CHECK(body({text_column("facility", "Facility"), entry, principal}, rows, 20).find("exim              2") !=
        std::string::npos);
  entry.grouped = false;
  const std::vector<Column> columns{text_column("f", "F"), entry, text_column("what", "What it is"), principal};
  std::vector<Row> named = rows;
  for (Row& row : named)
    row.cells.insert(row.cells.begin() + 2, text("accrued"));
  CHECK(body(columns, named, 27) == page(R"(
F     Entry  What it is
───────────────────────
exim      7  accrued
exim      8  accrued

F     Entry  Principal
──────────────────────
exim      7          1
exim      8          2
)"));
}

TEST_CASE("nothing is cut off where even two columns are too wide") {
  const std::vector<Column> columns{text_column("a", "Aaaa"), text_column("b", "Bbbb"), text_column("c", "Cccc")};
  const std::vector<Row> rows{row_of({text("1"), text("2"), text("3")})};
  CHECK(body(columns, rows, 1) == body(columns, rows, 15));
}

TEST_CASE("a kilogram column shows the fewest decimals that are exact for all its rows") {
  const auto masses = [](std::vector<std::int64_t> masses_mg) {
    std::vector<Row> rows;
    for (const std::int64_t mass_mg : masses_mg)
      rows.push_back(row_of({decimal(mass_mg)}));
    return body({decimal_column("on_hand_kg", "On hand", "kg", 6)}, rows);
  };
  CHECK(masses({1'500'000'000, 25'000'000, 0}) == page(R"(
On hand
     kg
───────
  1,500
     25
      0
)"));
  CHECK(masses({1'500'000'000, 1, -50'000}) == page(R"(
     On hand
          kg
────────────
1,500.000000
    0.000001
   -0.050000
)"));
}

TEST_CASE("a total takes part in the decimals of its column") {
  Table table = table_of({text_column("m", "M"), decimal_column("kg", "Mass", "kg", 6)},
                         {row_of({text("a"), decimal(1'000'000)})});
  table.title.clear();
  table.totals = row_of({text("Sum"), decimal(1'250'000)});
  CHECK(plain(table).starts_with(page(R"(
M    Mass
       kg
─────────
a    1.00
─────────
Sum  1.25
)")));
}

TEST_CASE("dollars always show their cents and days their tenths") {
  CHECK(body({decimal_column("cost_usd", "Cost", "USD", 2), decimal_column("days", "Cover", "days", 1)},
             {row_of({decimal(100), decimal(10)}), row_of({decimal(-5), decimal(-5)}),
              row_of({decimal(0), decimal(0)})}) == page(R"(
 Cost  Cover
  USD   days
────────────
 1.00    1.0
-0.05   -0.5
 0.00    0.0
)"));
}

TEST_CASE("the largest and smallest amounts are shown to the last digit") {
  CHECK(body({decimal_column("kg", "Mass", "kg", 6), decimal_column("usd", "Cost", "USD", 2),
              integer_column("n", "Count")},
             {row_of({decimal(smallest), decimal(smallest), integer(smallest)}),
              row_of({decimal(largest), decimal(largest), integer(largest)})}) == page(R"(
                     Mass                        Cost                       Count
                       kg                         USD
─────────────────────────────────────────────────────────────────────────────────
-9,223,372,036,854.775808  -92,233,720,368,547,758.08  -9,223,372,036,854,775,808
 9,223,372,036,854.775807   92,233,720,368,547,758.07   9,223,372,036,854,775,807
)"));
}

TEST_CASE("a bar never overstates, and above full shows the real percentage") {
  CHECK(body({bar_column("bar", "Bar")},
             {row_of({bar(0, 600)}), row_of({bar(29, 600)}), row_of({bar(30, 600)}), row_of({bar(599, 600)}),
              row_of({bar(600, 600)}), row_of({bar(75'000, 600)}), row_of({bar(-1, 600)}), row_of({bar(1, 0)}),
              row_of({no_value()}), row_of({bar(largest, 1)}), row_of({bar(largest, largest)})}) == page(R"(
Bar
────────────────────────────
░░░░░░░░░░░░░░░░░░░░      0%
░░░░░░░░░░░░░░░░░░░░      4%
█░░░░░░░░░░░░░░░░░░░      5%
███████████████████░     99%
████████████████████    100%
████████████████████ 12,500%
░░░░░░░░░░░░░░░░░░░░     -1%
–
–
████████████████████
████████████████████    100%
)"));
}

TEST_CASE("wide characters and combining marks keep the columns aligned") {
  CHECK(body({text_column("name", "Name"), integer_column("n", "Lots")},
             {row_of({text("東京"), integer(1)}), row_of({text("Zu\u0308rich"), integer(2)}),
              row_of({text("Zürich"), integer(3)})}) == "Name    Lots\n"
                                                        "────────────\n"
                                                        "東京       1\n"
                                                        "Zu\u0308rich     2\n"
                                                        "Zürich     3\n");
}

TEST_CASE("nothing from a book reaches the terminal raw that could change what is seen") {
  CHECK(shown("\x1b[2J\x1b]0;owned\x07") == "\\x1B[2J\\x1B]0;owned\\x07");
  CHECK(shown("a\tb\nc\rd\x7f") == "a\\x09b\\x0Ac\\x0Dd\\x7F");
  CHECK(shown(std::string("nul\0.", 5)) == "nul\\x00.");
  CHECK(shown("\u009b31m") == "\\xC2\\x9B31m"); // C1: the one-character form of ESC [
  CHECK(shown("abc\u202Etxt.exe") == "abc\\xE2\\x80\\xAEtxt.exe");
  CHECK(shown("\u202A\u2066\u2069") == "\\xE2\\x80\\xAA\\xE2\\x81\\xA6\\xE2\\x81\\xA9");
  CHECK(shown("line\u2028break") == "line\\xE2\\x80\\xA8break");
  CHECK(shown("bad \xff byte") == "bad \\xFF byte");
  CHECK(shown("cut \xe2\x82") == "cut \\xE2\\x82");  // the first two bytes of a euro sign
  CHECK(shown("\xed\xa0\x80") == "\\xED\\xA0\\x80"); // a surrogate
  CHECK(shown("\xc0\xaf") == "\\xC0\\xAF");          // an overlong slash
  CHECK(shown("fine: Kaļķis, €, 鈷") == "fine: Kaļķis, €, 鈷");
}

TEST_CASE("title, headings, notes and the book's name are made harmless, too") {
  Table table = table_of({text_column("name", "Na\x1bme")}, {});
  table.columns[0].unit = "\x1b";
  table.title = "Ti\x1btle";
  table.notes = {"no\x1bte"};
  table.provenance.book = "bo\x1bok";
  CHECK(plain(table).find('\x1b') == std::string::npos);
  CHECK(plain(table).find("bo\\x1Bok") != std::string::npos);
}

TEST_CASE("moods are coloured only when asked, around the text and not around its padding") {
  const Table table =
      table_of({text_column("name", "Name"), integer_column("n", "Lots"), bar_column("bar", "Bar")},
               {row_of({text("Co"), integer(1), bar(1, 2)}, "good"), row_of({text("Ga"), integer(2), bar(0, 2)}, "bad"),
                row_of({text("Y"), integer(3), no_value()}, "faint"), row_of({text("Ni"), integer(4), no_value()})});
  const std::string coloured = render_text(table, {.colour = true, .width = 0});
  CHECK(coloured.find("\n\x1b[32mCo\x1b[0m       1  \x1b[32m██████████░░░░░░░░░░ 50%\x1b[0m\n") != std::string::npos);
  CHECK(coloured.find("\n\x1b[31mGa\x1b[0m       2  \x1b[31m░░░░░░░░░░░░░░░░░░░░  0%\x1b[0m\n") != std::string::npos);
  CHECK(coloured.find("\n\x1b[2mY\x1b[0m        \x1b[2m3\x1b[0m  \x1b[2m–\x1b[0m\n") != std::string::npos);
  CHECK(coloured.find("\nNi       4  –\n") != std::string::npos);
  CHECK(plain(table).find('\x1b') == std::string::npos);
}

TEST_CASE("where columns tell why a row is good or bad only these are coloured, figures as well") {
  Column overdue = integer_column("overdue", "Overdue");
  overdue.tells_why = true;
  const Table table = table_of(
      {text_column("name", "Name"), overdue, text_column("lender", "Lender")},
      {row_of({text("A"), integer(5), text("B")}, "bad"), row_of({text("C"), integer(0), text("D")}, "faint")});
  const std::string coloured = render_text(table, {.colour = true, .width = 0});
  CHECK(coloured.find("\nA           \x1b[31m5\x1b[0m  B\n") != std::string::npos);
  CHECK(coloured.find("\n\x1b[2mC\x1b[0m           \x1b[2m0\x1b[0m  \x1b[2mD\x1b[0m\n") != std::string::npos);
}

TEST_CASE("no line ends in blanks") {
  Table table = coverage_table();
  table.rows.push_back(
      row_of({text("blank behind  "), no_value(), no_value(), no_value(), no_value(), no_value(), no_value()}, "bad"));
  table.notes.push_back("a note   ");
  for (const int width : {0, 20, 60, 80})
    CHECK(plain(table, width).find(" \n") == std::string::npos);
  CHECK(render_text(table, {.colour = true, .width = 0}).find(" \x1b[0m\n") == std::string::npos);
}

TEST_CASE("no folded line is wider than the terminal") {
  for (int width = 40; width <= 100; ++width) {
    std::istringstream lines(plain(coverage_table(), width));
    for (std::string line; std::getline(lines, line);) {
      const auto is_start = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; };
      CHECK(std::count_if(line.begin(), line.end(), is_start) <= width);
    }
  }
}

TEST_CASE("an empty table says so under its headings") {
  CHECK(plain(table_of({text_column("lot", "Lot"), decimal_column("on_hand_kg", "On hand", "kg", 6)}, {})) == page(R"(
Sample

Lot  On hand
          kg
────────────
(no rows)

Book: Project Vault · as of 2026-03-31 · known at entry 181 (hash 3f9a6c0d1e2b…)
)"));
}

TEST_CASE("a book without entries has no hash, and a table without columns is its notes") {
  Table table = table_of({}, {});
  table.provenance = {.book = "New", .as_of = "2026-01-01", .known_at_entry = 0, .known_at_hash = ""};
  table.notes = {"Nothing recorded yet."};
  CHECK(plain(table) == page(R"(
Sample

Nothing recorded yet.

Book: New · as of 2026-01-01 · known at entry 0
)"));
}

TEST_CASE("an empty text is not missing") {
  CHECK(shown("") == "");
  CHECK(body({text_column("a", "A")}, {row_of({no_value()})}) == "A\n─\n–\n");
}

TEST_CASE("long notes are folded between words") {
  Table table = table_of({}, {});
  table.notes = {"The figure for gallium is an estimate of the survey.",
                 "unbreakable_word_that_is_longer_than_the_line"};
  CHECK(plain(table, 30).find(page(R"(
The figure for gallium is an
  estimate of the survey.
unbreakable_word_that_is_longer_than_the_line
)")) != std::string::npos);
}

} // namespace reports_render_text_test
