// The chain of hashes, computed again over what is in the file.
#pragma once

#include "audit/verify.hpp"

#include <functional>
#include <string>
#include <vector>

namespace pvault::audit {

struct ChainFindings {
  std::int64_t entries = 0; // that could be read
  std::int64_t rows = 0;    // in record tables
  std::string head_hash;    // as sealed on the newest entry
  std::vector<Fault> faults;
};

// Goes through all entries once; where a page of the file keeps it from doing so, again, entry by entry, so that each
// one that is broken or cannot be read is named. `on_entry` is told of each entry.
ChainFindings check_chain(store::Connection& connection, const std::function<void(EntryId)>& on_entry);

} // namespace pvault::audit
