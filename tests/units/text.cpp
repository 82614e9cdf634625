#include "units/text.hpp"

#include "tests/support/refusals.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace units_text {

using namespace pvault;
using pvault::test::check_refused;

TEST_CASE("trim takes ASCII blanks off both ends and nothing else") {
  CHECK(trim("  25 t \r\n\t") == "25 t");
  CHECK(trim("25 t") == "25 t");
  CHECK(trim(" \t ").empty());
  CHECK(trim("").empty());
  CHECK(trim("\u00a0x") == "\u00a0x");
}

// Unicode Standard Annex 15, figures 3 to 5: A and a ring above are one character composed, the angstrom sign is
// another that composes to it, and several marks of one letter come in one order.
TEST_CASE("composed writes what reads alike in one way, and leaves ASCII and what is not UTF-8 alone") {
  CHECK(composed("A\u030a") == "\u00c5");
  CHECK(composed("\u212b") == "\u00c5");
  CHECK(composed("\u00c5") == "\u00c5");
  CHECK(composed("s\u0307\u0323") == "\u1e69");
  CHECK(composed("\ufb01") == "\ufb01"); // a ligature is not taken apart: that would be compatibility
  CHECK(composed("GA-1") == "GA-1");
  CHECK(composed("") == "");
  CHECK(composed("\xff e\u0301") == "\xff e\u0301");
  CHECK(is_ascii("GA-1~"));
  CHECK_FALSE(is_ascii("\u00c5"));
  CHECK(lower("Ge\u0301-1") == lower("g\u00e9-1"));
  CHECK(lower("GE\u0301-1") == "g\u00c9-1");
}

TEST_CASE("lower changes ASCII letters only") { CHECK(lower("Li2CO3 @[`{ Ünïcode") == "li2co3 @[`{ Ünïcode"); }

TEST_CASE("parse_number reads decimal numbers exactly") {
  const auto number = [](std::string_view text) { return parse_number(text).value(); };
  CHECK(number("0") == 0);
  CHECK(number("007") == 7);
  CHECK(number("-3") == -3);
  CHECK(number("12.5") == Exact(25, 2));
  CHECK(number("-0.1") == Exact(-1, 10));
  CHECK(number("0.100") == Exact(1, 10));
  CHECK(number("1,500") == 1500);
  CHECK(number("12,345,678.90") == Exact(123456789, 10));
  CHECK(number(" 1.67 ") == Exact(167, 100));
  CHECK(number("10e9") == power_of_ten(10));
  CHECK(number("1,000E+3") == power_of_ten(6));
  CHECK(number("2.5e-3") == Exact(1, 400));
  CHECK(number("1e-018") == Exact(1, power_of_ten(18)));
}

TEST_CASE("parse_number takes up to 40 digits, beyond 64 and 128 bits") {
  using boost::multiprecision::cpp_int;
  const std::string nines(40, '9');
  const cpp_int ten_to_40 = boost::multiprecision::pow(cpp_int(10), 40);
  CHECK(parse_number(nines).value() == Exact(ten_to_40 - 1));
  CHECK(parse_number("-" + nines).value() == Exact(1 - ten_to_40));
  CHECK(parse_number("0." + nines.substr(1)).value() == Exact(ten_to_40 / 10 - 1, ten_to_40 / 10));
  CHECK(parse_number("9223372036854775808").value() == Exact(cpp_int("9223372036854775808")));
  CHECK(parse_number("0.0000000000000000000000000000000000001e-18").value() ==
        Exact(1, boost::multiprecision::pow(cpp_int(10), 55)));
}

