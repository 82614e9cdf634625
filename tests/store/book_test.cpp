// Making a book and opening it: each trouble with its own words.
#include "store/book.hpp"

#include "store/embedded.hpp"
#include "store/transaction.hpp"
#include "tests/support/attacked_book.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace store_book_test {

using namespace pvault;
using namespace pvault::test;
using store::Access;
using store::Book;
using store::BookError;

namespace {

// What a BookError said and advised.
struct Trouble {
  std::string message;
  std::string next_step;
};

template <class Work>
Trouble trouble_of(const Work& work) {
  try {
    work();
  } catch (const BookError& error) {
    return {error.what(), error.next_step()};
  }
  return {"no trouble", ""};
}

Trouble trouble_opening(const std::filesystem::path& path, Access access = Access::read) {
  return trouble_of([&] { Book::open(path, access); });
}

void create_empty(const std::filesystem::path& path, bool keep = true) {
  Book::create(
      path, [](store::Connection&) {}, keep);
}

void write_file(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

std::vector<std::string> files_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename());
  std::ranges::sort(names); // a directory has no order
  return names;
}

} // namespace

TEST_CASE("a new book is one file that only its owner can read") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  create_empty(path);
  struct stat status {};
  REQUIRE_EQ(::stat(path.c_str(), &status), 0);
  CHECK_EQ(status.st_mode & 0777U, 0600U);
  CHECK(files_in(folder.path()) == std::vector<std::string>{"vault.db"});
}

TEST_CASE("a new book says what it is") {
  const TemporaryFolder folder;
  create_empty(folder.path() / "vault.db");
  Book book = Book::open(folder.path() / "vault.db", Access::read);
  CHECK_EQ(book.connection().integer_of("PRAGMA application_id"), 0x50564C54); // "PVLT"
  CHECK_EQ(book.connection().integer_of("PRAGMA user_version"), store::newest_schema_version());
  CHECK_EQ(book.connection().integer_of("SELECT count(*) FROM schema_migration"),
           static_cast<std::int64_t>(store::migrations().size()));
  CHECK(load_chain_head(book.connection()).entry == EntryId{0});
  CHECK_EQ(load_chain_head(book.connection()).hash, first_previous_hash);
}

// SQLite reads a view's query when it is asked, not when it is made.
TEST_CASE("every view can be asked") {
  TemporaryBook book;
  std::vector<std::string> views;
  store::Query view = book.connection().query("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name");
  while (view.next())
    views.push_back(view.text(0));
  CHECK(std::ranges::find(views, "v_count_line") != views.end());
  for (const std::string& name : views) {
    CAPTURE(name);
    CHECK_GE(book.connection().integer_of("SELECT count(*) FROM (SELECT * FROM " + name + ")"), 0);
  }
}

TEST_CASE("a book is never overwritten") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  write_file(path, "something");
  const Trouble trouble = trouble_of([&] { create_empty(path); });
  CHECK_EQ(trouble.message, path.string() + " exists already, and a book is never overwritten");
  CHECK_EQ(trouble.next_step, "choose another name with --book FILE");
  std::filesystem::remove(path);
  std::filesystem::create_symlink(folder.path() / "nowhere", path); // a link that leads nowhere is something, too
  CHECK_EQ(trouble_of([&] { create_empty(path); }).message,
           path.string() + " exists already, and a book is never overwritten");
  CHECK(files_in(folder.path()) == std::vector<std::string>{"vault.db"});
}

TEST_CASE(
    "what a killed process of the same number left does not stand in the way of a new book, nor becomes a part of it") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  const auto own = fmt::format("{}.new-{}", path.string(), ::getpid());
  write_file(own, "left");
  write_file(own + "-1-journal", "left of the second");
  create_empty(path);
  CHECK(files_in(folder.path()) ==
        std::vector<std::string>{"vault.db", path.filename().string() + own.substr(path.string().size()),
                                 path.filename().string() + own.substr(path.string().size()) + "-1-journal"});
}

TEST_CASE("a book is not made in a folder that is missing or read-only") {
  const TemporaryFolder folder;
  const auto missing = folder.path() / "missing";
  const Trouble trouble = trouble_of([&] { create_empty(missing / "vault.db"); });
  CHECK_EQ(trouble.message, "no book can be made in " + missing.string() + ": No such file or directory");
  CHECK_EQ(trouble.next_step, "make the folder or choose one that can be written");
  if (::geteuid() == 0) {
    MESSAGE("skipped the read-only folder: it does not hold for root");
    return;
  }
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  CHECK_EQ(trouble_of([&] { create_empty(folder.path() / "vault.db"); }).message,
           "no book can be made in " + folder.path().string() + ": Permission denied");
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
}

TEST_CASE("a book is made whole or not at all") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  CHECK_THROWS_AS(Book::create(
                      path, [](store::Connection&) { throw std::runtime_error("no"); }, true),
                  std::runtime_error);
  CHECK(files_in(folder.path()).empty());
  create_empty(path, false); // tried only
  CHECK(files_in(folder.path()).empty());
}

