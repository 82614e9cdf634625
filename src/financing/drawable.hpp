// What all facilities together still allow to be drawn for purchases on a day.
#pragma once

#include "financing/drawdown.hpp"
#include "financing/loan.hpp"

#include <vector>

namespace pvault {

struct DrawSource {
  FacilityId id{};
  Money undisbursed; // nothing where it cannot be drawn on the day
  LoanFacts facts;   // for the fees that a drawdown finances
  FacilityTerms terms;
};

// A borrowing base, and whose principal counts against it.
struct BaseLimit {
  std::vector<FacilityId> facilities;
  Money headroom; // below zero when it is breached
};

// Each figure is what the one before it leaves; none is overstated.
struct Drawable {
  Money undisbursed;   // of all sources
  Money within_fees;   // drawdowns, less the exposure fees they finance out of the same commitment
  Money within_bases;  // as far as no base is breached; what is bought adds to the bases only when it is there
  Money within_shares; // as far as the lenders keep their shares: what can be drawn
};

// The bases are used up facility by facility, those under the fewest first. `shares` as store::list_shares answers
// them; a facility without one in them is not held to any.
Drawable compute_drawable(const std::vector<DrawSource>& sources, const std::vector<BaseLimit>& bases,
                          const std::vector<ShareOfFacility>& shares);

} // namespace pvault