TEST_CASE("parse_number refuses what is not a number, and shows one") {
  const std::string example = "1500.5 or 1,500.5";
  check_refused(parse_number, {{"", Rule::number_malformed, "\"\" is not a number", example},
                               {"t", Rule::number_malformed, "\"t\" is not a number", example},
                               {"-", Rule::number_malformed, "\"-\" is not a number", example},
                               {"--5", Rule::number_malformed, "\"--5\" is not a number", example},
                               {"+5", Rule::number_malformed, "\"+5\" is not a number", example},
                               {"5.", Rule::number_malformed, "\"5.\" is not a number", example},
                               {",500", Rule::number_malformed, "\",500\" is not a number", example},
                               {"1,,500", Rule::number_malformed, "\"1,,500\" is not a number", example},
                               {"1e", Rule::number_malformed, "\"1e\" is not a number", example},
                               {"1e+", Rule::number_malformed, "\"1e+\" is not a number", example},
                               {"1e5e5", Rule::number_malformed, "\"1e5e5\" is not a number", example},
                               {"1e1.5", Rule::number_malformed, "\"1e1.5\" is not a number", example},
                               {"0x10", Rule::number_malformed, "\"0x10\" is not a number", example},
                               {"inf", Rule::number_malformed, "\"inf\" is not a number", example},
                               {"nan", Rule::number_malformed, "\"nan\" is not a number", example},
                               {"1/2", Rule::number_malformed, "\"1/2\" is not a number", example},
                               {"٣", Rule::number_malformed, "\"٣\" is not a number", example}});
}

TEST_CASE("parse_number shows how a number in another country's form is written") {
  check_refused(parse_number, {{"1.500,5", Rule::number_malformed, "\"1.500,5\" is not a number", "1,500.5"},
                               {"1.500.000", Rule::number_malformed, "\"1.500.000\" is not a number", "1,500,000"},
                               {"1,5", Rule::number_malformed, "\"1,5\" is not a number", "1.5"},
                               {"0,500", Rule::number_malformed, "\"0,500\" is not a number", "0.500"},
                               {"1500,250", Rule::number_malformed, "\"1500,250\" is not a number", "1500.250"},
                               {"1 500", Rule::number_malformed, "\"1 500\" is not a number", "1,500"},
                               {"1 500.250", Rule::number_malformed, "\"1 500.250\" is not a number", "1,500.250"},
                               {"1 500,5", Rule::number_malformed, "\"1 500,5\" is not a number", "1,500.5"},
                               {"1\u00a0500", Rule::number_malformed, "\"1\u00a0500\" is not a number", "1,500"},
                               {"1\u202f500", Rule::number_malformed, "\"1\u202f500\" is not a number", "1,500"},
                               {"1'500.50", Rule::number_malformed, "\"1'500.50\" is not a number", "1,500.50"},
                               {"1_000", Rule::number_malformed, "\"1_000\" is not a number", "1,000"},
                               {".5", Rule::number_malformed, "\".5\" is not a number", "0.5"}});
}

