// A journal beside a book that is not of it.
#pragma once

#include <filesystem>

namespace pvault::store {

// Throws BookError when SQLite would put pages back into the book, or cut it, as the journal beside it says, and this
// program cannot have written that journal. It writes one only when it takes a backup into use, and then of the first
// page alone; what a book's program was killed at is in its log. SQLite itself believes every journal of the right
// name.
void check_no_foreign_journal(const std::filesystem::path& book);

} // namespace pvault::store
