// All pages of a database, written over those of another one.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

namespace pvault::store {

// One step of SQLite's online backup, which ends in a commit of the target. What the source is like at one moment is
// copied when it is read in a transaction meanwhile. Throws SQLite::Exception.
void copy_pages(SQLite::Database& source, SQLite::Database& target);

} // namespace pvault::store
