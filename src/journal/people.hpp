// People: who records, approves, audits and administers, and with which keys. What a key signed, its owner signed.
#pragma once

#include "journal/posting.hpp"
#include "journal/signing_key.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault {

enum class PersonRole {
  operating,     // records what happens
  approving,     // approves and rejects what is proposed, opens closed months again
  auditing,      // records nothing; signs checkpoints
  administering, // keeps people, their roles and keys, and the policy
};
// "operator", "approver", "auditor", "administrator"
std::string_view role_name(PersonRole role);
// "an operator"
std::string role_in_words(PersonRole role);
Expected<PersonRole> parse_role(std::string_view text); // refuses option_malformed

struct Person {
  PersonId id{};
  std::string code;
  std::string name;
  std::vector<PersonRole> roles; // those that they have now
};
bool has_role(const Person& person, PersonRole role);
// "is an operator and an approver", "has no role any more"
std::string roles_in_words(const Person& person);

// A key that somebody in the book has, or had.
struct PersonKey {
  Person person;
  PublicKey key;
  EntryId entry{};                  // which says whose it is
  std::optional<EntryId> revoked{}; // the entry that says it counts no more
};

// Who signs what is recorded.
struct Signer {
  SigningKey key;
};

// That a proposal is carried out.
struct Approval {
  EntryId proposal{};
  std::string reason; // empty: none
};

// The role that it takes to record an entry of the kind, as the schema's table `kind_role` has it; a test holds the two
// together.
PersonRole role_for(std::string_view kind);

// Whether who holds the key may sign what takes the role. `found` is nothing when the book has no such key. Refuses
// key_unknown, key_revoked and role_missing.
Expected<void> check_signer(const std::optional<PersonKey>& found, const KeyNumber& number, PersonRole needed,
                            std::string_view what);

// The bytes that are signed of an entry: they name its hash, which covers all that was recorded up to it. See
// docs/FORMAT.md.
std::string signed_bytes(std::string_view hash);
// 128 hexadecimal digits: Ed25519 over these bytes.
std::string sign_entry(const SigningKey& key, std::string_view hash);
bool is_signature_of(std::string_view signature, std::string_view hash, const PublicKey& key);

} // namespace pvault
