// What to buy with an amount of money, so that the lowest cover rises most; what filling to the target would cost; and
// of what is not bought, why. Nothing is decided by it and nothing recorded.
#pragma once

#include "coverage/coverage.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace pvault {

// A mineral or group as a plan finds it.
struct PlanCandidate {
  bool is_asked_for = true;
  bool is_group = false;
  bool group_has_figure = false; // the figure exists only for the group the mineral belongs to
  Mass available;
  std::optional<DemandFigure> demand = {};
  std::optional<BasisPrice> price = {};
  std::optional<int> target_days = {}; // never filled above
  std::optional<Money> cap = {};       // never more money than this
  std::optional<Mass> lot = {};        // bought in whole lots of this mass only; above zero
};

// What became of a mineral, and why.
enum class PlanStatus {
  filled,             // bought up to its target
  raised,             // bought, and the money went no further
  cap_reached,        // its cap allows no more, or no further lot
  lot_not_affordable, // it was its turn, and a lot costs more than was left
  budget_spent,       // its cover is not above the level that the money reaches, and what is left for it buys nothing
  above_level,        // its cover is above the level that the money reaches
  at_target,          // its cover had reached the target
  // Left out of the plan
  not_asked_for,
  group, // metal is bought of its members
  no_demand_figure,
  group_figure_only,
  zero_demand,      // covered for ever
  demand_unbounded, // only known to be above the figure: no purchase is sure to reach a cover
  no_usable_price,  // none, or one of nothing
  no_target,
};
std::string_view plan_status_name(PlanStatus status);
// Whether the mineral has all that money can be planned by.
bool takes_part(PlanStatus status);

// The first reason to leave a candidate out, in the order of the statuses. Missing when it takes part.
std::optional<PlanStatus> reason_to_leave_out(const PlanCandidate& candidate);

struct PlannedPurchase {
  PlanStatus status{};
  Mass mass = {};
  Money cost = {};
  std::int64_t lots = 0; // where there is a size of lot
  // What the target lacks, as in coverage_gap, or in whole lots; and what that costs, rounded up so that it is enough.
  // Missing where it is not asked for or not known, or does not fit 64 bits.
  std::optional<Mass> fill_mass = {};
  std::optional<Money> fill_cost = {};
};

struct BuyingPlan {
  std::vector<PlannedPurchase> purchases; // one for each candidate
  Money spent;
  Money left;
  // To which the money raises what can take more, exact. Missing when all is filled, or as far as its cap.
  std::optional<Exact> level_days;
};

// Money goes to the lowest cover in whole cents (fill_from_bottom), up to the target and the cap of each mineral. A
// mass is what its cents buy, rounded down to the milligram, so neither the budget nor the cover is overstated. Money
// of a share that does not buy a milligram is left over. An upper bound of demand counts as the demand: cover is then
// at least what is computed, and what is bought at least what is lacking. With a lower bound nothing is bought.
//
// Where there are lots: each mineral with a size of lot takes the whole lots that its share pays for; the lowest cover
// first, each whose cover is not above the level takes a further one if what is left pays for it, and else takes none
// any more; what is left is shared again among the others, until nobody takes a lot. The last lot may go above the
// target, never above the cap. What no lot is bought with goes to the minerals without a size of lot.
//
// Needs a budget of at least zero. Throws std::overflow_error when a mass does not fit 64 bits.
BuyingPlan plan_purchases(const std::vector<PlanCandidate>& candidates, Money budget);

} // namespace pvault
