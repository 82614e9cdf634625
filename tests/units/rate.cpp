#include "units/rate.hpp"

#include "tests/support/concepts.hpp"
#include "tests/support/refusals.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <string>
#include <type_traits>

namespace units_rate {

using namespace pvault;
using pvault::test::check_refused;

// What must not compile. Rates are not added either: no rule of the book adds two.
static_assert(!test::Addable<Rate, Rate> && !test::Addable<Rate, int> && !test::Assignable<Rate&, int>);
static_assert(!std::is_constructible_v<Rate, int> && !std::is_constructible_v<Rate, std::int64_t>);
static_assert(!std::is_convertible_v<Rate, std::int64_t>);

namespace {

std::int64_t ppb_of(std::string_view text) { return parse_rate(text).value().parts_per_billion(); }

} // namespace

TEST_CASE("parse_rate reads percentages as parts per billion") {
  CHECK(ppb_of("4.63%") == 46'300'000);
  CHECK(ppb_of(" 4.63 % ") == 46'300'000);
  CHECK(ppb_of("0%") == 0);
  CHECK(ppb_of("7.3107%") == 73'107'000);
  CHECK(ppb_of("100%") == 1'000'000'000);
  CHECK(ppb_of("1,000%") == 10'000'000'000);
  CHECK(ppb_of("0.0000001%") == 1);
  CHECK(ppb_of("5e-1%") == 5'000'000);
}

TEST_CASE("parse_rate refuses what is no rate") {
  check_refused(
      parse_rate,
      {{"", Rule::number_malformed, "\"\" does not start with a number", "4.63%"},
       {"%", Rule::number_malformed, "\"%\" does not start with a number", "4.63%"},
       {"4,63%", Rule::number_malformed, "\"4,63\" is not a number", "4.63%"},
       {"4.63% a year", Rule::number_malformed, "\"4.63% a year\" goes on behind the percent sign", "4.63%"},
       {"4.63%%", Rule::number_malformed, "\"4.63%%\" goes on behind the percent sign", "4.63%"},
       {"4.63", Rule::percent_sign_missing, "\"4.63\" has no percent sign", "4.63%"},
       {"4.63 percent", Rule::percent_sign_missing, "\"4.63 percent\" has no percent sign", "4.63%"},
       {"4.63‰", Rule::percent_sign_missing, "\"4.63‰\" has no percent sign", "4.63%"},
       {"-4.63%", Rule::percent_out_of_range, "\"-4.63%\" is below zero", "4.63%"},
       {"1000.0000001%", Rule::percent_out_of_range, "\"1000.0000001%\" is more than 1000%, the largest rate",
        "at most 1000%"},
       {"1e18%", Rule::percent_out_of_range, "\"1e18%\" is more than 1000%, the largest rate", "at most 1000%"},
       {"4.63000006%", Rule::percent_out_of_range, "\"4.63000006%\" is finer than 0.0000001%", "4.6300001%"},
       {"1e-18%", Rule::percent_out_of_range, "\"1e-18%\" is finer than 0.0000001%", "0%"}});
}

TEST_CASE("no percentage is refused with advice that would be refused") {
  check_refused(parse_rate, {{"0,998", Rule::number_malformed, "\"0,998\" is not a number",
                              "99.8%, or 0.998% if less than one percent is meant"},
                             {"4,63 percent", Rule::number_malformed, "\"4,63\" is not a number", "4.63%"},
                             {"-4.63", Rule::percent_sign_missing, "\"-4.63\" has no percent sign", "4.63%"},
                             {"4630", Rule::percent_sign_missing, "\"4630\" has no percent sign", "4.63%"},
                             {"-4.63% a year", Rule::percent_out_of_range, "\"-4.63% a year\" is below zero", "4.63%"},
                             {"1e30%", Rule::number_malformed, "\"1e30\" has an exponent outside -18 to 18", "4.63%"}});
  check_refused(parse_assay,
                {{"150", Rule::percent_sign_missing, "\"150\" has no percent sign", "99.8%, or 65% WO3"},
                 {"-0% WO3", Rule::percent_out_of_range, "\"-0% WO3\" is below zero", "99.8%, or 65% WO3"}});
  check_refused(parse_moisture, {{"120", Rule::percent_sign_missing, "\"120\" has no percent sign", "2%"}});
}

TEST_CASE("format_percent_number shows exactly the digits needed, and parse_rate reads them") {
  CHECK(format_percent_number(Rate::parts_per_billion(46'300'000)) == "4.63");
  CHECK(format_percent_number(Rate()) == "0");
  CHECK(format_percent_number(Rate::parts_per_billion(1)) == "0.0000001");
  CHECK(format_percent_number(Rate::parts_per_billion(10'000'000'000)) == "1000");
  for (const std::int64_t ppb : {0LL, 1LL, 46'300'000LL, 9'999'999'999LL})
    CHECK(ppb_of(format_percent_number(Rate::parts_per_billion(ppb)) + "%") == ppb);
}

TEST_CASE("rates are ordered") {
  CHECK(Rate::parts_per_billion(1) > Rate());
  CHECK(parse_rate("4.63%").value() == Rate::parts_per_billion(46'300'000));
}

TEST_CASE("parse_assay reads the fraction and the component") {
  const Assay plain = parse_assay(" 99.8% ").value();
  CHECK(plain.text == "99.8%");
  CHECK(plain.fraction == Exact(998, 1000));
  CHECK(plain.component.empty());
  for (const std::string text : {"65% WO3", "65% of WO3", "65 % WO3", "65%WO3", "65%  OF  WO3"}) {
    CAPTURE(text);
    const Assay assay = parse_assay(text).value();
    CHECK(assay.text == text);
    CHECK(assay.fraction == Exact(65, 100));
    CHECK(assay.component == "WO3");
  }
  CHECK(parse_assay("100%").value().fraction == 1);
  CHECK(parse_assay("99.99999999999%").value().fraction == 1 - Exact(1, power_of_ten(13)));
}

TEST_CASE("parse_assay refuses none, more than all, and the same as parse_rate") {
  const auto why = [](const std::string& text) {
    return "the assay \"" + text + "\" is not above 0% and at most 100%";
  };
  check_refused(parse_assay,
                {{"0%", Rule::percent_out_of_range, why("0%"), "99.8%, or 65% WO3"},
                 {"100.0001%", Rule::percent_out_of_range, why("100.0001%"), "99.8%, or 65% WO3"},
                 {"-1%", Rule::percent_out_of_range, "\"-1%\" is below zero", "1%"},
                 {"0.65", Rule::percent_sign_missing, "\"0.65\" has no percent sign",
                  "65%, or 0.65% if less than one percent is meant"},
                 {"65 WO3", Rule::percent_sign_missing, "\"65 WO3\" has no percent sign", "65%"},
                 {"WO3 65%", Rule::number_malformed, "\"WO3 65%\" does not start with a number", "99.8%, or 65% WO3"},
                 {"65% of", Rule::text_malformed, "\"65% of\" names nothing after \"of\"", "65% of WO3"},
                 {"65% W\nO3", Rule::text_malformed, "the assay \"65% W\\x0aO3\" has a control character at byte 6",
                  "the assay on one line, without control characters"}});
}

TEST_CASE("parse_moisture is below 100%") {
  CHECK(parse_moisture("2%").value() == Exact(1, 50));
  CHECK(parse_moisture("0%").value() == 0);
  CHECK(parse_moisture("99.999%").value() == Exact(99'999, 100'000));
  check_refused(parse_moisture,
                {{"100%", Rule::percent_out_of_range, "the moisture \"100%\" is not below 100%", "2%"},
                 {"2", Rule::percent_sign_missing, "\"2\" has no percent sign", "2%"},
                 {"-2%", Rule::percent_out_of_range, "\"-2%\" is below zero", "2%"},
                 {"2% H2O", Rule::number_malformed, "\"2% H2O\" goes on behind the percent sign", "2%"}});
}

} // namespace units_rate
