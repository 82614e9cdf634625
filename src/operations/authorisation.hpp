// Whether an entry may be recorded by who records it: signed where the policy asks for it, by somebody with the role,
// and approved by another where a limit says so.
#pragma once

#include "journal/entry.hpp"
#include "journal/policy.hpp"
#include "store/connection.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::operations {

// What a command comes to that another person has to approve.
struct NeededApproval {
  std::vector<ApprovedEntry> entries; // one at least
  std::string summary;                // what they record
  std::string request_fingerprint;    // of the request that asked for it
};

// What becomes of an entry that another person has not approved yet.
enum class Unapproved {
  refused, // at once
  tried,   // it is written and noted, so that all is known that the command comes to; nothing of it is committed
};

class Authorisation {
public:
  // The header names who signs, and the proposal that is carried out.
  Authorisation(store::Connection& connection, const EntryHeader& header, Unapproved unapproved = Unapproved::refused);

  // Completes the draft with who signs it and what it approves. Refuses signature_required, key_unknown, key_revoked,
  // role_missing, approver_wrong, proposal_changed, and approval_missing where that is not tried.
  Expected<void> complete(EntryDraft& draft, const std::string& summary);
  // What follows when all is written: refuses approval_missing where something was tried, and needed_approval() says
  // what.
  [[nodiscard]] Expected<void> check_nothing_tried() const;

  [[nodiscard]] NeededApproval needed_approval() const;
  [[nodiscard]] const std::optional<Policy>& policy() const { return policy_; }
  // Nothing when nobody signs, or with a key that the book does not know.
  [[nodiscard]] const std::optional<PersonKey>& signer() const { return signer_; }

private:
  Expected<void> check_who_signs(const EntryDraft& draft);
  Expected<void> check_who_approved(const EntryDraft& draft);
  // The limit that the entry is above, where it carries out no proposal; nullptr: none.
  [[nodiscard]] const PolicyLimit* find_open_limit(const EntryDraft& draft) const;
  Expected<void> check_approved(const EntryDraft& draft, const std::string& summary);
  Expected<void> check_as_proposed(const EntryDraft& draft);

  store::Connection& connection_;
  Unapproved unapproved_;
  std::optional<Policy> policy_;
  std::optional<PersonKey> signer_;
  std::vector<ApprovedEntry> needed_ = {};
  std::vector<std::string> summaries_ = {}; // of each of them
};

} // namespace pvault::operations
