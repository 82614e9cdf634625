// A book of an older program, when this one is to write to it.
#pragma once

#include "cli/context.hpp"
#include "store/book.hpp"
#include "store/upgrade.hpp"

namespace pvault::cli {

// Keeps a backup, migrates, and says so on standard error; nothing for a book of this program's schema.
std::optional<store::UpgradedBook> upgrade(const std::filesystem::path& path);

// Opens the book for writing. One of an older program is upgraded first, but for a dry run, which changes nothing:
// then it throws store::OlderBookError, and others of store::BookError.
store::Book open_for_recording(const Context& context, bool dry_run);

// Says so when the newest entry was recorded, by its time, after tomorrow: a clock was wrong, or is, and entries keep
// that time meanwhile. Machines whose clocks differ a little are no news.
void note_clock(store::Book& book, const Clock& clock);

} // namespace pvault::cli
