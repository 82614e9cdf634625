#pragma once

#include "operations/recording.hpp"
#include "stockpile/release.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::operations {

struct ReleaseInput {
  std::string mineral;
  EnteredMass mass;
  ReleaseKind kind = ReleaseKind::sale;
  std::string authority;
  std::string recipient = {}; // empty: none named
  std::optional<QuotedPrice> price = {};
  std::vector<std::string> lots = {}; // empty: those whose turn it is
  std::string site = {};              // empty: any storage site
  std::string emergency = {};         // empty: none named
  std::optional<Date> return_by = {}; // of a loan or an exchange
  std::optional<EntryId> sale = {};   // that it ships
};
// The authority is the code of one that was recorded, or, as far as the mineral has none, any text.
// Refuses: mineral_unknown, party_unknown, site_unknown, emergency_unknown, what check_loan_terms refuses, sale_unknown
// and what check_shipment refuses, what draw_by_method, check_emergency and check_authority refuse.
Expected<Recorded> record_release(store::Book& book, const RecordingOptions& options, const ReleaseInput& input);

} // namespace pvault::operations
