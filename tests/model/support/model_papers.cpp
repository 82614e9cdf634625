// What the model finds in the papers of a purchase.
#include "tests/model/support/model_rules.hpp"

#include <algorithm>

namespace pvault::test {

bool is_gross_for_contained(const MineralFacts& mineral, const AskPurchase& ask) {
  const auto counts_content = [](const std::string& unit) {
    return std::ranges::find(model_units(), unit, &UnitFacts::symbol)->counts_content;
  };
  const bool mass_says = ask.assay || !ask.mass.component.empty() || counts_content(ask.mass.unit);
  if (mass_says || !ask.price || counts_content(ask.price->unit)) return false;
  return std::ranges::any_of(mineral.content, [&](const auto& content) {
    return lower_case(content.first) == lower_case(ask.price->component);
  });
}

} // namespace pvault::test
