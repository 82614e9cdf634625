// Emergencies and authorities: what releases are made under.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/authority.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::operations {

// The day of the entry is the first of the emergency, or of the authority.
struct EmergencyInput {
  std::string code;
  std::string declared_by;
  std::string rule;
  std::optional<Date> until = {};
  std::vector<std::string> minerals = {};  // empty: all
  std::optional<EnteredMass> maximum = {}; // of each mineral named
};
// Refuses: option_malformed (a maximum without minerals, a mineral named twice), period_ends_before_it_begins,
// name_taken, mineral_unknown, mineral_is_group, what contained_mass refuses.
Expected<Recorded> declare_emergency(store::Book& book, const RecordingOptions& options, const EmergencyInput& input);

struct EmergencyEndInput {
  std::string code;
  std::string reason = {};
};
// The day of the entry is its last. Refuses: emergency_unknown, what check_emergency_end refuses,
// something_depends_on_it (a release dated later).
Expected<Recorded> end_emergency(store::Book& book, const RecordingOptions& options, const EmergencyEndInput& input);

struct AuthorityInput {
  std::string code;
  std::string mineral;
  EnteredMass quantity;
  std::string granted_by;
  std::string rule;
  std::optional<Date> until = {};
  std::vector<ReleaseKind> kinds = {}; // empty: all
};
// Refuses: period_ends_before_it_begins, name_taken, mineral_unknown, mineral_is_group, what contained_mass refuses.
Expected<Recorded> add_authority(store::Book& book, const RecordingOptions& options, const AuthorityInput& input);

} // namespace pvault::operations
