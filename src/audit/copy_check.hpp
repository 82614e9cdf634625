// Whether a copy of a book is one: what is asked of it before it takes its name.
#pragma once

#include "store/connection.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace pvault::audit {

struct CopyFindings {
  std::int64_t entries = 0;
  std::int64_t rows = 0; // in record tables
  std::string head_hash; // as sealed on the newest entry
  std::vector<std::string> faults = {};
};

// SQLite finds the file sound, and every entry has the hash of its content and of the entry before it. That holds for
// the book of an older program, too. `pvault audit verify` asks for more. Must run inside a ReadTransaction.
CopyFindings check_copy(store::Connection& connection);

// Of these, what is wrong with the chain: for a book that is not on disk yet (store/upgrade.hpp).
std::vector<std::string> list_chain_faults(store::Connection& connection);

} // namespace pvault::audit
