// Borrowing bases as recorded, and what they are computed from.
#pragma once

#include "financing/borrowing_base.hpp"
#include "journal/entry.hpp"
#include "store/connection.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::store {

struct RecordedBorrowingBase {
  EntryId entry{};
  Date from;
  std::string source;
  BorrowingBaseTerms terms;
};

// The one in force at a moment; missing when the facility's terms have none, or it has ended.
std::optional<RecordedBorrowingBase> find_borrowing_base(Connection& connection, FacilityId facility,
                                                         const Moment& moment);

// The lots on hand at a moment.
std::vector<CollateralLot> list_collateral(Connection& connection, const Moment& moment);

// The latest usable price of each mineral that lots are of.
CollateralPrices list_collateral_prices(Connection& connection, const std::vector<CollateralLot>& lots,
                                        const Moment& moment);

} // namespace pvault::store
