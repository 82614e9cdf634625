// Transfers against a book: names are found, lots inherit, and what was financed is followed wherever it goes.
#include "audit/verify.hpp"
#include "store/balances.hpp"
#include "store/borrowing_bases.hpp"
#include "store/loans.hpp"
#include "tests/reports/report_values.hpp"
#include "tests/support/attacked_book.hpp"
#include "tests/support/loan_book.hpp"

#include <doctest/doctest.h>
#include <functional>

namespace operations_transfer_test {

using namespace pvault;
using namespace pvault::test;

namespace {

operations::TransferInput to_reno() {
  return {.lot = "GA-1", .mass = mass("1 t"), .to_site = "RENO", .name = "GA-9", .reason = "closer to the makers"};
}

Expected<operations::Recorded> record(TemporaryBook& book, const operations::TransferInput& input,
                                      std::string_view on = "2026-05-01") {
  return operations::record_transfer(book.book(), book.options(on), input);
}

Expected<operations::Recorded> record_changed(TemporaryBook& book,
                                              const std::function<void(operations::TransferInput&)>& change) {
  operations::TransferInput input = to_reno();
  change(input);
  return record(book, input);
}

// "2026-01-01 gallium 60000000" for each change of what a loan financed and is on hand.
std::vector<std::string> financed_changes(LoanBook& book) {
  std::vector<std::string> lines;
  for (const FinancedChange& change : store::list_financed_changes(book.connection(), book.facility_of("LOAN-1").id,
                                                                   store::end_of_time(book.connection())))
    lines.push_back(fmt::format("{} {} {}", format_date(change.on), number_of(change.mineral), change.cost.cents()));
  return lines;
}

std::int64_t count(TemporaryBook& book, const std::string& what) {
  return book.connection().integer_of("SELECT count(*) FROM " + what);
}

} // namespace

TEST_CASE("a transfer keeps what was asked, and its lot inherits") {
  SampleBook book;
  const EntryId entry = allowed(record(book, to_reno())).entry;
  store::Query row = book.connection().query(
      "SELECT kind, transfer.mass_entered, mass_mg, loss_mg, reason, lot.received_on, lot.mass_entered, "
      "lot.received_mg, "
      "lot.aged_from_on, parent.code, root.code, lot.supplier_id = parent.supplier_id FROM transfer JOIN lot USING "
      "(entry_id) JOIN lot AS parent ON parent.lot_id = lot.parent_lot_id JOIN lot AS root ON root.lot_id = "
      "lot.root_lot_id WHERE transfer.entry_id = ?");
  row.bind(entry).expect_row();
  CHECK_EQ(row.text(0), "transfer");
  CHECK_EQ(row.text(1), "1 t");
  CHECK_EQ(row.integer(2), 1'000'000'000);
  CHECK_EQ(row.integer(3), 0);
  CHECK_EQ(row.text(4), "closer to the makers");
  CHECK_EQ(row.text(5), "2026-05-01");
  CHECK_EQ(row.text(6), "1 t");
  CHECK_EQ(row.integer(7), 1'000'000'000);
  CHECK_EQ(row.text(8), "2026-02-01");
  CHECK_EQ(row.text(9), "GA-1");
  CHECK_EQ(row.text(10), "GA-1");
  CHECK_EQ(row.integer(11), 1);
}

TEST_CASE("a lot out of a lot out of a lot has the first one's origin and age") {
  SampleBook book;
  allowed(record(book, to_reno()));
  const operations::TransferInput on{.lot = "ga-9", .kind = TransferKind::processing, .to_site = "denver", .name = "X"};
  allowed(record(book, on, "2026-05-02"));
  store::Query row = book.connection().query("SELECT parent, origin, aged_from_on, received_on, site FROM v_lot WHERE "
                                             "lot = 'X'");
  row.expect_row();
  CHECK_EQ(row.text(0), "GA-9");
  CHECK_EQ(row.text(1), "GA-1");
  CHECK_EQ(row.text(2), "2026-02-01");
  CHECK_EQ(row.text(3), "2026-05-02");
  CHECK_EQ(row.text(4), "DENVER");
}

TEST_CASE("lots without a name are numbered behind the one they were taken of, those taken left out") {
  SampleBook book;
  const auto name_of = [&](const std::function<void(operations::TransferInput&)>& change) {
    const EntryId entry = allowed(record_changed(book, change)).entry;
    store::Query row = book.connection().query("SELECT group_concat(code) FROM (SELECT code FROM lot WHERE entry_id = "
                                               "? ORDER BY line)");
    row.bind(entry).expect_row();
    return row.text(0);
  };
  CHECK_EQ(name_of([](auto& t) { t.name = "ga-1.2"; }), "ga-1.2");
  CHECK_EQ(name_of([](auto& t) { t.name = ""; }), "GA-1.3"); // the second: 2 is taken
  CHECK_EQ(name_of([](auto& t) {
             t.name = "";
             t.outputs = {{mass("300 kg")}, {mass("300 kg"), "GA-1.4"}, {mass("400 kg")}};
           }),
           "GA-1.5,GA-1.4,GA-1.6");
}

TEST_CASE("a transfer finds its names in order: the new names' form, lot, sites, whether names are free") {
  SampleBook book;
  operations::TransferInput input{.lot = "NO-LOT", .from_site = "NOWHERE", .to_site = "NOWHERE", .name = "77"};
  check_rule(record(book, input), Rule::option_malformed);
  input.name = "ga-2";
  check_rule(record(book, input), Rule::lot_unknown);
  input.lot = "GA-1";
  check_rule(record(book, input), Rule::site_unknown);
  input.from_site = "RENO";
  check_rule(record(book, input), Rule::site_unknown);
  input.to_site = "DENVER";
  check_rule(record(book, input), Rule::name_taken);
  input.name = "GA-9";
  check_rule(record(book, input), Rule::lot_at_other_site);
  input.from_site = "DENVER";
  check_rule(record(book, input), Rule::transfer_changes_nothing);
  input.to_site = "RENO";
  CHECK(record(book, input).has_value());
  input = to_reno();
  input.name = "";
  input.outputs = {{mass("1 kg"), "A"}, {mass("1 kg"), "a"}};
  check_rule(record(book, input), Rule::lot_named_twice);
}

TEST_CASE("a refused or tried transfer leaves the book as it was") {
  SampleBook book;
  const EntryId before = book.newest();
  check_rule(record_changed(book, [](auto& t) { t.mass = mass("6,000.000001 kg"); }), Rule::lot_mass_insufficient);
  operations::RecordingOptions trying = book.options("2026-05-01");
  trying.dry_run = true;
  CHECK(operations::record_transfer(book.book(), trying, to_reno()).has_value());
  CHECK_EQ(book.newest(), before);
  CHECK_EQ(count(book, "lot WHERE code = 'GA-9'"), 0);
}

TEST_CASE("a transfer is undone while nothing rests on it, and never beneath what was drawn") {
  SampleBook book;
  const EntryId moved = allowed(record(book, to_reno())).entry;
  const operations::TransferInput further{.lot = "GA-9", .mass = mass("1 kg"), .to_site = "DENVER"};
  const EntryId again = allowed(record(book, further, "2026-05-03")).entry;
  const auto undo = [&](EntryId entry, std::string_view on) {
    return operations::reverse_entry(book.book(), book.options("2026-12-31"),
                                     {.entry = entry, .reason = "wrong", .on = day(on)});
  };
  check_rule(undo(moved, "2026-05-04"), Rule::something_depends_on_it);
  check_rule(undo(book.entry("reno_entry"), "2026-12-31"), Rule::something_depends_on_it);
  CHECK(undo(again, "2026-06-01").has_value());
  // GA-9 was without that kilogram until June.
  check_rule(undo(moved, "2026-05-31"), Rule::something_depends_on_it);
  CHECK(undo(moved, "2026-06-01").has_value());
  // The whole of it is back in GA-1, from June on.
  check_rule(record(book, {.lot = "GA-1", .to_site = "RENO"}, "2026-05-31"), Rule::lot_not_yet_received);
  CHECK_EQ(allowed(record(book, {.lot = "GA-1", .to_site = "RENO"}, "2026-06-01")).postings.front().mass,
           kilograms(-6'000));
  CHECK_EQ(audit::check_book(book.connection()).fault_count(), 0);
}

TEST_CASE("what a loan financed stays financed where it goes, with its yield loss, and leaves with its releases") {
  LoanBook moved;
  LoanBook still;
  for (LoanBook* book : {&moved, &still})
    book->site("RENO");
  store::Query code = moved.connection().query("SELECT code FROM lot");
  code.expect_row();
  const std::string lot = code.text(0);
  moved.transfer(lot, "400 kg", "RENO", "2025-02-01", "G-2");
  moved.transfer("G-2", "100 kg", "DENVER", "2025-03-01", "G-3");
  CHECK_EQ(financed_changes(moved), financed_changes(still));
  const operations::TransferInput refined{
      .lot = "G-3", .kind = TransferKind::processing, .outputs = {{mass("90 kg"), "G-4"}}};
  allowed(record(moved, refined, "2025-03-02"));
  CHECK_EQ(financed_changes(moved), financed_changes(still));
  // 100 kg had cost 60,000 USD, which are in the 90 kg now; all of the loan's 600,000 USD went into the 600,000 of the
  // lot.
  const operations::ReleaseInput sold{
      .mineral = "gallium", .mass = mass("90 kg"), .kind = ReleaseKind::sample, .authority = "board", .lots = {"G-4"}};
  allowed(operations::record_release(moved.book(), moved.options("2025-06-01"), sold));
  auto expected = financed_changes(still);
  expected.push_back(fmt::format("2025-06-01 {} -6000000", number_of(moved.mineral("gallium"))));
  CHECK_EQ(financed_changes(moved), expected);
  CHECK_EQ(moved.faults(), 0);
}

TEST_CASE("a drawdown may name a lot that was transferred: what it finances is the purchase") {
  TemporaryBook book;
  book.site("RENO");
  book.facility("EXIM-1", "10e6 USD", "2026-01-01");
  const EntryId bought = book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-01", {.lot = "GA-1"});
  book.transfer("GA-1", "4 kg", "RENO", "2026-01-02", "GA-2");
  book.transfer("GA-2", "1 kg", "DENVER", "2026-01-03", "GA-3");
  operations::DrawdownInput draw{.facility = "EXIM-1", .amount = money("10 USD")};
  draw.uses.push_back({"GA-3", money("10 USD")});
  allowed(operations::record_drawdown(book.book(), book.options("2026-02-01"), draw));
  const auto table = report(book, "sources-and-uses", "2026-03-31");
  CHECK_EQ(value_of(table, 0, "purchase_entry"), std::to_string(number_of(bought)));
  CHECK_EQ(value_of(table, 0, "lot"), "GA-1");
  CHECK_EQ(table.notes.at(1),
           "Cost of purchases: 10.00 USD; financed by draws: 10.00 USD; not financed by a draw: 0.00 USD.");
}

TEST_CASE("cost and borrowing base count what was moved once, and a yield loss in mass alone") {
  TemporaryBook book;
  book.site("REFINERY", SiteKind::in_process);
  book.purchase("gallium", "10 kg", "100 USD/kg", "2026-01-01", {.lot = "GA-1"});
  book.transfer("GA-1", "4 kg", "REFINERY", "2026-01-02", "GA-2");
  const operations::TransferInput refined{
      .lot = "GA-2", .kind = TransferKind::processing, .to_site = "DENVER", .outputs = {{mass("3 kg"), "GA-3"}}};
  allowed(record(book, refined, "2026-01-03"));
  const auto cost = report(book, "cost", "2026-01-03");
  CHECK_EQ(value_of(cost, "gallium", "on_hand_kg"), "9.000000");
  CHECK_EQ(value_of(cost, "gallium", "cost_usd"), "1000.00");
  CHECK_EQ(value_of(cost, "gallium", "purchased_kg"), "10.000000");
  CHECK_EQ(value_of(cost, "gallium", "purchased_usd"), "1000.00");
  CHECK_EQ(value_of(cost, "gallium", "lost_kg"), "1.000000");
  CHECK_EQ(value_of(cost, "gallium", "lost_cost_usd"), "0.00");
  const auto lots = store::list_collateral(book.connection(), book.moment("2026-01-03"));
  REQUIRE_EQ(lots.size(), 2);
  CHECK_EQ(lots[0].cost, money("600 USD"));
  CHECK_EQ(lots[1].cost, money("400 USD"));
}

TEST_CASE("the oldest goes first, whenever it came to where it lies") {
  TemporaryBook book;
  book.site("RENO");
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-01", {.lot = "OLD"});
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-01", {.lot = "NEXT"}); // of one day: the one recorded first
  book.purchase("gallium", "10 kg", "1 USD/kg", "2026-02-01", {.lot = "YOUNG"});
  book.transfer("OLD", "6 kg", "RENO", "2026-03-01", "OLD-2");
  const auto drawn = [&](std::string_view mass_text, std::string_view on) {
    operations::RecordingOptions trying = book.options(on);
    trying.dry_run = true;
    std::string lots;
    const operations::ReleaseInput all{
        .mineral = "gallium", .mass = mass(mass_text), .kind = ReleaseKind::sample, .authority = "board"};
    for (const operations::PostingLine& line : allowed(operations::record_release(book.book(), trying, all)).postings)
      lots += line.lot.empty() ? "" : line.lot + " ";
    return lots;
  };
  CHECK_EQ(drawn("30 kg", "2026-03-01"), "OLD OLD-2 NEXT YOUNG ");
  CHECK_EQ(drawn("14 kg", "2026-02-28"), "OLD NEXT "); // OLD-2 is not there yet
}

} // namespace operations_transfer_test
