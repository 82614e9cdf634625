// Which forms hold only some of a metal.
#include "stockpile/lot_form.hpp"

#include "tests/support/minerals.hpp"

#include <doctest/doctest.h>
#include <utility>
#include <vector>

namespace stockpile_lot_form_test {

using namespace pvault;
using namespace pvault::test;

TEST_CASE("compounds, ores, concentrates, alloys and remainders hold only some") {
  const std::vector<std::pair<const char*, const char*>> forms = {
      {"lithium carbonate", "carbonate"},
      {"Lithium Hydroxide Monohydrate", "Hydroxide"},
      {"concentrate", "concentrate"},
      {"WO3 concentrate", "WO3"},
      {"ores and concentrates (W content)", "ores"},
      {"APT", "APT"},
      {"ammonium paratungstate", "paratungstate"},
      {"nitrate", "nitrate"},
      {"sodium molybdate", "molybdate"},
      {"chlorides", "chlorides"},
      {"tungsten carbide powder", "carbide"},
      {"scheelite", "scheelite"},
      {"spodumene, 6%", "spodumene"},
      {"Mn ore, lumpy", "ore"},
      {"ferrochromium, high carbon", "ferrochromium"},
      {"ferro-chrome", "ferro"},
      {"ferroalloys", "ferroalloys"},
      {"beryllium-copper master alloy", "alloy"},
      {"turnings and scrap", "scrap"},
      {"slags", "slags"},
      {"dross", "dross"},
      {"brass", "brass"},
      {"mischmetal", "mischmetal"},
      {"FeCr", "FeCr"},
      {"NdFeB", "NdFeB"},
      {"LiOH", "LiOH"},
      {"V2O5 flake", "V2O5"},
      {"dor\u00e9 bars", "dor\u00e9"},
  };
  for (const auto& [form, word] : forms)
    CHECK_EQ(word_for_a_part(form, gallium()), word);
}

TEST_CASE("shapes and grades of metal hold all of it") {
  for (const char* form : {"",
                           "ingot",
                           "ingots, 25 kg",
                           "plate",
                           "plates",
                           "cold-rolled plate",
                           "tinplate",
                           "slate",
                           "bar",
                           "rod",
                           "metal powder",
                           "sponge",
                           "cathode",
                           "alloy-grade cut cathode / rounds",
                           "LME-grade tin",
                           "pellets",
                           "tungsten metal",
                           "chromium metal",
                           "briquettes",
                           "granules",
                           "shot, in crates",
                           "unalloyed",
                           "electrolytic flake",
                           "white tin",
                           "Cu",
                           "Grade A",
                           "CP2",
                           "HC",
                           "4N5",
                           "dust",
                           "wire",
                           "in steel drums",
                           "non-ferrous metal"}) {
    CAPTURE(form);
    CHECK_EQ(word_for_a_part(form, gallium()), "");
  }
}

TEST_CASE("of a mineral that is counted as an oxide, the oxide is what counts") {
  Mineral neodymium = mineral_of("neodymium", "rare-earth oxide (REO) equivalent", "REO");
  neodymium.symbol = "Nd";
  for (const char* form : {"oxide", "neodymium oxides", "Nd2O3 powder", "REO"})
    CHECK_EQ(word_for_a_part(form, neodymium), "");
  CHECK_EQ(word_for_a_part("CO3", neodymium), "CO3");
  CHECK_EQ(word_for_a_part("neodymium carbonate", neodymium), "carbonate");
  CHECK_EQ(word_for_a_part("NdFeB", neodymium), "NdFeB");
  CHECK_EQ(word_for_a_part("oxide", lithium()), "oxide");
  // What counts of titanium is metal; its symbol alone is a metal's.
  CHECK_EQ(word_for_a_part("Ti", mineral_of("titanium", "titanium sponge metal", "Ti")), "");
}

} // namespace stockpile_lot_form_test
