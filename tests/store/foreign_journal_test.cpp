#include "store/foreign_journal.hpp"

#include "store/book.hpp"
#include "store/error.hpp"
#include "tests/support/book.hpp"
#include "tests/support/documents.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <string>

namespace store_foreign_journal_test {

using namespace pvault;
using namespace pvault::test;

namespace {

std::string number_of_four_bytes(std::uint64_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xFFU);
  return bytes;
}

struct JournalHeader {
  std::uint64_t records = 1;
  std::uint64_t pages_before = 0;
  std::uint64_t first_page = 1;
};

// As SQLite lays it out: https://sqlite.org/fileformat.html#the_rollback_journal
std::string journal_with(const JournalHeader& header) {
  constexpr std::size_t sector = 512;
  constexpr std::size_t page = 4096;
  std::string bytes = "\xD9\xD5\x05\xF9\x20\xA1\x63\xD7" + number_of_four_bytes(header.records) +
                      number_of_four_bytes(7) + number_of_four_bytes(header.pages_before) +
                      number_of_four_bytes(sector) + number_of_four_bytes(page);
  bytes.resize(sector);
  return bytes + number_of_four_bytes(header.first_page) + std::string(page + 4, 'x');
}

class BookWithJournal {
public:
  explicit BookWithJournal(const std::string& journal) : journal_(journal) {
    TemporaryBook book;
    std::filesystem::copy_file(book.path(), path());
    write_file(path().string() + "-journal", journal);
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "vault.db"; }
  void check_refused() const {
    const std::string before = read_file(path());
    for (const auto access : {store::Access::read, store::Access::write})
      CHECK_THROWS_AS(store::Book::open(path(), access), store::BookError);
    CHECK_THROWS_WITH_AS(store::check_no_foreign_journal(path()),
                         doctest::Contains("vault.db-journal lies beside the book"), store::BookError);
    CHECK_EQ(read_file(path()), before);
    CHECK_EQ(read_file(path().string() + "-journal"), journal_);
  }

private:
  TemporaryFolder folder_;
  std::string journal_;
};

std::uint64_t pages_of_book() { return std::filesystem::file_size(TemporaryBook().path()) / 4096; }

} // namespace

TEST_CASE("a journal that would change the book and is not of it is refused, and nothing is touched") {
  const std::uint64_t pages = pages_of_book();
  BookWithJournal(journal_with({.records = 5, .pages_before = pages})).check_refused();
  BookWithJournal(journal_with({.records = 0xFFFFFFFF, .pages_before = pages, .first_page = 3})).check_refused();
  BookWithJournal(journal_with({.records = 1, .pages_before = pages, .first_page = 2})).check_refused();
  BookWithJournal(journal_with({.records = 0, .pages_before = pages - 1})).check_refused(); // the book would be cut
}

TEST_CASE("what SQLite writes when a book is taken into use, and what is no journal, are left to it") {
  const std::uint64_t pages = pages_of_book();
  for (const std::string& journal : {journal_with({.records = 1, .pages_before = pages}),
                                     journal_with({.records = 0xFFFFFFFF, .pages_before = pages}),
                                     journal_with({.records = 0, .pages_before = pages}), std::string(),
                                     std::string(600, '\0'), std::string("no journal")}) {
    const BookWithJournal book(journal);
    CHECK_NOTHROW(store::check_no_foreign_journal(book.path()));
  }
}

} // namespace store_foreign_journal_test
