#pragma once

#include "operations/recording.hpp"

#include <string>

namespace pvault::operations {

struct ReversalInput {
  EntryId entry{};
  std::string reason;
  std::optional<Date> on = {}; // empty: the date of the entry reversed, so that it never was
};
// Undoes a whole entry. Refuses: entry_unknown, reversed_already, reversal_not_possible (the book itself, a mineral, a
// reversal), reversal_before_entry, something_depends_on_it (names what).
Expected<Recorded> reverse_entry(store::Book& book, const RecordingOptions& options, const ReversalInput& input);

} // namespace pvault::operations
