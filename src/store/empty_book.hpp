// The book before anything is recorded in it: every migration applied once, when the program is built.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <span>

namespace pvault::store {

// The pages of an SQLite file with the newest schema. The build writes the implementation (cmake/make_empty_book.cpp):
// to apply the migrations takes SQLite twenty times as long as to read what they made.
std::span<const unsigned char> empty_book_image();

// These pages as a database in memory, for reading only. Throws SQLite::Exception.
SQLite::Database open_empty_book();

} // namespace pvault::store
