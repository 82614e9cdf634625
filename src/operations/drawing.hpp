// What recordings that draw on facilities share: finding the purchases they finance, deciding, and dividing among the
// lenders.
#pragma once

#include "financing/drawdown.hpp"
#include "operations/recording.hpp"
#include "store/facilities.hpp"

#include <string>
#include <vector>

namespace pvault::operations {

// By its entry ("183") or by the lot it made ("gallium-183"). Refuses lot_unknown; an entry is not looked at.
Expected<EntryId> find_purchase(store::Connection& connection, const std::string& text);

// A drawdown that was allowed, before it is written.
struct PlannedDrawdown {
  std::vector<RecordRow> rows;
  Postings postings;
  std::string summary;
};

// On one facility. Refuses: what plan_drawdown refuses, financing_share_broken.
Expected<PlannedDrawdown> plan_single_drawdown(store::Connection& connection, const store::Facility& facility,
                                               const DrawdownRequest& request);

// The shares in force on a day. Refuses shares_missing.
Expected<std::vector<ShareOfFacility>> load_shares(store::Connection& connection, Date on);

// On all lenders by the shares in force: an entry for each. Writes all but the last, which it answers; `besides` are
// rows that each of them has. Refuses: shares_missing, amount_not_positive, use_above_drawdown, what split_by_shares
// and plan_drawdown refuse.
Expected<PlannedDrawdown> draw_pro_rata(Recording& recording, const DrawdownRequest& request,
                                        const std::vector<RecordRow>& besides = {});

} // namespace pvault::operations
