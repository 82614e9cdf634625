// A write-ahead log beside a book that is not of it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

namespace pvault::store {

// The first bytes of the book, fewer when it is shorter. Not by a file of our own: to close that would give back what
// SQLite holds locked in this process.
using ReadHeader = std::function<std::string(std::size_t bytes)>;

// Throws BookError when the log beside the book was begun on another state of it, or on another book: SQLite believes
// every log of the right name, mixes its pages with those of the book, and puts them into it when it is done.
//
// The first page of a book counts the programs that wrote to it, since each commit of ours writes that page
// (WriteTransaction). What a log was begun on is counted to one less than the first copy of the page in it, and a book
// into which a part of the log was put already is between that and the last copy. While others record both go on, so
// that what does not fit is read once more. A log without the page, as older versions of the program may have left it,
// is taken for the book's.
void check_no_foreign_log(const std::filesystem::path& book, const ReadHeader& read_header);

} // namespace pvault::store
