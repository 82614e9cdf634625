// What was proposed, and what became of it.
#pragma once

#include "journal/policy.hpp"
#include "store/connection.hpp"

#include <vector>

namespace pvault::store {

// In the order in which they were proposed.
std::vector<Proposal> list_proposals(Connection& connection);
Expected<Proposal> load_proposal(Connection& connection, EntryId entry); // refuses proposal_unknown

} // namespace pvault::store
