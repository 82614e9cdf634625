// A drawdown brings money in on a facility and says which purchases it finances.
#pragma once

#include "financing/facility.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault {

// What a drawdown needs to know of its facility.
struct DrawableFacility {
  FacilityId id{};
  std::string code;
  Date in_force_from;
  Date available_from;
  Date available_until;
  // What can be drawn on the date asked about without going above the commitment on that or any later date.
  Money undisbursed;
};

struct DrawUse {
  EntryId purchase{};
  Money amount;
};

// A purchase named by a use. `financed` counts the uses of other drawdowns that stand.
struct FinancedPurchase {
  EntryId entry{};
  bool is_purchase = false; // false: an entry of another kind
  std::optional<EntryId> reversed_by = {};
  Money cost = {};
  Money financed = {};
};

struct DrawdownRequest {
  Date on;
  Money amount;
  std::vector<DrawUse> uses = {};
};

// Decides a drawdown; touches nothing. `purchases` answers request.uses one by one. Rules, in this order:
// amount_not_positive, facility_not_in_force, outside_availability, above_undisbursed, then for each use:
// use_named_twice, amount_not_positive, use_not_a_purchase, purchase_already_financed, and last use_above_drawdown.
Expected<Postings> plan_drawdown(const DrawableFacility& facility, const DrawdownRequest& request,
                                 const std::vector<FinancedPurchase>& purchases);

} // namespace pvault
