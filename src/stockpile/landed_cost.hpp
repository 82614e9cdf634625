// What was capitalised into purchases beside the metal, by kind.
#pragma once

#include "units/money.hpp"

#include <map>
#include <string_view>

namespace pvault {

// People write what it is; what is none of these kinds is other.
enum class LandedKind { freight, insurance, duty, inspection, assay, other };
// By its name, in any case: "Freight" is freight.
LandedKind landed_kind(std::string_view what);

struct LandedCosts {
  std::map<LandedKind, Money> by_kind = {};
  void add(std::string_view what, Money amount) { by_kind[landed_kind(what)] += amount; }
  [[nodiscard]] Money of(LandedKind kind) const;
  [[nodiscard]] Money total() const;
};

} // namespace pvault
