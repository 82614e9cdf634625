#include "cli/recorded_text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace cli_recorded_text_test {

using namespace pvault;
using namespace pvault::cli;
using operations::Recorded;

namespace {

Recorded purchase() {
  return {.entry = EntryId{183},
          .kind = "purchase",
          .hash = std::string(64, 'a'),
          .effective_on = parse_iso_date("2026-03-31").value(),
          .repeated = false,
          .dry_run = false,
          .summary = "purchase of 1,500.5 kg of gallium as lot GA-1 for 1,234.56 USD",
          .postings = {{"inventory:gallium", "GA-1", Mass::milligrams(1'500'500'000), Money::cents(123'456)},
                       {"received_from:gallium", "", Mass::milligrams(-1'500'500'000), Money()},
                       {"payable:TRAXYS", "", Mass(), Money::cents(-123'456)}}};
}

} // namespace

TEST_CASE("what was recorded, in two lines") {
  CHECK(format_recorded(purchase(), RecordedFormat::text) ==
        "entry 183 recorded: purchase of 1,500.5 kg of gallium as lot GA-1 for 1,234.56 USD\nhash " +
            std::string(64, 'a') + "\n");
}

TEST_CASE("a repeated request says that nothing new was recorded") {
  Recorded repeated = purchase();
  repeated.repeated = true;
  CHECK(format_recorded(repeated, RecordedFormat::text) ==
        "entry 183 had been recorded for this request: nothing new was recorded\nhash " + std::string(64, 'a') + "\n");
}

TEST_CASE("a dry run shows every posting and no hash") {
  Recorded tried = purchase();
  tried.dry_run = true;
  CHECK(format_recorded(tried, RecordedFormat::text) ==
        "dry run: would record entry 183: purchase of 1,500.5 kg of gallium as lot GA-1 for 1,234.56 USD\n"
        "  account                lot    mass kg  amount USD\n"
        "  inventory:gallium      GA-1   1,500.5    1,234.56\n"
        "  received_from:gallium        -1,500.5\n"
        "  payable:TRAXYS                          -1,234.56\n"
        "nothing was recorded\n");
}

TEST_CASE("names from the book do not steer the terminal") {
  Recorded odd = purchase();
  odd.summary = "site \x1b[31m";
  CHECK(format_recorded(odd, RecordedFormat::text).starts_with("entry 183 recorded: site \\x1B[31m\n"));
}

TEST_CASE("as JSON: decimals are texts with all their digits, missing is null") {
  const auto object = nlohmann::json::parse(format_recorded(purchase(), RecordedFormat::json));
  CHECK(object["schema"] == "pvault.entry/1");
  CHECK(object["entry"] == 183);
  CHECK(object["effective_on"] == "2026-03-31");
  CHECK(object["hash"] == std::string(64, 'a'));
  CHECK(object["repeated"] == false);
  CHECK(object["postings"].size() == 3);
  CHECK(object["postings"][0]["lot"] == "GA-1");
  CHECK(object["postings"][0]["mass_kg"] == "1500.500000");
  CHECK(object["postings"][1]["lot"].is_null());
  CHECK(object["postings"][2]["amount_usd"] == "-1234.56");
}

TEST_CASE("as JSON: a dry run has no hash, a repeated request no summary") {
  Recorded tried = purchase();
  tried.dry_run = true;
  CHECK(nlohmann::json::parse(format_recorded(tried, RecordedFormat::json))["hash"].is_null());
  Recorded repeated = purchase();
  repeated.repeated = true;
  repeated.summary = "";
  const auto object = nlohmann::json::parse(format_recorded(repeated, RecordedFormat::json));
  CHECK(object["summary"].is_null());
  CHECK(object["hash"].is_string());
}

TEST_CASE("formats of a recording") {
  CHECK(parse_recorded_format("").value() == RecordedFormat::text);
  CHECK(parse_recorded_format("JSON").value() == RecordedFormat::json);
  CHECK(parse_recorded_format("jsn").error().next_step == "json");
  CHECK(parse_recorded_format("csv").error().next_step == "text or json");
}

} // namespace cli_recorded_text_test
