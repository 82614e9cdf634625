#include "cli/option_reader.hpp"

#include "tests/support/refusals.hpp"
#include "units/mass.hpp"

#include <doctest/doctest.h>

namespace cli_option_reader_test {

using namespace pvault;
using namespace pvault::cli;
using pvault::test::check_refused;

namespace {

const Date today = parse_iso_date("2026-11-23").value();

} // namespace

TEST_CASE("a reader hands on what was understood") {
  OptionReader reader(today);
  CHECK(reader.read("--amount", parse_money("5 USD")) == Money::cents(500));
  CHECK(format_date(reader.read_date("--on", "yesterday", today)) == "2026-11-22");
  CHECK(reader.read_date("--on", "", today) == today);
  CHECK(reader.read_whole_number("--days", "-7", "a number of days") == -7);
  CHECK(reader.read_optional("--fee", "5 USD", parse_money) == Money::cents(500));
  CHECK(reader.read_optional("--fee", "", parse_money) == std::nullopt);
  CHECK_FALSE(reader.refusal());
}

TEST_CASE("a reader keeps the first refusal, with the option it is about") {
  OptionReader reader(today);
  CHECK(reader.read("--amount", parse_money("5")) == Money());
  CHECK(reader.read_date("--on", "03/04/2026", today) == today);
  REQUIRE(reader.refusal());
  CHECK(reader.refusal()->rule == Rule::currency_missing);
  CHECK(reader.refusal()->message == "--amount: \"5\" has no currency");
  CHECK(reader.refusal()->next_step == "5 USD");
}

TEST_CASE("money with a name") {
  const auto parse = [](const std::string& text) { return parse_named_money(text, "WHAT=MONEY", "freight=5 USD"); };
  CHECK(parse("freight=12,000 USD").value().name == "freight");
  CHECK(parse(" freight = 12,000 USD ").value().amount == Money::cents(1'200'000));
  check_refused(parse, {{"5 USD", Rule::option_malformed, "\"5 USD\" is not written as WHAT=MONEY", "freight=5 USD"},
                        {"=5 USD", Rule::option_malformed, "\"=5 USD\" is not written as WHAT=MONEY", "freight=5 USD"},
                        {"", Rule::option_malformed, "\"\" is not written as WHAT=MONEY", "freight=5 USD"},
                        {"a\tb=5 USD", Rule::text_malformed, "the name \"a\\x09b\" has a control character at byte 2",
                         "the name on one line, without control characters"},
                        {"freight=5", Rule::currency_missing, "\"5\" has no currency", "5 USD"},
                        {"a=b=5 USD", Rule::number_malformed, "\"b=5 USD\" does not start with a number", "5 USD"}});
}

TEST_CASE("whole numbers") {
  const auto parse = [](const std::string& text) { return parse_whole_number(text, "a year"); };
  CHECK(parse("0").value() == 0);
  CHECK(parse(" 2026 ").value() == 2026);
  CHECK(parse("9223372036854775807").value() == 9'223'372'036'854'775'807);
  for (const char* wrong : {"", "x", "1.5", "1e3", "1,000", "0x10", "+5", "9223372036854775808", "5 days"}) {
    CAPTURE(wrong);
    REQUIRE_FALSE(parse(wrong).has_value());
    CHECK(parse(wrong).error().rule == Rule::option_malformed);
  }
}

} // namespace cli_option_reader_test
