// Minerals as the reference data has them.
#pragma once

#include "stockpile/mineral.hpp"
#include "tests/support/values.hpp"
#include "units/text.hpp"

#include <string>
#include <utility>
#include <vector>

namespace pvault::test {

inline Mineral mineral_of(const std::string& code, const std::string& basis, const std::string& component,
                          const std::vector<std::pair<std::string, std::string>>& factors = {}) {
  Mineral mineral{.id = MineralId{7},
                  .code = code,
                  .name = code,
                  .symbol = component,
                  .basis = basis,
                  .basis_component = component};
  for (const auto& [material, factor] : factors)
    mineral.content_factors.push_back({material, factor, allowed(parse_number(factor))});
  return mineral;
}

inline Mineral gallium() { return mineral_of("gallium", "gallium metal", "Ga"); }
// USGS, Minerals Yearbook 2017, Tungsten: WO3 holds 79.3% of W.
inline Mineral tungsten() { return mineral_of("tungsten", "tungsten content", "W", {{"WO3", "0.793"}}); }
// 2 Li in Li2CO3, by the standard atomic weights before 2009.
inline Mineral lithium() { return mineral_of("lithium", "lithium content", "Li", {{"Li2CO3", "0.18787"}}); }
inline Mineral manganese() { return mineral_of("manganese", "manganese content", "Mn"); }
inline Mineral niobium() {
  return mineral_of("niobium", "niobium content", "Nb", {{"ferroniobium", "0.65"}, {"Nb2O5", "0.69904"}});
}
inline Mineral rare_earths() {
  Mineral group = mineral_of("rare-earths", "rare-earth oxide (REO) equivalent", "REO");
  group.is_group = true;
  return group;
}

} // namespace pvault::test
