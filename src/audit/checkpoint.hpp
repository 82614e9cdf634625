// What a book was when it had a certain entry, in a small file that is kept elsewhere: nobody who holds the book can
// then cut off its newest entries, or compute all hashes anew, without being found.
#pragma once

#include "journal/record.hpp"
#include "store/connection.hpp"
#include "units/refusal.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace pvault::audit {

// Of all entries up to `entry`, whatever day they are dated.
struct Checkpoint {
  std::string book;       // its name
  std::string first_hash; // of entry 1, which tells books of one name apart
  EntryId entry{};
  std::string hash;
  std::string recorded_at; // of the entry
  std::int64_t schema_version = 0;
  std::map<std::string, std::int64_t> rows;      // by record table; those that have none are missing
  std::string debit_usd;                         // of the trial balance
  std::string credit_usd;                        //
  std::map<std::string, std::string> on_hand_kg; // by mineral; those of which there is nothing are missing
};

// Reads it from the book, which must have the entry. Throws std::overflow_error when the totals are too large.
Checkpoint make_checkpoint(store::Connection& connection, EntryId entry);

// JSON of schema pvault.checkpoint/1; the same book and entry give the same bytes.
std::string format_checkpoint(const Checkpoint& checkpoint);

// Takes only what format_checkpoint writes, byte for byte, so that one content has one form. Refuses
// checkpoint_malformed; `file` names it in the message.
Expected<Checkpoint> parse_checkpoint(std::string_view bytes, std::string_view file);

} // namespace pvault::audit
