// Upgrading the book of an older program: a backup first, all or nothing, and nothing of what others put into the file.
// tests/independent/test_upgrade.py does it to the books that are kept of every schema.
#include "store/upgrade.hpp"

#include "audit/copy_check.hpp"
#include "tests/support/old_book.hpp"

#include <algorithm>
#include <doctest/doctest.h>

namespace store_upgrade_test {

using namespace pvault;
using namespace pvault::test;
using store::Access;
using store::Book;

namespace {

namespace fs = std::filesystem;

std::optional<store::UpgradedBook> upgrade(const fs::path& path,
                                           const std::function<void(const store::Migration&)>& before_step = {}) {
  return store::upgrade_book(path, {.list_chain_faults = audit::list_chain_faults, .before_step = before_step});
}

// All there is in the file: its structure and every row of every table, and what its header says.
std::string dump(const fs::path& path) {
  SQLite::Database file(path.string(), SQLite::OPEN_READONLY);
  std::string all = "schema " + file.execAndGet("PRAGMA user_version").getString() + "\n";
  const auto add_rows = [&](const std::string& sql) {
    SQLite::Statement row(file, sql);
    while (row.executeStep()) {
      for (int column = 0; column < row.getColumnCount(); ++column)
        all += row.getColumn(column).getString() + "|";
      all += "\n";
    }
  };
  add_rows("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name");
  SQLite::Statement table(file, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
  while (table.executeStep())
    add_rows("SELECT * FROM " + table.getColumn(0).getString());
  return all;
}

// But for what SQLite leaves beside a file that was only read.
std::vector<std::string> list_files(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& file : fs::directory_iterator(folder)) {
    const std::string name = file.path().filename();
    if (!name.ends_with("-wal") && !name.ends_with("-shm")) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

std::string message_of_upgrade(const fs::path& path) {
  try {
    upgrade(path);
  } catch (const store::DamagedBookError& error) {
    return error.what();
  }
  return "no trouble";
}

class Interrupted : public std::exception {};

} // namespace

TEST_CASE("a book of an older program is not opened until it is upgraded") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  make_old_book(path, 7);
  for (const Access access : {Access::read, Access::write})
    CHECK_THROWS_AS(Book::open(path, access), store::OlderBookError);
  CHECK(store::load_chain_head(Book::open_as_it_is(path).connection()).entry == EntryId{4});
}

TEST_CASE("an upgrade keeps a backup of the book as it was, and its hashes") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  make_old_book(path, 7);
  const std::string before = dump(path);
  const std::string head = store::load_chain_head(Book::open_as_it_is(path).connection()).hash;
  const auto upgraded = upgrade(path);
  REQUIRE(upgraded);
  CHECK_EQ(upgraded->from_schema, 7);
  CHECK_EQ(upgraded->to_schema, store::newest_schema_version());
  CHECK_EQ(upgraded->backup, fs::path(path.string() + ".schema-7"));
  CHECK_EQ(dump(upgraded->backup), before);
  Book book = Book::open(path, Access::write);
  CHECK_EQ(store::load_chain_head(book.connection()).hash, head);
  CHECK_FALSE(upgrade(path)); // nothing is left to do
  CHECK_FALSE(fs::exists(path.string() + ".schema-7-2"));
}

TEST_CASE("an upgrade that is interrupted before any step leaves the old book") {
  for (const int schema : {1, 7, 14, store::newest_schema_version() - 1}) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "vault.db";
    make_old_book(path, schema);
    const std::string before = dump(path);
    for (int step = schema + 1; step <= store::newest_schema_version(); ++step) {
      CAPTURE(schema);
      CAPTURE(step);
      CHECK_THROWS_AS(upgrade(path,
                              [&](const store::Migration& migration) {
                                if (migration.version == step) throw Interrupted();
                              }),
                      Interrupted);
      CHECK_EQ(dump(path), before);
    }
    // Each found the backup that the first had made.
    const std::vector<std::string> files{"vault.db", fmt::format("vault.db.schema-{}", schema)};
    CHECK(list_files(folder.path()) == files);
    CHECK(upgrade(path));
  }
}

TEST_CASE("a backup is never written over") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  make_old_book(path, 7);
  std::ofstream(path.string() + ".schema-7") << "of somebody else";
  make_old_book(path.string() + ".schema-7-2", 6); // another book
  const std::string other = dump(path.string() + ".schema-7-2");
  const auto upgraded = upgrade(path);
  REQUIRE(upgraded);
  CHECK_EQ(upgraded->backup, fs::path(path.string() + ".schema-7-3"));
  CHECK_EQ(fs::file_size(path.string() + ".schema-7"), 16);
  CHECK_EQ(dump(path.string() + ".schema-7-2"), other);
}

TEST_CASE("what others put into the file, or changed in it, is not upgraded") {
  struct Change {
    const char* sql;
    const char* fault;
  };
  for (const Change& change : {Change{"CREATE TABLE stranger (a)", "table stranger was added"},
                               Change{"DROP TRIGGER entry_no_update", "trigger entry_no_update is missing"}}) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "vault.db";
    make_old_book(path, 7);
    SQLite::Database(path.string(), SQLite::OPEN_READWRITE).exec(change.sql);
    const std::string before = dump(path);
    CHECK_EQ(message_of_upgrade(path),
             fmt::format("{} is not sound, and was not upgraded from schema 7: {}", path.string(), change.fault));
    CHECK_EQ(dump(path), before);
    CHECK(list_files(folder.path()) == std::vector<std::string>{"vault.db"});
  }
}

TEST_CASE("a book whose chain is broken is not upgraded") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  make_old_book(path, 7);
  {
    SQLite::Database file(path.string(), SQLite::OPEN_READWRITE);
    const std::string trigger =
        file.execAndGet("SELECT sql FROM sqlite_schema WHERE name = 'demand_no_update'").getString();
    file.exec("DROP TRIGGER demand_no_update; UPDATE demand SET mass_mg = 1 WHERE entry_id = 3;");
    file.exec(trigger);
  }
  const std::string before = dump(path);
  CHECK_EQ(message_of_upgrade(path),
           fmt::format("{} is not sound, and was not upgraded from schema 7: entry 3: its content does not have the "
                       "hash it was sealed with",
                       path.string()));
  CHECK_EQ(dump(path), before);
  CHECK(list_files(folder.path()) == std::vector<std::string>{"vault.db"});
}

} // namespace store_upgrade_test
