#include "reports/render.hpp"
#include "tests/reports/sample_tables.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <limits>
#include <nlohmann/json.hpp>

namespace reports_render_json_test {

using namespace pvault::reports;
using Json = nlohmann::ordered_json;

TEST_CASE("JSON of a small report, to the byte") {
  Table table = table_of(
      {text_column("mineral", "Mineral"), decimal_column("on_hand_kg", "On hand", "kg", 6),
       integer_column("lots", "Lots")},
      {row_of({text("Cobalt"), decimal(-50'000), integer(2)}), row_of({text("Gallium"), no_value(), no_value()})});
  table.totals = row_of({text("Total"), decimal(-50'000), integer(2)});
  table.notes = {"One \"note\"."};
  table.provenance.known_at_hash = "3f9a";
  CHECK(render_json(table) == R"({
  "schema": "pvault.report.sample/1",
  "title": "Sample",
  "book": "Project Vault",
  "as_of": "2026-03-31",
  "known_at": {
    "entry": 181,
    "hash": "3f9a"
  },
  "columns": [
    {
      "name": "mineral",
      "unit": null,
      "type": "text"
    },
    {
      "name": "on_hand_kg",
      "unit": "kg",
      "type": "decimal"
    },
    {
      "name": "lots",
      "unit": null,
      "type": "integer"
    }
  ],
  "rows": [
    {
      "mineral": "Cobalt",
      "on_hand_kg": "-0.050000",
      "lots": 2
    },
    {
      "mineral": "Gallium",
      "on_hand_kg": null,
      "lots": null
    }
  ],
  "totals": {
    "on_hand_kg": "-0.050000",
    "lots": 2
  },
  "notes": [
    "One \"note\"."
  ]
}
)");
}

TEST_CASE("JSON read back has the table's values; what is only for people is not in it") {
  const Json report = Json::parse(render_json(coverage_table()));
  CHECK(report["schema"] == "pvault.report.coverage/1");
  CHECK(report["known_at"]["hash"] == sample_provenance.known_at_hash);
  CHECK(report["columns"].size() == 6);
  CHECK(report["rows"].size() == 4);
  CHECK_FALSE(report["rows"][0].contains("bar"));
  CHECK(report["rows"][0]["source"] == "USGS 2026");
  CHECK(report["rows"][1]["gap_cost_usd"] == "1234567.50");
  CHECK(report["rows"][3]["demand_year"].is_null());
  CHECK(report["totals"] == Json{{"gap_cost_usd", "1234567.55"}});
}

TEST_CASE("the parts are put together as one document of two-space indent") {
  for (const Table& table :
       {coverage_table(), table_of({}, {}), table_of({text_column("a", "A")}, {}), table_of({}, {row_of({})})}) {
    const std::string json = render_json(table);
    CHECK(json == Json::parse(json).dump(2) + "\n");
  }
}

TEST_CASE("an empty table has no rows and no totals") {
  const Json report = Json::parse(render_json(table_of({text_column("lot", "Lot")}, {})));
  CHECK(report["rows"] == Json::array());
  CHECK(report["totals"].is_null());
  CHECK(report["notes"] == Json::array());
}

TEST_CASE("the smallest amounts and dates come back exactly") {
  constexpr auto smallest = std::numeric_limits<std::int64_t>::min();
  Column date = text_column("received_on", "Received");
  date.type = ColumnType::date;
  const Table table =
      table_of({decimal_column("kg", "", "kg", 6), decimal_column("usd", "", "USD", 2), integer_column("n", ""), date},
               {row_of({decimal(smallest), decimal(smallest), integer(smallest), text("2026-03-31")})});
  const Json report = Json::parse(render_json(table));
  const Json row = report["rows"][0];
  CHECK(row["kg"] == "-9223372036854.775808");
  CHECK(row["usd"] == "-92233720368547758.08");
  CHECK(row["n"].get<std::int64_t>() == smallest);
  CHECK(row["received_on"] == "2026-03-31");
  CHECK(report["columns"][3]["type"] == "date");
}

TEST_CASE("any text comes back from JSON, and bytes that are no UTF-8 do not throw") {
  Table table = table_of({text_column("name", "Name")},
                         {row_of({text("tab\t, line\n\x1b \"q\" \\ 東京 \u202E")}), row_of({text("bad \xff byte")})});
  table.title = "bad \xff";
  table.provenance.book = "bad \xff";
  table.notes = {"bad \xff"};
  const Json report = Json::parse(render_json(table));
  CHECK(report["rows"][0]["name"] == "tab\t, line\n\x1b \"q\" \\ 東京 \u202E");
  CHECK(report["rows"][1]["name"] == "bad \uFFFD byte");
  CHECK(report["title"] == "bad \uFFFD");
  CHECK(report["book"] == "bad \uFFFD");
  CHECK(report["notes"][0] == "bad \uFFFD");
}

} // namespace reports_render_json_test
