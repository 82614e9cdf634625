#include "store/book.hpp"

#include "journal/chain.hpp"
#include "store/embedded.hpp"
#include "store/new_file.hpp"
#include "store/transaction.hpp"

#include <fmt/format.h>

namespace pvault::store {

namespace {

// Applies migrations that the schema does not have yet. Must run inside a WriteTransaction.
void migrate(Connection& connection, std::int64_t from_version) {
  for (const Migration& migration : migrations()) {
    if (migration.version <= from_version) continue;
    connection.execute(std::string(migration.sql));
    connection.query("INSERT INTO schema_migration (version, name, sha256) VALUES (?, ?, ?)")
        .bind(std::int64_t{migration.version})
        .bind(std::string(migration.name))
        .bind(sha256_hex(migration.sql))
        .run();
    connection.execute(fmt::format("PRAGMA user_version = {}", migration.version));
  }
}

std::int64_t pragma(Connection& connection, const char* name) {
  return connection.integer_of(fmt::format("PRAGMA {}", name));
}

} // namespace

namespace {

// An older book says so twice; where the two differ, migrating it would apply what it has already.
void check_older_version(Connection& connection, const std::filesystem::path& path, std::int64_t version) {
  const std::int64_t applied = connection.integer_of("SELECT coalesce(max(version), 0) FROM schema_migration");
  if (applied == version) return;
  throw DamagedBookError(
      fmt::format("{} says it has schema {}, its migrations come to {}: the file was changed by another program",
                  path.string(), version, applied),
      fmt::format("restore the latest backup, or set PRAGMA user_version to {} again", applied));
}

} // namespace

int newest_schema_version() { return migrations().back().version; }

void Book::create(const std::filesystem::path& path, const std::function<void(Connection&)>& fill, bool keep) {
  const NewFile file(path);
  {
    Connection connection(file.path(), Access::create);
    WriteTransaction transaction(connection);
    connection.execute(fmt::format("PRAGMA application_id = {}", application_id));
    migrate(connection, 0);
    fill(connection);
    transaction.commit();
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  if (keep) file.take_final_name();
}

Book Book::open(const std::filesystem::path& path, Access access) {
  Book book(path, access);
  if (pragma(book.connection_, "application_id") != application_id) {
    throw DamagedBookError(fmt::format("{} is an SQLite database but not a pvault book", path.string()),
                           "name the book with --book FILE or $PVAULT_BOOK");
  }
  const std::int64_t version = pragma(book.connection_, "user_version");
  if (version > newest_schema_version()) {
    throw BookError(fmt::format("{} has schema {}, this program knows schemas up to {}", path.string(), version,
                                newest_schema_version()),
                    "use the newer pvault that made it");
  }
  if (version < 1) {
    throw DamagedBookError(
        fmt::format("{} says it has schema {}, which no book has: the file was changed by another program",
                    path.string(), version),
        "restore the latest backup");
  }
  if (version < newest_schema_version()) check_older_version(book.connection_, path, version);
  if (access == Access::write) book.connection_.keep_commits();
  if (version < newest_schema_version() && access == Access::write) {
    WriteTransaction transaction(book.connection_);
    migrate(book.connection_, pragma(book.connection_, "user_version"));
    transaction.commit();
  }
  return book;
}

namespace {

// A connection with foreign keys off, as the plain sqlite3 shell has them, can commit an entry without its seal.
void check_sealed(Connection& connection) {
  const std::int64_t entry = connection.integer_of("SELECT coalesce(max(entry_id), 0) FROM entry");
  const std::int64_t seal = connection.integer_of("SELECT coalesce(max(entry_id), 0) FROM seal");
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
