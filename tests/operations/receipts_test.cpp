// A warehouse receipt is named in the papers of a lot, or recorded as a document: of whichever kind, it is one lot's.
#include "operations/confirm_warehouse.hpp"
#include "operations/lot_status.hpp"
#include "operations/record_evidence.hpp"
#include "operations/record_opening.hpp"
#include "reports/report.hpp"
#include "store/error.hpp"
#include "tests/reports/report_values.hpp"
#include "tests/support/book.hpp"
#include "tests/support/documents.hpp"

#include <doctest/doctest.h>

namespace operations_receipts_test {

using namespace pvault;
using namespace pvault::test;
using namespace pvault::reports;

namespace {

// A is bought with the receipt RA, B with RB, C with none.
class Vault : public TemporaryBook {
public:
  Vault() {
    site("RENO");
    facility("EXIM-1", "10e6 USD", "2026-01-01");
    allowed(buy("A", "RA"));
    allowed(buy("B", "RB"));
    allowed(buy("C", ""));
  }
  Expected<operations::Recorded> buy(const std::string& lot, const std::string& receipt,
                                     std::string_view on = "2026-03-01") {
    return operations::record_purchase(book(), options(on),
                                       {.mineral = "gallium",
                                        .delivery = {.mass = mass("1 t")},
                                        .cost = money("1 USD"),
                                        .supplier = "TRAXYS",
                                        .site = "DENVER",
                                        .lot = lot,
                                        .paper = {.receipt = receipt}});
  }
  Expected<operations::Recorded> add(const std::string& of, const std::string& number,
                                     std::string_view on = "2026-03-10",
                                     DocumentKind kind = DocumentKind::warehouse_receipt) {
    const auto file = write_file(path().parent_path() / "paper.pdf", of + number);
    return operations::record_evidence(book(), options(on), {of, {.kind = kind, .file = file, .number = number}});
  }
  Expected<operations::Recorded> move(const std::string& lot, const std::string& receipt, std::string_view name) {
    return operations::record_transfer(book(), options("2026-03-20"),
                                       {.lot = lot,
                                        .mass = mass("1 kg"),
                                        .to_site = "RENO",
                                        .name = std::string(name),
                                        .paper = {.receipt = receipt}});
  }
  Expected<operations::Recorded> pledge(const std::string& receipt) {
    return operations::record_pledge(book(), options("2026-04-01"), {{.receipt = receipt}, "EXIM-1"});
  }
};

std::string lot_of_receipt(Vault& book, const std::string& receipt) {
  operations::StatementInput statement{.site = "DENVER", .file = "june.csv"};
  statement.rows = {{.row = 2, .receipt = receipt, .mass = mass("1 t")}};
  return allowed(operations::compare_with_book(book.connection(), statement, book.moment("2026-12-31")))
      .front()
      .lot_name;
}

} // namespace

TEST_CASE("a document has the receipt that the papers of its lot name") {
  Vault book;
  check_refusal(book.add("B", "ra"), Rule::receipt_already_used,
                fmt::format("warehouse receipt ra is that of lot A (entry {}); one receipt stands for one lot",
                            book.connection().integer_of("SELECT entry_id FROM lot WHERE code = 'A'")),
                "check the number; where two warehouses count alike, put the warehouse before it: LOGISTIX-1007");
  check_refusal(book.add("B", "RC"), Rule::receipt_already_used,
                "lot B has the warehouse receipt RB, the document is RC; one receipt stands for one lot",
                "check the number, and of which lot it is");
  CHECK(book.add("B", "rb").has_value());
  CHECK(book.add("B", "").has_value()); // without a number it is no other receipt
  CHECK(book.add("B", "RA", "2026-03-10", DocumentKind::contract).has_value());
}

TEST_CASE("a document of a lot whose papers name no receipt has one that no other lot's papers name") {
  Vault book;
  check_rule(book.add("C", "RA"), Rule::receipt_already_used);
  CHECK(book.add("C", "RC").has_value());
}

TEST_CASE("a lot is not bought, opened or taken with a receipt that is a document of another") {
  Vault book;
  const EntryId document = allowed(book.add("C", "RC")).entry;
  check_refusal(book.buy("D", "rc"), Rule::receipt_already_used,
                fmt::format("warehouse receipt rc is that of lot C (entry {}); one receipt stands for one lot",
                            number_of(document)),
                "check the number; where two warehouses count alike, put the warehouse before it: LOGISTIX-1007");
  check_rule(book.move("C", "RC", "C-2"), Rule::receipt_already_used);
  const operations::OpeningInput opening{.mineral = "tin",
                                         .delivery = {.mass = mass("1 t")},
                                         .deemed_cost = money("1 USD"),
                                         .supplier = "TRAXYS",
                                         .site = "DENVER",
                                         .authority = "board",
                                         .lot = "T",
                                         .paper = {.receipt = "RC"}};
  check_rule(operations::record_opening(book.book(), book.options("2026-02-02"), opening), Rule::receipt_already_used);
  // Until the document is undone, or its lot.
  book.reverse(document, "2026-03-15");
  check_rule(book.buy("D", "RC", "2026-03-14"), Rule::receipt_already_used);
  CHECK(book.buy("D", "RC", "2026-03-15").has_value());
  check_rule(book.add("C", "RC", "2026-03-16"), Rule::receipt_already_used);
}

TEST_CASE("a receipt, in papers or as a document, is pledged and stated as the same lot's") {
  Vault book;
  allowed(book.add("B", "RB"));
  allowed(book.add("C", "RC"));
  CHECK_EQ(lot_of_receipt(book, "ra"), "A");
  CHECK_EQ(lot_of_receipt(book, "rb"), "B");
  CHECK_EQ(lot_of_receipt(book, "rc"), "C");
  const Table unconfirmed = report(book.connection(), "unconfirmed", {.moment = book.moment("2026-12-31"), .days = 0});
  CHECK_EQ(value_of(unconfirmed, "A", "receipt"), "RA");
  CHECK_EQ(value_of(unconfirmed, "B", "receipt"), "RB");
  CHECK_EQ(value_of(unconfirmed, "C", "receipt"), "RC");
  for (const auto& [receipt, lot] : {std::pair{"ra", "A"}, {"RB", "B"}, {"rc", "C"}})
    CHECK(allowed(book.pledge(receipt)).summary.find(fmt::format("lot {} ", lot)) != std::string::npos);
}

TEST_CASE("a receipt that documents give two lots is pledged by the lot's name") {
  Vault book;
  allowed(book.buy("D", ""));
  allowed(book.add("C", "RC"));
  allowed(book.add("D", "RC"));
  check_refusal(book.pledge("rc"), Rule::receipt_already_used,
                "by documents, warehouse receipt \"rc\" is that of the lots C, D",
                "name the lot by --lot; `pvault report duplicates` shows the documents");
}

TEST_CASE("duplicates: a document with the receipt of another lot, where a book has one") {
  Vault book;
  CHECK(report(book.connection(), "duplicates", {.moment = book.moment("2026-12-31")}).rows.empty());
  allowed(book.add("B", "RB"));
  CHECK(report(book.connection(), "duplicates", {.moment = book.moment("2026-12-31")}).rows.empty());
  const EntryId document = allowed(book.add("C", "RC")).entry;
  book.connection().execute("DROP TRIGGER document_no_update");
  book.connection().execute(fmt::format("UPDATE document SET number = 'ra' WHERE entry_id = {}", number_of(document)));
  const Table table = report(book.connection(), "duplicates", {.moment = book.moment("2026-12-31")});
  REQUIRE_EQ(table.rows.size(), 1);
  CHECK_EQ(value_of(table, 0, "lot"), "C");
  CHECK_EQ(value_of(table, 0, "other_lot"), "A");
  CHECK_EQ(value_of(table, 0, "shares"), "number");
}

} // namespace operations_receipts_test