TEST_CASE("opening says what is wrong: nothing there, no folder, a folder, a file of another kind") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  CHECK_EQ(trouble_opening(path).message, "there is no book at " + path.string());
  CHECK_EQ(trouble_opening(path).next_step,
           "make one with `pvault init --name \"Project Vault\"`, or name it with --book FILE or $PVAULT_BOOK");
  const auto elsewhere = folder.path() / "missing" / "vault.db";
  CHECK_EQ(trouble_opening(elsewhere).message, "the folder " + elsewhere.parent_path().string() + " does not exist");
  CHECK_EQ(trouble_opening(folder.path()).message, folder.path().string() + " is a folder, not a book");
  write_file(path, std::string(5'000, 'x'));
  CHECK_EQ(trouble_opening(path).message, path.string() + " is not a pvault book: SQLite cannot read it as a database");
  CHECK_EQ(trouble_opening(path, Access::write).message,
           path.string() + " is not a pvault book: SQLite cannot read it as a database");
  write_file(path, "x");
  CHECK_EQ(trouble_opening(path).message, path.string() + " is not a pvault book: SQLite cannot read it as a database");
  write_file(path, "");
  CHECK_EQ(trouble_opening(path).message, path.string() + " is empty");
}

TEST_CASE("where the system does not say whether there is a book, nobody is told to make one") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  std::filesystem::create_symlink(path, path);
  const Trouble circle = trouble_opening(path);
  CHECK_EQ(circle.message, path.string() + " cannot be looked for: Too many levels of symbolic links");
  CHECK_EQ(circle.next_step, "see to it that the folders above it can be entered, or name the book with --book FILE");
  const auto below = path / "vault.db";
  CHECK_EQ(trouble_opening(below).message, below.string() + " cannot be looked for: Too many levels of symbolic links");
}

TEST_CASE("another SQLite database is not a book, and is left as it is") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  SQLite::Database(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE a (b)");
  const Trouble trouble = trouble_opening(path);
  CHECK_EQ(trouble.message, path.string() + " is an SQLite database but not a pvault book");
  CHECK_EQ(trouble.next_step, "name the book with --book FILE or $PVAULT_BOOK");
  CHECK_EQ(trouble_opening(path, Access::write).message, trouble.message);
  CHECK_EQ(SQLite::Database(path.string()).execAndGet("PRAGMA journal_mode").getString(), "delete");
}

TEST_CASE("a book of a newer program is not touched") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  create_empty(path);
  const int newer = store::newest_schema_version() + 1;
  SQLite::Database(path.string(), SQLite::OPEN_READWRITE)
      .exec(fmt::format("INSERT INTO schema_migration VALUES ({0}, 'later', printf('%064d', 0)); PRAGMA user_version = "
                        "{0}",
                        newer));
  const Trouble trouble = trouble_opening(path, Access::write);
  CHECK_EQ(trouble.message,
           fmt::format("{} has schema {}, this program knows schemas up to {}", path.string(), newer, newer - 1));
  CHECK_EQ(trouble.next_step, "use the newer pvault that made it");
}

TEST_CASE("what a newer program migrates while it is open is not written to") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  create_empty(path);
  store::Book book = store::Book::open(path, Access::write);
  const int newer = store::newest_schema_version() + 1;
  SQLite::Database(path.string(), SQLite::OPEN_READWRITE).exec(fmt::format("PRAGMA user_version = {}", newer));
  for (int time = 0; time < 2; ++time) { // nothing stays begun
    const Trouble trouble = trouble_of([&] { const store::WriteTransaction transaction(book.connection()); });
    CHECK_EQ(trouble.message,
             fmt::format("{} has schema {}, this program knows schemas up to {}", path.string(), newer, newer - 1));
  }
}

TEST_CASE("a book whose version was set to another is not migrated") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  create_empty(path);
  for (const int version : {1, 99}) {
    SQLite::Database(path.string(), SQLite::OPEN_READWRITE).exec(fmt::format("PRAGMA user_version = {}", version));
    for (const Access access : {Access::read, Access::write}) {
      CHECK_EQ(trouble_opening(path, access).message,
               fmt::format("{} says it has schema {}, its migrations come to {}: the file was changed by another "
                           "program",
                           path.string(), version, store::newest_schema_version()));
    }
  }
}

TEST_CASE("a file that may not be read or written says so") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  create_empty(path);
  if (::geteuid() == 0) {
    MESSAGE("skipped: permissions do not hold for root");
    return;
  }
  std::filesystem::permissions(path, std::filesystem::perms::owner_read);
  CHECK_EQ(trouble_opening(path, Access::write).message, path.string() + " cannot be written: Permission denied");
  std::filesystem::permissions(path, std::filesystem::perms::none);
  CHECK_EQ(trouble_opening(path).message, path.string() + " cannot be read: Permission denied");
}

TEST_CASE("a book that another program holds is not waited for without end") {
  TemporaryBook book;
  SQLite::Database other(book.path().string(), SQLite::OPEN_READWRITE);
  other.exec("BEGIN IMMEDIATE");
  book.connection().execute("PRAGMA busy_timeout = 1");
  const Trouble trouble = trouble_of([&] { const store::WriteTransaction transaction(book.connection()); });
  CHECK(trouble.message.find("is locked by another program") != std::string::npos);
  CHECK_EQ(trouble.next_step, "try again when the other program is done");
}

TEST_CASE("the book's name") {
  TemporaryBook book;
  CHECK_EQ(load_book_name(book.connection()), "Test reserve");
}

} // namespace store_book_test
