// The table of mass units behind find_mass_unit, and the reading of "short tons of X" behind a number or a price's
// slash.
#pragma once

#include "units/mass.hpp"
#include "units/refusal.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pvault {

struct NamedMassUnit {
  MassUnit unit;
  std::vector<std::string_view> names; // accepted besides the symbol, in lower case
};

// Every unit once, smallest first. reference/units.csv says the same with sources; a test compares them.
std::span<const NamedMassUnit> list_mass_units();

struct MassUnitPhrase {
  const MassUnit* unit;
  std::string component; // "WO3"; empty when none is named
};

// What stood before a unit, for the next step of a refusal: {"300", " "} or {"380", " USD/"}.
struct BeforeUnit {
  std::string_view number;
  std::string_view between;
};

// Reads "mtu" or "mtu of WO3". Refuses mass_unit_missing, mass_unit_unknown, text_malformed.
Expected<MassUnitPhrase> parse_mass_unit(std::string_view phrase, const BeforeUnit& before);

} // namespace pvault
