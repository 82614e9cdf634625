// Documents recorded as evidence: by themselves and with a purchase, and that nothing is left behind when they are not.
#include "operations/record_evidence.hpp"

#include "audit/verify.hpp"
#include "store/documents.hpp"
#include "tests/support/book.hpp"
#include "tests/support/documents.hpp"

#include <doctest/doctest.h>
#include <functional>

namespace operations_record_evidence_test {

using namespace pvault;
using namespace pvault::test;
using Names = std::vector<std::string>;

namespace {

const std::string sha256_of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

class EvidencedBook : public TemporaryBook {
public:
  EvidencedBook() : bought(purchase("gallium", "1 t", "500 USD/kg", "2026-03-01", {.lot = "GA-1"})) {}

  std::filesystem::path file(const std::string& name, std::string_view bytes) {
    return write_file(path().parent_path() / name, bytes);
  }
  std::filesystem::path folder() const { return path().string() + ".evidence"; }

  Expected<operations::Recorded> add(const operations::EvidenceInput& input, std::string_view on = "2026-03-05",
                                     const std::function<void(operations::RecordingOptions&)>& change = {}) {
    operations::RecordingOptions header = options(on);
    if (change) change(header);
    return operations::record_evidence(book(), header, input);
  }
  Expected<operations::Recorded> buy(std::vector<operations::DocumentInput> evidence,
                                     const std::string& request_id = "", const std::string& lot = "GA-2",
                                     bool dry_run = false) {
    operations::RecordingOptions header = options("2026-03-10");
    header.header.request_id = request_id;
    header.dry_run = dry_run;
    return operations::record_purchase(book(), header,
                                       {.mineral = "gallium",
                                        .delivery = {.mass = mass("2 t")},
                                        .price = allowed(parse_price("500 USD/kg")),
                                        .supplier = "TRAXYS",
                                        .site = "DENVER",
                                        .lot = lot,
                                        .evidence = std::move(evidence)});
  }
  std::vector<store::Document> documents() {
    return store::list_documents(connection(), {day("2199-12-31"), newest()});
  }

