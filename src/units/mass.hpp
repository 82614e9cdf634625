// Mass of a mineral on its statistical basis, in whole milligrams, and mass as people write it.
#pragma once

#include "units/exact.hpp"
#include "units/refusal.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace pvault {

class Mass {
public:
  constexpr Mass() = default;
  static constexpr Mass milligrams(std::int64_t count) { return Mass(count); }
  [[nodiscard]] constexpr std::int64_t milligrams() const { return milligrams_; }

  // Sums are checked: a total past 64 bits throws std::overflow_error and never wraps.
  friend Mass operator+(Mass a, Mass b);
  friend Mass operator-(Mass a, Mass b);
  friend Mass operator-(Mass a) { return Mass() - a; }
  Mass& operator+=(Mass other) { return *this = *this + other; }
  Mass& operator-=(Mass other) { return *this = *this - other; }
  friend constexpr auto operator<=>(Mass, Mass) = default;

private:
  constexpr explicit Mass(std::int64_t count) : milligrams_(count) {}
  std::int64_t milligrams_ = 0;
};

// A unit of mass as accepted in text. Factors: reference/units.csv cites each definition.
struct MassUnit {
  std::string_view symbol; // the one we print: t, lb, ozt, mtu, ...
  Exact milligrams;        // in one unit
  bool of_content;         // mtu, stu, ltu: counts the contained component, never gross mass
};

// Finds by symbol or accepted name ("tonne", "short tons", "tr oz"), without regard to case; nullptr when unknown, or
// when the name stands for several masses: "ton" alone, and the spellings Mg, MG and Mt, which may be a mega-unit.
const MassUnit* find_mass_unit(std::string_view text);

// A mass as it was entered: "25 t", "1,500 lb", "300 mtu of WO3".
struct EnteredMass {
  std::string text;        // as written, outer blanks trimmed
  Exact milligrams;        // exact, not rounded; may be a fraction of a milligram (1 lb is 453,592.37 mg)
  std::string component;   // "WO3"; empty when none is named
  bool of_content = false; // the unit counts the contained component (mtu, stu, ltu)
};

// Largest mass one figure may have: 100 million tonnes. Metallurgical coal, the largest, is 14.4 million a year.
inline constexpr std::int64_t largest_mass_mg = 100'000'000'000'000'000;

// Refuses: number_malformed, mass_unit_missing (suggests one), mass_unit_unknown (suggests the nearest; volumes and
// ambiguous names such as "ton" say so), mass_out_of_range (also negative), text_malformed (control characters, no
// component behind "of"). Zero is a mass; who needs a positive one says so.
Expected<EnteredMass> parse_mass(std::string_view text);

// Kilograms with exactly the digits needed, thousands separated: 1,500 or 0.000001.
std::string format_kilograms(Mass mass);

} // namespace pvault
