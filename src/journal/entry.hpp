// An entry before it is recorded, and what recording it answers.
#pragma once

#include "journal/people.hpp"
#include "journal/record.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pvault {

// Which moment of the book a question is about: what is dated up to as_of (inclusive), as far as the book knew it at
// entry known_at.
struct Moment {
  Date as_of;
  EntryId known_at{};
};

// What every recording carries beside its subject.
struct EntryHeader {
  Date effective_on;
  std::string recorded_at; // UTC, 2026-11-23T10:00:00.000Z; cli/ reads the clock
  std::string recorded_by;
  std::string request_id = {}; // empty: none
  std::string reference = {};  // empty: none
  std::string memo = {};       // empty: none
  // Who signs it, with the key at hand; nobody: it is recorded under the name the system has of the user.
  std::shared_ptr<const Signer> signer = {};
  std::optional<Approval> approval = {}; // of the proposal that it carries out
};

struct EntryDraft {
  std::string kind; // a row of entry_kind
  EntryHeader header;
  std::string request_fingerprint = {}; // when header.request_id is given
  std::vector<RecordRow> rows = {};     // without entry_id and line, which the store sets
  Postings postings = {};
  std::string signature = {}; // of an entry that was recorded elsewhere; else the signer's key makes it
};

} // namespace pvault
