// What a backdated purchase or release would have meant for the releases after it, had it been recorded in time.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/redraw.hpp"

#include <optional>

namespace pvault::operations {

// Of a dry run; nothing when no release of the mineral that stands is dated later, so that it is in order as it is.
std::optional<Preview> preview_purchase(Recording& recording, const LotArrival& lot);
std::optional<Preview> preview_release(Recording& recording, MineralId mineral, const LotRelease& release);

} // namespace pvault::operations
