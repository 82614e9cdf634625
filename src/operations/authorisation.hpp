// Whether an entry may be recorded by who records it: signed where the policy asks for it, by somebody with the role,
// and approved by another where a limit says so.
#pragma once

#include "journal/entry.hpp"
#include "journal/policy.hpp"
#include "store/connection.hpp"

#include <optional>
#include <string>

namespace pvault::operations {

// What an entry that another person has to approve is about.
struct NeededApproval { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  std::string kind;
  Date on;
  Money amount;
  std::string summary;
  std::string request_fingerprint; // of the request that asked for it
};

// An entry that carries out a proposal.
struct CarriedOut { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  std::string kind;
  Date on;
  Money amount;
};

class Authorisation {
public:
  // The header names who signs, and the proposal that is carried out.
  Authorisation(store::Connection& connection, const EntryHeader& header);

  // Completes the draft with who signs it and what it approves. Refuses signature_required, key_unknown, key_revoked,
  // role_missing, approver_wrong, and approval_missing, when needed_approval() says what is missing.
  Expected<void> complete(EntryDraft& draft, const std::string& summary);

  [[nodiscard]] const std::optional<NeededApproval>& needed_approval() const { return needed_; }
  [[nodiscard]] const std::optional<Policy>& policy() const { return policy_; }
  // Nothing when nobody signs, or with a key that the book does not know.
  [[nodiscard]] const std::optional<PersonKey>& signer() const { return signer_; }

private:
  Expected<void> check_who_signs(const EntryDraft& draft);
  Expected<void> check_who_approved(const EntryDraft& draft);
  // The limit that the entry is above, where it carries out no proposal; nullptr: none.
  [[nodiscard]] const PolicyLimit* find_open_limit(const EntryDraft& draft) const;
  Expected<void> check_approved(const EntryDraft& draft, const std::string& summary);

  store::Connection& connection_;
  std::optional<Policy> policy_;
  std::optional<PersonKey> signer_;
  std::optional<NeededApproval> needed_;
};

} // namespace pvault::operations
