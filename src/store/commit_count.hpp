// What the first page of a book counts: https://sqlite.org/fileformat.html#file_change_counter
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <string_view>

namespace pvault::store {

// Lets the count of a new book, or of a copy, that is open nowhere else and has no log begin at a number that follows
// from its newest hash. SQLite would let each of them begin at 1, and the logs of young ones would fit each other
// (foreign_log.hpp). Throws SQLite::Exception.
void begin_count(SQLite::Database& database, std::string_view newest_hash);

} // namespace pvault::store
