// Sales to be shipped later, and what of the lots is sold.
#pragma once

#include "journal/entry.hpp"
#include "stockpile/sale.hpp"
#include "store/connection.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::store {

// Refuses sale_unknown: no such entry, no sale, or reversed.
Expected<Sale> load_sale(Connection& connection, EntryId entry, Date on);
// Its lots as those of a release on that day: all of them is taken but what is sold with it on that or any later day.
std::vector<OpenLot> list_lots_of_sale(Connection& connection, const Sale& sale, Date on);

// Says of a lot what of it is sold and not shipped: what it holds, less the least that is free on that or any later
// day.
void mark_sold(Connection& connection, OpenLot& lot, Date on);
void mark_sold(Connection& connection, std::vector<OpenLot>& lots, Date on);

// The sales of which some of these lots can be cancelled from the day on, or from that of the sale where that is later.
std::vector<HoldingSale> list_holding_sales(Connection& connection, const std::vector<OpenLot>& lots, Date on);

// A sale at a moment.
struct SaleState {
  EntryId entry{};
  Date on;
  MineralId mineral{};
  std::string mineral_code;
  std::string buyer;
  std::string price;
  Date ship_by;
  std::string authority;
  Mass sold;
  Mass shipped;
  Mass cancelled;
  Money proceeds; // of what was shipped
  [[nodiscard]] Mass not_shipped() const { return sold - shipped - cancelled; }
};
// Those that stand at the moment, in the order of their entries.
std::vector<SaleState> list_sales(Connection& connection, const Moment& moment);

} // namespace pvault::store
