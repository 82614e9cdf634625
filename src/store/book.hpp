// The book: one SQLite file. Making it, opening it, and knowing what it is.
#pragma once

#include "journal/entry.hpp"
#include "store/connection.hpp"
#include "store/migrate.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace pvault::store {

// "PVLT" in the header of the file; `file` and sqlite3 show it.
inline constexpr std::int64_t application_id = 0x50564C54;

// What is wrong with a file that was opened all the same.
struct OpeningFaults {
  std::vector<std::string> of_file = {};
  std::string of_schema = {}; // it says that it is of a newer program; empty: it does not
};

class Book {
public:
  // Makes a new book at `path`, whole or not at all: the empty book, and in one SQLite transaction what `fill` writes,
  // in a temporary file beside it (mode 0600), which then takes its name. Throws BookError when something is there
  // already, the folder is missing or cannot be written. With `keep` false everything is done and thrown away again.
  static void create(const std::filesystem::path& path, const std::function<void(Connection&)>& fill, bool keep);

  // Throws BookError: no such file, not a book, made by a newer program, damaged, locked, read-only; OlderBookError:
  // made by an older program and not upgraded yet (store/upgrade.hpp).
  static Book open(const std::filesystem::path& path, Access access);

  // Opens for reading a book of an older program, too. Nothing may be asked of it but what every schema has: the file,
  // and entries with their rows and seals. Throws BookError as open() does.
  static Book open_as_it_is(const std::filesystem::path& path);

  // Opens for reading even what the header of the file, its length or its schema would keep from being opened, and says
  // that in `faults`. Throws BookError as open() does, but for the book of a newer program: DamagedBookError where
  // nothing of a book can be read.
  static Book open_damaged(const std::filesystem::path& path, OpeningFaults& faults);

  [[nodiscard]] Connection& connection() { return connection_; }
  [[nodiscard]] std::filesystem::path path() { return connection_.database().getFilename(); } // as it was opened

private:
  Book(const std::filesystem::path& path, Access access) : connection_(path, access) {}
  Connection connection_;
};

// The newest entry and its hash; entry 0 and 64 zeros in an empty book.
struct ChainHead {
  EntryId entry{};
  std::string hash;
  std::string recorded_at; // empty in an empty book
};
ChainHead load_chain_head(Connection& connection);

std::string load_book_name(Connection& connection);

// Throws NewerBookError when the book has a later schema than this program.
void check_schema_is_known(Connection& connection);

} // namespace pvault::store
