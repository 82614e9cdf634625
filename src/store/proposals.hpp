// What was proposed, and what became of it.
#pragma once

#include "journal/policy.hpp"
#include "store/connection.hpp"

#include <vector>

namespace pvault::store {

// In the order in which they were proposed.
std::vector<Proposal> list_proposals(Connection& connection);
Expected<Proposal> load_proposal(Connection& connection, EntryId entry); // refuses proposal_unknown
// The entries that have carried it out so far, in their order.
std::vector<ApprovedEntry> list_carried_out(Connection& connection, EntryId proposal);

// Lets entries be sealed that nobody approved, until the SQLite transaction or the part of it is rolled back, which it
// must be: so all is seen that a command comes to, before another person approves it.
void try_without_approval(Connection& connection);

} // namespace pvault::store
