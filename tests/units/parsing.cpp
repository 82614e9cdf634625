#include "units/parsing.hpp"

#include "units/text.hpp"

#include <doctest/doctest.h>
#include <string>

namespace units_parsing {

using namespace pvault;

TEST_CASE("in_quotes shows printable text as it is") {
  CHECK(in_quotes("25 t") == "\"25 t\"");
  CHECK(in_quotes("") == "\"\"");
  CHECK(in_quotes("Łódź 日本") == "\"Łódź 日本\"");
}

TEST_CASE("in_quotes never lets text steer the terminal or break the encoding") {
  CHECK(in_quotes("\x1b[2J") == "\"\\x1b[2J\"");
  CHECK(in_quotes("a\nb") == "\"a\\x0ab\"");
  CHECK(in_quotes("\xff\xc3") == "\"\\xff\\xc3\"");
  CHECK(in_quotes("\u202e") == "\"\\xe2\\x80\\xae\"");
}

TEST_CASE("in_quotes cuts long text, never inside a character") {
  CHECK(in_quotes(std::string(80, 'x')) == "\"" + std::string(80, 'x') + "\"");
  CHECK(in_quotes(std::string(81, 'x')) == "\"" + std::string(80, 'x') + "...\"");
  const std::string cut = in_quotes(std::string(79, 'x') + "日本");
  CHECK(cut == "\"" + std::string(79, 'x') + "日...\"");
}

TEST_CASE("find_of finds the word, not the letters") {
  CHECK(find_of("lb of WO3") == 3);
  CHECK(find_of("lb OF WO3") == 3);
  CHECK(find_of("of WO3") == 0);
  CHECK(find_of("lb of") == 3);
  CHECK(find_of("of of") == 0);
  for (const std::string_view text : {"", "o", "lb", "often", "roof tiles", "lb ofWO3", "lbof WO3"}) {
    CAPTURE(std::string(text));
    CHECK(find_of(text) == std::string_view::npos);
  }
}

TEST_CASE("equals_ignoring_case compares ASCII letters without their case") {
  CHECK(equals_ignoring_case("USD", "usd"));
  CHECK(equals_ignoring_case("", ""));
  CHECK_FALSE(equals_ignoring_case("USD", "US"));
  CHECK_FALSE(equals_ignoring_case("[", "{"));
}

TEST_CASE("parse_quantity keeps what follows a malformed number in its suggestion") {
  const auto quantity = parse_quantity("1.500,5 USD", "5 USD", "/t of Li2CO3");
  REQUIRE_FALSE(quantity.has_value());
  CHECK(quantity.error().message == "\"1.500,5\" is not a number");
  CHECK(quantity.error().next_step == "1,500.5 USD/t of Li2CO3");
}

} // namespace units_parsing