TEST_CASE("parse_number limits digits and exponent") {
  const std::string digits(41, '1');
  check_refused(parse_number, {{digits, Rule::number_malformed,
                                "\"" + digits + "\" has 41 digits, 1 more than the 40 allowed", "1500.5 or 1,500.5"},
                               {"1e19", Rule::number_malformed, "\"1e19\" has an exponent outside -18 to 18", "10e9"},
                               {"1e-19", Rule::number_malformed, "\"1e-19\" has an exponent outside -18 to 18", "10e9"},
                               {"1e99999999999999999999", Rule::number_malformed,
                                "\"1e99999999999999999999\" has an exponent outside -18 to 18", "10e9"}});
  const auto huge = parse_number(std::string(100'000, '7'));
  REQUIRE_FALSE(huge.has_value());
  CHECK(huge.error().message.size() < 200);
}

TEST_CASE("split_number cuts before the unit") {
  const auto check_split = [](std::string_view text, std::string_view number, std::string_view rest) {
    CAPTURE(std::string(text));
    const NumberAndRest split = split_number(text);
    CHECK(split.number == number);
    CHECK(split.rest == rest);
  };
  check_split("1,500 lb of WO3", "1,500", "lb of WO3");
  check_split("10e9 USD", "10e9", "USD");
  check_split("10e-9 USD", "10e-9", "USD");
  check_split("1.67B USD", "1.67", "B USD");
  check_split("5 EUR", "5", "EUR");
  check_split("5EUR", "5", "EUR");
  check_split("5e USD", "5", "e USD");
  check_split("5e- USD", "5", "e- USD");
  check_split("5e3kg", "5e3", "kg");
  check_split("-5 t", "-5", "t");
  check_split("  25   t  ", "25", "t");
  check_split("25", "25", "");
  check_split("1 500 kg", "1 500", "kg");
  check_split("1\u00a0500\u00a0kg", "1\u00a0500", "\u00a0kg");
  check_split("1'500 kg", "1'500", "kg");
  check_split("65%", "65", "%");
  check_split(".5 t", ".5", "t");
}

TEST_CASE("split_number finds no number where none begins") {
  for (const std::string_view text : {"", "t", "-", "- 5 t", ".", ",5", "$5", "USD 5", "e5", "%"}) {
    CAPTURE(std::string(text));
    CHECK(split_number(text).number.empty());
    CHECK(split_number(text).rest == text);
  }
}

TEST_CASE("parse_text keeps any printable UTF-8 as it is") {
  for (const std::string text : {"", "Umicore N.V.", " blanks at the ends ", "Łódź, 日本, 😀", "tab-free \"quotes\""}) {
    CAPTURE(text);
    CHECK(parse_text("memo", text).value() == text);
  }
  CHECK(parse_text("memo", std::string(4000, 'x')).has_value());
}

TEST_CASE("parse_text refuses what would not show as it is") {
  const auto parse_memo = [](std::string_view text) { return parse_text("memo", text); };
  const std::string one_line = "the memo on one line, without control characters";
  const std::string in_utf8 = "the memo in UTF-8";
  check_refused(
      parse_memo,
      {{"a\tb", Rule::text_malformed, "the memo \"a\\x09b\" has a control character at byte 2", one_line},
       {"a\nb", Rule::text_malformed, "the memo \"a\\x0ab\" has a control character at byte 2", one_line},
       {std::string("a\0b", 3), Rule::text_malformed, "the memo \"a\\x00b\" has a control character at byte 2",
        one_line},
       {"\x1b[31m", Rule::text_malformed, "the memo \"\\x1b[31m\" has a control character at byte 1", one_line},
       {"a\x7f", Rule::text_malformed, "the memo \"a\\x7f\" has a control character at byte 2", one_line},
       {"\u0085", Rule::text_malformed, "the memo \"\\xc2\\x85\" has a control character at byte 1", one_line},
       {"a\u2028", Rule::text_malformed, "the memo \"a\\xe2\\x80\\xa8\" has a control character at byte 2", one_line},
       {"\u202ex", Rule::text_malformed, "the memo \"\\xe2\\x80\\xaex\" has a control character at byte 1", one_line},
       {"\xff", Rule::text_malformed, "the memo \"\\xff\" is not UTF-8 at byte 1", in_utf8},
       {"ab\xc3", Rule::text_malformed, "the memo \"ab\\xc3\" is not UTF-8 at byte 3", in_utf8},
       {"\xc0\xaf", Rule::text_malformed, "the memo \"\\xc0\\xaf\" is not UTF-8 at byte 1", in_utf8},
       {"\xed\xa0\x80", Rule::text_malformed, "the memo \"\\xed\\xa0\\x80\" is not UTF-8 at byte 1", in_utf8},
       {"\xf4\x90\x80\x80", Rule::text_malformed, "the memo \"\\xf4\\x90\\x80\\x80\" is not UTF-8 at byte 1", in_utf8},
       {std::string(4001, 'x'), Rule::text_malformed,
        "the memo \"" + std::string(80, 'x') + "...\" has 4,001 bytes, 1 more than the 4,000 allowed",
        "a shorter memo"}});
}

TEST_CASE("parse_name answers a name composed, and counts its bytes so") {
  CHECK(parse_name("lot name", "E\u0301-1").value() == "\u00c9-1");
  const std::string longer = std::string(97, 'x') + "\u0958"; // three bytes, composed as two characters of three
  CHECK(longer.size() == 100);
  CHECK_FALSE(parse_name("lot name", longer).has_value());
}

TEST_CASE("parse_name takes a text of 1 to 100 bytes without blanks at its ends") {
  const auto parse_lot = [](std::string_view text) { return parse_name("lot name", text); };
  CHECK(parse_lot("GA-2026 / 1").value() == "GA-2026 / 1");
  CHECK(parse_lot(std::string(100, 'x')).has_value());
  check_refused(parse_lot,
                {{"", Rule::text_malformed, "the lot name \"\" is empty", "a lot name of 1 to 100 bytes"},
                 {" A", Rule::text_malformed, "the lot name \" A\" has blanks at an end", "A"},
                 {"A ", Rule::text_malformed, "the lot name \"A \" has blanks at an end", "A"},
                 {"  ", Rule::text_malformed, "the lot name \"  \" is empty", "a lot name of 1 to 100 bytes"},
                 {"A\x01", Rule::text_malformed, "the lot name \"A\\x01\" has a control character at byte 2",
                  "the lot name on one line, without control characters"},
                 {std::string(101, 'x'), Rule::text_malformed,
                  "the lot name \"" + std::string(80, 'x') + "...\" has 101 bytes, 1 more than the 100 allowed",
                  "a shorter lot name"}});
}

TEST_CASE("nearest_name suggests the candidate a slip away") {
  const std::vector<std::string> minerals = {"cobalt", "copper", "gallium", "germanium", "tin", "Tungsten"};
  CHECK(nearest_name("cobalt", minerals) == "cobalt");
  CHECK(nearest_name("cobolt", minerals) == "cobalt");
  CHECK(nearest_name("COBLAT", minerals) == "cobalt"); // neighbours swapped
  CHECK(nearest_name("tugnsten", minerals) == "Tungsten");
  CHECK(nearest_name("galium", minerals) == "gallium");
  CHECK(nearest_name("geranium", minerals) == "germanium");
  CHECK(nearest_name("tun", minerals) == "tin");
  CHECK(nearest_name("itn", minerals) == "tin"); // one swap, where replacing both letters would be too far
}

TEST_CASE("nearest_name suggests nothing from too far away") {
  const std::vector<std::string> minerals = {"cobalt", "tin", "Y"};
  CHECK(nearest_name("", minerals).empty());
  CHECK(nearest_name("lithium", minerals).empty());
  CHECK(nearest_name("tab", minerals).empty());
  CHECK(nearest_name("x", minerals).empty()); // the whole name would be replaced
  CHECK(nearest_name("y", minerals) == "Y");
  CHECK(nearest_name("cobalt", {}).empty());
  CHECK(nearest_name(std::string(1'000'000, 'c'), minerals).empty());
}

TEST_CASE("nearest_name keeps to a third of the length") {
  const std::vector<std::string> names = {"abcdef"};
  CHECK(nearest_name("xbcdex", names) == "abcdef"); // 2 of 6
  CHECK(nearest_name("xbcxex", names).empty());     // 3 of 6
}

TEST_CASE("group_thousands") {
  CHECK(group_thousands("1234567") == "1,234,567");
  CHECK(group_thousands("123") == "123");
  CHECK(group_thousands("1234") == "1,234");
  CHECK(group_thousands("") == "");
  CHECK(group_thousands("-123") == "-123");
  CHECK(group_thousands("-1234.5678") == "-1,234.5678");
  CHECK(group_thousands("0.123456") == "0.123456");
}

TEST_CASE("format_scaled shows exactly the digits needed, and those to keep") {
  CHECK(format_scaled(150050, 2, 2) == "1500.50");
  CHECK(format_scaled(150050, 2, 0) == "1500.5");
  CHECK(format_scaled(150000, 2, 0) == "1500");
  CHECK(format_scaled(150000, 2, 1) == "1500.0");
  CHECK(format_scaled(1, 6, 0) == "0.000001");
  CHECK(format_scaled(0, 2, 2) == "0.00");
  CHECK(format_scaled(0, 6, 0) == "0");
  CHECK(format_scaled(-5, 2, 2) == "-0.05");
  CHECK(format_scaled(-100, 2, 0) == "-1");
  CHECK(format_scaled(100, 0, 0) == "100");
  CHECK(format_scaled(std::numeric_limits<std::int64_t>::min(), 2, 2) == "-92233720368547758.08");
  CHECK(format_scaled(std::numeric_limits<std::int64_t>::min(), 18, 0) == "-9.223372036854775808");
  CHECK(format_scaled(std::numeric_limits<std::int64_t>::max(), 0, 0) == "9223372036854775807");
}

TEST_CASE("format_scaled asks for sensible decimals") {
  CHECK_THROWS_AS((void)format_scaled(1, -1, 0), std::logic_error);
  CHECK_THROWS_AS((void)format_scaled(1, 2, 3), std::logic_error);
  CHECK_THROWS_AS((void)format_scaled(1, 2, -1), std::logic_error);
  CHECK_THROWS_AS((void)format_scaled(1, 19, 0), std::logic_error);
}

} // namespace units_text
