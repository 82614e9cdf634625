// Drawing lots by the cost method in force on the day.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/release.hpp"

#include <string>
#include <vector>

namespace pvault::operations {

// Plans a release of the lots named, or of those whose turn it is. At average cost it also writes the averaging, where
// the costs of the lots have to be evened out first: an entry before the recording's own. Refuses: lot_unknown, what
// check_cost_method and plan_release refuse.
Expected<ReleasePlan> draw_by_method(Recording& recording, const Mineral& mineral, ReleaseRequest request,
                                     const std::vector<std::string>& lots_named);

} // namespace pvault::operations
