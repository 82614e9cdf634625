#include "reports/price_scenario.hpp"

#include "reports/scenario_words.hpp"

#include <fmt/format.h>

namespace pvault::reports {

std::optional<Money> value_at_changed_price(const BasisPrice& price, Mass mass, RelativeChange change) {
  const auto cents = round_to_integer(exact_cents(price, mass) * change.factor(), Rounding::half_even);
  return cents ? std::optional(Money::cents(*cents)) : std::nullopt;
}

std::optional<Money> difference_of(const std::optional<Money>& amount, const std::optional<Money>& other) {
  return amount && other ? std::optional(*amount - *other) : std::nullopt;
}

std::string supposed_prices(const Changes& prices, const std::vector<Mineral>& minerals) {
  if (prices.empty()) return "Nothing is supposed: prices are as recorded. `--price -30%` supposes something.";
  return fmt::format("Supposed: prices change by {}; nothing else does.", changes_in_words(prices, minerals));
}

} // namespace pvault::reports
