// What a backdated purchase or release would have meant for the releases after it, had it been recorded in time.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/redraw.hpp"

#include <optional>

namespace pvault::operations {

// Of a dry run; nothing when no release of the mineral that stands is dated later, so that it is in order as it is.
std::optional<Preview> preview_purchase(Recording& recording, const LotArrival& lot);
// `release` says what it draws now. There is a preview also where nothing but the release itself would have drawn
// otherwise: of a lot that was moved, sold, settled or written down since.
std::optional<Preview> preview_release(Recording& recording, MineralId mineral, const LotRelease& release);

} // namespace pvault::operations
