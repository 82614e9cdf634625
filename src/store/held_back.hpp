// What is on hand and not to be used.
#pragma once

#include "journal/entry.hpp"
#include "store/connection.hpp"

#include <map>

namespace pvault::store {

// It lies at sites from which nothing is released, or is sold and not shipped.
struct MassByPlace {
  Mass in_transit;
  Mass in_process;
  Mass sold_not_shipped = {};
};
using HeldBack = std::map<MineralId, MassByPlace>; // minerals that have none may be missing
HeldBack load_held_back(Connection& connection, const Moment& moment);
// Makes what was held back at a moment that of an earlier day: takes off what is dated behind that day, of what the
// moment knows.
void take_off_later(Connection& connection, Date day, const Moment& moment, HeldBack& held);

} // namespace pvault::store
