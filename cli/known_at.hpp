// --known-at: by the number of an entry, by a moment, or by a checkpoint.
#pragma once

#include "journal/entry.hpp"
#include "store/connection.hpp"
#include "units/refusal.hpp"

#include <string>

namespace pvault::cli {

inline constexpr const char* known_at_form = "ENTRY|TIME|FILE";

// What store::resolve_known_at takes, or else the name of a checkpoint's file; what can be an entry or a moment is
// taken as one (./2026 is a file). Refuses option_malformed when it is none of these, checkpoint_malformed, and
// known_at_unknown also for a checkpoint that is not of this book as it is. Throws store::BookError when the file
// cannot be read.
Expected<EntryId> find_known_at(store::Connection& connection, const std::string& text);

} // namespace pvault::cli
