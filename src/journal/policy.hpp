// The policy of a book: whether its entries are signed, and which of them another person approves.
#pragma once

#include "journal/people.hpp"
#include "units/date.hpp"
#include "units/money.hpp"
#include "units/refusal.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault {

// Entries of this kind are approved by another person: all of them, or those that move more than an amount.
struct PolicyLimit {
  std::string kind;
  std::optional<Money> above;
};

struct Policy {
  EntryId entry{};
  bool is_signed = false;
  int proposal_days = 30; // how long a proposal stands
  std::vector<PolicyLimit> limits;
};

// What an entry of the kind has to do with a policy before it. Refuses signature_required.
Expected<void> check_signed(const std::optional<Policy>& policy, std::string_view kind, bool has_signer);

// The limit that an entry is above, and so waits for approval; nothing when it needs none.
const PolicyLimit* find_limit(const std::optional<Policy>& policy, std::string_view kind, Money amount);
// "a purchase of more than 1,000,000.00 USD", "every drawdown"
std::string limit_in_words(const PolicyLimit& limit);

// Whether the policy can hold in a book with these people. Approval means something only where entries are signed; an
// administrator must be able to change people and policy again, with the approval of another person where that is asked
// for, and an approver must be there where one is. Refuses policy_unsigned and role_unfilled. `holders` are the people
// who have a key that counts, each once or several times.
Expected<void> check_policy(const Policy& policy, const std::vector<Person>& holders);

// What the signature of an entry, which names an approver beside it, says of the approval.
enum class SignedAs {
  approver, // it is the approval
  recorder, // another approves
};
// Whether the name of an approver may stand in a signed entry of the kind. `named` is nothing when the book has no such
// person. Who is named is an approver; who signs as one, and nobody else does where the signature does not say so.
// Refuses approver_wrong.
Expected<void> check_named_approver(const std::optional<Person>& named, std::string_view name, const Person& signer,
                                    SignedAs as, std::string_view kind);

// An entry that another person approves: as it was proposed, or as it carries out a proposal.
struct ApprovedEntry { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  std::string kind;
  Date on;
  Money amount; // that it moves
  bool operator==(const ApprovedEntry&) const = default;
};

// What was proposed, and what became of it.
struct Proposal {
  EntryId entry{};
  std::vector<ApprovedEntry> entries; // all that it is about; one at least
  Money amount;                       // that they move together
  std::string summary;
  std::vector<std::string> command; // the words of the command line that records it
  std::string proposed_by;          // the code of a person
  std::string proposed_at;
  Date expires_on;
  std::optional<EntryId> approved; // the first entry that carries it out
  std::optional<EntryId> rejected;
  std::string decided_by = {}; // empty where it is not decided; the same for its moment
  std::string decided_at = {};
  std::string reason = {}; // empty: none was given
};
// "waiting", "expired", "approved", "rejected" or, by who proposed it, "withdrawn", on a day.
std::string_view state_of(const Proposal& proposal, Date today);

// Whether it can still be decided on the day. Refuses proposal_decided and proposal_expired.
Expected<void> check_undecided(const Proposal& proposal, Date today);
// Whether the person may approve it: nobody approves what they proposed. Refuses approval_of_own.
Expected<void> check_approver(const Proposal& proposal, const Person& approver);
// Whether an entry carries out the proposal, of which `before` did the same before it. It takes the role that the
// proposal took, and where it `waits` for approval by itself, it is one of those proposed, each of them once. Refuses
// proposal_changed.
Expected<void> check_part_of_proposal(const Proposal& proposal, const ApprovedEntry& entry,
                                      const std::vector<ApprovedEntry>& before, bool waits);
// Whether all that was proposed is among what was recorded. Refuses proposal_changed.
Expected<void> check_all_of_proposal(const Proposal& proposal, const std::vector<ApprovedEntry>& carried_out);

} // namespace pvault
