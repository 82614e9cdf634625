// People, their roles and their keys; the policy of the book.
#pragma once

#include "journal/policy.hpp"
#include "operations/recording.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::operations {

struct PersonInput {
  std::string code;
  std::string name;
  std::vector<PersonRole> roles;
  std::optional<PublicKey> key; // nothing: they get one later
};
// Refuses: option_missing (no role), name_taken, key_taken.
Expected<Recorded> add_person(store::Book& book, const RecordingOptions& options, const PersonInput& input);

struct RoleInput {
  std::string person;
  PersonRole role = PersonRole::operating;
  std::string reason; // why it is taken; not used where it is given
};
// Refuses: person_unknown, role_as_it_is.
Expected<Recorded> give_role(store::Book& book, const RecordingOptions& options, const RoleInput& input);
// Refuses as well: role_unfilled, when nobody would be left whom the policy needs.
Expected<Recorded> take_role(store::Book& book, const RecordingOptions& options, const RoleInput& input);

// A further key of somebody. Refuses: person_unknown, key_taken.
Expected<Recorded> add_key(store::Book& book, const RecordingOptions& options, const std::string& person,
                           const PublicKey& key);
// From this entry on nothing that the key signs counts. Refuses: key_unknown, key_revoked, role_unfilled.
Expected<Recorded> revoke_key(store::Book& book, const RecordingOptions& options, const KeyNumber& key,
                              const std::string& reason);

struct PolicyInput {
  bool is_signed = false;
  int proposal_days = 30;
  std::vector<PolicyLimit> limits;
};
// The whole policy from this entry on. Refuses: option_malformed (a kind that is not one, or twice), policy_unsigned,
// role_unfilled, signature_required: a policy that asks for signatures is signed itself.
Expected<Recorded> set_policy(store::Book& book, const RecordingOptions& options, const PolicyInput& input);

} // namespace pvault::operations
