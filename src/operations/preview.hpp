// What a backdated purchase or release would have meant for the releases after it, had it been recorded in time.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/redraw.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::operations {

// Of a dry run; nothing when no release of the mineral that stands is dated later, so that it is in order as it is, and
// where why_no_preview says why.
std::optional<Preview> preview_purchase(Recording& recording, const LotArrival& lot);
std::optional<Preview> preview_release(Recording& recording, MineralId mineral, const LotRelease& release);
// Why a dry run of a backdated entry has none: what is lent comes back as lots, and what is sold for later is held, by
// what was recorded and not by what would have been.
std::vector<std::string> why_no_preview(Recording& recording, const Mineral& mineral);

} // namespace pvault::operations
