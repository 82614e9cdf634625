// A rate of storage, insurance or handling, from a day on.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/carrying_rate.hpp"

#include <optional>
#include <string>

namespace pvault::operations {

// As it was asked for: site, mineral and party by name.
struct CarryingRateInput {
  CarryingKind kind{};
  std::string site = {};    // empty: all storage sites
  std::string mineral = {}; // empty: all minerals
  std::string party = {};   // empty: the rate of this scope ends, and no charge is given
  std::optional<EnteredCarryingRate> rate = {};
  std::optional<EnteredHandling> for_in = {};
  std::optional<EnteredHandling> for_out = {};
};
// Refuses: site_unknown, mineral_unknown, mineral_is_group, party_unknown, party_role_wrong (the party is no warehouse,
// carrier or other), what check_carrying_terms refuses.
Expected<Recorded> set_carrying_rate(store::Book& book, const RecordingOptions& options,
                                     const CarryingRateInput& input);

} // namespace pvault::operations
