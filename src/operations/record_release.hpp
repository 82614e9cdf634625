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
};
// Refuses: mineral_unknown, party_unknown, site_unknown, lot_unknown, what draw_by_method refuses.
Expected<Recorded> record_release(store::Book& book, const RecordingOptions& options, const ReleaseInput& input);

} // namespace pvault::operations
