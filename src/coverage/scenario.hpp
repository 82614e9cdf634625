// What a report supposes: countries that are cut off, demand and prices that change.
#pragma once

#include "coverage/import_supply.hpp"
#include "journal/posting.hpp"
#include "units/relative_change.hpp"

#include <map>

namespace pvault {

// A change for all minerals, and those of minerals that have their own.
struct Changes {
  RelativeChange of_all = {};
  std::map<MineralId, RelativeChange> of_minerals = {};
  [[nodiscard]] RelativeChange of(MineralId mineral) const {
    const auto own = of_minerals.find(mineral);
    return own == of_minerals.end() ? of_all : own->second;
  }
  [[nodiscard]] bool empty() const { return of_all == RelativeChange() && of_minerals.empty(); }
};

struct Scenario {
  Countries cut_off = {};
  Changes demand = {};
  Changes prices = {};
};

} // namespace pvault
