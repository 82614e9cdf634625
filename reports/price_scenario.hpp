// What reports on other prices share: a value at a changed price, and what was supposed, in words.
#pragma once

#include "coverage/scenario.hpp"
#include "stockpile/mineral.hpp"
#include "units/money.hpp"
#include "units/price.hpp"
#include "units/relative_change.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::reports {

// The mass at the changed price, half-even to the cent: rounded once, the price is not. Empty when it does not fit.
std::optional<Money> value_at_changed_price(const BasisPrice& price, Mass mass, RelativeChange change);

// amount − other; missing when one of them is.
std::optional<Money> difference_of(const std::optional<Money>& amount, const std::optional<Money>& other);

// "Supposed: prices change by -30%; nothing else does."
std::string supposed_prices(const Changes& prices, const std::vector<Mineral>& minerals);

} // namespace pvault::reports
