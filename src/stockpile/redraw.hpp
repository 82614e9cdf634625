// What releases would have drawn had everything been recorded in order of date. A release is fixed when it is recorded,
// so this changes nothing; it tells what a backdated entry would have meant.
#pragma once

#include "stockpile/cost_method.hpp"
#include "units/date.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace pvault {

// A lot that came in, with the day it ages from and the lot it was bought as.
struct LotArrival { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  OpenLot lot;
  Date aged_from;
  LotId root{};
};

// Mass of a lot that went into others, which have it but for a loss.
struct LotMove {
  LotId from{};
  Mass mass;
  std::vector<LotArrival> to; // their cost follows from what the mass cost
};

// A final assay of a delivery: each lot that holds some of it has this part of its mass and cost from then on.
struct LotSettlement {
  struct Part {
    LotId lot{};
    Mass mass_before;
    Mass mass_after;
    Money cost_before;
    Money cost_after;
  };
  std::vector<Part> parts;
};

// What keeps a lot from being released on a day.
struct LotHeld {
  std::optional<LotQuality> quality = {};
  bool release_forbidden = false;
};

struct LotRelease {       // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  ReleaseRequest request; // its date, kind, site, and whether lots were named
  Mass mass;
  CostMethod method = CostMethod::fifo;
  std::vector<LotDraw> drawn;          // as recorded; of named lots the ones to be drawn again
  std::map<LotId, LotHeld> holds = {}; // on its day, as known by now; lots that nothing is said of are missing
};

// One entry of a mineral's history that stands.
struct StockEvent { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  Date on;
  std::variant<LotArrival, LotMove, LotSettlement, LotRelease> what;
};

// What a release draws when it is made in its turn.
struct Redrawn { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  Date on;
  std::vector<LotDraw> draws;
  Money cost;
  Mass missing; // of what it took, what would not have been there
};

// Each release of the history in order of date, of one date as recorded. Pure; the history may come in any order.
std::vector<Redrawn> redraw(std::vector<StockEvent> history);

// A release that would have drawn other lots, or at another cost, with a further event than without.
struct RedrawDifference { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  Date on;
  Money cost_without;
  Redrawn with;
};
// Of the releases after the further event; none of the event itself.
std::vector<RedrawDifference> compare_redrawn(const std::vector<StockEvent>& history, const StockEvent& further);

} // namespace pvault
