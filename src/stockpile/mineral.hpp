// Minerals, their statistical basis, and how other materials convert to it.
#pragma once

#include "journal/posting.hpp"
#include "units/mass.hpp"
#include "units/price.hpp"
#include "units/rate.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault {

// How much of the mineral's basis one part of a material holds: WO3 holds 0.793 of W.
struct ContentFactor {
  std::string material;
  std::string factor_text; // "0.793", as published
  Exact factor;
};

// The basis is what the mineral's consumption figure counts (tungsten content, rare-earth oxide, K2O): every mass of
// the mineral in the book is on it.
struct Mineral {
  MineralId id{};
  std::string code;
  std::string name;
  std::string symbol;
  bool is_group = false;
  std::optional<MineralId> member_of = {};
  std::string basis;           // "tungsten content"
  std::string basis_component; // "W"
  std::vector<ContentFactor> content_factors = {};
};

// The factor from a component named in a mass, price or assay to the basis; 1 for the basis itself and for no
// component. Refuses: component_unknown (names those that are known), and component_missing when `of_content` says that
// the unit counts a contained component (mtu, stu, ltu), none is named, and more than one could be meant.
Expected<ContentFactor> find_content(const Mineral& mineral, const std::string& component, bool of_content);

// What was delivered, as entered. Without an assay the mass is already of the basis, or of the component it names.
struct Delivery {
  EnteredMass mass;
  std::optional<Assay> assay = {};
  std::optional<Exact> moisture = {}; // fraction of the net mass
  std::string moisture_text = {};
};

struct ContainedMass {
  Exact exact_mg;          // before the one rounding
  Mass mass;               // rounded half-even to the milligram
  std::string factor_text; // content factor used; empty when none was
};

// contained = net × (1 − moisture) × assay × content factor. A unit that counts content (mtu) is not multiplied by the
// assay again; the assay then only says which component is counted. Refuses, in this order: content_stated_twice,
// component_missing, component_unknown, mass_not_positive.
Expected<ContainedMass> contained_mass(const Mineral& mineral, const Delivery& delivery);

// The same price per milligram of the mineral's basis. Refuses: component_unknown, component_missing,
// price_out_of_range.
Expected<BasisPrice> basis_price(const Mineral& mineral, const QuotedPrice& quoted);

// What an exact mass of the basis comes to at a price, rounded once, half-even, to the cent. `what` begins the refusal:
// "the cost comes". Refuses what basis_price refuses, money_out_of_range.
Expected<Money> amount_at(const Mineral& mineral, const QuotedPrice& quoted, const Exact& exact_mg,
                          std::string_view what);

} // namespace pvault
