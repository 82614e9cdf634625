// How queries ask about a moment: parameter ?1 is its day, ?2 the newest entry it knows, unless it says otherwise.
#pragma once

#include <fmt/format.h>
#include <string>
#include <string_view>

namespace pvault::store {

// Entries that a moment (?2, ?3) has seen and that are dated behind a day (?1).
inline constexpr const char* later_entries =
    "(SELECT entry_id FROM entry WHERE effective_on > ?1 AND effective_on <= ?2 AND entry_id <= ?3)";

// The entry of this number was not reversed by the moment.
inline std::string not_reversed(std::string_view entry_id) {
  return fmt::format("NOT EXISTS (SELECT 1 FROM reversal AS undoing WHERE undoing.reversed_entry_id = {} "
                     "AND undoing.effective_on <= ?1 AND undoing.entry_id <= ?2)",
                     entry_id);
}

// The row of `entry` under this name is dated and known by the moment, and was not reversed by it.
inline std::string stands_at_moment(std::string_view entry) {
  return fmt::format("{0}.effective_on <= ?1 AND {0}.entry_id <= ?2 AND {1}", entry,
                     not_reversed(fmt::format("{}.entry_id", entry)));
}

} // namespace pvault::store
