#include "stockpile/mineral.hpp"

#include "tests/support/minerals.hpp"

#include <doctest/doctest.h>

namespace stockpile_mineral_test {

using namespace pvault;
using namespace pvault::test;

namespace {

Delivery delivery(std::string_view text, std::string_view assay = "", std::string_view moisture = "") {
  Delivery result{.mass = mass(text)};
  if (!assay.empty()) result.assay = allowed(parse_assay(assay));
  if (!moisture.empty()) result.moisture = allowed(parse_moisture(moisture));
  return result;
}

std::int64_t contained_mg(const Mineral& mineral, const Delivery& delivered) {
  return allowed(contained_mass(mineral, delivered)).mass.milligrams();
}

} // namespace

TEST_CASE("a component is found without regard to case, the basis itself among them") {
  CHECK(allowed(find_content(tungsten(), "wo3", true)).factor == Exact(793, 1000));
  CHECK_EQ(allowed(find_content(tungsten(), "wo3", true)).factor_text, "0.793");
  CHECK(allowed(find_content(tungsten(), "w", true)).factor == 1);
  CHECK(allowed(find_content(tungsten(), "", false)).factor == 1); // nothing named: the basis itself
  CHECK_EQ(allowed(find_content(tungsten(), "", false)).factor_text, "");
}

TEST_CASE("component_missing: a unit of content needs its component where several could be meant") {
  check_refusal(find_content(tungsten(), "", true), Rule::component_missing,
                "the unit counts a contained component, and for tungsten that could be any of W, WO3",
                "name it, for example \"... of WO3\"");
  CHECK(find_content(manganese(), "", true).has_value()); // one component only: an mtu of manganese is of Mn
}

TEST_CASE("component_unknown: without a factor nothing is guessed") {
  check_refusal(find_content(niobium(), "NbO2", false), Rule::component_unknown,
                "no content factor from \"NbO2\" to the basis of niobium (Nb) is known",
                "use one of: Nb, ferroniobium, Nb2O5");
  check_rule(find_content(gallium(), "Ga2O3", true), Rule::component_unknown);
}

TEST_CASE("contained = net × (1 − moisture) × assay × content factor") {
  CHECK_EQ(contained_mg(gallium(), delivery("25 kg")), 25'000'000);
  CHECK_EQ(contained_mg(gallium(), delivery("25 kg", "99.9%")), 24'975'000);
  CHECK_EQ(contained_mg(gallium(), delivery("25 kg", "", "2%")), 24'500'000);
  CHECK_EQ(contained_mg(tungsten(), delivery("20 t", "65% WO3", "2%")),
           10'102'820'000); // 20,000 kg × 0.98 × 0.65 × 0.793
}

TEST_CASE("what is named counts: a component in the mass, or in the assay") {
  CHECK_EQ(contained_mg(tungsten(), delivery("10 kg of WO3")), 7'930'000);
  CHECK_EQ(contained_mg(tungsten(), delivery("10 kg of W")), 10'000'000);
  CHECK_EQ(contained_mg(tungsten(), delivery("1 mtu of WO3")),
           7'930'000); // USGS: a metric ton unit of WO3 holds 7.93 kg of tungsten
  CHECK_EQ(contained_mg(tungsten(), delivery("1 mtu", "65% WO3")), 7'930'000); // the assay only says what is counted
  CHECK_EQ(contained_mg(manganese(), delivery("1 mtu")), 10'000'000);
  // 100 kg of lithium carbonate hold 18.787 kg of lithium: mistaking the one for the other is wrong by a factor of
  // five.
  CHECK_EQ(contained_mg(lithium(), delivery("100 kg of Li2CO3")), 18'787'000);
}

// Metal Bulletin, 9 December 2003, on the sale of ferromanganese from the National Defense Stockpile: 25,000 short tons
// (22,321 long tons).
TEST_CASE("published: 25,000 short tons are 22,321 long tons") {
  const std::int64_t sold_mg = contained_mg(manganese(), delivery("25,000 short tons"));
  CHECK_EQ(sold_mg, 22'679'618'500'000);
  CHECK_GE(sold_mg, contained_mg(manganese(), delivery("22,321 long tons")));
  CHECK_LT(sold_mg, contained_mg(manganese(), delivery("22,322 long tons")));
}

TEST_CASE("one rounding, half to even, to the milligram") {
  CHECK_EQ(contained_mg(gallium(), delivery("2.5 mg")), 2);
  CHECK_EQ(contained_mg(gallium(), delivery("3.5 mg")), 4);
  CHECK_EQ(contained_mg(gallium(), delivery("1 lb")), 453'592); // 453,592.37
  const ContainedMass contained = allowed(contained_mass(gallium(), delivery("2.5 mg")));
  CHECK(contained.exact_mg == Exact(5, 2)); // what is paid for is not rounded
}

TEST_CASE("content_stated_twice: content is not taken off twice") {
  const std::string next_step = "give the net mass with --assay and --moisture, or the contained mass alone";
  const auto message = [](const std::string& text) {
    return "\"" + text + "\" already counts the contained component; an assay or moisture would be taken off twice";
  };
  check_refusal(contained_mass(tungsten(), delivery("10 kg of WO3", "65%")), Rule::content_stated_twice,
                message("10 kg of WO3"), next_step);
  check_refusal(contained_mass(tungsten(), delivery("10 kg of WO3", "65% WO3")), Rule::content_stated_twice,
                message("10 kg of WO3"), next_step);
  check_refusal(contained_mass(tungsten(), delivery("1 mtu of WO3", "", "2%")), Rule::content_stated_twice,
                message("1 mtu of WO3"), next_step);
  check_refusal(contained_mass(manganese(), delivery("1 mtu", "65%")), Rule::content_stated_twice, message("1 mtu"),
                next_step);
  check_refusal(contained_mass(tungsten(), delivery("1 mtu", "65% WO3", "2%")), Rule::content_stated_twice,
                message("1 mtu"), next_step);
}

TEST_CASE("contained_mass refuses components as find_content does") {
  check_rule(contained_mass(tungsten(), delivery("10 kg of scheelite")), Rule::component_unknown);
  check_rule(contained_mass(tungsten(), delivery("10 kg", "65% scheelite")), Rule::component_unknown);
  check_rule(contained_mass(tungsten(), delivery("1 mtu")), Rule::component_missing);
}

TEST_CASE("mass_not_positive: what comes to no whole milligram is nothing") {
  check_refusal(contained_mass(gallium(), delivery("0 kg")), Rule::mass_not_positive,
                "\"0 kg\" comes to no whole milligram of gallium", "a mass above zero");
  check_refusal(contained_mass(tungsten(), delivery("0.5 mg of WO3")), Rule::mass_not_positive,
                "\"0.5 mg of WO3\" comes to no whole milligram of tungsten", "a mass above zero");
  check_rule(contained_mass(gallium(), delivery("0.5 mg")), Rule::mass_not_positive); // half to even is zero
  CHECK(contained_mass(gallium(), delivery("0.6 mg")).has_value());
}

// USGS, Mineral Commodity Summaries 2026: prices as published, and what they come to on the mineral's own basis.
TEST_CASE("published prices on the basis of the mineral") {
  struct Case {
    Mineral mineral;
    const char* quoted;
    BasisPrice price;
    std::int64_t cents_per_1000_kg;
  };
  const Case cases[] = {
      {tungsten(), "380 USD/mtu of WO3", {19, 3'965}, 4'791'929},    // 47.9193 USD/kg of W
      {lithium(), "9,000 USD/t of Li2CO3", {90, 18'787}, 4'790'547}, // 47.9055 USD/kg of Li
      {manganese(), "4.5 USD/mtu of Mn", {9, 200'000}, 45'000},      // 0.45 USD/kg
      {manganese(), "4.5 USD/mtu", {9, 200'000}, 45'000},            // one component only
      {gallium(), "580 USD/kg", {29, 500}, 58'000'000},
      {gallium(), "0 USD/kg", {0, 1}, 0},
      {niobium(), "46 USD/kg of ferroniobium", {23, 3'250}, 7'076'923},
  };
  for (const Case& expected : cases) {
    CAPTURE(expected.quoted);
    const BasisPrice found = allowed(basis_price(expected.mineral, price(expected.quoted)));
    CHECK_EQ(found.cents, expected.price.cents);
    CHECK_EQ(found.per_mg, expected.price.per_mg);
    CHECK_EQ(round_to_integer(exact_cents(found, kilograms(1000)), Rounding::half_even), expected.cents_per_1000_kg);
  }
}

// Metal Bulletin, 9 December 2003: 400 USD a short ton is 448 USD a long ton.
TEST_CASE("published: a price per short ton and per long ton") {
  CHECK(allowed(basis_price(manganese(), price("400 USD/short ton"))) ==
        allowed(basis_price(manganese(), price("448 USD/long ton"))));
}

TEST_CASE("basis_price refuses a component that is missing or unknown, and what does not fit") {
  check_rule(basis_price(tungsten(), price("380 USD/mtu")), Rule::component_missing);
  check_rule(basis_price(tungsten(), price("380 USD/kg of scheelite")), Rule::component_unknown);
  check_rule(basis_price(gallium(), price("0.0000000000000000000000000000000000001 USD/kg")), Rule::price_out_of_range);
}

} // namespace stockpile_mineral_test
