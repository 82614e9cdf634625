// Sales that are shipped later: what is sold of which lots, and its shipment.
#pragma once

#include "stockpile/release.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault {

// What is sold of a lot and not shipped: the least on the day asked about or any later one.
struct SoldLot {
  LotId lot{};
  Mass left;
};

struct Sale {
  EntryId entry{};
  MineralId mineral{};
  std::string mineral_code;
  PartyId buyer{};
  std::string buyer_code;
  QuotedPrice price;
  Date on;
  std::vector<SoldLot> lots = {};
  [[nodiscard]] Mass left() const;
};

// By when a sale is to be shipped. Refuses period_ends_before_it_begins.
Expected<void> check_ship_by(Date on, Date ship_by);

// A shipment says of its sale nothing that the sale does not: its kind, mineral, buyer and price are those of the sale,
// and its lots. Rules, in this order: sale_differs, shipped_before_sale, above_sold.
Expected<void> check_shipment(const Sale& sale, const Mineral& mineral, const ReleaseRequest& request, Mass asked);

// What is left of a sale and will not be shipped. Refuses above_sold when nothing is left, shipped_before_sale.
Expected<void> check_cancellation_of(const Sale& sale, Date on);

} // namespace pvault
