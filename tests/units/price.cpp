#include "units/price.hpp"

#include "tests/support/refusals.hpp"
#include "units/text.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <limits>
#include <string>

namespace units_price {

using namespace pvault;
using pvault::test::check_refused;

namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

Exact cents_per_mg(std::string_view text) { return parse_price(text).value().cents_per_mg; }

} // namespace

TEST_CASE("parse_price keeps a quote as published") {
  const QuotedPrice price = parse_price(" 9,000 USD/t of Li2CO3 ").value();
  CHECK(price.text == "9,000 USD/t of Li2CO3");
  CHECK(price.amount == "9000");
  CHECK(price.currency == "USD");
  CHECK(price.unit == "t");
  CHECK(price.component == "Li2CO3");
  CHECK_FALSE(price.of_content);
  CHECK(price.cents_per_mg == Exact(900'000, power_of_ten(9)));
}

TEST_CASE("parse_price reads dollars and cents per any unit of mass") {
  CHECK(cents_per_mg("33.1 USD/kg") == Exact(3'310, 1'000'000));
  CHECK(cents_per_mg("25 USD/lb") == Exact(2'500 * 100, 45'359'237));
  CHECK(cents_per_mg("180 USc/lb") == cents_per_mg("1.80 USD/lb"));
  CHECK(cents_per_mg("1,000 USD/ozt") == Exact(100'000) * 10'000 / 311'034'768);
  CHECK(cents_per_mg("380 USD/mtu of WO3") == Exact(38'000, 10'000'000));
  CHECK(cents_per_mg("5 USD/fl") == cents_per_mg("5 USD/flask"));
  CHECK(cents_per_mg("1e3 USD/t") == cents_per_mg("1 USD/kg"));
  CHECK(cents_per_mg("0 USD/t") == 0);
}

TEST_CASE("parse_price: a unit of content says so, with or without its component") {
  CHECK(parse_price("380 USD/mtu of WO3").value().of_content);
  CHECK(parse_price("380 USD/mtu").value().of_content);
  CHECK(parse_price("380 USD/mtu").value().component.empty());
  CHECK_FALSE(parse_price("380 USD/t of WO3").value().of_content);
}

TEST_CASE("parse_price: blanks around the slash and the case of names do not count") {
  for (const std::string_view text : {"180 USc/lb", "180 USc / lb", "180USc/lb", "180 usc/LB", "180 USC /pounds"}) {
    CAPTURE(std::string(text));
    const QuotedPrice price = parse_price(text).value();
    CHECK(price.text == text);
    CHECK(price.amount == "180");
    CHECK(price.currency == "USc");
    CHECK(price.unit == "lb");
    CHECK(price.cents_per_mg == Exact(18'000, 45'359'237));
  }
}

TEST_CASE("published price: MCS 2026, aluminum 2021, 138.5 cents per pound are 3.053402 dollars per kilogram") {
  const Exact usd_per_kg = cents_per_mg("138.5 USc/lb") * 1'000'000 / 100;
  CHECK(round_to_integer(usd_per_kg * 1'000'000, Rounding::half_even) == 3'053'402);
}

TEST_CASE("parse_price needs a slash") {
  const auto why = [](const std::string& text) { return "\"" + text + "\" has no \"/\" before a unit of mass"; };
  check_refused(parse_price, {{"", Rule::price_malformed, why(""), "33.1 USD/kg"},
                              {"33.1", Rule::price_malformed, why("33.1"), "33.1 USD/kg"},
                              {"33.1 USD", Rule::price_malformed, why("33.1 USD"), "33.1 USD/kg"},
                              {"33.1 USD kg", Rule::price_malformed, why("33.1 USD kg"), "33.1 USD/kg"},
                              {"25 USD per lb", Rule::price_malformed, why("25 USD per lb"), "25 USD/lb"},
                              {"25 EUR per lb", Rule::price_malformed, why("25 EUR per lb"), "33.1 USD/kg"},
                              {"25 USD per ton", Rule::price_malformed, why("25 USD per ton"), "33.1 USD/kg"}});
}

TEST_CASE("parse_price gives no advice that it would refuse") {
  check_refused(parse_price,
                {{"1.500,5 USD/kg", Rule::number_malformed, "\"1.500,5\" is not a number", "1,500.5 USD/kg"},
                 {"1.500,5/kg", Rule::number_malformed, "\"1.500,5\" is not a number", "1,500.5 USD/kg"},
                 {"33,1 EUR/kg", Rule::number_malformed, "\"33,1\" is not a number", "33.1 USD/kg"},
                 {"33,1 USD/ton", Rule::number_malformed, "\"33,1\" is not a number", "33.1 USD/kg"},
                 {"25/ton", Rule::currency_missing, "\"25/ton\" has no currency", "33.1 USD/kg"},
                 {"-5/kg", Rule::currency_missing, "\"-5/kg\" has no currency", "33.1 USD/kg"},
                 {"-5 USD/ton", Rule::price_out_of_range, "\"-5 USD/ton\" is below zero", "33.1 USD/kg"}});
}

TEST_CASE("parse_price needs a number, a currency and a unit") {
  check_refused(
      parse_price,
      {{"/kg", Rule::number_malformed, "\"\" does not start with a number", "33.1 USD/kg"},
       {"USD/kg", Rule::number_malformed, "\"USD\" does not start with a number", "33.1 USD/kg"},
       {"1.500,5 USD/t of WO3", Rule::number_malformed, "\"1.500,5\" is not a number", "1,500.5 USD/t of WO3"},
       {"33.1/kg", Rule::currency_missing, "\"33.1/kg\" has no currency", "33.1 USD/kg"},
       {"33.1 / kg", Rule::currency_missing, "\"33.1 / kg\" has no currency", "33.1 USD/kg"},
       {"33.1 USD/", Rule::mass_unit_missing, "\"33.1 USD/\" has no unit", "33.1 USD/t, 33.1 USD/kg or 33.1 USD/lb"},
       {"33.1 USD/of WO3", Rule::mass_unit_missing, "\"33.1 USD/of WO3\" has no unit",
        "33.1 USD/t, 33.1 USD/kg or 33.1 USD/lb"}});
}

TEST_CASE("parse_price refuses other currencies and units") {
  const auto other = [](const std::string& currency) {
    return "\"" + currency + "\" is not the currency of the book; only USD is booked";
  };
  const std::string use = "33.1 USD/kg or 180 USc/lb (US cents)";
  check_refused(
      parse_price,
      {{"33.1 EUR/kg", Rule::currency_unknown, other("EUR"), use},
       {"180 c/lb", Rule::currency_unknown, other("c"), use},
       {"9k USD/t", Rule::currency_unknown, other("k USD"), use},
       {"25 USD/ton", Rule::mass_unit_unknown, "\"ton\" is ambiguous: it may be metric, short or long tons",
        "25 USD/metric tons, 25 USD/short tons or 25 USD/long tons"},
       {"25 USD/Mcf", Rule::mass_unit_unknown, "\"Mcf\" is a volume, not a mass", "25 USD/t, 25 USD/kg or 25 USD/lb"},
       {"25 USc/punds", Rule::mass_unit_unknown, "\"punds\" is not a known unit of mass", "25 USc/pounds"},
       {"380 USD/mtu WO3", Rule::mass_unit_unknown, "\"mtu WO3\" is not a known unit of mass", "380 USD/mtu of WO3"},
       {"380 USD/mtu/WO3", Rule::mass_unit_unknown, "\"mtu/WO3\" is not a known unit of mass",
        "380 USD/t, 380 USD/kg or 380 USD/lb"},
       {"380 USD/mtu of", Rule::text_malformed, "\"380 USD/mtu of\" names nothing after \"of\"", "380 USD/mtu of WO3"},
       {"25 USD/\x1bkg", Rule::text_malformed, "the price \"25 USD/\\x1bkg\" has a control character at byte 8",
        "the price on one line, without control characters"}});
}

TEST_CASE("parse_price takes exactly the largest price per unit") {
  CHECK(cents_per_mg("10e12 USD/mg") == largest_money_cents);
  CHECK(cents_per_mg("1000e12 USc/mg") == largest_money_cents);
  const std::string why = " is more than 10,000,000,000,000.00 USD per unit, the largest price";
  const std::string at_most = "at most 10,000,000,000,000.00 USD per unit";
  check_refused(parse_price, {{"10000000000000.000001 USD/t", Rule::price_out_of_range,
                               "\"10000000000000.000001 USD/t\"" + why, at_most},
                              {"1e18 USc/t", Rule::price_out_of_range, "\"1e18 USc/t\"" + why, at_most},
                              {"-25 USD/lb", Rule::price_out_of_range, "\"-25 USD/lb\" is below zero", "25 USD/lb"}});
}

TEST_CASE("make_basis_price gives the ratio in lowest terms") {
  CHECK(make_basis_price(cents_per_mg("33.1 USD/kg")).value() == BasisPrice{331, 100'000});
  CHECK(make_basis_price(cents_per_mg("25 USD/lb")).value() == BasisPrice{250'000, 45'359'237});
  CHECK(make_basis_price(Exact(0)).value() == BasisPrice{0, 1});
  CHECK(make_basis_price(Exact(largest)).value() == BasisPrice{largest, 1});
  CHECK(make_basis_price(Exact(1, largest)).value() == BasisPrice{1, largest});
}

TEST_CASE("make_basis_price refuses a ratio that does not fit") {
  for (const Exact& ratio : {Exact(largest) + 1, Exact(1) / (Exact(largest) + 1), Exact(-1)}) {
    const Expected<BasisPrice> price = make_basis_price(ratio);
    REQUIRE_FALSE(price.has_value());
    CHECK(price.error().rule == Rule::price_out_of_range);
    CHECK_FALSE(price.error().next_step.empty());
  }
}

TEST_CASE("exact_cents is price times mass, exactly") {
  const BasisPrice price = make_basis_price(cents_per_mg("25 USD/lb")).value();
  CHECK(exact_cents(price, Mass::milligrams(45'359'237)) == 250'000);
  CHECK(exact_cents(price, Mass::milligrams(1)) == Exact(250'000, 45'359'237));
  CHECK(exact_cents(price, Mass::milligrams(-45'359'237)) == -250'000);
  CHECK(exact_cents(price, Mass()) == 0);
  CHECK(exact_cents(BasisPrice{largest, 1}, Mass::milligrams(largest)) == Exact(largest) * largest);
}

TEST_CASE("value_at is price times mass to the cent, half-even, as far as it fits") {
  const BasisPrice half_a_cent{1, 2};
  CHECK(value_at(half_a_cent, Mass::milligrams(1)) == Money::cents(0));
  CHECK(value_at(half_a_cent, Mass::milligrams(3)) == Money::cents(2));
  CHECK(value_at(half_a_cent, Mass::milligrams(5)) == Money::cents(2));
  CHECK(value_at(BasisPrice{largest, 1}, Mass::milligrams(1)) == Money::cents(largest));
  CHECK_FALSE(value_at(BasisPrice{largest, 1}, Mass::milligrams(2)).has_value());
}

} // namespace units_price
