// Facilities: their terms and amendments, what is cancelled, which conditions are met; the fixings their rates follow,
// and which part of all drawdowns each finances.
#pragma once

#include "financing/facility.hpp"
#include "operations/recording.hpp"

#include <functional>
#include <string>
#include <vector>

namespace pvault::operations {

struct FacilityInput {
  std::string code;
  std::string lender;
  FacilityTerms terms;
};
// In force from the recording's date, which replaces terms.signed_on. Refuses: party_unknown, party_role_wrong,
// name_taken, what plan_facility refuses.
Expected<Recorded> add_facility(store::Book& book, const RecordingOptions& options, const FacilityInput& input);

struct AmendmentInput {
  std::string facility;
  // Of the terms in force on the recording's date. What it refuses is refused.
  std::function<Expected<void>(FacilityTerms&)> change;
  std::vector<std::pair<std::string, std::string>> asked = {}; // the same as it was asked for: option and value
};
// The changed terms hold from the recording's date on. Refuses: facility_unknown, what check_amendment refuses,
// fixing_missing (a drawn loan starts to float without a fixing).
Expected<Recorded> amend_facility(store::Book& book, const RecordingOptions& options, const AmendmentInput& input);

struct CancellationInput {
  std::string facility;
  Money amount;
};
// Refuses: facility_unknown, facility_not_in_force, what plan_cancellation refuses.
Expected<Recorded> cancel_commitment(store::Book& book, const RecordingOptions& options,
                                     const CancellationInput& input);

struct ConditionInput {
  std::string facility;
  std::string name;
};
// Refuses: facility_unknown, condition_unknown.
Expected<Recorded> meet_condition(store::Book& book, const RecordingOptions& options, const ConditionInput& input);

struct FixingInput {
  std::string index;
  Rate rate;
  std::string source;
};
Expected<Recorded> add_fixing(store::Book& book, const RecordingOptions& options, const FixingInput& input);

struct ShareInput {
  std::string facility;
  Rate share;
};
// Refuses: facility_unknown, shares_not_whole (they do not add up to 100 %, or name a facility twice).
Expected<Recorded> set_shares(store::Book& book, const RecordingOptions& options,
                              const std::vector<ShareInput>& shares);

} // namespace pvault::operations
