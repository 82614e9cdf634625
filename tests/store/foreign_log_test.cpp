#include "store/foreign_log.hpp"

#include "store/book.hpp"
#include "store/book_copy.hpp"
#include "store/error.hpp"
#include "store/new_file.hpp"
#include "tests/model/support/random.hpp"
#include "tests/support/book.hpp"
#include "tests/support/documents.hpp"

#include <cstddef>
#include <cstdint>
#include <doctest/doctest.h>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <vector>

namespace store_foreign_log_test {

using namespace pvault;
using namespace pvault::test;

namespace {

namespace fs = std::filesystem;

std::string log_of(const fs::path& book) { return book.string() + "-wal"; }

store::ReadHeader header_of(const fs::path& book) {
  return [book](std::size_t bytes) { return read_file(book).substr(0, bytes); };
}

void check_log_of(const fs::path& book) { store::check_no_foreign_log(book, header_of(book)); }

// A file and a log as they were found, laid together.
class Found {
public:
  Found(const std::string& file, const std::string& log) : file_(file), log_(log) {
    write_file(path(), file);
    write_file(log_of(path()), log);
  }
  [[nodiscard]] fs::path path() const { return folder_.path() / "vault.db"; }
  void check_taken() const { CHECK_NOTHROW(check_log_of(path())); }
  void check_refused() const {
    CHECK_THROWS_WITH_AS(check_log_of(path()), doctest::Contains("is of another state of it"), store::BookError);
    for (const auto access : {store::Access::read, store::Access::write})
      CHECK_THROWS_AS(store::Book::open(path(), access), store::BookError);
    CHECK_EQ(read_file(path()), file_);
    CHECK_EQ(read_file(log_of(path())), log_);
  }

private:
  TemporaryFolder folder_;
  std::string file_;
  std::string log_;
};

// Each recording is a program of its own, as it is for an operator; the log stays, since the book is open besides.
class WorkedBook {
public:
  void record() {
    store::Book book = book_.open(store::Access::write);
    add_site(book);
  }
  void add_site(store::Book& book) {
    const std::string code = fmt::format("S-{}", ++recorded_);
    allowed(operations::add_site(book, book_.options("2026-01-02"), {.code = code, .name = code, .country = "US"}));
  }
  void put_log_into_book(const char* how) {
    book_.connection().query(fmt::format("PRAGMA wal_checkpoint({})", how)).expect_row();
  }
  [[nodiscard]] fs::path path() const { return book_.path(); }
  [[nodiscard]] std::string file() const { return read_file(path()); }
  [[nodiscard]] std::string log() const { return read_file(log_of(path())); }
  std::string newest_hash() { return store::load_chain_head(book_.connection()).hash; }
  std::string backup() {
    TemporaryFolder folder;
    const store::NewFile copy(folder.path() / "copy.db", "");
    store::Connection source(path(), store::Access::read);
    store::copy_book(source, copy);
    return read_file(copy.path());
  }

private:
  TemporaryBook book_;
  int recorded_ = 0;
};

std::int64_t entries_with_log(const Found& found) {
  store::Book book = store::Book::open(found.path(), store::Access::write);
  return book.connection().integer_of("SELECT count(*) FROM entry");
}

} // namespace

TEST_CASE("a log fits the state of the book on which it was begun, that into which it was put, and no other") {
  constexpr std::size_t states = 4;
  WorkedBook book;
  book.put_log_into_book("TRUNCATE");
  std::vector<std::string> files{book.file()};
  std::vector<std::string> logs; // the nth leads from the nth file to the next
  for (std::size_t i = 0; i < states; ++i) {
    book.record();
    logs.push_back(book.log());
    book.put_log_into_book("TRUNCATE");
    files.push_back(book.file());
  }
  for (std::size_t log = 0; log < logs.size(); ++log) {
    for (std::size_t file = 0; file < files.size(); ++file) {
      CAPTURE(log);
      CAPTURE(file);
      const Found found(files[file], logs[log]);
      if (file == log || file == log + 1)
        found.check_taken();
      else
        found.check_refused();
    }
  }
}

TEST_CASE("a backup that is laid over a book beside the log of that is refused") {
  WorkedBook book;
  const std::string early = book.backup();
  for (int i = 0; i < 5; ++i) {
    book.record();
    book.put_log_into_book("TRUNCATE");
  }
  const std::string late = book.backup();
  book.record();
  Found(early, book.log()).check_refused();
  Found(late, book.log()).check_refused();
}

TEST_CASE("a backup that is laid over a young book beside its first logs is refused, of whichever book it is") {
  WorkedBook old;
  const std::string empty = old.backup();
  old.record();
  const std::string other = old.backup();
  for (const bool is_restored : {false, true}) {
    CAPTURE(is_restored);
    WorkedBook young;
    std::optional<Found> restored;
    if (is_restored) restored.emplace(empty, "");
    const fs::path path = is_restored ? restored->path() : young.path();
    store::Book holder = store::Book::open(path, store::Access::write); // without it, the log would go each time
    holder.connection().query("PRAGMA wal_checkpoint(TRUNCATE)").expect_row();
    for (int i = 0; i < 3; ++i) {
      {
        store::Book book = store::Book::open(path, store::Access::write);
        young.add_site(book);
      }
      CHECK_GT(read_file(log_of(path)).size(), 0);
      Found(read_file(path), read_file(log_of(path))).check_taken();
      Found(other, read_file(log_of(path))).check_refused();
      holder.connection().query("PRAGMA wal_checkpoint(TRUNCATE)").expect_row();
    }
  }
}

TEST_CASE("a book that is opened through a link is held against the log beside the file") {
  WorkedBook book;
  const std::string early = book.backup();
  book.record();
  const Found found(early, book.log());
  const TemporaryFolder elsewhere;
  const fs::path link = elsewhere.path() / "link.db";
  fs::create_symlink(found.path(), link);
  CHECK_THROWS_AS(check_log_of(link), store::BookError);
  CHECK_THROWS_AS(store::Book::open(link, store::Access::read), store::BookError);
}

TEST_CASE("a backup that is taken into use, with its log, is taken, also when its first commit came undone") {
  WorkedBook book;
  const Found copy(book.backup(), "");
  const std::string unused = read_file(copy.path());
  store::Book in_use = store::Book::open(copy.path(), store::Access::write);
  book.add_site(in_use);
  const std::string log = read_file(log_of(copy.path()));
  CHECK_GT(log.size(), 4096);
  Found(read_file(copy.path()), log).check_taken();
  Found(unused, log).check_taken();
}

TEST_CASE("whenever a program is killed, the log that it leaves is of the book") {
  constexpr int moments = 30;
  Random random(20'261'130);
  WorkedBook book;
  std::optional<store::Book> other;
  std::optional<store::ReadTransaction> reading; // which keeps the log from being put in whole
  std::int64_t recorded = 0;
  for (int i = 0; i < moments; ++i) {
    book.record();
    if (random.one_in(4)) book.put_log_into_book("PASSIVE");
    if (random.one_in(12)) {
      reading.reset(); // for which the other would wait
      book.put_log_into_book("TRUNCATE");
    }
    if (random.one_in(5)) {
      reading.reset();
      other.emplace(store::Book::open(book.path(), store::Access::read));
      reading.emplace(other->connection());
    }
    const Found left(book.file(), book.log());
    left.check_taken();
    if (random.one_in(6)) {
      const std::int64_t now = entries_with_log(left);
      CHECK_GT(now, recorded);
      recorded = now;
    }
  }
}

TEST_CASE("a log that a power cut tore is the book's up to there") {
  WorkedBook book;
  book.put_log_into_book("TRUNCATE");
  const std::string old = book.file();
  book.record();
  const std::size_t first_commit = book.log().size();
  book.record();
  const std::string log = book.log();
  constexpr std::size_t frame_header = 24;
  constexpr std::size_t page = 4096;
  // Each commit begins with the first page. Of it only what says which page it is came to the disk.
  const auto torn_at = [&](std::size_t frame) {
    std::string torn = log;
    return torn.replace(frame + frame_header, page, page, '\0');
  };
  Found(old, log).check_taken();
  Found(old, torn_at(first_commit)).check_taken();
  Found(old, torn_at(32)).check_taken(); // SQLite finds nothing in it
}

// The log with the sums that a machine writes whose numbers have their highest byte first.
std::string with_other_sums(std::string log) {
  constexpr std::size_t frame = 24 + 4096;
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  const auto number = [&](std::size_t at) {
    std::uint32_t read = 0;
    for (std::size_t i = at; i < at + 4; ++i)
      read = read * 256 + static_cast<unsigned char>(log[i]);
    return read;
  };
  const auto add = [&](std::size_t at, std::size_t bytes) {
    for (const std::size_t end = at + bytes; at < end; at += 8) {
      first += number(at) + second;
      second += number(at + 4) + first;
    }
  };
  const auto write = [&](std::size_t at) {
    for (const std::uint32_t sum : {first, second})
      for (int shift = 24; shift >= 0; shift -= 8)
        log[at++] = static_cast<char>(sum >> static_cast<unsigned>(shift) & 0xFFU);
  };
  log[3] = static_cast<char>(log[3] | 1);
  add(0, 24);
  write(24);
  for (std::size_t at = 32; at + frame <= log.size(); at += frame) {
    add(at, 8);
    add(at + 24, 4096);
    write(at + 16);
  }
  return log;
}

TEST_CASE("the sums of a log are of either order of bytes") {
  WorkedBook book;
  book.put_log_into_book("TRUNCATE");
  const std::string old = book.file();
  book.record();
  book.put_log_into_book("TRUNCATE");
  book.record();
  book.record();
  const Found found(book.file(), with_other_sums(book.log()));
  found.check_taken();
  CHECK_EQ(entries_with_log(found), entries_with_log(Found(book.file(), book.log())));
  Found(old, with_other_sums(book.log())).check_refused();
}

TEST_CASE(
    "a log that others begin anew, or put into the book, while it is looked at is not taken for somebody else's") {
  for (const char* how : {"PASSIVE", "TRUNCATE"}) {
    WorkedBook book;
    book.put_log_into_book("TRUNCATE");
    book.record();
    int read = 0;
    CHECK_NOTHROW(store::check_no_foreign_log(book.path(), [&](std::size_t bytes) {
      if (++read == 1) {
        for (int i = 0; i < 3; ++i)
          book.record();
        book.put_log_into_book(how);
        book.record();
      }
      return book.file().substr(0, bytes);
    }));
    CHECK_GT(read, 0);
  }
}

TEST_CASE("what is in a log behind its last commit counts for nothing") {
  WorkedBook book;
  book.put_log_into_book("TRUNCATE");
  const std::string old = book.file();
  for (int i = 0; i < 3; ++i) {
    book.record();
    book.put_log_into_book("TRUNCATE");
  }
  book.record();
  constexpr std::size_t frame = 24 + 4096;
  const std::string log = book.log();
  Found(old, log).check_refused();
  Found(old, log.substr(0, log.size() - frame)).check_taken(); // the frame with which it was committed is not there
}

TEST_CASE("what SQLite takes for no log is left to it") {
  WorkedBook book;
  book.put_log_into_book("TRUNCATE");
  const std::string old = book.file();
  for (int i = 0; i < 3; ++i)
    book.record();
  book.put_log_into_book("TRUNCATE");
  book.record();
  const std::string log = book.log();
  Found(old, log).check_refused();
  std::string of_earlier_use = log;
  of_earlier_use[16] = static_cast<char>(of_earlier_use[16] ^ 1); // the header has the salts of a later use
  for (const std::string& other : {std::string(), std::string("no log"), std::string(8192, '\0'), log.substr(0, 32),
                                   log.substr(0, 80), of_earlier_use})
    Found(old, other).check_taken();
}

} // namespace store_foreign_log_test
