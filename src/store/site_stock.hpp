// What lies where at a moment: read from the closing of a month and part of the month, not lot by lot.
#pragma once

#include "journal/entry.hpp"
#include "store/connection.hpp"

#include <compare>
#include <map>

namespace pvault::store {

struct StockPlace {
  MineralId mineral{};
  SiteId site{};
  friend auto operator<=>(const StockPlace&, const StockPlace&) = default;
};

struct SiteStock {
  std::int64_t lots = 0; // with mass left
  Mass on_hand;
  Money cost;
  Mass sold_not_shipped;
};

// Wherever a lot of the mineral ever lay; what is nothing at the moment may be among them. Throws std::overflow_error
// when what lies at a place does not fit 64 bits.
std::map<StockPlace, SiteStock> load_site_stock(Connection& connection, const Moment& moment);

} // namespace pvault::store
