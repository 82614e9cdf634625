// Carrying charges as recorded: rates, what lay where and was handled, and what accruals posted.
#pragma once

#include "journal/entry.hpp"
#include "stockpile/carrying.hpp"
#include "store/connection.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::store {

// Those that stand at a moment, in the order of their days, those of one day as recorded.
std::vector<CarryingRate> list_carrying_rates(Connection& connection, const Moment& moment);

// The same with the names and texts that people read.
struct NamedCarryingRate {
  EntryId entry{};
  CarryingRate rate;
  std::string site;    // empty: all storage sites
  std::string mineral; // empty: all minerals
  std::string party;   // empty: ended
  std::string per_month;
  std::string for_in;
  std::string for_out;
};
std::vector<NamedCarryingRate> list_named_carrying_rates(Connection& connection, const Moment& moment);

// What the charges up to the moment's day follow from. Lots in the order of their receipt.
std::vector<CarriedLot> list_carried_lots(Connection& connection, const Moment& moment);

// What carrying charges come to by the moment's day. Reads no lots when there are no rates.
std::vector<CarryingCharge> load_carrying_charges(Connection& connection, const Moment& moment);

// What accruals that stand at the moment posted.
CarryingAmounts load_posted_carrying(Connection& connection, const Moment& moment);
// The day of the latest of them.
std::optional<Date> find_carrying_accrued_until(Connection& connection, const Moment& moment);

} // namespace pvault::store
