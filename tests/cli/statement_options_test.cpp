// Values, time and rows of a statement, as typed.
#include "cli/statement_options.hpp"

#include "tests/support/refusals.hpp"

#include <doctest/doctest.h>

namespace cli_statement_options_test {

using namespace pvault;
using namespace pvault::cli;

namespace {

const Date today = parse_iso_date("2026-11-23").value();

StatementOptions read(const StatementArguments& arguments) {
  OptionReader reader(today);
  StatementOptions options = read_sql_options(reader, arguments);
  REQUIRE_FALSE(reader.refusal());
  return options;
}

std::string refusal_of(const StatementArguments& arguments) {
  OptionReader reader(today);
  (void)read_sql_options(reader, arguments);
  if (!reader.refusal()) return {};
  CHECK_EQ(rule_name(reader.refusal()->rule), "option_malformed");
  return reader.refusal()->message;
}

} // namespace

TEST_CASE("a statement has 30 seconds and any number of rows unless something else is said") {
  CHECK_EQ(read({}).timeout.count(), 30'000);
  CHECK_FALSE(read({}).rows.has_value());
  CHECK_EQ(read({.parameters = {}, .timeout = "100ms", .limit = ""}).timeout.count(), 100);
  CHECK_EQ(read({.parameters = {}, .timeout = "5 min", .limit = ""}).timeout.count(), 300'000);
  CHECK(read({.parameters = {}, .timeout = "", .limit = "0"}).rows == 0);
}

TEST_CASE("a parameter that is a whole number is one; all else is text") {
  for (const char* text : {"5", "-5", "0", "9223372036854775807"})
    CHECK(std::holds_alternative<std::int64_t>(parse_parameter_value("a", text).value));
  for (const char* text : {"", "007", "+5", "5.0", "1e3", "5 ", "9223372036854775808", "x"})
    CHECK(std::holds_alternative<std::string>(parse_parameter_value("a", text).value));
  CHECK(read({.parameters = {"a=b=c"}, .timeout = "", .limit = ""}).parameters.at(0).value ==
        Value(std::string("b=c")));
}

TEST_CASE("option_malformed: what is no value, no time and no number of rows") {
  for (const char* text : {"a", "=5", "a b=5", ":a=5", "as_of=2025-01-01", "known_at=5"})
    CHECK_NE(refusal_of({.parameters = {text}, .timeout = "", .limit = ""}), "");
  CHECK_EQ(refusal_of({.parameters = {"a=1", "a=2"}, .timeout = "", .limit = ""}), "--param: a is given twice");
  for (const char* text : {"30", "0s", "-1s", "1.5s", "2h", "61min", "s", "99999999999999999999s"})
    CHECK_NE(refusal_of({.parameters = {}, .timeout = text, .limit = ""}), "");
  for (const char* text : {"-1", "1000001", "many"})
    CHECK_NE(refusal_of({.parameters = {}, .timeout = "", .limit = text}), "");
}

} // namespace cli_statement_options_test
