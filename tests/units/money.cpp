#include "units/money.hpp"

#include "tests/support/concepts.hpp"
#include "tests/support/refusals.hpp"
#include "units/mass.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace units_money {

using namespace pvault;
using pvault::test::check_refused;

// What must not compile.
static_assert(test::Addable<Money, Money> && test::Subtractable<Money, Money> && test::Comparable<Money, Money>);
static_assert(!test::Addable<Money, Mass> && !test::Subtractable<Money, Mass> && !test::Comparable<Money, Mass>);
static_assert(!test::Addable<Money, int> && !test::Addable<int, Money> && !test::Assignable<Money&, int>);
static_assert(!std::is_constructible_v<Money, int> && !std::is_constructible_v<Money, std::int64_t>);
static_assert(!std::is_convertible_v<Money, std::int64_t> && !std::is_convertible_v<Money, bool>);
static_assert(Money() == Money::cents(0));

namespace {

constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

std::int64_t cents_of(std::string_view text) { return parse_money(text).value().cents(); }

} // namespace

TEST_CASE("parse_money reads amounts to the cent") {
  CHECK(cents_of("827500 USD") == 82'750'000);
  CHECK(cents_of("1,234.56 USD") == 123'456);
  CHECK(cents_of("  5 USD ") == 500);
  CHECK(cents_of("5USD") == 500);
  CHECK(cents_of("5 usd") == 500);
  CHECK(cents_of("0.01 USD") == 1);
  CHECK(cents_of("0 USD") == 0);
  CHECK(cents_of("1.230000 USD") == 123);
  CHECK(cents_of("10e9 USD") == 1'000'000'000'000);
  CHECK(cents_of("123e-2 USD") == 123);
}

TEST_CASE("parse_money reads k, M and B") {
  CHECK(cents_of("9k USD") == 900'000);
  CHECK(cents_of("9K USD") == 900'000);
  CHECK(cents_of("2.5M USD") == 250'000'000);
  CHECK(cents_of("1.67B USD") == 167'000'000'000);
  CHECK(cents_of("1.67 B USD") == 167'000'000'000);
  CHECK(cents_of("0.00001k USD") == 1);
  CHECK(cents_of("1,000e-3B usd") == 100'000'000'000);
}

TEST_CASE("parse_money takes exactly the largest amount") {
  CHECK(cents_of("10,000,000,000,000 USD") == largest_money_cents);
  CHECK(cents_of("10000B USD") == largest_money_cents);
  const std::string why = " is more than 10,000,000,000,000.00 USD, the largest amount of one figure";
  const std::string at_most = "at most 10,000,000,000,000.00 USD";
  check_refused(parse_money,
                {{"10000000000000.01 USD", Rule::money_out_of_range, "\"10000000000000.01 USD\"" + why, at_most},
                 {"10000000000000.001 USD", Rule::money_out_of_range, "\"10000000000000.001 USD\"" + why, at_most},
                 {"1e18B USD", Rule::money_out_of_range, "\"1e18B USD\"" + why, at_most},
                 {"-5 USD", Rule::money_out_of_range, "\"-5 USD\" is below zero", "5 USD"},
                 {"-0.001 USD", Rule::money_out_of_range, "\"-0.001 USD\" is below zero", "5 USD"}});
}

TEST_CASE("parse_money refuses a number without a currency and suggests USD") {
  check_refused(parse_money, {{"5", Rule::currency_missing, "\"5\" has no currency", "5 USD"},
                              {" 1,234.56 ", Rule::currency_missing, "\"1,234.56\" has no currency", "1,234.56 USD"},
                              {"1.67B", Rule::currency_missing, "\"1.67B\" has no currency", "1.67B USD"},
                              {"5 M", Rule::currency_missing, "\"5 M\" has no currency", "5 M USD"}});
}

TEST_CASE("parse_money refuses any other currency") {
  const auto why = [](const std::string& currency) {
    return "\"" + currency + "\" is not the currency of the book; only USD is booked";
  };
  check_refused(parse_money, {{"5 EUR", Rule::currency_unknown, why("EUR"), "5 USD"},
                              {"5EUR", Rule::currency_unknown, why("EUR"), "5 USD"},
                              {"5e EUR", Rule::currency_unknown, why("e EUR"), "5 USD"},
                              {"5M EUR", Rule::currency_unknown, why("EUR"), "5 USD"},
                              {"5 BUSD", Rule::currency_unknown, why("BUSD"), "5 USD"},
                              {"5 $", Rule::currency_unknown, why("$"), "5 USD"},
                              {"5 USD/kg", Rule::currency_unknown, why("USD/kg"), "5 USD"},
                              {"5 USD each", Rule::currency_unknown, why("USD each"), "5 USD"},
                              {"5 M M USD", Rule::currency_unknown, why("M USD"), "5 USD"},
                              {"5\tUSD\x1b", Rule::currency_unknown, why("USD\\x1b"), "5 USD"}});
}

TEST_CASE("parse_money refuses words for a suffix and shows the suffix") {
  check_refused(parse_money,
                {{"1.67 billion USD", Rule::number_malformed, "\"billion\" is not a suffix of a number", "1.67B USD"},
                 {"5m USD", Rule::number_malformed, "\"m\" is not a suffix of a number", "5M USD"},
                 {"5 MM USD", Rule::number_malformed, "\"MM\" is not a suffix of a number", "5M USD"},
                 {"5b", Rule::number_malformed, "\"b\" is not a suffix of a number", "5B USD"},
                 {"5 thousand", Rule::number_malformed, "\"thousand\" is not a suffix of a number", "5k USD"}});
}

TEST_CASE("parse_money refuses fractions of a cent and shows both neighbours") {
  check_refused(
      parse_money,
      {{"1.234 USD", Rule::money_finer_than_a_cent, "\"1.234 USD\" is finer than a cent", "1.23 USD or 1.24 USD"},
       {"0.001 USD", Rule::money_finer_than_a_cent, "\"0.001 USD\" is finer than a cent", "0.00 USD or 0.01 USD"},
       {"1e-18 USD", Rule::money_finer_than_a_cent, "\"1e-18 USD\" is finer than a cent", "0.00 USD or 0.01 USD"},
       {"1.234567890123B USD", Rule::money_finer_than_a_cent, "\"1.234567890123B USD\" is finer than a cent",
        "1,234,567,890.12 USD or 1,234,567,890.13 USD"}});
}

TEST_CASE("parse_money refuses what is no number") {
  check_refused(parse_money, {{"", Rule::number_malformed, "\"\" does not start with a number", "5 USD"},
                              {"USD 5", Rule::number_malformed, "\"USD 5\" does not start with a number", "5 USD"},
                              {"$5", Rule::number_malformed, "\"$5\" does not start with a number", "5 USD"},
                              {"1.234,56 USD", Rule::number_malformed, "\"1.234,56\" is not a number", "1,234.56 USD"},
                              {"1 234 USD", Rule::number_malformed, "\"1 234\" is not a number", "1,234 USD"},
                              {"1'000 \x1b", Rule::number_malformed, "\"1'000\" is not a number", "1,000 USD"}});
}

TEST_CASE("sums of money are exact to the cent and never wrap") {
  const Money cent = Money::cents(1);
  CHECK(Money::cents(2) + Money::cents(3) == Money::cents(5));
  CHECK(Money::cents(2) - Money::cents(3) == Money::cents(-1));
  CHECK(-Money::cents(2) == Money::cents(-2));
  CHECK(Money::cents(largest - 1) + cent == Money::cents(largest));
  CHECK_THROWS_AS((void)(Money::cents(largest) + cent), std::overflow_error);
  CHECK_THROWS_AS((void)(Money::cents(smallest) - cent), std::overflow_error);
  CHECK_THROWS_AS((void)(Money::cents(smallest) + Money::cents(-1)), std::overflow_error);
  CHECK_THROWS_AS((void)-Money::cents(smallest), std::overflow_error);
}

TEST_CASE("a sum that does not fit leaves the money as it was") {
  Money money = Money::cents(largest);
  CHECK_THROWS_AS(money += Money::cents(1), std::overflow_error);
  CHECK(money == Money::cents(largest));
  money -= Money::cents(1);
  CHECK(money == Money::cents(largest - 1));
}

TEST_CASE("format_money always shows the cents") {
  CHECK(format_money(Money::cents(123'456)) == "1,234.56 USD");
  CHECK(format_money(Money()) == "0.00 USD");
  CHECK(format_money(Money::cents(-5)) == "-0.05 USD");
  CHECK(format_money(Money::cents(-123'456'789)) == "-1,234,567.89 USD");
  CHECK(format_money(Money::cents(smallest)) == "-92,233,720,368,547,758.08 USD");
}

TEST_CASE("what format_money writes, parse_money reads") {
  for (const std::int64_t cents : {std::int64_t{0}, std::int64_t{1}, std::int64_t{99}, std::int64_t{100},
                                   std::int64_t{123'456'789}, largest_money_cents})
    CHECK(cents_of(format_money(Money::cents(cents))) == cents);
}

} // namespace units_money
