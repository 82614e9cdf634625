// The book that the build makes is the one that the migrations make.
#include "store/empty_book.hpp"

#include "store/migration_script.hpp"
#include "tests/support/book.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <memory>
#include <set>
#include <span>
#include <sqlite3.h>
#include <string>

namespace store_empty_book_test {

using namespace pvault;
using namespace pvault::test;

namespace {

SQLite::Database migrated_book() {
  SQLite::Database book(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  for (const store::Migration& migration : store::migrations())
    book.exec(store::migration_script(migration));
  return book;
}

std::string pages_of(SQLite::Database& book) {
  sqlite3_int64 size = 0;
  const std::unique_ptr<unsigned char, decltype(&sqlite3_free)> pages(
      sqlite3_serialize(book.getHandle(), "main", &size, 0), sqlite3_free);
  REQUIRE(pages);
  return {reinterpret_cast<const char*>(pages.get()), static_cast<std::size_t>(size)};
}

std::set<std::string> list_schema(SQLite::Database& book) {
  std::set<std::string> objects;
  SQLite::Statement row(
      book, "SELECT type || ' ' || name || ' of ' || tbl_name || ': ' || coalesce(sql, '') FROM sqlite_schema");
  while (row.executeStep())
    objects.insert(row.getColumn(0).getString());
  return objects;
}

} // namespace

TEST_CASE("the empty book in the program is, to the byte, what the migrations make") {
  SQLite::Database made = migrated_book();
  const std::span<const unsigned char> image = store::empty_book_image();
  // Bytes 24 and 92 to 99 of the header count changes and name the SQLite that made them: the same one, here.
  CHECK(pages_of(made) == std::string(image.begin(), image.end()));
}

TEST_CASE("a new book has the schema that the migrations make") {
  SQLite::Database made = migrated_book();
  TemporaryBook book;
  const auto expected = list_schema(made);
  CHECK_GT(expected.size(), 700U);
  CHECK(list_schema(book.connection().database()) == expected);
  CHECK_EQ(book.connection().integer_of("PRAGMA user_version"), made.execAndGet("PRAGMA user_version").getInt());
}

TEST_CASE("nothing is written to the empty book") {
  SQLite::Database empty = store::open_empty_book();
  CHECK_THROWS_WITH(empty.exec("DELETE FROM account"), "attempt to write a readonly database");
}

} // namespace store_empty_book_test
