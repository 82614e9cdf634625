#include "store/book.hpp"

#include "journal/chain.hpp"
#include "store/commit_count.hpp"
#include "store/copy_pages.hpp"
#include "store/empty_book.hpp"
#include "store/file_bytes.hpp"
#include "store/migrate.hpp"
#include "store/name_for_sqlite.hpp"
#include "store/new_file.hpp"
#include "store/transaction.hpp"

#include <array>
#include <fmt/format.h>
#include <fstream>
#include <string_view>
#include <system_error>

namespace pvault::store {

namespace {

std::int64_t pragma(Connection& connection, const char* name) {
  return connection.integer_of(fmt::format("PRAGMA {}", name));
}

bool has_table(Connection& connection, const std::string& name) {
  Query row = connection.query("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?");
  row.bind(name).expect_row();
  return row.integer(0) != 0;
}

// A book says twice which schema it has. Where the two differ, migrating it would apply what it has already, and a
// newer program would not have made it.
void check_version_is_recorded(Connection& connection, const std::filesystem::path& path, std::int64_t version) {
  const bool says_so = has_table(connection, "schema_migration");
  const std::int64_t applied =
      says_so ? connection.integer_of("SELECT coalesce(max(version), 0) FROM schema_migration") : 0;
  if (applied == version) return;
  throw DamagedBookError(
      fmt::format("{} says it has schema {}, its migrations come to {}: the file was changed by another program",
                  path.string(), version, applied),
      fmt::format("restore the latest backup, or set PRAGMA user_version to {} again", applied));
}

// What the header of the file says of itself. Throws BookError when it is a newer program's book, DamagedBookError
// when it is none.
void check_header(Connection& connection, const std::filesystem::path& path) {
  if (pragma(connection, "application_id") != application_id) {
    throw DamagedBookError(fmt::format("{} is an SQLite database but not a pvault book", path.string()),
                           "name the book with --book FILE or $PVAULT_BOOK");
  }
  std::int64_t version = pragma(connection, "user_version");
  if (version < 1) {
    throw DamagedBookError(
        fmt::format("{} says it has schema {}, which no book has: the file was changed by another program",
                    path.string(), version),
        "restore the latest backup");
  }
  if (version == newest_schema_version()) return;
  const ReadTransaction one_moment(connection); // another program may be migrating it
  version = pragma(connection, "user_version");
  check_version_is_recorded(connection, path, version);
  check_schema_is_known(connection);
}

void check_is_of_this_schema(Connection& connection, const std::filesystem::path& path) {
  const int version = schema_version_of(connection);
  if (version == newest_schema_version()) return;
  throw OlderBookError(fmt::format("{} has schema {}, this program works on books of schema {}", path.string(), version,
                                   newest_schema_version()),
                       "`pvault upgrade`, which keeps a backup of it first; a file that is to stay as it is: `pvault "
                       "restore FILE --book NEW`, and upgrade NEW");
}

} // namespace

void check_schema_is_known(Connection& connection) {
  const std::int64_t version = pragma(connection, "user_version");
  if (version <= newest_schema_version()) return;
  throw NewerBookError(fmt::format("{} has schema {}, this program knows schemas up to {}",
                                   connection.database().getFilename(), version, newest_schema_version()),
                       "use the newer pvault that made it");
}

namespace {

void write_empty_book(Connection& connection) {
  try {
    SQLite::Database empty = open_empty_book();
    copy_pages(empty, connection.database());
  } catch (const SQLite::Exception& error) {
    throw_book_error(error, connection.database().getFilename());
  }
}

// A new book takes its name without the log beside it: all of it must be in the file. SQLite says in a row of its
// answer whether somebody held it up.
void empty_log(Connection& connection) {
  Query answer = connection.query("PRAGMA wal_checkpoint(TRUNCATE)");
  answer.expect_row();
  if (answer.integer(0) == 0) return;
  throw BookError(fmt::format("{} is locked by another program, and the new book is not whole in it",
                              connection.database().getFilename()),
                  "try again; no book was made");
}

void begin_new_count(Connection& connection) {
  try {
    begin_count(connection.database(), load_chain_head(connection).hash);
  } catch (const SQLite::Exception& error) {
    throw_book_error(error, connection.database().getFilename());
  }
}

} // namespace

void Book::create(const std::filesystem::path& path, const std::function<void(Connection&)>& fill, bool keep) {
  const NewFile file(path);
  try {
    Connection connection(file.path(), Access::create);
    write_empty_book(connection);
    WriteTransaction transaction(connection);
    connection.execute(fmt::format("PRAGMA application_id = {}", application_id));
    fill(connection);
    transaction.commit();
    empty_log(connection);
    begin_new_count(connection);
  } catch (const CommitInDoubt&) { // of a file that is removed
    throw BookError(fmt::format("{} could not be written to its end; no book was made", path.string()),
                    "check the disk and whether it has room, and that there is memory, and try again");
  }
  if (keep) file.take_final_name();
}

Book Book::open(const std::filesystem::path& path, Access access) {
  Book book(path, access);
  check_header(book.connection_, path);
  check_is_of_this_schema(book.connection_, path);
  if (access == Access::write) book.connection_.keep_commits();
  return book;
}

Book Book::open_as_it_is(const std::filesystem::path& path) {
  Book book(path, Access::read);
  check_header(book.connection_, path);
  return book;
}

namespace {

// What is missing at the end of the file, by its header (https://sqlite.org/fileformat.html); empty: nothing. Where a
// write-ahead log has something, it may hold what is missing.
std::string missing_at_end(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return {}; // a pipe would wait for somebody to write into it
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  const std::uintmax_t log_size = std::filesystem::file_size(log_beside(path), error);
  if (!error && log_size != 0) return {};
  std::array<char, 100> header{};
  std::ifstream file(path, std::ios::binary);
  if (!file.read(header.data(), header.size())) return {};
  const std::string_view bytes(header.data(), header.size());
  const bool counts_pages = bytes.starts_with("SQLite format 3") && bytes.substr(24, 4) == bytes.substr(92, 4);
  const std::uint32_t page_size = big_endian(bytes.substr(16, 2)) == 1 ? 65536 : big_endian(bytes.substr(16, 2));
  const std::uint32_t pages = big_endian(bytes.substr(28, 4));
  if (!counts_pages || size >= std::uintmax_t{pages} * page_size) return {};
  return fmt::format("{} has {} bytes, its header says {} pages of {}: it was cut short", path.string(), size, pages,
                     page_size);
}

// Why the schema cannot be read whole; empty when it can.
std::string damage_of_schema(Connection& connection) {
  try {
    connection.query("SELECT count(*) FROM sqlite_schema").expect_row();
    return {};
  } catch (const DamagedBookError& error) {
    return error.what();
  }
}

} // namespace

Book Book::open_damaged(const std::filesystem::path& path, OpeningFaults& faults) {
  const std::string missing = missing_at_end(path);
  if (!missing.empty()) faults.of_file.push_back(missing);
  Book book(path, Access::read);
  if (const std::string damage = damage_of_schema(book.connection_); !damage.empty()) {
    if (missing.empty()) faults.of_file.push_back(damage);
    book.connection_.read_what_is_left();
  }
  try {
    check_header(book.connection_, path);
    check_is_of_this_schema(book.connection_, path);
  } catch (const NewerBookError&) {
    faults.of_schema = fmt::format("the book says it has schema {}, this program knows {}: made by a newer program, or "
                                   "tampered with; verify it with the pvault that made it",
                                   pragma(book.connection_, "user_version"), newest_schema_version());
  } catch (const DamagedBookError& error) {
    if (!has_table(book.connection_, "entry") && !has_table(book.connection_, "seal")) throw;
    faults.of_file.emplace_back(error.what());
  }
  return book;
}

namespace {

// A connection with foreign keys off, as the plain sqlite3 shell has them, can commit an entry without its seal.
void check_sealed(Connection& connection) {
  // One statement, which sees one moment also where no transaction has one: others may record meanwhile.
  Query row = connection.query("SELECT (SELECT coalesce(max(entry_id), 0) FROM entry), "
                               "(SELECT coalesce(max(entry_id), 0) FROM seal)");
  row.expect_row();
  const std::int64_t entry = row.integer(0);
  const std::int64_t seal = row.integer(1);
  if (entry == seal) return;
  throw DamagedBookError(
      fmt::format("the newest entry is {}, the newest seal is of entry {}: the file was changed by another program",
                  entry, seal),
      "run `pvault audit verify`, and restore the latest backup");
}

} // namespace

ChainHead load_chain_head(Connection& connection) {
  check_sealed(connection);
  Query row = connection.query(
      "SELECT entry_id, hash, recorded_at FROM entry JOIN seal USING (entry_id) ORDER BY entry_id DESC LIMIT 1");
  if (!row.next()) return {EntryId{0}, std::string(first_previous_hash), ""};
  return {row.id<EntryId>(0), row.text(1), row.text(2)};
}

std::string load_book_name(Connection& connection) {
  Query row = connection.query("SELECT name FROM book");
  row.expect_row();
  return row.text(0);
}

} // namespace pvault::store