  EntryId bought;
};

operations::EvidenceInput evidence(const std::string& of, DocumentKind kind, const std::filesystem::path& file) {
  return {of, {.kind = kind, .file = file}};
}

} // namespace

TEST_CASE("a document is recorded with its bytes, and a copy of them is kept beside the book") {
  EvidencedBook book;
  book.party("LOGISTIX", "warehouse");
  operations::EvidenceInput input = evidence("ga-1", DocumentKind::warehouse_receipt, book.file("WR 7.PDF", "abc"));
  input.document.number = "WR-7";
  input.document.dated_on = day("2026-03-02");
  input.document.issuer = "logistix";
  const auto recorded = allowed(book.add(input));
  CHECK_EQ(recorded.summary, fmt::format("evidence of entry {} (purchase): warehouse-receipt WR 7.PDF (3 bytes)",
                                         number_of(book.bought)));
  REQUIRE_EQ(book.documents().size(), 1);
  const store::Document document = book.documents().front();
  CHECK_EQ(document.entry, recorded.entry);
  CHECK_EQ(document.of, book.bought);
  CHECK_EQ(document.of_kind, "purchase");
  CHECK(document.kind == DocumentKind::warehouse_receipt);
  CHECK_EQ(document.sha256, sha256_of_abc);
  CHECK_EQ(document.size_bytes, 3);
  CHECK_EQ(document.name, "WR 7.PDF");
  CHECK_EQ(document.stored, sha256_of_abc + ".pdf");
  CHECK_EQ(document.place, "");
  CHECK_EQ(document.number, "WR-7");
  CHECK(document.dated_on == day("2026-03-02"));
  CHECK_EQ(document.issuer_code, "LOGISTIX");
  CHECK(document.lot_codes == Names{"GA-1"});
  CHECK(document.mineral_codes == Names{"gallium"});
  CHECK(names_in(book.folder()) == Names{sha256_of_abc + ".pdf"});
  CHECK_EQ(read_file(book.folder() / document.stored), "abc");
  CHECK_EQ(audit::check_book(book.connection()).fault_count(), 0);
}

TEST_CASE("a document that is left where it is has no copy") {
  EvidencedBook book;
  operations::EvidenceInput input = evidence("GA-1", DocumentKind::contract, book.file("c.txt", "abc"));
  input.document.leave = true;
  allowed(book.add(input));
  CHECK_EQ(book.documents().front().place, "c.txt");
  CHECK_EQ(book.documents().front().stored, "");
  CHECK_FALSE(std::filesystem::exists(book.folder()));
}

TEST_CASE("the same bytes are stored once, whatever they are evidence of and however their files are called") {
  EvidencedBook book;
  const EntryId sale = book.sale("gallium", "1 kg", "600 USD/kg", "2026-03-04");
  allowed(book.add(evidence("GA-1", DocumentKind::contract, book.file("c.txt", "abc"))));
  allowed(book.add(evidence("GA-1", DocumentKind::invoice, book.file("c.pdf", "abc"))));
  allowed(book.add(evidence(std::to_string(number_of(sale)), DocumentKind::contract, book.file("c", "abc"))));
  allowed(book.buy({{.kind = DocumentKind::contract, .file = book.file("d.one", "xyz")},
                    {.kind = DocumentKind::invoice, .file = book.file("d.two", "xyz")}}));
  CHECK_EQ(book.documents().size(), 5);
  CHECK_EQ(names_in(book.folder()).size(), 2);
  CHECK_EQ(book.documents().back().stored, book.documents()[3].stored);
}

TEST_CASE("a refused or dry recording leaves no file behind") {
  EvidencedBook book;
  const auto file = book.file("c.txt", "abc");
  const EntryId newest = book.newest();
  const auto untouched = [&] { return !std::filesystem::exists(book.folder()) && book.newest() == newest; };
  check_rule(book.add(evidence("GA-9", DocumentKind::contract, file)), Rule::lot_unknown);
  check_rule(book.add(evidence("100000", DocumentKind::contract, file)), Rule::entry_unknown);
  check_rule(book.add(evidence("GA-1", DocumentKind::contract, file), "2026-02-28"), Rule::evidence_before_entry);
  check_rule(book.add(evidence("GA-1", DocumentKind::contract, book.file("empty", ""))), Rule::document_malformed);
  check_rule(book.add(evidence("GA-1", DocumentKind::contract, book.file("tab\t", "abc"))), Rule::text_malformed);
  operations::EvidenceInput input = evidence("GA-1", DocumentKind::contract, file);
  input.document.issuer = "NOBODY";
  check_rule(book.add(input), Rule::party_unknown);
  check_rule(book.buy({{.kind = DocumentKind::contract, .file = file}}, "", "GA-1"), Rule::name_taken);
  check_rule(book.buy({{.kind = DocumentKind::contract, .file = file}, {.kind = DocumentKind::contract, .file = file}}),
             Rule::document_already_recorded);
  CHECK(untouched());
  const auto dry = allowed(book.add(evidence("GA-1", DocumentKind::contract, file), "2026-03-05",
                                    [](operations::RecordingOptions& options) { options.dry_run = true; }));
  CHECK(dry.dry_run);
  const auto dry_purchase = allowed(book.buy({{.kind = DocumentKind::contract, .file = file}}, "", "GA-2", true));
  CHECK_EQ(dry_purchase.after.size(), 1);
  CHECK(untouched());
}

TEST_CASE("where no copy can be kept, nothing is recorded") {
  EvidencedBook book;
  const auto file = book.file("c.txt", "abc");
  const EntryId newest = book.newest();
  // Found out before anything is decided, and when all but the commit is done.
  book.file("vault.db.evidence", "no folder");
  CHECK_THROWS_AS(static_cast<void>(book.add(evidence("GA-1", DocumentKind::contract, file))), store::BookError);
  CHECK_THROWS_AS(static_cast<void>(book.buy({{.kind = DocumentKind::contract, .file = file}})), store::BookError);
  std::filesystem::remove(book.folder());
  std::filesystem::create_directories(book.folder() / (sha256_of_abc + ".txt"));
  CHECK_THROWS_AS(static_cast<void>(book.add(evidence("GA-1", DocumentKind::contract, file))), store::BookError);
  CHECK_THROWS_AS(static_cast<void>(book.buy({{.kind = DocumentKind::contract, .file = file}})), store::BookError);
  CHECK_EQ(book.newest(), newest);
  CHECK(names_in(book.folder()) == Names{sha256_of_abc + ".txt"});
  CHECK_EQ(audit::check_book(book.connection()).fault_count(), 0);
  // The same book takes it once there is room for it.
  std::filesystem::remove(book.folder() / (sha256_of_abc + ".txt"));
  CHECK(book.add(evidence("GA-1", DocumentKind::contract, file)).has_value());
}

TEST_CASE("a purchase is recorded with its documents, in an entry of their own") {
  EvidencedBook book;
  const auto invoice = book.file("inv.pdf", "abc");
  const auto contract = book.file("contract.pdf", "xyz");
  const std::vector<operations::DocumentInput> both = {{.kind = DocumentKind::invoice, .file = invoice},
                                                       {.kind = DocumentKind::contract, .file = contract}};
  const auto recorded = allowed(book.buy(both, "delivery-2"));
  CHECK_EQ(recorded.kind, "purchase");
  REQUIRE_EQ(recorded.after.size(), 1);
  CHECK_EQ(number_of(recorded.after.front().entry), number_of(recorded.entry) + 1);
  CHECK_EQ(recorded.after.front().summary,
           fmt::format("evidence of entry {} (purchase): invoice inv.pdf (3 bytes), contract contract.pdf (3 bytes)",
                       number_of(recorded.entry)));
  CHECK_EQ(book.documents().size(), 2);
  CHECK_EQ(book.documents().front().of, recorded.entry);
  CHECK_EQ(names_in(book.folder()).size(), 2);

  // The same request with the same bytes, wherever the file lies now.
  std::filesystem::create_directory(book.path().parent_path() / "other");
  std::filesystem::rename(invoice, book.path().parent_path() / "other" / "inv.pdf");
  const auto repeated =
      allowed(book.buy({{.kind = DocumentKind::invoice, .file = book.path().parent_path() / "other" / "inv.pdf"},
                        {.kind = DocumentKind::contract, .file = contract}},
                       "delivery-2"));
  CHECK(repeated.repeated);
  CHECK_EQ(repeated.entry, recorded.entry);
  CHECK_EQ(book.documents().size(), 2);
  // Other bytes under the same name are another request.
  check_rule(book.buy({{.kind = DocumentKind::invoice, .file = book.file("inv.pdf", "abd")},
                       {.kind = DocumentKind::contract, .file = contract}},
                      "delivery-2"),
             Rule::request_id_reused);
  CHECK_EQ(names_in(book.folder()).size(), 2);
  CHECK_EQ(audit::check_book(book.connection()).fault_count(), 0);
}

TEST_CASE("evidence is repeatable by its bytes") {
  EvidencedBook book;
  const auto with_id = [](operations::RecordingOptions& options) { options.header.request_id = "r-1"; };
  const auto first =
      allowed(book.add(evidence("GA-1", DocumentKind::contract, book.file("c.txt", "abc")), "2026-03-05", with_id));
  const auto again =
      allowed(book.add(evidence("ga-1", DocumentKind::contract, book.file("c.txt", "abc")), "2026-03-05", with_id));
  CHECK(again.repeated);
  CHECK_EQ(again.entry, first.entry);
  check_rule(book.add(evidence("GA-1", DocumentKind::contract, book.file("c.txt", "abd")), "2026-03-05", with_id),
             Rule::request_id_reused);
  check_rule(book.add(evidence("GA-1", DocumentKind::invoice, book.file("c.txt", "abc")), "2026-03-05", with_id),
             Rule::request_id_reused);
  check_rule(book.add(evidence("GA-1", DocumentKind::contract, book.file("c.txt", "abc"))),
             Rule::document_already_recorded);
}

TEST_CASE("evidence that was undone may be recorded again; of an entry that was undone it stays") {
  EvidencedBook book;
  const auto file = book.file("c.txt", "abc");
  const auto mistake = allowed(book.add(evidence("GA-1", DocumentKind::contract, file)));
  check_rule(book.add(evidence(std::to_string(number_of(mistake.entry)), DocumentKind::other, file)),
             Rule::evidence_not_applicable);
  book.reverse(mistake.entry);
  CHECK(book.documents().empty());
  allowed(book.add(evidence("GA-1", DocumentKind::contract, file)));
  const EntryId reversal = book.reverse(book.bought);
  REQUIRE_EQ(book.documents().size(), 1);
  CHECK(book.documents().front().of_reversed_by == reversal);
  check_rule(book.add(evidence(std::to_string(number_of(book.bought)), DocumentKind::invoice, file)),
             Rule::reversed_already);
  CHECK_EQ(audit::check_book(book.connection()).fault_count(), 0);
}

TEST_CASE("something_depends_on_it: an issuer stays while its document stands") {
  EvidencedBook book;
  const EntryId party = book.party("LOGISTIX", "warehouse");
  operations::EvidenceInput input = evidence("GA-1", DocumentKind::contract, book.file("c.txt", "abc"));
  input.document.issuer = "LOGISTIX";
  const auto recorded = allowed(book.add(input));
  const auto undo = [&] {
    return operations::reverse_entry(book.book(), book.options("2026-03-05"), {.entry = party, .reason = "mistake"});
  };
  check_refusal(undo(), Rule::something_depends_on_it,
                fmt::format("entry {} (party) cannot be undone alone: entry {} (evidence on 2026-03-05) names it",
                            number_of(party), number_of(recorded.entry)),
                fmt::format("reverse entry {} first", number_of(recorded.entry)));
  book.reverse(recorded.entry);
  CHECK(undo().has_value());
}

TEST_CASE("what every lot must have is replaced as a whole, and known by its day") {
  EvidencedBook book;
  const auto require = [&](const std::vector<DocumentKind>& kinds, std::string_view on) {
    return allowed(operations::require_evidence(book.book(), book.options(on), kinds)).entry;
  };
  const auto required = [&](std::string_view as_of) {
    const auto found = store::find_evidence_requirement(book.connection(), book.moment(as_of));
    return found ? found->kinds : std::vector<DocumentKind>{DocumentKind::other};
  };
  using Kinds = std::vector<DocumentKind>;
  CHECK(required("2026-12-31") == Kinds{DocumentKind::other}); // nothing was ever required
  require({DocumentKind::contract, DocumentKind::assay}, "2026-02-01");
  const EntryId second = require({DocumentKind::invoice}, "2026-03-01");
  require({}, "2026-04-01");
  CHECK(required("2026-02-28") == Kinds{DocumentKind::contract, DocumentKind::assay});
  CHECK(required("2026-03-31") == Kinds{DocumentKind::invoice});
  CHECK(required("2026-04-01").empty());
  book.reverse(second);
  CHECK(required("2026-03-31") == Kinds{DocumentKind::contract, DocumentKind::assay});
  CHECK_EQ(audit::check_book(book.connection()).fault_count(), 0);
}

} // namespace operations_record_evidence_test
