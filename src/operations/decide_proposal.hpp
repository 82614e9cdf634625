// What waits for the approval of another person: proposing it, and refusing it. Approved, it is carried out by the
// command that was proposed.
#pragma once

#include "operations/recording.hpp"

#include <string>
#include <vector>

namespace pvault::operations {

// `command`: the words of the command line that records it. It stands for the days that the policy says, from `today`
// on. Refuses what Authorisation refuses.
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
