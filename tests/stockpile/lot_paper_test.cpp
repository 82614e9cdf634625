// The rules of a lot's papers, in their order.
#include "stockpile/lot_paper.hpp"

#include "stockpile/country.hpp"
#include "stockpile/purchase.hpp"
#include "tests/support/minerals.hpp"
#include "tests/support/refusals.hpp"

#include <doctest/doctest.h>

namespace stockpile_lot_paper_test {

using namespace pvault;
using namespace pvault::test;

namespace {

Assay assay(std::string_view text) { return allowed(parse_assay(text)); }

struct Bought {
  Mineral mineral = tungsten();
  Delivery delivery = {.mass = mass("20 t"), .assay = assay("65% WO3")};
  std::optional<QuotedPrice> price = test::price("380 USD/mtu of WO3");
  LotPaper paper = {};
  [[nodiscard]] Expected<void> check() const {
    return check_lot_paper({mineral, delivery, price, day("2026-03-31")}, paper);
  }
};

} // namespace

TEST_CASE("gross less tare is the net mass, exactly, in whatever units") {
  const EnteredMass net = allowed(net_mass(mass("20.5 t"), mass("500 kg")));
  CHECK_EQ(net.text, "20.5 t gross less 500 kg");
  CHECK_EQ(net.milligrams, Exact(20'000) * 1'000'000);
  CHECK_EQ(allowed(net_mass(mass("3 lb"), mass("1 lb"))).milligrams, mass("2 lb").milligrams);
}

TEST_CASE("a gross or tare weight that counts content is refused as the classic error") {
  check_refusal(
      net_mass(mass("300 mtu"), mass("1 kg")), Rule::gross_for_contained,
      "the gross mass \"300 mtu\" counts a contained component; a gross weight is of all that lies on the scale",
      "give the gross weight in kg, t or lb, and what is contained by --assay");
  check_refusal(net_mass(mass("3 t"), mass("1 kg of WO3")), Rule::gross_for_contained,
                "the tare mass \"1 kg of WO3\" counts a contained component; a tare weight is of all that lies on the "
                "scale",
                "give the tare weight in kg, t or lb, and what is contained by --assay");
}

TEST_CASE("a tare leaves something of the gross mass") {
  check_refusal(net_mass(mass("500 kg"), mass("20.5 t")), Rule::tare_above_gross,
                "the tare is 20,500 kg, the gross mass 500 kg, which leaves nothing: over by 20,000 kg",
                "check both; the tare is what the packing weighs");
  check_rule(net_mass(mass("500 kg"), mass("0.5 t")), Rule::tare_above_gross);
  CHECK(net_mass(mass("500 kg"), mass("0 kg")).has_value());
}

TEST_CASE("a mass beside gross and tare is what they leave") {
  Bought bought{.paper = {.gross = mass("20.6 t"), .tare = mass("500 kg")}};
  check_refusal(bought.check(), Rule::gross_net_differ,
                "the mass is 20,000 kg, gross less tare 20,100 kg: short of it by 100 kg",
                "leave out --mass, and gross less tare is the net mass; or check the three");
  bought.paper.tare = mass("700 kg");
  check_refusal(bought.check(), Rule::gross_net_differ,
                "the mass is 20,000 kg, gross less tare 19,900 kg: above it by 100 kg",
                "leave out --mass, and gross less tare is the net mass; or check the three");
  bought.paper.tare = mass("600 kg");
  CHECK(bought.check().has_value());
}

TEST_CASE("without a tare the mass is at most the gross mass, and contained mass at most what was weighed") {
  Bought bought{.paper = {.gross = mass("20.6 t")}};
  CHECK(bought.check().has_value());
  bought.paper.gross = mass("19 t");
  check_refusal(bought.check(), Rule::gross_net_differ,
                "the mass is 20,000 kg, gross less tare 19,000 kg: above it by 1,000 kg",
                "check both; what is received is at most the gross mass");
  Bought contained{.delivery = {.mass = mass("1300 mtu of WO3")},
                   .paper = {.gross = mass("20.6 t"), .tare = mass("0.6 t")}};
  CHECK(contained.check().has_value());
  contained.paper.gross = mass("13 t");
  check_rule(contained.check(), Rule::gross_net_differ);
}

TEST_CASE("what was weighed is not taken for what it holds: by its price, its form, or its weight") {
  Bought bought{.mineral = lithium(), .delivery = {.mass = mass("25 t")}, .price = test::price("9000 USD/t of Li2CO3")};
  check_refusal(
      bought.check(), Rule::gross_for_contained,
      "\"25 t\" would count as 25,000 kg of Li itself; if it is Li2CO3, it holds 4,696.75 kg of Li, 20,303.25 "
      "kg less",
      "say what it holds: --assay \"99% Li2CO3\"; or --mass \"25 t of Li2CO3\"; or, if that much Li was bought, "
      "--assay \"100% Li\"");
  bought.price = test::price("50 USD/kg");
  CHECK(bought.check().has_value());
  bought.paper.form = "li2co3";
  check_rule(bought.check(), Rule::gross_for_contained);
  bought.paper = {.gross = mass("26 t"), .tare = mass("1 t")};
  check_rule(bought.check(), Rule::gross_for_contained);
  for (const char* text : {"99.5% Li2CO3", "100% Li"}) {
    bought.delivery.assay = assay(text);
    CHECK(bought.check().has_value());
  }
  bought.delivery = {.mass = mass("25 t of Li2CO3")};
  CHECK(bought.check().has_value());
}

TEST_CASE("a form of which only a part is the mineral is not counted as all of it") {
  Bought bought{.mineral = lithium(), .delivery = {.mass = mass("20 t")}, .price = {}};
  bought.paper.form = "lithium carbonate";
  check_refusal(
      bought.check(), Rule::gross_for_contained,
      "\"20 t\" would count as 20,000 kg of Li itself; its form is \"lithium carbonate\", and of \"carbonate\" only "
      "a part is Li",
      "say what it holds: for example --assay \"65% Li2CO3\"; or, if that much Li was bought, --assay \"100% Li\"");
  for (const char* text : {"99.5% Li2CO3", "100% Li", "18%"}) {
    bought.delivery.assay = assay(text);
    CHECK(bought.check().has_value());
  }
  bought.delivery = {.mass = mass("20 t of Li2CO3")};
  CHECK(bought.check().has_value());
  bought = {.mineral = manganese(), .delivery = {.mass = mass("20 t")}, .price = {}, .paper = {.form = "ore"}};
  check_refusal(
      bought.check(), Rule::gross_for_contained,
      "\"20 t\" would count as 20,000 kg of Mn itself; its form is \"ore\", and of \"ore\" only a part is Mn",
      "say what it holds: for example --assay \"65% Mn\"; or, if that much Mn was bought, --assay \"100% Mn\"");
  bought.paper = {.gross = mass("20.5 t"), .tare = mass("500 kg"), .form = "Ferro-Manganese, high carbon"};
  check_rule(bought.check(), Rule::gross_for_contained);
  bought.paper.form = "flake";
  CHECK(bought.check().has_value());
}

TEST_CASE("a mineral of which all counts is of any form") {
  Bought bought{.mineral = mineral_of("barite", "gross weight of barite", "gross"),
                .delivery = {.mass = mass("20 t")},
                .price = {},
                .paper = {.form = "barite ore"}};
  CHECK(bought.check().has_value());
}

TEST_CASE("a mineral that is traded as what it is needs no assay, and a price by content shows nothing") {
  CHECK(Bought{.mineral = gallium(),
               .delivery = {.mass = mass("25 t")},
               .price = test::price("580 USD/kg"),
               .paper = {.gross = mass("26 t"), .tare = mass("1 t"), .form = "ingot"}}
            .check()
            .has_value());
  CHECK(Bought{.delivery = {.mass = mass("25 t")}}.check().has_value());
}

TEST_CASE("a purchase asks its papers") {
  const PurchaseRequest request{.on = day("2026-03-31"),
                                .delivery = {.mass = mass("25 t")},
                                .price = test::price("9000 USD/t of Li2CO3"),
                                .cost = {}};
  check_rule(plan_purchase(lithium(), request, LotId{1}), Rule::gross_for_contained);
}

TEST_CASE("each component is stated once, and not beside the content") {
  Bought bought{.paper = {.components = {assay("0.02% As"), assay("0.03% as")}}};
  check_refusal(bought.check(), Rule::component_named_twice, "two assays are of as", "state each component once");
  bought.paper.components = {assay("51.5% W")};
  check_refusal(bought.check(), Rule::component_named_twice, "\"51.5% W\" is of tungsten itself, which --assay states",
                "name with --component what else is in it: \"0.02% As\"");
  bought.paper.components = {assay("0.02% As"), assay("1% Fe")};
  CHECK(bought.check().has_value());
}

TEST_CASE("components come to the whole at most") {
  Bought bought{.paper = {.components = {assay("30% Fe"), assay("5% Mn")}}};
  CHECK(bought.check().has_value());
  bought.paper.components.push_back(assay("0.5% As"));
  check_refusal(bought.check(), Rule::assay_above_whole,
                "65% WO3 + 30% Fe + 5% Mn + 0.5% As come to more than 100%, over by 0.5%",
                "check the assays; each is a part of the same whole");
}

TEST_CASE("nothing expires before it comes") {
  Bought bought{.paper = {.expires_on = day("2026-03-30")}};
  check_refusal(bought.check(), Rule::expires_before_receipt,
                "the lot expires 2026-03-30 and is received on 2026-03-31, 1 day later", "check the dates");
  bought.paper = {.rotate_by = day("2026-03-01")};
  check_refusal(bought.check(), Rule::expires_before_receipt,
                "the lot is to be rotated by 2026-03-01 and is received on 2026-03-31, 30 days later",
                "check the dates");
  bought.paper = {.expires_on = day("2026-03-31"), .rotate_by = day("2026-03-31")};
  CHECK(bought.check().has_value());
}

TEST_CASE("a country is one of ISO 3166") {
  CHECK_EQ(allowed(parse_country_code(" cd ")), "CD");
  const std::string next = "two letters, for example US, CD (Democratic Republic of the Congo) or CN";
  check_refused(parse_country_code, {{"UK", Rule::country_unknown, "\"UK\" is no country of ISO 3166", next},
                                     {"D ", Rule::country_unknown, "\"D \" is no country of ISO 3166", next},
                                     {"USA", Rule::country_unknown, "\"USA\" is no country of ISO 3166", next},
                                     {"S A", Rule::country_unknown, "\"S A\" is no country of ISO 3166", next},
                                     {"", Rule::country_unknown, "\"\" is no country of ISO 3166", next}});
}

TEST_CASE("an assay of what else is there says of what") {
  CHECK_EQ(allowed(parse_component_assay("0.02% As")).component, "As");
  check_refused(parse_component_assay, {{"0.02%", Rule::component_missing, "\"0.02%\" does not say of what",
                                         "name the component, for example \"0.02% As\""}});
}

} // namespace stockpile_lot_paper_test
