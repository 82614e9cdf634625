// Sites and parties.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/site.hpp"

#include <string>

namespace pvault::operations {

struct SiteInput {
  std::string code;
  std::string name;
  std::string country; // two letters; stored in upper case
  SiteKind kind = SiteKind::storage;
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

} // namespace pvault::operations
