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

// Mass of a lot that went into others, which have it but for a loss; their cost, age and origin follow from it.
struct LotMove {
  LotId from{};
  Mass mass;
  std::vector<LotArrival> to;
};

// What a final assay changed of a delivery. It is shared over where the metal is by then, what is on loan among it.
struct LotSettlement {
  LotId lot{}; // that was bought
  Mass mass;
  Money cost;
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
  std::optional<EntryId> sale = {};    // that it ships, of the lots that this holds
};

// A sale to be shipped later holds what a release of its day would draw.
struct LotSale { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  LotRelease asked;
};

// What of a sale will not be shipped.
struct LotSaleCancellation {
  EntryId sale{};
  Mass mass;
};

// What comes back of a loan or an exchange, and what of it is given up.
struct LotReturn {
  struct Part { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
    LotId drawn{};
    LotArrival to; // as which it came back
  };
  EntryId release{};
  Mass mass;
  Mass given_up;
  std::vector<Part> parts = {};        // as recorded
  std::map<LotId, LotHeld> holds = {}; // on its day: what comes back has the quality of the lot that was lent
};

// A reversal.
struct LotUndoing {
  EntryId undone{};
};

// One entry of a mineral's history.
struct StockEvent { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  Date on;
  std::variant<LotArrival, LotMove, LotSettlement, LotRelease, LotSale, LotSaleCancellation, LotReturn, LotUndoing>
      what;
};

// What a release draws when it is made in its turn. A lot that would have come back of a loan in place of the one that
// did is named after the lot that was lent and the return.
struct Redrawn { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  Date on;
  std::vector<LotDraw> draws;
  Money cost;
  Mass missing;   // of what it took, what would not have been there
  Money recorded; // what it cost as recorded
};

// Each release of the history that stands at its end, in order of date, of one date as recorded. Pure; the history may
// come in any order. What is done with a lot is done as far as it is there and not sold to others; what is done with
// one that came back of a loan is done with the one that comes back in its place.
std::vector<Redrawn> redraw(std::vector<StockEvent> history);

bool draws_differ(const std::vector<LotDraw>& some, const std::vector<LotDraw>& others);

// A release that would have drawn other lots, or at another cost, with a further event than without.
struct RedrawDifference { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  Date on;
  Money cost_without;
  Redrawn with;
};
struct RedrawComparison {
  std::vector<RedrawDifference> later;
  std::optional<Redrawn> own; // what the further event draws itself in its turn, if it is a release
};
RedrawComparison compare_redrawn(const std::vector<StockEvent>& history, const StockEvent& further);

} // namespace pvault
