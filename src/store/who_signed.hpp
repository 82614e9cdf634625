// Who signed an entry, and who proposed it before.
#pragma once

#include "store/connection.hpp"

#include <optional>
#include <string>

namespace pvault::store {

struct WhoSigned {
  std::string signed_by = {};           // empty: nobody; it bears the name that the system had of the user
  std::optional<EntryId> proposal = {}; // the entry that it carries out
  std::string proposed_by = {};         // empty: nobody
};

// Three columns of a query of `entry`.
inline constexpr const char* who_signed_sql =
    "(SELECT code FROM signer JOIN person USING (person_id) WHERE signer.entry_id = entry.entry_id), (SELECT "
    "proposal_entry_id FROM approval WHERE approval.entry_id = entry.entry_id), (SELECT proposed.recorded_by FROM "
    "approval JOIN entry AS proposed ON proposed.entry_id = proposal_entry_id WHERE approval.entry_id = "
    "entry.entry_id)";

// From that column on.
inline WhoSigned read_who_signed(const Query& row, int first) {
  return {.signed_by = row.text_or_empty(first),
          .proposal = row.optional_id<EntryId>(first + 1),
          .proposed_by = row.text_or_empty(first + 2)};
}

} // namespace pvault::store
