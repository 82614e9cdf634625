#include "coverage/available_stock.hpp"

namespace pvault {

AvailableStock& AvailableStock::operator+=(const AvailableStock& other) {
  on_hand += other.on_hand;
  in_transit += other.in_transit;
  in_process += other.in_process;
  not_accepted += other.not_accepted;
  encumbered_held += other.encumbered_held;
  encumbered += other.encumbered;
  sold_not_shipped += other.sold_not_shipped;
  sold_of_held_lots += other.sold_of_held_lots;
  owed_back += other.owed_back;
  unavailable += other.unavailable;
  return *this;
}

void take_off_unavailable(AvailableStock& stock, Rate fraction) {
  const Mass left = stock.on_hand - stock.held_back();
  if (left <= Mass() || fraction == Rate()) return;
  stock.unavailable =
      Mass::milligrams(share_of(left.milligrams(), fraction.parts_per_billion(), whole_ppb, Rounding::up));
}

} // namespace pvault
