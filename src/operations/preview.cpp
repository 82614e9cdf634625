#include "operations/preview.hpp"

#include "store/stock_history.hpp"

#include <fmt/format.h>

namespace pvault::operations {

namespace {

bool is_asked_for(Recording& recording, MineralId mineral) {
  return recording.is_dry_run() && store::has_later_releases(recording.connection(), mineral, recording.on());
}

// Recorded after all others, so that of its day it is the last.
std::optional<Preview> preview_of(Recording& recording, MineralId mineral, StockEvent further) {
  store::Connection& connection = recording.connection();
  if (!is_asked_for(recording, mineral) || store::was_promised(connection, mineral)) return std::nullopt;
  further.entry = recording.writer().next_entry();
  if (auto* made = std::get_if<LotRelease>(&further.what))
    made->holds = store::load_holds_on(connection, mineral, recording.on());
  const std::vector<StockEvent> history = store::load_stock_history(connection, mineral);
  Preview preview{.differences = compare_redrawn(history, further), .own = std::nullopt};
  const auto* release = std::get_if<LotRelease>(&further.what);
  if (release == nullptr) return preview;
  std::vector<StockEvent> all = history;
  all.push_back(further);
  for (const Redrawn& redrawn : redraw(all)) {
    Money recorded;
    for (const LotDraw& draw : release->drawn)
      recorded += draw.cost;
    const bool is_own = redrawn.entry == further.entry;
    if (is_own && redrawn.cost != recorded) preview.own = {further.entry, further.on, recorded, redrawn};
  }
  return preview;
}

} // namespace

std::optional<Preview> preview_purchase(Recording& recording, const LotArrival& lot) {
  return preview_of(recording, lot.lot.mineral, {.on = recording.on(), .what = lot});
}

std::optional<Preview> preview_release(Recording& recording, MineralId mineral, const LotRelease& release) {
  return preview_of(recording, mineral, {.on = recording.on(), .what = release});
}

std::vector<std::string> why_no_preview(Recording& recording, const Mineral& mineral) {
  if (!is_asked_for(recording, mineral.id) || !store::was_promised(recording.connection(), mineral.id)) return {};
  return {fmt::format("no preview: {} was lent, exchanged or sold for later, which it does not go through in order of "
                      "date",
                      mineral.code)};
}

} // namespace pvault::operations
