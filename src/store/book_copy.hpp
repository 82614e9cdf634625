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

} // namespace pvault::store
