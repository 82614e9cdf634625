// evidence and missing-evidence
#include "operations/record_evidence.hpp"
#include "operations/record_transfer.hpp"
#include "tests/reports/report_values.hpp"
#include "tests/support/documents.hpp"

namespace reports_evidence_report_test {

using namespace pvault;
using namespace pvault::test;

namespace {

class EvidencedBook : public TemporaryBook {
public:
  EvidencedBook() {
    purchase("gallium", "1 t", "500 USD/kg", "2026-02-01", {.lot = "GA-1"});
    purchase("gallium", "2 t", "500 USD/kg", "2026-02-01", {.lot = "GA-2"});
    purchase("cobalt", "3 t", "40 USD/kg", "2026-02-10", {.lot = "CO-1"});
  }
  EntryId add(const std::string& of, DocumentKind kind, std::string_view bytes, std::string_view on,
              const std::string& number = "", const std::string& issuer = "") {
    const auto file = write_file(path().parent_path() / "document.pdf", bytes);
    return allowed(operations::record_evidence(book(), options(on),
                                               {of, {.kind = kind, .file = file, .number = number, .issuer = issuer}}))
        .entry;
  }
  void require(const std::vector<DocumentKind>& kinds, std::string_view on) {
    allowed(operations::require_evidence(book(), options(on), kinds));
  }
};

} // namespace

TEST_CASE("evidence: a row for each document that stands, as of its day") {
  EvidencedBook book;
  CHECK(report(book, "evidence", "2026-12-31").rows.empty());
  const EntryId contract = book.add("GA-1", DocumentKind::contract, "one", "2026-03-01", "C-7");
  const EntryId mistake = book.add("CO-1", DocumentKind::assay, "two", "2026-03-02");
  book.reverse(mistake, "2026-03-05");
  const auto table = report(book, "evidence", "2026-03-04");
  CHECK_EQ(machine_columns(table),
           "entry on of_entry of_kind of_reversed_by lot mineral kind number dated_on issuer name size_bytes sha256 "
           "stored place same_bytes same_number");
  REQUIRE_EQ(table.rows.size(), 2);
  CHECK_EQ(value_of(table, 0, "entry"), std::to_string(number_of(contract)));
  CHECK_EQ(value_of(table, 0, "on"), "2026-03-01");
  CHECK_EQ(value_of(table, 0, "of_kind"), "purchase");
  CHECK_EQ(value_of(table, 0, "of_reversed_by"), "-");
  CHECK_EQ(value_of(table, 0, "lot"), "GA-1");
  CHECK_EQ(value_of(table, 0, "mineral"), "gallium");
  CHECK_EQ(value_of(table, 0, "kind"), "contract");
  CHECK_EQ(value_of(table, 0, "number"), "C-7");
  CHECK_EQ(value_of(table, 0, "size_bytes"), "3");
  CHECK_EQ(value_of(table, 0, "sha256"), sha256_hex("one"));
  CHECK_EQ(value_of(table, 0, "stored"), sha256_hex("one") + ".pdf");
  CHECK_EQ(value_of(table, 0, "same_bytes"), "0");
  CHECK_EQ(value_of(table, 1, "kind"), "assay");
  CHECK(table.notes == std::vector<std::string>{"2 documents."});
  CHECK_EQ(report(book, "evidence", "2026-03-05").rows.size(), 1);
  CHECK_EQ(report(book, "evidence", "2026-02-28").rows.size(), 0);
  const auto of_cobalt = report(book.connection(), "evidence",
                                {.moment = book.moment("2026-03-04"), .minerals = {book.mineral("cobalt")}});
  REQUIRE_EQ(of_cobalt.rows.size(), 1);
  CHECK_EQ(value_of(of_cobalt, 0, "lot"), "CO-1");
}

TEST_CASE("evidence: of an entry that was undone it stays, and says so from that day on") {
  EvidencedBook book;
  const EntryId sale = book.sale("gallium", "2 t", "600 USD/kg", "2026-03-01");
  book.add(std::to_string(number_of(sale)), DocumentKind::contract, "one", "2026-03-02");
  const EntryId reversal = book.reverse(sale, "2026-03-10");
  CHECK_EQ(value_of(report(book, "evidence", "2026-03-09"), 0, "of_reversed_by"), "-");
  const auto table = report(book, "evidence", "2026-03-10");
  CHECK_EQ(value_of(table, 0, "of_reversed_by"), std::to_string(number_of(reversal)));
  CHECK_EQ(value_of(table, 0, "lot"), "GA-1 and GA-2");
  const Moment before{day("2026-03-10"), EntryId{number_of(reversal) - 1}};
  CHECK_EQ(value_of(report(book.connection(), "evidence", {.moment = before}), 0, "of_reversed_by"), "-");
}

// Qingdao, 2014: one lot under several receipts.
TEST_CASE("evidence: the same bytes, or the same number, for several entries are counted and named") {
  EvidencedBook book;
  book.party("LOGISTIX", "warehouse");
  book.party("OTHER", "warehouse");
  book.add("GA-1", DocumentKind::warehouse_receipt, "one", "2026-03-01", "WR-7", "LOGISTIX");
  book.add("GA-2", DocumentKind::warehouse_receipt, "one", "2026-03-01", "wr-7");
  book.add("CO-1", DocumentKind::warehouse_receipt, "two", "2026-03-01", "WR-7", "OTHER");
  book.add("CO-1", DocumentKind::invoice, "two", "2026-03-01", "WR-7");
  const auto table = report(book, "evidence", "2026-03-01");
  CHECK_EQ(value_of(table, 0, "same_bytes"), "1");
  CHECK_EQ(value_of(table, 1, "same_bytes"), "1");
  CHECK_EQ(value_of(table, 3, "same_bytes"), "1");
  CHECK_EQ(value_of(table, 0, "same_number"), "1"); // that of OTHER is another one
  CHECK_EQ(value_of(table, 1, "same_number"), "2"); // whose it is was not said
  CHECK_EQ(value_of(table, 2, "same_number"), "1");
  CHECK_EQ(value_of(table, 3, "same_number"), "0"); // of another kind
  REQUIRE_EQ(table.notes.size(), 4);
  const auto noted = [&](const std::string& note) { return std::ranges::find(table.notes, note) != table.notes.end(); };
  const auto of = [&](std::size_t row) { return value_of(table, row, "of_entry"); };
  CHECK(noted(
      fmt::format("The same bytes: warehouse-receipt of entry {} and warehouse-receipt of entry {}.", of(0), of(1))));
  CHECK(noted(fmt::format("The same bytes: warehouse-receipt of entry {} and invoice of entry {}.", of(2), of(3))));
  CHECK(noted(fmt::format("The same number: warehouse-receipt of entry {}, warehouse-receipt of entry {} and "
                          "warehouse-receipt of entry {}.",
                          of(0), of(1), of(2))));
}

TEST_CASE("missing-evidence: nothing is required by default, and the report says so") {
  EvidencedBook book;
  const auto table = report(book, "missing-evidence", "2026-12-31");
  CHECK_EQ(machine_columns(table),
           "lot mineral site supplier entry received_on age_days on_hand_kg cost_usd missing there");
  CHECK(table.rows.empty());
  REQUIRE_EQ(table.notes.size(), 1);
  CHECK_NE(table.notes.front().find("No kind of document is required"), std::string::npos);
}

TEST_CASE("missing-evidence: lots on hand that lack a kind, as of a day and as known then") {
  EvidencedBook book;
  book.require({DocumentKind::contract, DocumentKind::assay}, "2026-02-05");
  book.add("GA-1", DocumentKind::assay, "one", "2026-03-01");
  const EntryId contract = book.add("GA-1", DocumentKind::contract, "two", "2026-03-02");
  book.add("GA-2", DocumentKind::invoice, "two", "2026-03-02");
  book.add("GA-2", DocumentKind::assay, "three", "2026-03-02");
  book.sale("cobalt", "3 t", "50 USD/kg", "2026-03-10");

  const auto before = report(book, "missing-evidence", "2026-02-09");
  REQUIRE_EQ(before.rows.size(), 2);
  CHECK_EQ(value_of(before, 0, "lot"), "GA-1");
  CHECK_EQ(value_of(before, 0, "missing"), "contract and assay");
  CHECK_EQ(value_of(before, 0, "there"), "-");
  CHECK_EQ(value_of(before, 0, "age_days"), "8");
  CHECK_EQ(report(book, "missing-evidence", "2026-03-01").rows.size(), 3);
  const auto table = report(book, "missing-evidence", "2026-03-31");
  REQUIRE_EQ(table.rows.size(), 1);
  CHECK_EQ(value_of(table, 0, "lot"), "GA-2");
  CHECK_EQ(value_of(table, 0, "missing"), "contract");
  CHECK_EQ(value_of(table, 0, "there"), "assay and invoice");
  CHECK_EQ(value_of(table, 0, "on_hand_kg"), "2000.000000");
  CHECK(table.notes == std::vector<std::string>{"Every lot must have: contract and assay, since 2026-02-05.",
                                                "1 of 2 lots on hand lacks a document."});
  const Moment known{day("2026-03-31"), EntryId{number_of(contract) - 1}};
  CHECK_EQ(report(book.connection(), "missing-evidence", {.moment = known}).rows.size(), 3);
  // Undone, it is missing again.
  book.reverse(contract, "2026-03-20");
  CHECK_EQ(report(book, "missing-evidence", "2026-03-31").rows.size(), 2);
  CHECK_EQ(report(book, "missing-evidence", "2026-03-19").rows.size(), 1);
  // Before anything was required, and after it no longer was.
  CHECK(report(book, "missing-evidence", "2026-02-04").rows.empty());
  book.require({}, "2026-04-01");
  CHECK(report(book, "missing-evidence", "2026-04-01").rows.empty());
}

TEST_CASE("missing-evidence: documents go with the metal, but for its warehouse receipt") {
  EvidencedBook book;
  book.require({DocumentKind::contract, DocumentKind::warehouse_receipt}, "2026-02-05");
  book.site("RENO");
  book.add("GA-2", DocumentKind::contract, "one", "2026-03-01");
  book.add("GA-2", DocumentKind::warehouse_receipt, "two", "2026-03-01");
  allowed(operations::record_transfer(book.book(), book.options("2026-03-10"),
                                      {.lot = "GA-2", .to_site = "RENO", .name = "GA-21"}));
  allowed(operations::record_transfer(book.book(), book.options("2026-03-11"),
                                      {.lot = "GA-21", .to_site = "DENVER", .name = "GA-22"}));
  const auto table = report(book.connection(), "missing-evidence",
                            {.moment = book.moment("2026-03-31"), .minerals = {book.mineral("gallium")}});
  REQUIRE_EQ(table.rows.size(), 2);
  CHECK_EQ(value_of(table, 1, "lot"), "GA-22");
  CHECK_EQ(value_of(table, 1, "missing"), "warehouse-receipt");
  CHECK_EQ(value_of(table, 1, "there"), "contract");
  book.add("GA-22", DocumentKind::warehouse_receipt, "three", "2026-03-12");
  CHECK_EQ(report(book, "missing-evidence", "2026-03-31").rows.size(), 2); // GA-1 and CO-1
  // What is shown of a part is not shown of the whole it was taken of.
  book.add("GA-22", DocumentKind::assay, "four", "2026-03-12");
  book.require({DocumentKind::assay}, "2026-03-12");
  CHECK_EQ(report(book, "missing-evidence", "2026-03-31").rows.size(), 2);
}

} // namespace reports_evidence_report_test
