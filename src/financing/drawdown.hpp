// A drawdown brings money in on a facility and says which purchases it finances.
#pragma once

#include "financing/facility.hpp"
#include "financing/loan.hpp"

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
  std::vector<std::string> conditions_open = {}; // first-draw conditions that are not met by that date
  std::string index_without_fixing = {}; // the index a floating rate would follow, if it has no fixing by that date
  DrawFees fees = {};                    // what the drawdown is charged
};

struct DrawUse {
  EntryId purchase{};
  Money amount;
};

// A purchase named by a use or an invoice. What of it is financed by drawdowns and requested besides is that of the
// day, on or after the one asked about, on which both together are the most.
struct FinancedPurchase {
  EntryId entry{};
  bool is_purchase = false; // false: an entry of another kind
  std::optional<EntryId> reversed_by = {};
  Money cost = {};
  Money financed = {};
  Money requested = {};

  [[nodiscard]] Money open() const { return cost - financed - requested; }
};
// "purchase 171, which cost 100.00 USD and has 60.00 USD financed and 20.00 USD requested"
std::string describe(const FinancedPurchase& purchase);

// Whether it can be financed at all: refuses use_not_a_purchase for an entry of another kind and for one reversed.
Expected<void> check_stands(const FinancedPurchase& purchase);

struct DrawdownRequest {
  Date on;
  Money amount;
  std::vector<DrawUse> uses = {};
  std::optional<EntryId> pays = {}; // a request for disbursement, whose own invoices do not stand in its way
};

// Decides a drawdown; touches nothing. `purchases` answers request.uses one by one. Rules, in this order:
// amount_not_positive, facility_not_in_force, outside_availability, condition_not_met, fixing_missing,
// above_undisbursed (the fee it finances included), then for each use: use_named_twice, amount_not_positive,
// use_not_a_purchase, purchase_already_financed, and last use_above_drawdown.
Expected<Postings> plan_drawdown(const DrawableFacility& facility, const DrawdownRequest& request,
                                 const std::vector<FinancedPurchase>& purchases);

// What part of all drawdowns a facility finances, from a date on.
struct ShareOfFacility {
  FacilityId facility{};
  std::string code;
  Rate share;
  Money drawn; // since that date
};

// Splits a drawdown so that all that was drawn since keeps the shares, to the cent. Refuses financing_share_broken when
// a facility is already above its share of the whole.
Expected<std::vector<Money>> split_by_shares(Money amount, const std::vector<ShareOfFacility>& shares);

// Refuses financing_share_broken when, after a drawdown, one facility has drawn more than its share of the whole (by
// more than a cent for rounding). `shares` hold what is drawn with it.
Expected<void> check_shares(const std::vector<ShareOfFacility>& shares);

// Takes back a part of what may still be drawn. Refuses: amount_not_positive, facility_not_in_force, above_undisbursed.
Expected<Postings> plan_cancellation(const DrawableFacility& facility, Date on, Money amount);

} // namespace pvault
