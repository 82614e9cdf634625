// Sites, parties and facilities.
#pragma once

#include "financing/facility.hpp"
#include "operations/recording.hpp"

#include <string>

namespace pvault::operations {

struct SiteInput {
  std::string code;
  std::string name;
  std::string country; // two letters; stored in upper case
};
// Refuses: name_taken, option_malformed (country).
Expected<Recorded> add_site(store::Book& book, const RecordingOptions& options, const SiteInput& input);

struct PartyInput {
  std::string code;
  std::string name;
  std::string role;
  bool related = false;
};
// Refuses: name_taken, option_malformed (role).
Expected<Recorded> add_party(store::Book& book, const RecordingOptions& options, const PartyInput& input);

struct FacilityInput {
  std::string code;
  std::string lender;
  FacilityTerms terms;
};
// In force from the recording's date, which replaces terms.signed_on. Refuses: party_unknown, party_role_wrong,
// name_taken, what plan_facility refuses.
Expected<Recorded> add_facility(store::Book& book, const RecordingOptions& options, const FacilityInput& input);

} // namespace pvault::operations
