// The settings the book's promises rest on, and rows read strictly.
#include "store/connection.hpp"

#include "store/transaction.hpp"
#include "store/trouble.hpp"
#include "tests/support/attacked_book.hpp"
#include "tests/support/little_memory.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <new>
#include <sqlite3.h>
#include <system_error>

namespace store_connection_test {

using namespace pvault;
using namespace pvault::test;
using store::Access;
using store::BookError;
using store::Query;

TEST_CASE("a connection that writes has every safety setting") {
  TemporaryBook book;
  struct Setting {
    const char* pragma;
    std::int64_t value;
  };
  const Setting settings[] = {{"PRAGMA foreign_keys", 1},     {"PRAGMA recursive_triggers", 1},
                              {"PRAGMA synchronous", 2},      {"PRAGMA cell_size_check", 1},
                              {"PRAGMA trusted_schema", 0},   {"PRAGMA query_only", 0},
                              {"PRAGMA busy_timeout", 30'000}};
  for (const Setting& setting : settings) {
    CAPTURE(setting.pragma);
    CHECK_EQ(book.connection().integer_of(setting.pragma), setting.value);
  }
  Query mode = book.connection().query("PRAGMA journal_mode");
  mode.expect_row();
  CHECK_EQ(mode.text(0), "wal");
}

TEST_CASE("a connection that reads cannot write") {
  TemporaryBook book;
  store::Book reading = book.open(Access::read);
  CHECK_EQ(reading.connection().integer_of("PRAGMA query_only"), 1);
  CHECK_EQ(reading.connection().integer_of("PRAGMA foreign_keys"), 1);
  CHECK_THROWS_AS(reading.connection().execute("DELETE FROM lot_balance"), BookError);
}

TEST_CASE("a connection does not let the schema be written by hand, nor take a word for a text") {
  TemporaryBook book;
  book.connection().execute("PRAGMA writable_schema = ON"); // not heeded
  CHECK_THROWS(book.connection().execute("UPDATE sqlite_schema SET sql = '' WHERE name = 'seal_lots'"));
  CHECK_THROWS(book.connection().query("SELECT \"no such column\" FROM entry"));
}

TEST_CASE(
    "what others put into the schema of a file is not run when it is opened, nor what is not harmless afterwards") {
  TemporaryBook book;
  {
    SQLite::Database file(book.path().string(), SQLite::OPEN_READWRITE);
    file.exec("CREATE VIEW v_evil AS SELECT load_extension('evil.so') AS a; "
              "CREATE TRIGGER evil AFTER INSERT ON site BEGIN SELECT load_extension('evil.so'); END");
  }
  for (const Access access : {Access::read, Access::write}) {
    store::Book opened = book.open(access);
    CHECK_EQ(opened.connection().integer_of("SELECT count(*) FROM book"), 1);
    CHECK_THROWS(opened.connection().query("SELECT * FROM v_evil").next());
  }
  CHECK_THROWS_AS(book.site("RENO"), store::DamagedBookError);
}

TEST_CASE("INSERT OR REPLACE through a connection of ours asks the triggers on DELETE, too") {
  TemporaryBook book;
  book.connection().execute("CREATE TEMP TABLE t (a INTEGER PRIMARY KEY); "
                            "CREATE TEMP TRIGGER t_no_delete BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, "
                            "'append_only'); END; INSERT INTO t VALUES (1)");
  CHECK_THROWS(book.connection().execute("INSERT OR REPLACE INTO t VALUES (1)"));
}

TEST_CASE("a column is read as what it is, or not at all") {
  TemporaryBook book;
  Query row = book.connection().query("SELECT 5, 'text', NULL, 1.5, '12kg', '2026-03-31', '2026-02-30', x'00'");
  row.expect_row();
  CHECK_EQ(row.integer(0), 5);
  CHECK_EQ(row.text(1), "text");
  CHECK(row.is_null(2));
  CHECK_EQ(row.optional_integer(2), std::nullopt);
  CHECK_EQ(row.optional_text(2), std::nullopt);
  CHECK_EQ(row.text_or_empty(2), "");
  CHECK_EQ(row.mass(0), Mass::milligrams(5));
  CHECK_EQ(row.money(0), Money::cents(5));
  CHECK(row.id<LotId>(0) == LotId{5});
  CHECK(row.optional_id<LotId>(2) == std::nullopt);
  CHECK_EQ(row.date(5), day("2026-03-31"));
  CHECK(row.value(2) == Value(std::monostate{}));
  for (const int wrong : {1, 2, 3, 4, 7})
    CHECK_THROWS_AS(static_cast<void>(row.integer(wrong)), BookError);
  for (const int wrong : {0, 2, 3, 7})
    CHECK_THROWS_AS(static_cast<void>(row.text(wrong)), BookError);
  for (const int wrong : {0, 2, 6})
    CHECK_THROWS_AS(static_cast<void>(row.date(wrong)), BookError);
  for (const int wrong : {3, 7})
    CHECK_THROWS_AS(static_cast<void>(row.value(wrong)), BookError);
}

TEST_CASE("a statement used again begins anew, without its former parameters") {
  TemporaryBook book;
  const auto rows_of = [&](const std::string& code) {
    Query row = book.connection().query("SELECT code FROM party WHERE code = ?");
    if (!code.empty()) row.bind(code);
    return row.next();
  };
  CHECK(rows_of("EXIM"));
  CHECK_FALSE(rows_of(""));
  CHECK(rows_of("exim"));
}

TEST_CASE("a promise of ours that is broken is no trouble with the book") {
  TemporaryBook book;
  CHECK_THROWS_AS(book.connection().query("SELECT nothing FROM nowhere"), std::logic_error);
  Query none = book.connection().query("SELECT 1 FROM entry WHERE entry_id = 0");
  CHECK_THROWS_AS(none.expect_row(), std::logic_error);
  Query some = book.connection().query("SELECT 1");
  CHECK_THROWS_AS(some.run(), std::logic_error);
}

TEST_CASE("what is not committed is gone") {
  TemporaryBook book;
  const std::string before = dump_of(book.connection().database());
  {
    store::WriteTransaction transaction(book.connection());
    book.connection().execute("DELETE FROM lot_balance; DELETE FROM account_balance");
  }
  CHECK(dump_of(book.connection().database()) == before);
}

TEST_CASE("what is committed is there for the next who opens the book") {
  TemporaryBook book;
  const EntryId entry = book.party("HARTREE", "supplier");
  store::Book other = book.open(Access::read);
  CHECK(store::load_chain_head(other.connection()).entry == entry);
}

TEST_CASE("a reader keeps its moment while others write") {
  TemporaryBook book;
  store::Book reader = book.open(Access::read);
  EntryId before{};
  {
    const store::ReadTransaction reading(reader.connection());
    before = store::load_chain_head(reader.connection()).entry;
    book.party("HARTREE", "supplier");
    CHECK(store::load_chain_head(reader.connection()).entry == before);
  }
  CHECK(number_of(store::load_chain_head(reader.connection()).entry) == number_of(before) + 1);
}

// SQLite itself rolls back when the disk is full; PRAGMA max_page_count stands in for the disk.
TEST_CASE("a full disk leaves the book as it was, and says so") {
  TemporaryBook book;
  const std::string before = dump_of(book.connection().database());
  book.connection().execute(
      fmt::format("PRAGMA max_page_count = {}", book.connection().integer_of("PRAGMA page_count")));
  std::string message;
  try {
    store::WriteTransaction transaction(book.connection());
    for (int i = 0; i < 10'000; ++i)
      book.connection().execute(fmt::format("INSERT INTO account_balance VALUES (1, {}, 0, 0, 1, 1)", i));
    transaction.commit();
  } catch (const BookError& error) {
    message = error.what();
  }
  CHECK_EQ(message, "the disk of " + book.path().string() + " is full; nothing was recorded");
  CHECK(dump_of(book.connection().database()) == before);
}

TEST_CASE("too little memory is trouble, and no bug") {
  TemporaryBook book;
  const std::string too_long(4'000'000, 'x');
  std::string message;
  try {
    const LittleMemory limit(1'000'000);
    Query row = book.connection().query("SELECT ?");
    row.bind(too_long).expect_row();
  } catch (const BookError& error) {
    message = error.what();
  }
  CHECK_EQ(message, "there was not enough memory for " + book.path().string() + "; nothing was recorded");
  {
    const LittleMemory limit(1'000'000);
    CHECK_THROWS_AS(book.connection().query("SELECT length(hex(zeroblob(4000000)))").next(), BookError);
  }
  CHECK_EQ(book.connection().integer_of("SELECT length(hex(zeroblob(4000000)))"), 8'000'000);
}

// SQLite reports the end of a commit that memory did not suffice for as it does a disk that fails then.
TEST_CASE("whether what memory did not suffice for at the end of recording is there, nobody knows") {
  TemporaryBook book;
  sqlite3* handle = book.connection().database().getHandle();
  store::WriteTransaction transaction(book.connection());
  book.connection().execute("INSERT INTO account_balance VALUES (1, 1, 0, 0, 1, 1)");
  std::string message;
  try {
    const LittleMemory limit(0);
    transaction.commit();
  } catch (const store::CommitInDoubt& error) {
    message = error.what();
  }
  CHECK_EQ(sqlite3_errcode(handle), SQLITE_NOMEM);
  CHECK_EQ(message, "there was not enough memory for " + book.path().string() +
                        " at the end of recording (out of memory): it may be recorded or not");
}

TEST_CASE("a handler of what cannot be read gets what is around the file again, and nothing else") {
  const auto handled = [](const auto& error) {
    try {
      throw error;
    } catch (const std::exception& caught) {
      store::throw_if_trouble(caught, "vault.db");
    }
  };
  for (const int code : {SQLITE_BUSY, SQLITE_FULL, SQLITE_IOERR, SQLITE_IOERR_READ, SQLITE_NOMEM, SQLITE_IOERR_NOMEM})
    CHECK_THROWS_AS(handled(SQLite::Exception("no", code)), BookError);
  CHECK_THROWS_AS(handled(BookError("locked", "wait")), BookError);
  CHECK_THROWS_AS(handled(std::bad_alloc()), std::bad_alloc);
  CHECK_THROWS_AS(handled(std::filesystem::filesystem_error("no", "folder", std::make_error_code(std::errc::io_error))),
                  std::filesystem::filesystem_error);
  CHECK_NOTHROW(handled(SQLite::Exception("malformed", SQLITE_CORRUPT)));
  CHECK_NOTHROW(handled(store::DamagedBookError("damaged", "restore")));
  CHECK_NOTHROW(handled(std::logic_error("no such table")));
}

} // namespace store_connection_test
