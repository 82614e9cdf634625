// What to buy next: the purchases that raise the lowest coverage most for an amount of money. Recorded nowhere.
#pragma once

#include "reports/report.hpp"

#include <map>
#include <optional>
#include <vector>

namespace pvault::reports {

struct PlanQuestion {
  Moment moment;
  std::optional<Money> budget = {};     // empty: what the undisbursed commitments allow
  std::optional<int> target_days = {};  // in the place of each mineral's own target
  std::vector<MineralId> minerals = {}; // empty: all
  std::map<MineralId, Money> caps = {}; // never more money than this
  std::map<MineralId, Mass> lots = {};  // bought in whole lots of this mass only
};

// A row for each mineral and group of the book, those that money goes to first, the lowest cover before all. The
// table has its name and title, not its provenance. Must run inside a ReadTransaction. Throws std::overflow_error,
// which names the figure, when one does not fit 64 bits.
Table make_plan(store::Connection& connection, const PlanQuestion& question);

} // namespace pvault::reports
