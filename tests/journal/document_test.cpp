#include "journal/document.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace journal_document_test {

using namespace pvault;
using namespace pvault::test;

namespace {

const EvidencedEntry purchase{EntryId{181}, "purchase", Date::of(date::year{2026} / 3 / 31)};
const std::string one(64, '1');
const std::string two(64, '2');

DocumentFacts document(DocumentKind kind, const std::string& sha256) { return {"inv.pdf", kind, sha256}; }

} // namespace

TEST_CASE("kinds of documents by their names") {
  CHECK(allowed(parse_document_kind(" Warehouse-Receipt ")) == DocumentKind::warehouse_receipt);
  CHECK_EQ(document_kind_name(DocumentKind::proof_of_payment), "proof-of-payment");
  CHECK_EQ(parse_document_kind("warehouse_recept").error().rule, Rule::option_malformed);
}

TEST_CASE("documents are evidence of an entry from its day on") {
  const std::vector<DocumentFacts> documents = {document(DocumentKind::invoice, one),
                                                document(DocumentKind::invoice, two),
                                                document(DocumentKind::contract, one)};
  CHECK(check_evidence(purchase, day("2026-03-31"), documents).has_value());
  CHECK(check_evidence(purchase, day("2026-12-31"), documents).has_value());
}

TEST_CASE("reversed_already: no evidence of an entry that was undone") {
  EvidencedEntry undone = purchase;
  undone.reversed_by = EntryId{190};
  check_refusal(check_evidence(undone, day("2026-04-01"), {}), Rule::reversed_already,
                "entry 181 was reversed by entry 190", "record the evidence of the entry that took its place");
}

TEST_CASE("evidence_not_applicable: no evidence of evidence") {
  for (const char* kind : {"evidence", "evidence-requirement"}) {
    const EvidencedEntry of{EntryId{182}, kind, day("2026-03-31")};
    const auto refused = check_evidence(of, day("2026-04-01"), {});
    REQUIRE_FALSE(refused.has_value());
    CHECK_EQ(refused.error().rule, Rule::evidence_not_applicable);
  }
}

TEST_CASE("evidence_before_entry: not before the day of the entry") {
  check_refusal(check_evidence(purchase, day("2026-03-30"), {}), Rule::evidence_before_entry,
                "entry 181 is dated 2026-03-31, its evidence 2026-03-30, 1 day earlier",
                "date it 2026-03-31 or later; --dated keeps the date on the document");
}

TEST_CASE("document_already_recorded: the same bytes as the same kind once for an entry") {
  const std::vector<DocumentFacts> twice = {document(DocumentKind::invoice, one), document(DocumentKind::invoice, one)};
  check_refusal(check_evidence(purchase, day("2026-03-31"), twice), Rule::document_already_recorded,
                "inv.pdf as invoice of entry 181 is named twice: SHA-256 " + one,
                "record each document once; `pvault report evidence` shows what there is");
  std::vector<DocumentFacts> again = {document(DocumentKind::invoice, one)};
  again.front().recorded_by = EntryId{185};
  check_refusal(check_evidence(purchase, day("2026-03-31"), again), Rule::document_already_recorded,
                "inv.pdf as invoice of entry 181 stands in entry 185: SHA-256 " + one,
                "record each document once; `pvault report evidence` shows what there is");
}

} // namespace journal_document_test
