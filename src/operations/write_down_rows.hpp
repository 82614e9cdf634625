// What an entry does to the write-downs of lots it moves, whatever its kind.
#pragma once

#include "journal/entry.hpp"
#include "stockpile/write_down.hpp"
#include "store/connection.hpp"

#include <vector>

namespace pvault::operations {

std::vector<RecordRow> write_down_rows(const std::vector<LotWriteDown>& lots);

// Adds to an entry that is about to be written the part of write-downs that goes with the mass it takes out of lots, or
// with the cost that a settlement takes off them; to a return, what it brings back; to a reversal, what turns those of
// the entry it undoes. A write-down and an averaging say themselves what they do.
void add_write_downs(store::Connection& connection, EntryDraft& draft);

} // namespace pvault::operations
