// A price as it was quoted, and as an exact ratio of cents to milligrams.
#pragma once

#include "units/exact.hpp"
#include "units/mass.hpp"
#include "units/money.hpp"
#include "units/refusal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pvault {

// "380 USD/mtu of WO3": the number, currency, unit and component stay as published.
struct QuotedPrice {
  std::string text;        // as written, outer blanks trimmed
  std::string amount;      // "380", as written without separators of thousands
  std::string currency;    // USD or USc (US cents, as metal markets write cents per pound)
  std::string unit;        // symbol of the mass unit: kg, lb, mtu
  std::string component;   // "WO3"; empty when none is named
  bool of_content = false; // the unit counts the contained component (mtu, stu, ltu)
  Exact cents_per_mg;      // of the component named, or of what the unit weighs
};

// Blanks around the '/' do not count; the suffixes k, M and B of parse_money are not for prices. Refuses:
// price_malformed (no '/'), number_malformed, currency_missing, currency_unknown, mass_unit_missing, mass_unit_unknown,
// price_out_of_range (negative, or above 10 trillion USD per unit), text_malformed (control characters, no component
// behind "of"). Zero is a price.
Expected<QuotedPrice> parse_price(std::string_view text);

// A price per milligram of a mineral's statistical basis, as whole cents per whole milligrams, in lowest terms.
struct BasisPrice {
  std::int64_t cents = 0;
  std::int64_t per_mg = 1;
  friend bool operator==(const BasisPrice&, const BasisPrice&) = default;
};

// Refuses price_out_of_range when the ratio in lowest terms does not fit.
Expected<BasisPrice> make_basis_price(const Exact& cents_per_mg);

// price × mass, exact; the caller rounds.
Exact exact_cents(const BasisPrice& price, Mass mass);
// What a mass is worth at a price, rounded half-even to the cent. Empty when it does not fit.
std::optional<Money> value_at(const BasisPrice& price, Mass mass);

} // namespace pvault
