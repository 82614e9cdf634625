// What of a mineral is to be bought and released at most in a year.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/mineral.hpp"

#include <string>
#include <vector>

namespace pvault::operations {

struct AnnualPlanInput {
  std::string mineral;
  int year = 0;
  EnteredMass buy_at_most;
  EnteredMass release_at_most;
  std::string reason;
};
// A later plan of the same year replaces it, from its date on. Refuses: option_malformed (the year), mineral_unknown,
// mineral_is_group, what contained_mass refuses.
Expected<Recorded> set_annual_plan(store::Book& book, const RecordingOptions& options, const AnnualPlanInput& input);

// What to say when a purchase (or what a final assay adds to one), or a release, of so much takes its year above the
// plan; nothing when it does not. It counts the whole year as it is known.
enum class Planned { purchase, release };
std::vector<std::string> notes_on_plan(store::Connection& connection, const Mineral& mineral, Planned what, Date on,
                                       Mass mass);

} // namespace pvault::operations
