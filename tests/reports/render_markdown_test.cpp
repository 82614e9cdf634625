#include "reports/render.hpp"
#include "tests/reports/sample_tables.hpp"

#include <doctest/doctest.h>

namespace reports_render_markdown_test {

using namespace pvault::reports;

namespace {

// The cell that a text becomes, as Markdown.
std::string cell_of(const std::string& value) {
  const std::string page = render_markdown(table_of({text_column("a", "A")}, {row_of({text(value)})}));
  const std::string head = "# Sample\n\n| A |\n| --- |\n| ";
  REQUIRE(page.starts_with(head));
  return page.substr(head.size(), page.find(" |\n", head.size()) - head.size());
}

} // namespace

TEST_CASE("Markdown of a report: moods, members under their group, totals, notes, provenance") {
  CHECK(render_markdown(coverage_table()) ==
        "# Coverage in days\n\n"
        "| Mineral | On hand (kg) | Year | Coverage (days) | Of target | Gap (USD) |\n"
        "| --- | ---: | ---: | ---: | --- | ---: |\n"
        "| Cobalt | 1,500,000.0 | 2025 | 70.2 | ████████████████████ 117% | 0.00 |\n"
        "| **Gallium** | 1.5 | 2025 | 28.6 | █████████░░░░░░░░░░░  47% | 1,234,567.50 |\n"
        "| Rare earths | 0.0 | 2025 | 0.0 | ░░░░░░░░░░░░░░░░░░░░   0% | 0.05 |\n"
        "| &emsp;*Yttrium* | 12.5 | – | – | – | – |\n"
        "| **Total** |  |  |  |  | **1,234,567.55** |\n\n"
        "- 1 mineral has no demand figure.\n\n"
        "Book: Project Vault · as of 2026-03-31 · known at entry 181 (hash "
        "3f9a6c0d1e2b4a5968778695a4b3c2d1e0f0123456789abcdef0123456789abc)\n");
}

TEST_CASE("when the entry was recorded stands in the provenance, where it is known") {
  Table table = table_of({text_column("a", "A")}, {row_of({text("x")})});
  table.provenance.known_at_time = "2026-04-01T10:00:00.000Z";
  CHECK(render_markdown(table).find("known at entry 181, recorded at 2026-04-01T10:00:00.000Z (hash") !=
        std::string::npos);
}

TEST_CASE("a text of the book is no Markdown") {
  CHECK(cell_of("a|b") == "a\\|b");
  CHECK(cell_of("**x** _y_ `z` \\") == "\\*\\*x\\*\\* \\_y\\_ \\`z\\` \\\\");
  CHECK(cell_of("<script>alert('x')</script> & more") == "&lt;script&gt;alert('x')&lt;/script&gt; &amp; more");
  CHECK(cell_of("[a](b) ![c](d)") == "\\[a\\](b) !\\[c\\](d)");
  CHECK(cell_of("~~gone~~ $x$ a@b.c") == "&#126;&#126;gone&#126;&#126; &#36;x&#36; a&#64;b.c");
  CHECK(cell_of("see https://example.org or www.example.org") == "see https&#58;//example.org or www&#46;example.org");
}

TEST_CASE("an underscore within a word is itself") {
  CHECK(cell_of("no_demand_figure") == "no_demand_figure");
  CHECK(cell_of("_a b_") == "\\_a b\\_");
}

TEST_CASE("nothing in a cell breaks its line") {
  CHECK(cell_of("two\r\nlines\tand\x1b[31m") == "two\\\\x0D\\\\x0Alines\\\\x09and\\\\x1B\\[31m");
}

TEST_CASE("a note does not begin a heading, a list or a rule of its own") {
  Table table = table_of({text_column("a", "A")}, {});
  table.title = "# One";
  table.notes = {"- two", "3. three", "12) four", "--- five", "2025 was a year."};
  const std::string page = render_markdown(table);
  CHECK(page.starts_with("# \\# One\n"));
  CHECK(page.find("- \\- two\n- 3\\. three\n- 12\\) four\n- \\--- five\n- 2025 was a year.\n") != std::string::npos);
}

TEST_CASE("a table without rows says so") {
  CHECK(render_markdown(table_of({text_column("a", "A")}, {})).find("| --- |\n\n(no rows)\n") != std::string::npos);
}

TEST_CASE("a table of no book has no provenance") {
  Table table = table_of({text_column("a", "A")}, {row_of({text("x")})});
  table.provenance = {};
  CHECK(render_markdown(table) == "# Sample\n\n| A |\n| --- |\n| x |\n");
}

} // namespace reports_render_markdown_test
