// The journal as it is read: every posting with the names of what it is about.
#pragma once

#include "journal/entry.hpp"
#include "store/connection.hpp"
#include "store/who_signed.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pvault::store {

// A posting, or an entry that posts nothing (then `posting` is empty and `mineral` is the only one the entry is about,
// if there is one).
struct JournalLine {
  struct Part {
    std::int64_t line = 0;
    std::string account; // inventory:gallium
    std::string lot;     // empty: none
    Mass mass;
    Money amount;
  };
  EntryId entry{};
  std::string kind;
  Date effective_on;
  std::string recorded_at;
  std::string recorded_by;
  std::string request_id; // empty: none; the same for reference and memo
  std::string reference;
  std::string memo;
  std::optional<EntryId> reversed_by = {}; // by the moment
  std::string mineral;                     // empty: none
  std::optional<Part> posting = {};
  WhoSigned who = {};
};

// Calls `take` for each line of the journal at a moment, in the order of entries and lines. With `minerals` (not empty)
// only postings of these, and those without a mineral in entries about them.
void visit_journal(Connection& connection, const Moment& moment, const std::vector<MineralId>& minerals,
                   const std::function<void(const JournalLine&)>& take);

} // namespace pvault::store
