// What waits for the approval of another person: proposing it, and refusing it. Approved, it is carried out by the
// command that was proposed.
#pragma once

#include "operations/recording.hpp"

#include <string>
#include <vector>

namespace pvault::operations {

// The day of what is recorded now: that of the clock, or of the newest entry where that is later because a clock was
// ahead once. The moments of a book never go back, and what a proposal's last day is held against is one of them.
Date day_of_recording(store::Connection& connection, Date today);

// `command`: the words of the command line that records it. It is dated today, or the first open day where that is
// later, and stands for the days that the policy says, from then or from the day of recording on. Refuses what
// Authorisation refuses.
Expected<Recorded> propose(store::Book& book, const RecordingOptions& options, const NeededApproval& what,
                           const std::vector<std::string>& command, Date today);

// By an approver; by who proposed it, it is withdrawn. Refuses: proposal_unknown, proposal_decided, and what
// Authorisation refuses.
Expected<Recorded> reject_proposal(store::Book& book, const RecordingOptions& options, EntryId proposal,
                                   const std::string& reason);

// Whether who signs may approve it today. Refuses: proposal_unknown, proposal_decided, proposal_expired,
// approval_of_own, signature_required, key_unknown, key_revoked and role_missing.
Expected<Proposal> check_approval(store::Connection& connection, const EntryHeader& header, EntryId proposal,
                                  Date today);

} // namespace pvault::operations
