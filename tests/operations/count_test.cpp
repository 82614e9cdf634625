// Counts, findings, adjustments and confirmations as they are recorded in a book.
#include "store/balances.hpp"
#include "store/counts.hpp"
#include "store/receipts.hpp"
#include "store/transaction.hpp"
#include "tests/support/counted_book.hpp"

namespace operations_count_test {

using namespace pvault;
using namespace pvault::test;

namespace {

const CountedBook::Found all_there = {{"GA-1", "1 t"}, {"GA-2", "200 kg"}, {"W-1", "10 t"}};
const CountedBook::Found some_short = {{"GA-1", "990 kg"}, {"GA-2", "203 kg"}, {"W-1", "10 t"}};

store::LotState lot_of(CountedBook& book, const std::string& code) {
  for (const store::LotState& lot : store::list_lots(book.connection(), book.moment("2199-12-31"), false)) {
    if (lot.code == code) return lot;
  }
  throw std::logic_error("no lot " + code);
}

LotForm form_of(CountedBook& book, const std::string& code) {
  return store::load_lot_form(book.connection(), lot_of(book, code).id, book.moment("2199-12-31"));
}

} // namespace

TEST_CASE("a count keeps what was entered and what the book had then, of the site alone") {
  CountedBook book;
  book.transfer("GA-1", "100 kg", "RENO", "2026-02-20", "GA-R");
  book.sale("gallium", "50 kg", "600 USD/kg", "2026-04-01"); // after the day of the count
  const EntryId entry =
      book.count("2026-03-31", {{"GA-1", "900 kg"}, {"ga-2", "199 kg"}, {"W-1", "9,900 kg"}, {"GA-R", "3 kg"}});
  const store::Count count = allowed(store::load_count(book.connection(), entry));
  CHECK_EQ(count.counted_by, "A. Miller");
  REQUIRE_EQ(count.lines.size(), 4);
  CHECK(count.lines[0].line.expected == kilograms(900));
  CHECK_EQ(count.lines[1].line.lot_name, "GA-2");
  CHECK_EQ(count.lines[1].line.mass_entered, "199 kg");
  CHECK(is_accurate(count.lines[1].line));
  CHECK(*count.lines[2].line.counted == Mass::milligrams(5'000'895'900)); // 9,900 kg × 0.98 × 0.65 × 0.793
  CHECK(count.lines[2].line.expected == Mass::milligrams(5'051'410'000));
  CHECK(count.lines[3].line.status == CountStatus::unexpected);
  CHECK_EQ(count.lines[3].lot_site_code, "RENO");
}

TEST_CASE("a sheet belongs to one site, day and state of the book") {
  CountedBook book;
  const store::Site denver = allowed(store::load_site(book.connection(), "DENVER"));
  operations::CountInput input = CountedBook::input(all_there);
  input.sheet = store::sheet_identity(book.connection(), denver, book.moment("2026-03-31"));
  book.purchase("tin", "1 t", "30 USD/kg", "2026-04-05", {.lot = "SN-1"}); // what came since changes no sheet
  check_rule(operations::record_count(book.book(), book.options("2026-03-30"), input), Rule::sheet_differs);
  operations::CountInput other = input;
  for (const char* sheet : {"E1-000000000000", "E99999-000000000000", "E-1", "E1", "x", "E0-000000000000"}) {
    other.sheet = sheet;
    check_rule(operations::record_count(book.book(), book.options("2026-03-31"), other), Rule::sheet_differs);
  }
  CHECK(operations::record_count(book.book(), book.options("2026-03-31"), input).has_value());
}

TEST_CASE("a lot is weighed as what it was delivered as, wherever it went in that form") {
  CountedBook book;
  book.transfer("W-1", "1 t", "RENO", "2026-02-20", "W-R");
  const auto shape = [&](const std::string& lot, TransferKind kind, const std::string& name) {
    const operations::TransferInput input{.lot = lot, .kind = kind, .name = name};
    allowed(operations::record_transfer(book.book(), book.options("2026-02-25"), input));
  };
  shape("W-R", TransferKind::repack, "W-P");
  CHECK(form_of(book, "W-P").assay.has_value());
  CHECK_EQ(form_of(book, "W-P").moisture_text, "2%");
  shape("W-P", TransferKind::upgrade, "W-U");
  CHECK_FALSE(form_of(book, "W-U").assay.has_value());
  book.transfer("W-U", "", "DENVER", "2026-02-26", "W-D");
  CHECK_FALSE(form_of(book, "W-D").assay.has_value());
  CHECK_FALSE(form_of(book, "GA-1").assay.has_value());
}

TEST_CASE("what is missing leaves with its cost, what was found comes without, and both can be undone") {
  CountedBook book;
  const EntryId count = book.count("2026-03-31", some_short);
  check_rule(book.try_adjust(count, "GA-1", "2026-04-03"), Rule::difference_not_explained);
  book.explain(count, "GA-1", "2026-04-02");
  book.explain(count, "GA-2", "2026-04-02");
  const EntryId missing = book.adjust(count, "GA-1", "2026-04-03");
  CHECK(lot_of(book, "GA-1").on_hand == kilograms(990));
  CHECK(lot_of(book, "GA-1").cost == money("495,000 USD"));
  const EntryId found = book.adjust(count, "GA-2", "2026-04-03");
  CHECK(lot_of(book, "GA-2").on_hand == kilograms(200));
  const store::LotState surplus = lot_of(book, "GA-2.1");
  CHECK(surplus.on_hand == kilograms(3));
  CHECK(surplus.cost == Money());
  CHECK_EQ(surplus.origin_code, "GA-2");
  CHECK(surplus.aged_from == day("2026-02-01"));
  CHECK(surplus.received_on == day("2026-04-03"));
  const auto balances = store::load_balances(book.connection(), book.moment("2026-04-03"));
  CHECK(store::balance_of(balances, Account::lost, book.mineral("gallium")).mass == kilograms(7));
  CHECK(store::balance_of(balances, Account::loss_and_shrinkage, book.mineral("gallium")).amount == money("5,000 USD"));
  check_rule(book.try_adjust(count, "GA-1", "2026-04-03"), Rule::adjusted_already);
  book.reverse(missing);
  book.reverse(found);
  CHECK(lot_of(book, "GA-1").on_hand == kilograms(1000));
  CHECK(lot_of(book, "GA-2.1").on_hand == Mass());
  CHECK(book.try_adjust(count, "GA-1", "2026-04-03").has_value());
  CHECK(book.try_adjust(count, "GA-2", "2026-04-03").has_value());
  CHECK(lot_of(book, "GA-2.2").on_hand == kilograms(3));
}

TEST_CASE("a release that is recorded late makes the difference smaller, and the last count is the one to adjust by") {
  CountedBook book;
  const EntryId count = book.count("2026-03-31", some_short);
  book.explain(count, "GA-1", "2026-04-02");
  book.sale("gallium", "4 kg", "600 USD/kg", "2026-03-20");
  const EntryId again = book.count("2026-04-10", some_short);
  check_rule(book.try_adjust(count, "GA-1", "2026-04-11"), Rule::count_superseded);
  book.reverse(again);
  book.adjust(count, "GA-1", "2026-04-11");
  CHECK(lot_of(book, "GA-1").on_hand == kilograms(990));
  // Counted before the adjustment's day, recorded after it: what it posted must not be posted again.
  const EntryId between = book.count("2026-04-05", some_short);
  book.explain(between, "GA-1", "2026-04-12");
  check_rule(book.try_adjust(between, "GA-1", "2026-04-12"), Rule::count_superseded);
}

TEST_CASE("a count, a finding, a site and what made a lot stay while something rests on them") {
  CountedBook book;
  const auto reverse = [&](EntryId entry, std::optional<Date> on = {}) {
    return operations::reverse_entry(book.book(), book.options("2026-01-01"),
                                     {.entry = entry, .reason = "test", .on = on});
  };
  const EntryId ely = book.site("ELY");
  const EntryId nothing = allowed(operations::record_count(book.book(), book.options("2026-03-01"),
                                                           CountedBook::input({{"X-1", "5 kg"}}, {}, "ELY")))
                              .entry;
  check_rule(reverse(ely), Rule::something_depends_on_it);
  book.reverse(nothing);
  CHECK(reverse(ely).has_value());

  const EntryId count = book.count("2026-03-31", some_short);
  const EntryId finding = book.explain(count, "GA-2", "2026-04-02");
  check_refusal(reverse(count), Rule::something_depends_on_it,
                fmt::format("entry {} (count) cannot be undone alone: entry {} (count-finding on 2026-04-02) names it",
                            number_of(count), number_of(finding)),
                fmt::format("reverse entry {} first", number_of(finding)));
  const EntryId found = book.adjust(count, "GA-2", "2026-04-03");
  check_rule(reverse(finding), Rule::something_depends_on_it);
  check_rule(reverse(allowed(store::load_entry_of_lot(book.connection(), "GA-2"))), Rule::something_depends_on_it);
  book.reverse(found, "2026-04-20");
  check_refusal(reverse(finding, day("2026-04-10")), Rule::something_depends_on_it,
                fmt::format("what rests on entry {} (count-finding) stood until 2026-04-20", number_of(finding)),
                "add --on 2026-04-20");
  CHECK(reverse(finding, day("2026-04-20")).has_value());
  check_rule(reverse(count), Rule::something_depends_on_it);
  CHECK(reverse(count, day("2026-04-20")).has_value());
  check_rule(operations::explain_count(book.book(), book.options("2026-05-01"), {count, "GA-1", "late"}),
             Rule::reversed_already);
  check_rule(operations::explain_count(book.book(), book.options("2026-05-01"), {ely, "GA-1", "late"}),
             Rule::count_unknown);
}

TEST_CASE("a request is known by all that it says") {
  CountedBook book;
  operations::RecordingOptions options = book.options("2026-03-31");
  options.header.request_id = "june";
  const operations::CountInput input = CountedBook::input(all_there);
  const auto recorded = allowed(operations::record_count(book.book(), options, input));
  CHECK(allowed(operations::record_count(book.book(), options, input)).repeated);
  const auto check_other = [&](const auto& change) {
    operations::CountInput other = input;
    change(other);
    check_rule(operations::record_count(book.book(), options, other), Rule::request_id_reused);
  };
  check_other([](auto& other) { other.site = "RENO"; });
  check_other([](auto& other) { other.counted_by = "C. Diaz"; });
  check_other([](auto& other) { other.tolerance.mass = kilograms(1); });
  check_other([](auto& other) { other.tolerance.part = rate("1%"); });
  check_other([](auto& other) { other.sheet = "E1-000000000000"; });
  check_other([](auto& other) { other.rows.front().note = "damp"; });
  check_other([](auto& other) { other.rows.front().mass = mass("999 kg"); });
  check_other([](auto& other) { other.rows.front().mass.reset(); });
  check_other([](auto& other) { other.rows.pop_back(); });
  CHECK_EQ(number_of(book.newest()), number_of(recorded.entry));
}

TEST_CASE("a statement confirms what matches, and a lot is confirmed by the last that did") {
  CountedBook book;
  const auto confirmed_on = [&](const std::string& lot, std::string_view as_of) {
    const auto all = store::list_confirmations(book.connection(), book.moment(as_of));
    const auto found = all.find(lot_of(book, lot).id);
    return found == all.end() ? std::string("-") : format_date(found->second.on) + " " + found->second.how;
  };
  book.confirm("2026-03-01", {{"GA-1", "1 t"}, {"GA-2", "201 kg"}, {"X-1", "5 kg"}});
  CHECK_EQ(confirmed_on("GA-1", "2026-03-01"), "2026-03-01 warehouse");
  CHECK_EQ(confirmed_on("GA-1", "2026-02-28"), "-");
  CHECK_EQ(confirmed_on("GA-2", "2026-12-31"), "-");
  const EntryId count = book.count("2026-03-31", {{"GA-1", "999 kg"}, {"GA-2", "150 kg"}, {"W-1", "not found"}});
  CHECK_EQ(confirmed_on("GA-1", "2026-12-31"), "2026-03-31 count");
  CHECK_EQ(confirmed_on("GA-2", "2026-12-31"), "-");
  CHECK_EQ(confirmed_on("W-1", "2026-12-31"), "-");
  book.explain(count, "GA-2", "2026-04-02");
  book.adjust(count, "GA-2", "2026-04-03");
  CHECK_EQ(confirmed_on("GA-2", "2026-04-02"), "-");
  CHECK_EQ(confirmed_on("GA-2", "2026-04-03"), "2026-03-31 count");
  operations::StatementInput none{.site = "DENVER", .file = "june.csv", .sha256 = std::string(64, 'd')};
  none.rows = {{.row = 2, .lot = "GA-1", .mass = mass("3 kg")}};
  check_rule(operations::confirm_warehouse(book.book(), book.options("2026-06-01"), none), Rule::confirmation_empty);
  none.site = "NOWHERE";
  check_rule(operations::confirm_warehouse(book.book(), book.options("2026-06-01"), none), Rule::site_unknown);
}

} // namespace operations_count_test
