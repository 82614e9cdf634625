// What no event may come to.
#include "tests/model/support/model_rules.hpp"

#include <limits>

namespace pvault::test {

void check_totals(const ModelBook& book, const Event& event) {
  ModelBalances balances = book.balances(book.everything());
  const auto too_large = [](Wide total) {
    return total > std::numeric_limits<std::int64_t>::max() || total < std::numeric_limits<std::int64_t>::min();
  };
  for (const Effect& effect : event.effects) {
    auto& [mass, amount] = balances[{effect.account, effect.mineral, effect.party, effect.facility}];
    mass += effect.mass_mg;
    amount += effect.amount_cents;
    refuse_if(too_large(mass) || too_large(amount), "total_too_large");
  }
}

} // namespace pvault::test
