// counts, count-differences, unconfirmed, duplicates; the sheet and the reconciliation of a statement
#include "operations/record_evidence.hpp"
#include "reports/count_sheet.hpp"
#include "reports/warehouse_reconciliation.hpp"
#include "store/counts.hpp"
#include "tests/reports/report_values.hpp"
#include "tests/support/counted_book.hpp"
#include "tests/support/documents.hpp"

namespace reports_count_reports_test {

using namespace pvault;
using namespace pvault::test;

namespace {

const CountedBook::Found first = {{"GA-1", "990 kg"}, {"GA-2", "200 kg"}, {"W-1", "not found"}, {"X-1", "5 kg"}};
const CountedBook::Found second = {{"GA-1", "990 kg"}, {"GA-2", "200 kg"}, {"W-1", "10 t"}};

reports::Table asked(CountedBook& book, std::string_view name, const reports::ReportQuestion& question) {
  return report(book.connection(), name, question);
}

} // namespace

TEST_CASE("counts: a row for each count that stands, with its accuracy as it was recorded") {
  CountedBook book;
  const EntryId count = book.count("2026-03-31", first);
  const auto table = report(book, "counts", "2026-03-31");
  CHECK_EQ(machine_columns(table),
           "entry on site counted_by tolerance items accurate accuracy_percent not_found unexpected open explained "
           "adjusted changed sheet");
  REQUIRE_EQ(table.rows.size(), 1);
  CHECK_EQ(value_of(table, 0, "tolerance"), "0.5%");
  CHECK_EQ(value_of(table, 0, "items"), "4");
  CHECK_EQ(value_of(table, 0, "accurate"), "1");
  CHECK_EQ(value_of(table, 0, "accuracy_percent"), "25.00");
  CHECK_EQ(value_of(table, 0, "not_found"), "1");
  CHECK_EQ(value_of(table, 0, "unexpected"), "1");
  CHECK_EQ(value_of(table, 0, "open"), "3");
  CHECK(report(book, "counts", "2026-03-30").rows.empty());
  book.explain(count, "GA-1", "2026-04-02");
  book.sale("gallium", "1 kg", "600 USD/kg", "2026-03-20");
  const auto later = report(book, "counts", "2026-04-02");
  CHECK_EQ(value_of(later, 0, "accurate"), "1");
  CHECK_EQ(value_of(later, 0, "open"), "2");
  CHECK_EQ(value_of(later, 0, "explained"), "1");
  CHECK_EQ(value_of(later, 0, "changed"), "1");
  book.count("2026-05-31", second);
  const auto both = report(book, "counts", "2026-12-31");
  CHECK_EQ(value_of(both, 1, "accuracy_percent"), "66.66");
  CHECK_EQ(total_of(both, "items"), "7");
  CHECK_EQ(total_of(both, "accurate"), "3");
  CHECK(has_note(both, "DENVER: 3 of 7 items within tolerance (42.85 %)."));
  CHECK_EQ(asked(book, "counts", {.moment = book.moment("2026-12-31"), .from = day("2026-04-01")}).rows.size(), 1);
  CHECK(asked(book, "counts", {.moment = book.moment("2026-12-31"), .sites = {"RENO"}}).rows.empty());
  CHECK_EQ(asked(book, "counts", {.moment = {day("2026-12-31"), count}}).rows.size(), 1); // known then
}

TEST_CASE("count-differences: what is not within tolerance, and how far it is looked into") {
  CountedBook book;
  const EntryId count = book.count("2026-03-31", first);
  const auto open = report(book, "count-differences", "2026-04-10");
  REQUIRE_EQ(open.rows.size(), 3);
  CHECK_EQ(value_of(open, 0, "lot"), "GA-1");
  CHECK_EQ(value_of(open, 0, "difference_kg"), "-10.000000");
  CHECK_EQ(value_of(open, 0, "state"), "open");
  CHECK_EQ(value_of(open, 0, "age_days"), "10");
  CHECK_EQ(value_of(open, 1, "status"), "not-found");
  CHECK_EQ(value_of(open, 1, "counted_kg"), "0.000000");
  CHECK_EQ(value_of(open, 2, "mineral"), "-");
  CHECK_EQ(value_of(open, 2, "counted_kg"), "-");
  CHECK_EQ(value_of(open, 2, "entered"), "5 kg");
  book.sale("gallium", "4 kg", "600 USD/kg", "2026-03-20");
  const EntryId finding = book.explain(count, "GA-1", "2026-04-02");
  book.explain(count, "GA-1", "2026-04-04");
  const EntryId adjustment = book.adjust(count, "GA-1", "2026-04-06");
  const auto explained = report(book, "count-differences", "2026-04-02");
  CHECK_EQ(value_of(explained, 0, "state"), "explained");
  CHECK_EQ(value_of(explained, 0, "finding_entry"), std::to_string(number_of(finding)));
  CHECK_EQ(value_of(explained, 0, "difference_kg"), "-10.000000");
  CHECK_EQ(value_of(explained, 0, "book_kg"), "996.000000");
  CHECK_EQ(value_of(explained, 0, "difference_now_kg"), "-6.000000");
  CHECK(has_note(explained, "GA-1 in count"));
  const auto adjusted = report(book, "count-differences", "2026-04-06");
  CHECK_EQ(value_of(adjusted, 0, "state"), "adjusted");
  CHECK_EQ(value_of(adjusted, 0, "adjustment_entry"), std::to_string(number_of(adjustment)));
  CHECK_EQ(value_of(adjusted, 0, "adjusted_kg"), "-6.000000");
  CHECK_EQ(value_of(adjusted, 0, "approved_by"), "B. Chen");
  CHECK_EQ(value_of(adjusted, 0, "age_days"), "-");
  const auto of_tungsten =
      asked(book, "count-differences", {.moment = book.moment("2026-12-31"), .minerals = {book.mineral("tungsten")}});
  REQUIRE_EQ(of_tungsten.rows.size(), 1);
  CHECK_EQ(value_of(of_tungsten, 0, "lot"), "W-1");
  book.reverse(adjustment, "2026-05-01");
  CHECK_EQ(value_of(report(book, "count-differences", "2026-04-30"), 0, "state"), "adjusted");
  CHECK_EQ(value_of(report(book, "count-differences", "2026-05-01"), 0, "state"), "explained");
}

TEST_CASE("the sheet names every lot of the site and day, as what it is weighed, and no mass") {
  CountedBook book;
  book.transfer("GA-2", "", "RENO", "2026-03-01", "GA-R");
  const store::Site denver = allowed(store::load_site(book.connection(), "DENVER"));
  const auto sheet = reports::make_count_sheet(book.connection(), denver, book.moment("2026-03-31"));
  CHECK_EQ(machine_columns(sheet), "lot mineral counted_as mass note sheet");
  REQUIRE_EQ(sheet.rows.size(), 2);
  CHECK_EQ(value_of(sheet, 0, "lot"), "GA-1");
  CHECK_EQ(value_of(sheet, 1, "counted_as"), "as delivered, 65% WO3, moisture 2%");
  CHECK_EQ(value_of(sheet, 0, "mass"), "-");
  CHECK_EQ(value_of(sheet, 0, "sheet"), store::sheet_identity(book.connection(), denver, book.moment("2026-03-31")));
  CHECK_EQ(reports::make_count_sheet(book.connection(), denver, book.moment("2026-02-28")).rows.size(), 3);
}

TEST_CASE("unconfirmed: lots on hand by the days since they were confirmed or received") {
  CountedBook book;
  book.confirm("2026-03-01", {{"GA-1", "1 t"}});
  const auto at = [&](int days) {
    return asked(book, "unconfirmed", {.moment = book.moment("2026-03-11"), .days = days});
  };
  REQUIRE_EQ(at(0).rows.size(), 3);
  CHECK_EQ(value_of(at(0), "GA-1", "unconfirmed_days"), "10");
  CHECK_EQ(value_of(at(0), "GA-1", "confirmed_by"), "warehouse");
  CHECK_EQ(value_of(at(0), "GA-2", "unconfirmed_days"), "38");
  CHECK_EQ(value_of(at(0), "GA-2", "confirmed_on"), "-");
  CHECK_EQ(at(11).rows.size(), 2);
  CHECK_EQ(at(38).rows.size(), 1);
  CHECK_EQ(at(39).rows.size(), 0);
  CHECK(report(book, "unconfirmed", "2026-12-31").rows.empty()); // 365 days by default
  CHECK_EQ(report(book, "unconfirmed", "2027-02-10").rows.size(), 2);
  CHECK(asked(book, "unconfirmed", {.moment = book.moment("2026-03-11"), .sites = {"RENO"}, .days = 0}).rows.empty());
}

namespace {

void add_paper(CountedBook& book, const std::string& of, DocumentKind kind, std::string_view bytes,
               const std::string& number, const std::string& issuer = "") {
  const auto file = write_file(book.path().parent_path() / "paper.pdf", bytes);
  allowed(operations::record_evidence(book.book(), book.options("2026-04-01"),
                                      {of, {.kind = kind, .file = file, .number = number, .issuer = issuer}}));
}

// "GA-1 GA-2 number", a row each
std::vector<std::string> pairs_of(CountedBook& book) {
  std::vector<std::string> pairs;
  const auto table = report(book, "duplicates", "2026-12-31");
  for (const reports::Row& row : table.rows)
    pairs.push_back(fmt::format("{} {} {}", value_of(table, row, "lot"), value_of(table, row, "other_lot"),
                                value_of(table, row, "shares")));
  return pairs;
}

} // namespace

TEST_CASE("duplicates: one warehouse receipt for two lots, by number or by bytes") {
  using Pairs = std::vector<std::string>;
  CountedBook book;
  book.party("LOGISTIX", "warehouse");
  book.party("STEINWEG", "warehouse");
  add_paper(book, "GA-1", DocumentKind::warehouse_receipt, "one", "WR-1", "LOGISTIX");
  CHECK(pairs_of(book).empty());
  add_paper(book, "GA-2", DocumentKind::warehouse_receipt, "two", "wr-1", "LOGISTIX");
  CHECK(pairs_of(book) == Pairs{"GA-1 GA-2 number"});
  add_paper(book, "W-1", DocumentKind::warehouse_receipt, "three", "WR-1", "STEINWEG"); // another house's number
  CHECK(pairs_of(book) == Pairs{"GA-1 GA-2 number"});
  add_paper(book, "W-1", DocumentKind::warehouse_receipt, "one", "");
  CHECK(pairs_of(book) == Pairs{"GA-1 GA-2 number", "GA-1 W-1 bytes"});
  add_paper(book, "GA-1", DocumentKind::contract, "c", "C-1");
  add_paper(book, "GA-2", DocumentKind::contract, "c", "C-1"); // one contract for two purchases is in order
  CHECK_EQ(pairs_of(book).size(), 2);
}

TEST_CASE("duplicates: one invoice of two purchases, and a receipt of an entry that made two lots") {
  using Pairs = std::vector<std::string>;
  CountedBook book;
  add_paper(book, "GA-1", DocumentKind::invoice, "one", "I-1");
  add_paper(book, "GA-2", DocumentKind::invoice, "one", "I-1");
  const EntryId payment = book.pay_supplier("TRAXYS", "1 USD", "2026-03-01");
  add_paper(book, std::to_string(number_of(payment)), DocumentKind::invoice, "one", "I-1"); // of what it pays
  CHECK(pairs_of(book) == Pairs{"GA-1 GA-2 number and bytes"});
  const operations::TransferInput divide{.lot = "GA-1",
                                         .kind = TransferKind::repack,
                                         .mass = mass("2 kg"),
                                         .outputs = {{mass("1 kg"), "A-1"}, {mass("1 kg"), "A-2"}}};
  allowed(operations::record_transfer(book.book(), book.options("2026-03-01"), divide));
  add_paper(book, "A-1", DocumentKind::warehouse_receipt, "two", "WR-2");
  const auto table = report(book, "duplicates", "2026-12-31");
  REQUIRE_EQ(table.rows.size(), 2);
  CHECK_EQ(value_of(table, 1, "shares"), "one receipt");
  CHECK(has_note(table, "1 of receipts, 1 of invoices."));
}

TEST_CASE("a statement's receipts stand for lots, and what is unsaid stays in the book") {
  CountedBook book;
  add_paper(book, "GA-1", DocumentKind::warehouse_receipt, "one", "WR-1");
  operations::StatementInput statement{.site = "DENVER", .file = "june.csv"};
  statement.rows = {{.row = 2, .receipt = "wr-1", .mineral = "gallium", .mass = mass("1 t")},
                    {.row = 3, .lot = "GA-2", .mineral = "tin", .mass = mass("200 kg")},
                    {.row = 4, .receipt = "WR-9", .mass = mass("1 kg")}};
  const auto lines = allowed(operations::compare_with_book(book.connection(), statement, book.moment("2026-12-31")));
  const reports::Reconciliation result = reports::reconcile_warehouse(lines, "DENVER");
  reports::check_table(result.table);
  CHECK_EQ(result.differences, 3);
  CHECK_EQ(value_of(result.table, 0, "lot"), "GA-1");
  CHECK_EQ(value_of(result.table, 0, "state"), "matched");
  CHECK_EQ(value_of(result.table, 1, "state"), "differs");
  CHECK_EQ(value_of(result.table, 2, "state"), "only-on-statement");
  CHECK_EQ(value_of(result.table, 3, "state"), "only-in-book");
  CHECK_EQ(value_of(result.table, 3, "lot"), "W-1");
  add_paper(book, "GA-2", DocumentKind::warehouse_receipt, "two", "WR-1");
  statement.rows[1].mineral = "kryptonite";
  const auto refused = operations::compare_with_book(book.connection(), statement, book.moment("2026-12-31"));
  REQUIRE_FALSE(refused.has_value());
  CHECK_EQ(refused.error().message,
           "june.csv: row 2, column receipt, \"wr-1\": stands for the lots GA-1, GA-2 in the book; name the lot; row "
           "3, column mineral, \"kryptonite\": there is no mineral \"kryptonite\"");
}

} // namespace reports_count_reports_test
