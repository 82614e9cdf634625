#include "operations/preview.hpp"

#include "store/stock_history.hpp"

#include <utility>

namespace pvault::operations {

namespace {

// Recorded after all others, so that of its day it is the last.
RedrawComparison compare(Recording& recording, MineralId mineral, StockEvent further) {
  further.entry = recording.writer().next_entry();
  return compare_redrawn(store::load_stock_history(recording.connection(), mineral), further);
}

std::optional<RedrawDifference> own_difference(const LotRelease& release, std::optional<Redrawn> in_turn) {
  if (!in_turn || !draws_differ(release.drawn, in_turn->draws)) return std::nullopt;
  return RedrawDifference{in_turn->entry, in_turn->on, in_turn->recorded, *std::move(in_turn)};
}

} // namespace

std::optional<Preview> preview_purchase(Recording& recording, const LotArrival& lot) {
  const MineralId mineral = lot.lot.mineral;
  if (!recording.is_dry_run() || !store::has_later_releases(recording.connection(), mineral, recording.on()))
    return std::nullopt;
  return Preview{compare(recording, mineral, {.on = recording.on(), .what = lot}).later, std::nullopt};
}

std::optional<Preview> preview_release(Recording& recording, MineralId mineral, const LotRelease& release) {
  store::Connection& connection = recording.connection();
  if (!recording.is_dry_run() || !store::is_drawn_out_of_order(connection, mineral, recording.on()))
    return std::nullopt;
  LotRelease further = release;
  further.holds = store::load_holds_on(connection, mineral, recording.on());
  RedrawComparison comparison = compare(recording, mineral, {.on = recording.on(), .what = std::move(further)});
  Preview preview{std::move(comparison.later), own_difference(release, std::move(comparison.own))};
  if (!preview.own && !store::has_later_releases(connection, mineral, recording.on())) return std::nullopt;
  return preview;
}

} // namespace pvault::operations
