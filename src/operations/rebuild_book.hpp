// A book made anew of the lines that say all its entries (reports/export.hpp: write_jsonl).
#pragma once

#include "journal/posting.hpp"
#include "store/connection.hpp"
#include "units/refusal.hpp"

#include <filesystem>
#include <functional>
#include <istream>
#include <string_view>

namespace pvault::operations {

// What whoever asks does on the way.
struct RebuildSteps {
  std::function<void()> at_each_line = {};              // and when there are no more
  std::function<void(store::Connection&)> look_at = {}; // the whole book, before it is kept
};

// Makes the book at `path`, whole or not at all: every entry is written as it was recorded, under the law of the book,
// and must come to the hash its line says. Balances kept for speed are computed on the way. Answers the newest entry.
//
// Refuses export_malformed when a line is not an entry as it is exported (`name` names the lines in the message), and
// export_differs when its content does not have its hash, it does not follow the line before it, or the book does not
// accept it. Throws BookError when something is at `path` already or no file can be made there. What a step throws
// passes through, and nothing is left.
Expected<EntryId> rebuild_book(std::istream& lines, std::string_view name, const std::filesystem::path& path,
                               const RebuildSteps& steps = {});

} // namespace pvault::operations
