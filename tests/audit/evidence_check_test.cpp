#include "audit/evidence_check.hpp"

#include "operations/record_evidence.hpp"
#include "store/descriptor.hpp"
#include "tests/support/book.hpp"
#include "tests/support/documents.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace audit_evidence_check_test {

using namespace pvault;
using namespace pvault::test;
using Texts = std::vector<std::string>;

namespace {

const std::string sha256_of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const std::string sha256_of_abd = "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9";

// GA-1 with a contract of "abc" beside the book and an invoice of "abcd" in a folder below it.
class EvidencedBook : public TemporaryBook {
public:
  EvidencedBook() {
    purchase("gallium", "1 t", "500 USD/kg", "2026-03-01", {.lot = "GA-1"});
    std::filesystem::create_directory(folder() / "papers");
    contract = add({.kind = DocumentKind::contract, .file = write_file(folder() / "c.txt", "abc")});
    invoice = add({.kind = DocumentKind::invoice, .file = write_file(left(), "abcd"), .leave = true});
  }
  [[nodiscard]] std::filesystem::path folder() const { return path().parent_path(); }
  [[nodiscard]] std::filesystem::path left() const { return folder() / "papers" / "inv.pdf"; }
  [[nodiscard]] std::filesystem::path stored() const {
    return folder() / "vault.db.evidence" / (sha256_of_abc + ".txt");
  }
  EntryId add(const operations::DocumentInput& document) {
    return allowed(operations::record_evidence(book(), options("2026-03-05"), {"GA-1", document})).entry;
  }
  audit::EvidenceFindings findings() { return audit::check_evidence_files(connection(), path()); }
  Texts faults() {
    Texts texts;
    for (const audit::Fault& fault : findings().result.faults)
      texts.push_back(
          fmt::format("{}: {}", fault.entry ? number_of(*fault.entry) - number_of(contract) : -1, fault.what));
    return texts;
  }
  void change(const std::filesystem::path& file, std::string_view bytes) {
    std::filesystem::remove(file);
    write_file(file, bytes);
  }

  EntryId contract{};
  EntryId invoice{};
};

std::string of_contract(EvidencedBook& book, const std::string& what) {
  return fmt::format("0: contract c.txt of entry {}: vault.db.evidence/{}.txt: {}", number_of(book.contract) - 1,
                     sha256_of_abc, what);
}

std::string of_invoice(EvidencedBook& book, const std::string& what) {
  return fmt::format("1: invoice inv.pdf of entry {}: papers/inv.pdf: {}", number_of(book.contract) - 1, what);
}

} // namespace

TEST_CASE("documents that are as they were recorded are no fault") {
  EvidencedBook book;
  const auto findings = book.findings();
  CHECK(findings.result.faults.empty());
  CHECK(findings.notes.empty());
  CHECK_EQ(findings.documents, 2);
  // The originals of copies may go.
  std::filesystem::remove(book.folder() / "c.txt");
  CHECK(book.faults().empty());
}

TEST_CASE("documents that are gone, changed, longer or no files any more are faults, each of its entry") {
  EvidencedBook book;
  book.change(book.stored(), "abd");
  CHECK(book.faults() == Texts{of_contract(book, fmt::format("has the SHA-256 {}, was recorded with {}", sha256_of_abd,
                                                             sha256_of_abc))});
  std::filesystem::remove(book.stored());
  CHECK(book.faults() == Texts{of_contract(book, "is not there")});
  book.change(book.left(), "abc");
  const Texts both = book.faults();
  REQUIRE_EQ(both.size(), 2);
  CHECK_NE(both.back().find(of_invoice(book, "has 3 bytes, was recorded with 4; has the SHA-256 " + sha256_of_abc)),
           std::string::npos);
  std::filesystem::remove(book.left());
  std::filesystem::create_directory(book.left());
  std::filesystem::create_directory(book.stored());
  const Texts folders = book.faults();
  REQUIRE_EQ(folders.size(), 2);
  CHECK_NE(folders.front().find("is a folder, not a document"), std::string::npos);
  CHECK_NE(folders.back().find("is a folder, not a document"), std::string::npos);
}

TEST_CASE("what leads to no file is a fault of the document") {
  EvidencedBook book;
  std::filesystem::remove(book.left());
  std::filesystem::create_symlink(book.left(), book.left());
  CHECK(book.faults() == Texts{of_invoice(book, "is a link that leads nowhere")});
  std::filesystem::remove(book.left());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  REQUIRE_LT(book.left().string().size(), sizeof address.sun_path);
  book.left().string().copy(address.sun_path, sizeof address.sun_path - 1);
  const store::Descriptor listener(::socket(AF_UNIX, SOCK_STREAM, 0));
  REQUIRE_EQ(::bind(listener.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  CHECK(book.faults() == Texts{of_invoice(book, "is a socket, not a document")});
}

TEST_CASE("a file where the folder of the evidence should be is a fault, besides what it does not hold") {
  EvidencedBook book;
  std::filesystem::remove_all(book.stored().parent_path());
  write_file(book.stored().parent_path(), "no folder");
  const Texts faults = book.faults();
  REQUIRE_EQ(faults.size(), 2);
  CHECK_EQ(faults.front(), of_contract(book, "is not there"));
  CHECK_NE(faults.back().find("vault.db.evidence, where the book keeps documents, is no folder"), std::string::npos);
}

#ifndef PVAULT_SANITIZE // which look at objects through files of their own
// A limit of open files stands in for permissions, which do not hold for root.
TEST_CASE("a document that the system does not let be read is trouble, and says nothing of the document") {
  EvidencedBook book;
  REQUIRE(book.faults().empty());
  rlimit usual{};
  REQUIRE_EQ(::getrlimit(RLIMIT_NOFILE, &usual), 0);
  const rlimit none{.rlim_cur = 0, .rlim_max = usual.rlim_max};
  REQUIRE_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  std::string message;
  try {
    book.findings();
  } catch (const store::BookError& error) {
    message = error.what();
  }
  REQUIRE_EQ(::setrlimit(RLIMIT_NOFILE, &usual), 0);
  CHECK_EQ(message, fmt::format("the document {} cannot be read: Too many open files", book.stored().string()));
}
#endif

TEST_CASE("documents that were recorded by mistake are not looked for, and their files are known") {
  EvidencedBook book;
  book.reverse(book.contract);
  book.reverse(book.invoice);
  CHECK_EQ(book.findings().documents, 0);
  CHECK(book.findings().notes.empty());
  std::filesystem::remove(book.stored());
  CHECK(book.faults().empty());
}

TEST_CASE("a file that no document names is noted, and no fault") {
  EvidencedBook book;
  write_file(book.stored().parent_path() / "stray.pdf", "x");
  const auto findings = book.findings();
  CHECK(findings.result.faults.empty());
  CHECK(findings.notes == Texts{"vault.db.evidence/stray.pdf is named by no document"});
}

TEST_CASE("documents are read only when that is asked for") {
  EvidencedBook book;
  std::filesystem::remove(book.stored());
  const auto without = audit::check_file(book.path());
  CHECK_EQ(without.fault_count(), 0);
  CHECK_FALSE(without.documents.has_value());
  const auto with = audit::check_file(book.path(), {.evidence = audit::Evidence::read_again});
  CHECK_EQ(with.fault_count(), 1);
  CHECK_EQ(with.checks.back().name, "evidence");
  CHECK_EQ(with.documents.value_or(0), 2);
  CHECK_EQ(with.checks.size(), without.checks.size() + 1);
  CHECK(with.first_broken_entry() == book.contract);
}

} // namespace audit_evidence_check_test
