#include "store/document_files.hpp"

#include "journal/sha256.hpp"
#include "store/error.hpp"
#include "tests/support/book.hpp"
#include "tests/support/documents.hpp"

#include <csignal>
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace store_document_files_test {

using namespace pvault;
using namespace pvault::test;
using Names = std::vector<std::string>;

namespace {

const std::string sha256_of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

// Files that this process writes may not grow above a size, which imitates a full disk.
class SmallFiles {
public:
  explicit SmallFiles(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  SmallFiles(const SmallFiles&) = delete;
  SmallFiles& operator=(const SmallFiles&) = delete;
  ~SmallFiles() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

private:
  rlimit before_{};
  void (*handler_)(int);
};

Expected<store::StagedCopy> copy_into(const std::filesystem::path& folder, const std::filesystem::path& file) {
  return store::StagedCopy::make(file, std::make_shared<const store::EvidenceFolder>(folder, folder.parent_path()));
}

std::string trouble_of(const std::filesystem::path& file, const std::filesystem::path& folder) {
  try {
    static_cast<void>(copy_into(folder, file));
    return {};
  } catch (const store::BookError& error) {
    return error.what();
  }
}

} // namespace

TEST_CASE("a document is read whole, whatever its size") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "a";
  for (const std::size_t size :
       {std::size_t{1}, std::size_t{1} << 20U, (std::size_t{1} << 20U) + 1, std::size_t{5'000'000}}) {
    CAPTURE(size);
    std::string bytes(size, 'x');
    bytes.back() = '\0';
    const auto digest = allowed(store::read_document(write_file(file, bytes)));
    CHECK_EQ(digest.sha256, sha256_hex(bytes));
    CHECK_EQ(digest.size_bytes, static_cast<std::int64_t>(size));
  }
}

TEST_CASE("document_malformed: a folder, a device, a pipe, an empty file") {
  const TemporaryFolder folder;
  const std::string next_step = "name a file that has bytes";
  const auto name = [&](const char* file) { return (folder.path() / file).string(); };
  check_refusal(store::read_document(folder.path()), Rule::document_malformed,
                folder.path().string() + " is a folder, not a document", next_step);
  check_refusal(store::read_document("/dev/null"), Rule::document_malformed, "/dev/null is a device, not a document",
                next_step);
  check_refusal(store::read_document("/dev/zero"), Rule::document_malformed, "/dev/zero is a device, not a document",
                next_step);
  REQUIRE_EQ(::mkfifo(name("pipe").c_str(), S_IRUSR | S_IWUSR), 0);
  check_refusal(store::read_document(name("pipe")), Rule::document_malformed,
                name("pipe") + " is a pipe or a socket, not a document", next_step);
  write_file(name("empty"), "");
  check_refusal(store::read_document(name("empty")), Rule::document_malformed,
                name("empty") + " is an empty file, not a document", next_step);
  CHECK_THROWS_AS(static_cast<void>(store::read_document(name("missing"))), store::BookError);
}

TEST_CASE("a copy keeps the ending of its original where it is a plain one") {
  struct Example {
    std::string original;
    std::string ending;
  };
  const std::vector<Example> examples = {{"a.pdf", ".pdf"},
                                         {"a.PDF", ".pdf"},
                                         {"a.tar.gz", ".gz"},
                                         {"a", ""},
                                         {".pdf", ""},
                                         {"a.", ""},
                                         {"a.b c", ""},
                                         {"a.ä", ""},
                                         {"a.abcdefghij", ".abcdefghij"},
                                         {"a.abcdefghijk", ""}};
  for (const Example& example : examples) {
    CAPTURE(example.original);
    CHECK_EQ(store::stored_name("0f", example.original), "0f" + example.ending);
  }
}

TEST_CASE("a copy that was not given its name leaves nothing behind") {
  const TemporaryFolder folder;
  const auto file = write_file(folder.path() / "a", "abc");
  const auto kept = folder.path() / "kept";
  {
    const auto copy = allowed(copy_into(kept, file));
    CHECK_EQ(copy.digest().sha256, sha256_of_abc);
    CHECK_EQ(copy.digest().size_bytes, 3);
    CHECK_EQ(names_in(kept).size(), 1);
  }
  CHECK_FALSE(std::filesystem::exists(kept));
  // A folder that was there stays.
  std::filesystem::create_directory(kept);
  CHECK_EQ(trouble_of(file, kept), "");
  CHECK(names_in(folder.path()) == Names{"a", "kept"});
}

TEST_CASE("a copy that was given its name has the bytes, and nobody writes to it") {
  const TemporaryFolder folder;
  const auto kept = folder.path() / "kept";
  const std::string bytes(3'000'000, 'x');
  allowed(copy_into(kept, write_file(folder.path() / "a", bytes))).place("name.pdf");
  CHECK(names_in(kept) == Names{"name.pdf"});
  CHECK(read_file(kept / "name.pdf") == bytes);
  CHECK(std::filesystem::status(kept / "name.pdf").permissions() == std::filesystem::perms::owner_read);
  CHECK(std::filesystem::status(kept).permissions() == std::filesystem::perms::owner_all);
}

TEST_CASE("the same bytes are stored once, and other bytes are never overwritten") {
  const TemporaryFolder folder;
  const auto kept = folder.path() / "kept";
  const auto file = write_file(folder.path() / "a", "abc");
  allowed(copy_into(kept, file)).place("name");
  allowed(copy_into(kept, file)).place("name");
  CHECK(names_in(kept) == Names{"name"});
  {
    const auto other = allowed(copy_into(kept, write_file(folder.path() / "b", "abd")));
    CHECK_THROWS_AS(other.place("name"), store::BookError);
  }
  CHECK(names_in(kept) == Names{"name"});
  CHECK_EQ(read_file(kept / "name"), "abc");
  std::filesystem::create_directory(kept / "taken");
  {
    const auto copy = allowed(copy_into(kept, file));
    CHECK_THROWS_AS(copy.place("taken"), store::BookError);
  }
  CHECK(names_in(kept) == Names{"name", "taken"});
}

// None of these depends on permissions, which the superuser does not meet.
TEST_CASE("where no copy can be kept, the reason is said and nothing is left") {
  const TemporaryFolder folder;
  const auto file = write_file(folder.path() / "a", std::string(5000, 'x'));
  const auto kept = folder.path() / "kept";
  CHECK_NE(trouble_of(file, folder.path() / "missing" / "kept").find("the folder cannot be made: No such file"),
           std::string::npos);
  write_file(kept, "a file where the folder should be");
  CHECK_NE(trouble_of(file, kept).find("the folder cannot be made: File exists"), std::string::npos);
  std::filesystem::remove(kept);
  std::filesystem::create_symlink("nowhere", kept);
  CHECK_NE(trouble_of(file, kept).find("the folder cannot be made"), std::string::npos);
  std::filesystem::remove(kept);
  {
    const SmallFiles full(1000);
    CHECK_NE(trouble_of(file, kept).find("the bytes cannot be written: File too large"), std::string::npos);
  }
  CHECK(names_in(folder.path()) == Names{"a"});
  CHECK_EQ(trouble_of(file, kept), "");
}

TEST_CASE("a document that stays where it is is found from any folder") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "books" / "papers");
  const auto book = write_file(folder.path() / "books" / "vault.db", "x");
  const auto below = write_file(folder.path() / "books" / "papers" / "a.pdf", "x");
  const auto beside = write_file(folder.path() / "b.pdf", "x");
  CHECK_EQ(store::place_of_document(below, book), "papers/a.pdf");
  CHECK_EQ(store::place_of_document(folder.path() / "books" / "papers" / ".." / "papers" / "a.pdf", book),
           "papers/a.pdf");
  const auto real_folder = std::filesystem::canonical(folder.path());
  CHECK_EQ(store::place_of_document(beside, book), (real_folder / "b.pdf").string());
  CHECK(store::find_place("papers/a.pdf", book) == real_folder / "books" / "papers" / "a.pdf");
  CHECK(store::find_place((real_folder / "b.pdf").string(), book) == real_folder / "b.pdf");
  // The book by another name is the same book, with the same folder.
  std::filesystem::create_symlink(book, folder.path() / "link.db");
  CHECK(store::evidence_folder(folder.path() / "link.db") == real_folder / "books" / "vault.db.evidence");
  CHECK_EQ(store::place_of_document(below, folder.path() / "link.db"), "papers/a.pdf");
}

TEST_CASE("what lies in the folder of the evidence is listed by name") {
  const TemporaryFolder folder;
  CHECK(store::list_evidence_files(folder.path() / "missing").empty());
  write_file(folder.path() / "b", "x");
  write_file(folder.path() / "a", "x");
  CHECK(store::list_evidence_files(folder.path()) == Names{"a", "b"});
  CHECK_THROWS_AS(store::list_evidence_files(folder.path() / "a"), store::DamagedBookError);
  try {
    store::list_evidence_files(folder.path() / std::string(300, 'n'));
    FAIL("a name that no folder can have was read");
  } catch (const store::BookError& error) {
    CHECK_NE(std::string(error.what()).find("cannot be read: File name too long"), std::string::npos);
  }
}

} // namespace store_document_files_test
