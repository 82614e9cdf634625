// Drawing lots by the cost method in force on the day.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/release.hpp"
#include "stockpile/sale.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::operations {

// Which lots a release may draw: those named; of a sale that it ships, those that the sale holds; or, with neither,
// those whose turn it is. What is sold to others is left in them.
struct LotsToDraw {
  std::vector<std::string> named = {};
  std::optional<Sale> shipped = {};
};

// Plans a release of these lots. At average cost it also writes the averaging, where the costs of the lots have to be
// evened out first: an entry before the recording's own. Refuses: lot_unknown, what check_cost_method and plan_release
// refuse.
Expected<ReleasePlan> draw_by_method(Recording& recording, const Mineral& mineral, ReleaseRequest request,
                                     const LotsToDraw& which);

// Plans the lots that a sale holds until it is shipped: what a release of the day would draw. Its cost is that of the
// lots as they are; what leaves with a shipment is settled by that. Refuses the same, but for average_not_in_order.
Expected<ReleasePlan> hold_by_method(Recording& recording, const Mineral& mineral, const ReleaseRequest& request,
                                     const std::vector<std::string>& lots_named);

} // namespace pvault::operations
