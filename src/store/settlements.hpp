// Lots bought on provisional assays, and their settlements.
#pragma once

#include "journal/entry.hpp"
#include "stockpile/lot_paper.hpp"
#include "stockpile/settlement.hpp"
#include "store/connection.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace pvault::store {

// A lot, where its metal is by now, over all entries. Of a lot that was taken of another it is never provisional.
// Refuses lot_unknown, also when the purchase was reversed.
struct FoundProvisionalLot {
  MineralId mineral{};
  ProvisionalLot lot;
};
Expected<FoundProvisionalLot> load_provisional_lot(Connection& connection, const std::string& code, Date on);

// A settlement that stands.
struct Settlement {
  EntryId entry{};
  Date on;
  Mass final;
  Money metal;
  std::string mass; // as entered, empty when it stayed as it was bought
  std::string moisture;
  std::string assay;
  std::string price;
};
// At the moment, by the lot that was bought; and of one such lot.
std::map<LotId, Settlement> load_settlements(Connection& connection, const Moment& moment);
std::optional<Settlement> find_settlement(Connection& connection, LotId lot, const Moment& moment);
// Of a lot that may have been taken of the one that was bought; none of what a count found beside one, which nobody
// delivered.
std::optional<Settlement> find_settlement_of_delivery(Connection& connection, LotId lot, const Moment& moment);

// Lots bought on provisional terms that no settlement has made final, at the moment.
std::int64_t count_unsettled_lots(Connection& connection, const Moment& moment);

} // namespace pvault::store
