// What comes back of a loan or an exchange, and what of it is given up.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/loan_return.hpp"

#include <optional>
#include <string>

namespace pvault::operations {

// Something comes back, something is given up, or both.
struct ReturnInput {
  EntryId release{};
  std::optional<EnteredMass> mass = {};
  std::string site = {}; // where what comes back lies
  std::optional<EnteredMass> short_mass = {};
  std::string reason = {}; // why it is given up
};
// What comes back are lots of those that were lent, named after them: W-1.1. Refuses: loan_unknown, site_unknown, what
// plan_return refuses, quality_before_draw (a lot that was lent has a later change of quality, which its part misses).
Expected<Recorded> record_return(store::Book& book, const RecordingOptions& options, const ReturnInput& input);

} // namespace pvault::operations
