// Figures over time: how they are drawn, that machines get none of it, and what people are shown instead of other rows.
#include "reports/cell_text.hpp"
#include "reports/render.hpp"
#include "reports/terminal_text.hpp"
#include "tests/reports/sample_tables.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <limits>
#include <memory>
#include <stdexcept>

namespace reports_sparkline_test {

using namespace pvault::reports;

namespace {

constexpr auto largest = std::numeric_limits<std::int64_t>::max();
constexpr auto smallest = std::numeric_limits<std::int64_t>::min();

using Values = std::vector<std::optional<std::int64_t>>;

std::string drawn(const Values& values) {
  return format_for_people(sparkline(values), sparkline_column("cover", "Cover"), 0);
}

Table over_time() {
  Table table =
      table_of({text_column("mineral", "Mineral"), sparkline_column("cover", "Cover")},
               {row_of({text("Cobalt"), sparkline({1, 2, 4})}, "good"),
                row_of({text("Gallium"), sparkline({std::nullopt, 0, 7})}), row_of({text("Hafnium"), no_value()})});
  table.totals = row_of({text("all"), sparkline({3, 3, 3})});
  return table;
}

} // namespace

TEST_CASE("a line is drawn from nothing up to its highest, rounded up") {
  CHECK(drawn({0, 1, 2, 3, 4, 5, 6, 7}) == "▁▂▃▄▅▆▇█");
  CHECK(drawn({7, 7}) == "██");
  CHECK(drawn({700, 701}) == "██"); // 6.99 of 7 steps
  CHECK(drawn({600, 601, 700}) == "▇██");
  CHECK(drawn({0, 1, 1'000'000}) == "▁▂█"); // something is never nothing
  CHECK(drawn({largest, largest / 7 + 1, 1}) == "█▃▂");
}

TEST_CASE("what is missing is neither nothing nor something") {
  CHECK(drawn({std::nullopt, 0, 1, std::nullopt}) == "·▁█·");
  CHECK(drawn({std::nullopt, std::nullopt}) == "–");
  CHECK(drawn({}) == "–");
  CHECK(drawn({0, 0}) == "▁▁");
  CHECK(drawn({-5, smallest}) == "▁▁");
  CHECK(drawn({-5, 5}) == "▁█");
}

TEST_CASE("twenty marks at most, each the last of several days; the last mark is the last day") {
  Values days(19, 1);
  days.emplace_back(2);
  CHECK(drawn(days) == "▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅█");
  days.emplace_back(2); // of 21 days the first 19 marks stand for one each, the last for two
  CHECK(drawn(days) == "▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅█");
  Values years;
  for (std::int64_t month = 1; month <= 240; ++month)
    years.emplace_back(month % 12 == 0 ? month / 12 : 0);
  CHECK(drawn(years) == "▂▂▃▃▃▄▄▄▅▅▅▆▆▆▇▇▇███");
}

TEST_CASE("a line stands in text with its mood, in totals as well, and never in a machine format") {
  CHECK(render_text(over_time(), {}) == R"(Sample

Mineral  Cover
──────────────
Cobalt   ▃▅█
Gallium  ·▁█
Hafnium  –
──────────────
all      ███

Book: Project Vault · as of 2026-03-31 · known at entry 181 (hash 3f9a6c0d1e2b…)
)");
  CHECK(render_text(over_time(), {.colour = true}).find("\x1b[32m▃▅█\x1b[0m") != std::string::npos);
  CHECK(render_csv(over_time()) == "mineral\r\nCobalt\r\nGallium\r\nHafnium\r\n");
  CHECK(render_json(over_time()).find("cover") == std::string::npos);
  CHECK_THROWS_AS((void)format_for_machine(sparkline({1}), sparkline_column("cover", "Cover")), std::logic_error);
}

TEST_CASE("people are shown the rows that are for them under the same title and provenance") {
  Table table = table_of({text_column("on", "On")}, {row_of({text("2026-01-31")}), row_of({text("2026-02-28")})});
  table.title = "Trend";
  table.notes = {"for machines"};
  Table people = over_time();
  people.notes = {"for people"};
  people.provenance = {};
  table.for_people = std::make_shared<const Table>(people);
  const std::string page = render_text(table, {});
  CHECK(page.starts_with("Trend\n\nMineral  Cover\n"));
  CHECK(page.find("2026-01-31") == std::string::npos);
  CHECK(page.find("for machines") == std::string::npos);
  CHECK(page.ends_with("\n\nfor people\n\nBook: Project Vault · as of 2026-03-31 · known at entry 181 (hash "
                       "3f9a6c0d1e2b…)\n"));
  CHECK(render_csv(table) == "on\r\n2026-01-31\r\n2026-02-28\r\n");
  CHECK(render_json(table).find("for machines") != std::string::npos);
  CHECK(render_json(table).find("for people") == std::string::npos);
}

TEST_CASE("where the terminal shows ASCII only, all that is drawn is ASCII of the same width") {
  CHECK(render_text(over_time(), {.ascii = true}) == R"(Sample

Mineral  Cover
--------------
Cobalt   :+#
Gallium  -_#
Hafnium  -
--------------
all      ###

Book: Project Vault - as of 2026-03-31 - known at entry 181 (hash 3f9a6c0d1e2b...)
)");
  CHECK(draw_in_ascii("▁▂▃▄▅▆▇█░─–·…") == "_.:=+*%#.---...");
  CHECK(draw_in_ascii("Zürich \xFF") == "Zürich \xFF"); // what a text holds is not the page's to change
}

} // namespace reports_sparkline_test
