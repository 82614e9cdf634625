// A checkpoint as a moment of the book: what the book knew when it was made.
#pragma once

#include "audit/checkpoint.hpp"

#include <string_view>

namespace pvault::audit {

// The checkpoint's entry. Refuses known_at_unknown when the checkpoint is of another book, of an entry that the book
// has not, or when the entry has another hash in the book; `file` names the checkpoint. A hash covers all entries
// before it, so nothing else of the checkpoint is compared: that the chain holds is for `audit verify`.
Expected<EntryId> find_moment_of(store::Connection& connection, const Checkpoint& checkpoint, std::string_view file);

} // namespace pvault::audit
