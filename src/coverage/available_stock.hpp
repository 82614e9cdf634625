// What of a mineral's stock counts as cover, and what is taken off and why.
#pragma once

#include "units/mass.hpp"
#include "units/rate.hpp"

namespace pvault {

// Masses on the mineral's basis. Each deduction is a part of what is on hand.
struct AvailableStock {
  Mass on_hand = {};
  Mass in_transit = {};
  Mass in_process = {};
  Mass not_accepted = {};      // in storage: unassayed, rejected or quarantined
  Mass encumbered_held = {};   // in storage, accepted, and pledged so that nothing may be released
  Mass encumbered = {};        // pledged, wherever it lies; not a deduction of its own
  Mass sold_not_shipped = {};  // sold, and still on hand
  Mass sold_of_held_lots = {}; // of that, what may not be released anyhow, so that it is taken off once
  Mass owed_back = {};         // gone, and to come back; not on hand
  Mass unavailable = {}; // the part of what is left that never comes out, such as what stays at the bottom of a silo

  [[nodiscard]] Mass held_back() const {
    return in_transit + in_process + sold_not_shipped + not_accepted + encumbered_held - sold_of_held_lots;
  }
  [[nodiscard]] Mass available() const { return on_hand - held_back() - unavailable; }

  AvailableStock& operator+=(const AvailableStock& other);
};

// Takes off the fraction of what is left after the deductions, rounded up to the milligram, so that what is available
// is never overstated: available = (on hand − deductions) × (1 − fraction). Needs a fraction of at most 100%.
void take_off_unavailable(AvailableStock& stock, Rate fraction);

} // namespace pvault
