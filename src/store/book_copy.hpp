// A copy of a book as one self-contained file.
#pragma once

#include "store/book.hpp"
#include "store/new_file.hpp"

namespace pvault::store {

// Copies the book page by page as it is at this moment, while others may write to it (https://sqlite.org/backup.html):
// the copy is one consistent state, all in one file in rollback mode, which can be read from a folder that cannot be
// written. On return it is on disk under the temporary name of `copy`. Answers the newest entry of the copy. Throws
// BookError when the disk is full or fails.
ChainHead copy_book(Connection& book, const NewFile& copy);

// Makes the copy a book to be written to again (docs/FORMAT.md: WAL).
void make_book_in_use(const NewFile& copy);

// How many documents lie in the folder beside the book, which no copy of the book has in it. None in a book of a schema
// without documents.
std::int64_t count_stored_documents(Connection& book);

} // namespace pvault::store
