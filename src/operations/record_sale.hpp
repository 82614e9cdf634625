// Sales that are shipped later, and what of them will not be.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/release.hpp"

#include <string>
#include <vector>

namespace pvault::operations {

struct SaleInput {
  std::string mineral;
  EnteredMass mass;
  QuotedPrice price;
  std::string buyer;
  Date ship_by;
  std::string authority;
  std::vector<std::string> lots = {}; // empty: those that a release of that day would draw
};
// Refuses: mineral_unknown, party_unknown, period_ends_before_it_begins, what hold_by_method and check_authority
// refuse.
Expected<Recorded> record_sale(store::Book& book, const RecordingOptions& options, const SaleInput& input);

struct SaleCancellationInput {
  EntryId sale{};
  std::string reason;
};
// All that is not shipped. Refuses sale_unknown, what check_cancellation_of refuses.
Expected<Recorded> cancel_sale(store::Book& book, const RecordingOptions& options, const SaleCancellationInput& input);

} // namespace pvault::operations
