// Quality and pledges of lots.
#pragma once

#include "journal/entry.hpp"
#include "stockpile/lot_status.hpp"
#include "stockpile/site.hpp"
#include "store/connection.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pvault::store {

// All that is recorded of it. Refuses lot_unknown, also when the lot's entry was reversed.
Expected<LotStatus> load_lot_status(Connection& connection, const std::string& code);

// The quality of a lot on a day; none when nothing was said of it.
std::optional<LotQuality> find_quality(Connection& connection, LotId lot, Date on);

// The first change of a lot's quality behind a day, of those that stand.
std::optional<QualityChange> find_later_quality(Connection& connection, LotId lot, Date on);

// The lot that has this warehouse receipt. Refuses receipt_unknown.
Expected<std::string> load_lot_of_receipt(Connection& connection, const std::string& receipt);

// What may keep a lot from being released.
struct LotHold {
  MineralId mineral{};
  std::string code;
  std::optional<LotQuality> quality;
  std::string pledged_to; // facility; empty when it is not pledged
  bool release_forbidden = false;
  bool in_storage = true;
  Mass on_hand;
  Money cost;
  Mass sold; // of what is on hand, and not shipped
};
// Lots with a quality, or pledged, at the moment; others are missing.
std::map<LotId, LotHold> load_holds(Connection& connection, const Moment& moment);
// One of them; nothing when the lot was not received by then.
std::optional<LotHold> find_hold(Connection& connection, LotId lot, const Moment& moment);

// Those of which something changed behind the day, as far as the moment has seen it: reads only what is dated between.
std::set<LotId> list_changed_holds(Connection& connection, Date day, const Moment& moment);

} // namespace pvault::store
