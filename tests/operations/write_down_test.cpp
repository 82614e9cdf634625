// Write-downs and opening balances in a book: what they change, what moves with the lots, and what may be undone.
#include "audit/verify.hpp"
#include "operations/lot_status.hpp"
#include "operations/record_opening.hpp"
#include "operations/record_return.hpp"
#include "operations/record_write_down.hpp"
#include "operations/set_cost_method.hpp"
#include "operations/settle_assay.hpp"
#include "store/balances.hpp"
#include "store/transaction.hpp"
#include "store/write_downs.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>
#include <map>

namespace operations_write_down_test {

using namespace pvault;
using namespace pvault::test;

namespace {

class WriteDownBook : public TemporaryBook {
public:
  Expected<operations::Recorded> try_write_down(const operations::WriteDownInput& input, std::string_view on) {
    return operations::record_write_down(book(), options(on), input);
  }
  EntryId write_down(const std::string& lot, std::string_view amount, std::string_view on) {
    return allowed(try_write_down({.lot = lot, .amount = money(amount), .reason = "damp"}, on)).entry;
  }
  EntryId write_down_all(std::string_view amount, std::string_view on) {
    return allowed(try_write_down({.mineral = "gallium", .amount = money(amount), .reason = "market"}, on)).entry;
  }
  EntryId release(std::string_view mass, std::string_view on) {
    return allowed(operations::record_release(book(), options(on),
                                              {.mineral = "gallium",
                                               .mass = allowed(parse_mass(mass)),
                                               .kind = ReleaseKind::sample,
                                               .authority = "board"}))
        .entry;
  }
  EntryId lend(std::string_view mass, std::string_view on) {
    return allowed(operations::record_release(book(), options(on),
                                              {.mineral = "gallium",
                                               .mass = allowed(parse_mass(mass)),
                                               .kind = ReleaseKind::loan,
                                               .authority = "board",
                                               .recipient = "BUYER",
                                               .return_by = day("2026-09-30")}))
        .entry;
  }
  EntryId take_back(EntryId loan, std::string_view mass, std::string_view on) {
    return allowed(operations::record_return(book(), options(on),
                                             {.release = loan, .mass = allowed(parse_mass(mass)), .site = "DENVER"}))
        .entry;
  }
  Expected<operations::Recorded> try_reverse(EntryId entry, std::optional<Date> on = {}) {
    return operations::reverse_entry(book(), options("2026-01-01"), {.entry = entry, .reason = "test", .on = on});
  }
  Expected<operations::Recorded> try_opening(std::string_view on, const LotPaper& paper = {},
                                             const std::string& supplier = "TRAXYS") {
    return operations::record_opening(book(), options(on),
                                      {.mineral = "gallium",
                                       .delivery = {.mass = mass("10 kg")},
                                       .deemed_cost = money("50 USD"),
                                       .supplier = supplier,
                                       .site = "DENVER",
                                       .authority = "auditor",
                                       .paper = paper});
  }
  // A lot whose cost is still to be settled.
  void buy_provisionally(const std::string& lot, std::string_view cost, std::string_view on) {
    allowed(operations::record_purchase(book(), options(on),
                                        {.mineral = "gallium",
                                         .delivery = {.mass = mass("100 kg")},
                                         .cost = money(cost),
                                         .supplier = "TRAXYS",
                                         .site = "DENVER",
                                         .lot = lot,
                                         .paper = {.provisional = true}}));
  }
  Expected<operations::Recorded> try_settle(const std::string& lot, std::string_view cost, std::string_view on) {
    return operations::settle_assay(book(), options(on), {.lot = lot, .cost = money(cost)});
  }
  void buy(const std::string& lot, std::string_view price, std::string_view on) {
    purchase("gallium", "100 kg", price, on, {.lot = lot});
  }
  // "A 50 kg 100.00 USD - 20.00 USD"
  std::vector<std::string> lots() {
    auto written_down = store::list_written_down(connection(), moment("2199-12-31"));
    std::vector<std::string> words;
    for (const store::LotState& lot : store::list_lots(connection(), moment("2199-12-31"), false)) {
      words.push_back(fmt::format("{} {} kg {} - {}", lot.code, format_kilograms(lot.on_hand), format_money(lot.cost),
                                  format_money(written_down[lot.id])));
    }
    return words;
  }
  Money balance(Account account) {
    return store::balance_of(store::load_balances(connection(), moment("2199-12-31")), account, mineral("gallium"))
        .amount;
  }
  void check_sound() {
    const store::ReadTransaction reading(connection());
    for (const audit::CheckResult& check : audit::check_book(connection()).checks) {
      for (const audit::Fault& fault : check.faults)
        FAIL_CHECK(check.name, ": ", fault.what);
    }
  }
};

using Words = std::vector<std::string>;

} // namespace

TEST_CASE("a write-down stands beside the cost, and leaves with the mass") {
  WriteDownBook book;
  book.buy("A", "1 USD/kg", "2026-01-05");
  book.buy("B", "3 USD/kg", "2026-01-06");
  book.write_down_all("40 USD", "2026-01-10");
  CHECK_EQ(book.lots(), Words{"A 100 kg 100.00 USD - 10.00 USD", "B 100 kg 300.00 USD - 30.00 USD"});
  book.release("150 kg", "2026-01-11");
  CHECK_EQ(book.lots(), Words{"A 0 kg 0.00 USD - 0.00 USD", "B 50 kg 150.00 USD - 15.00 USD"});
  CHECK_EQ(book.balance(Account::cost_of_releases), money("250 USD")); // what it had cost
  CHECK_EQ(book.balance(Account::write_downs), money("40 USD"));
  CHECK_EQ(book.balance(Account::write_downs_released), -money("25 USD"));
  CHECK_EQ(book.balance(Account::inventory_written_down), -money("15 USD"));
  book.release("50 kg", "2026-01-12");
  CHECK_EQ(book.balance(Account::inventory_written_down), Money());
  book.check_sound();
}

TEST_CASE("a transfer takes a write-down along, and a release undone brings it back") {
  WriteDownBook book;
  book.site("RENO");
  book.buy("A", "1 USD/kg", "2026-01-05");
  book.write_down("A", "20 USD", "2026-01-06");
  const EntryId moved = book.transfer("A", "25 kg", "RENO", "2026-01-07", "A-2");
  CHECK_EQ(book.lots(), Words{"A 75 kg 75.00 USD - 15.00 USD", "A-2 25 kg 25.00 USD - 5.00 USD"});
  const EntryId released = book.release("75 kg", "2026-01-08");
  CHECK_EQ(book.lots(), Words{"A 0 kg 0.00 USD - 0.00 USD", "A-2 25 kg 25.00 USD - 5.00 USD"});
  allowed(book.try_reverse(released));
  allowed(book.try_reverse(moved));
  CHECK_EQ(book.lots(), Words{"A 100 kg 100.00 USD - 20.00 USD", "A-2 0 kg 0.00 USD - 0.00 USD"});
  book.check_sound();
}

TEST_CASE("at average cost write-downs lie as the mass does") {
  WriteDownBook book;
  allowed(operations::set_cost_method(book.book(), book.options("2026-01-01"),
                                      {.mineral = "gallium", .method = CostMethod::average}));
  book.buy("A", "1 USD/kg", "2026-01-05");
  book.buy("B", "3 USD/kg", "2026-01-05");
  book.write_down("B", "40 USD", "2026-01-06");
  book.release("50 kg", "2026-01-07");
  CHECK_EQ(book.lots(), Words{"A 50 kg 100.00 USD - 10.00 USD", "B 100 kg 200.00 USD - 20.00 USD"});
  book.write_down("B", "30 USD", "2026-01-08"); // costs are even, write-downs are not
  const EntryId uneven = book.release("30 kg", "2026-01-09");
  CHECK_EQ(book.lots(), Words{"A 20 kg 40.00 USD - 8.00 USD", "B 100 kg 200.00 USD - 40.00 USD"});
  CHECK_EQ(allowed(book.try_reverse(uneven)).after.size(), 1);
  CHECK_EQ(book.lots(), Words{"A 50 kg 100.00 USD - 10.00 USD", "B 100 kg 200.00 USD - 50.00 USD"});
  book.release("150 kg", "2026-01-10");
  CHECK_EQ(book.balance(Account::inventory_written_down), Money());
  book.check_sound();
}

TEST_CASE("a lot that was written down is drawn from that day on, and written down from its own") {
  WriteDownBook book;
  book.buy("A", "1 USD/kg", "2026-01-05");
  check_refusal(book.try_write_down({.lot = "A", .amount = money("1 USD"), .reason = "x"}, "2026-01-04"),
                Rule::lot_not_yet_received,
                "lot A can be written down from 2026-01-05 on, the write-down is dated 2026-01-04, 1 day earlier",
                "date it 2026-01-05 or later");
  const EntryId wrong = book.write_down("A", "20 USD", "2026-02-01");
  const operations::ReleaseInput early{
      .mineral = "gallium", .mass = mass("1 kg"), .kind = ReleaseKind::sample, .authority = "board", .lots = {"A"}};
  check_rule(operations::record_release(book.book(), book.options("2026-01-31"), early), Rule::lot_not_yet_received);
  allowed(book.try_reverse(wrong)); // as if it had never been
  allowed(operations::record_release(book.book(), book.options("2026-01-31"), early));
  book.check_sound();
}

TEST_CASE("a write-down stays while a part of it has left, and a purchase while it is written down") {
  WriteDownBook book;
  const EntryId bought = book.purchase("gallium", "100 kg", "1 USD/kg", "2026-01-05", {.lot = "A"});
  const EntryId first = book.write_down("A", "20 USD", "2026-01-06");
  const EntryId second = book.write_down("A", "10 USD", "2026-01-06");
  check_rule(book.try_reverse(bought), Rule::something_depends_on_it);
  const EntryId released = book.release("10 kg", "2026-01-07");
  check_refusal(
      book.try_reverse(first), Rule::something_depends_on_it,
      fmt::format("entry {} (write-down) cannot be undone alone: entry {} (release on 2026-01-07) counts on it",
                  number_of(first), number_of(released)),
      fmt::format("reverse entry {} first", number_of(released)));
  allowed(book.try_reverse(released));
  allowed(book.try_reverse(first));
  CHECK_EQ(book.lots(), Words{"A 100 kg 100.00 USD - 10.00 USD"});
  allowed(book.try_reverse(second));
  allowed(book.try_reverse(bought));
  book.check_sound();
}

TEST_CASE("nothing is written down by more than it is carried at, in a book as in a plan") {
  WriteDownBook book;
  book.buy("A", "1 USD/kg", "2026-01-05");
  book.write_down("A", "30 USD", "2026-01-06");
  check_rule(book.try_write_down({.mineral = "gallium", .amount = money("70.01 USD"), .reason = "x"}, "2026-01-07"),
             Rule::write_down_above_cost);
  const auto to_half =
      book.try_write_down({.mineral = "Ga", .to = price("0.5 USD/kg"), .reason = "market"}, "2026-01-07");
  CHECK_EQ(allowed(to_half).summary, "gallium written down by 20.00 USD to 50.00 USD: market");
  book.check_sound();
}

TEST_CASE("stock opens at deemed cost, before any other") {
  WriteDownBook book;
  const operations::Recorded opened = allowed(book.try_opening("2026-01-05"));
  CHECK_EQ(opened.summary, fmt::format("opening balance of 10 kg of gallium as lot gallium-{} at deemed cost 50.00 USD",
                                       number_of(opened.entry)));
  CHECK_EQ(book.balance(Account::opening_balance), -money("50 USD"));
  const operations::PurchaseInput before{.mineral = "tin",
                                         .delivery = {.mass = mass("1 kg")},
                                         .price = price("1 USD/kg"),
                                         .supplier = "TRAXYS",
                                         .site = "DENVER"};
  check_refusal(
      operations::record_purchase(book.book(), book.options("2026-01-04"), before), Rule::opening_after_stock,
      fmt::format("the book opens with the balance of entry {} on 2026-01-05, the entry is dated 2026-01-04, 1 "
                  "day earlier",
                  number_of(opened.entry)),
      "what was on hand before is in the opening balances; date it 2026-01-05 or later");
  const EntryId bought = allowed(operations::record_purchase(book.book(), book.options("2026-01-06"), before)).entry;
  check_refusal(
      book.try_opening("2026-01-07"), Rule::opening_after_stock,
      fmt::format("entry {} (purchase) brought stock on 2026-01-06, the opening balance is dated 2026-01-07, 1 "
                  "day later",
                  number_of(bought)),
      "date it 2026-01-06 or earlier; what came later is a purchase");
  book.release("4 kg", "2026-01-08");
  CHECK_EQ(book.balance(Account::cost_of_releases), money("20 USD"));
  check_rule(book.try_reverse(opened.entry), Rule::something_depends_on_it);
  book.check_sound();
}

TEST_CASE("an opening balance with a mistake is undone and recorded anew, whatever came since") {
  WriteDownBook book;
  const EntryId wrong = allowed(book.try_opening("2026-01-05")).entry;
  book.buy("A", "1 USD/kg", "2026-01-06");
  allowed(book.try_reverse(wrong));
  allowed(book.try_opening("2026-01-06"));
  book.facility("EXIM-1", "1000 USD", "2026-01-01");
  const auto financed =
      operations::record_drawdown(book.book(), book.options("2026-02-01"),
                                  {.facility = "EXIM-1",
                                   .amount = money("1 USD"),
                                   .uses = {{fmt::format("{}", number_of(book.newest()) - 1), money("1 USD")}}});
  check_rule(financed, Rule::use_not_a_purchase);
  book.check_sound();
}

TEST_CASE("a settlement that lowers the cost takes the write-down along that this cost carried") {
  WriteDownBook book;
  book.buy_provisionally("A", "100 USD", "2026-01-05");
  book.write_down("A", "20 USD", "2026-01-10");
  check_rule(book.try_settle("A", "80 USD", "2026-01-09"), Rule::lot_not_yet_received);
  allowed(book.try_settle("A", "80 USD", "2026-01-15"));
  CHECK_EQ(book.lots(), Words{"A 100 kg 80.00 USD - 16.00 USD"});
  CHECK_EQ(book.balance(Account::write_downs), money("20 USD"));
  CHECK_EQ(book.balance(Account::write_downs_released), -money("4 USD"));
  CHECK_EQ(book.balance(Account::inventory_written_down), -money("16 USD"));
  check_rule(book.try_write_down({.lot = "A", .amount = money("1 USD"), .reason = "x"}, "2026-01-14"),
             Rule::lot_not_yet_received);
  book.release("50 kg", "2026-01-16");
  CHECK_EQ(book.lots(), Words{"A 50 kg 40.00 USD - 8.00 USD"});
  book.check_sound();
}

TEST_CASE("a settlement that adds cost leaves write-downs as they are, in each lot that was taken of it") {
  WriteDownBook book;
  book.site("RENO");
  book.buy_provisionally("A", "100 USD", "2026-01-05");
  book.write_down("A", "100 USD", "2026-01-06");
  book.transfer("A", "25 kg", "RENO", "2026-01-07", "A-2");
  const EntryId settled = allowed(book.try_settle("A", "120 USD", "2026-01-15")).entry;
  CHECK_EQ(book.lots(), Words{"A 75 kg 90.00 USD - 75.00 USD", "A-2 25 kg 30.00 USD - 25.00 USD"});
  allowed(book.try_reverse(settled));
  allowed(book.try_settle("A", "60 USD", "2026-01-15"));
  CHECK_EQ(book.lots(), Words{"A 75 kg 45.00 USD - 45.00 USD", "A-2 25 kg 15.00 USD - 15.00 USD"});
  book.check_sound();
}

TEST_CASE("what is lent takes its write-down along, and what comes back of it brings its part") {
  WriteDownBook book;
  book.buy("A", "1 USD/kg", "2026-01-05");
  book.write_down("A", "10 USD", "2026-01-06");
  const EntryId loan = book.lend("50 kg", "2026-01-07");
  CHECK_EQ(book.lots(), Words{"A 50 kg 50.00 USD - 5.00 USD"});
  book.take_back(loan, "25 kg", "2026-01-08");
  allowed(operations::record_return(book.book(), book.options("2026-01-09"),
                                    {.release = loan, .short_mass = mass("5 kg"), .reason = "spilt"}));
  book.take_back(loan, "20 kg", "2026-01-10");
  CHECK_EQ(book.lots(),
           Words{"A 50 kg 50.00 USD - 5.00 USD", "A.1 25 kg 25.00 USD - 2.50 USD", "A.2 20 kg 20.00 USD - 2.00 USD"});
  CHECK_EQ(book.balance(Account::inventory_written_down), Money::cents(-950));
  CHECK_EQ(book.balance(Account::write_downs_released), Money::cents(-50)); // of what was given up
  book.check_sound();
}

TEST_CASE("a write-down comes back once, also when a return was undone in between") {
  WriteDownBook book;
  book.buy("A", "1 USD/kg", "2026-01-05");
  book.write_down("A", "0.01 USD", "2026-01-05");
  const EntryId loan = book.lend("100 kg", "2026-01-06");
  const EntryId first = book.take_back(loan, "50 kg", "2026-01-07"); // half a cent, rounded to even
  book.take_back(loan, "50 kg", "2026-01-07");
  allowed(book.try_reverse(first));
  book.take_back(loan, "50 kg", "2026-01-07");
  CHECK_EQ(book.balance(Account::inventory_written_down), Money::cents(-1));
  CHECK_EQ(book.balance(Account::write_downs_released), Money());
  book.check_sound();
}

TEST_CASE("an averaging of write-downs alone keeps what it counts on from being undone") {
  WriteDownBook book;
  allowed(operations::set_cost_method(book.book(), book.options("2026-01-01"),
                                      {.mineral = "gallium", .method = CostMethod::average}));
  book.buy_provisionally("A", "50 USD", "2026-01-05");
  book.buy("B", "1 USD/kg", "2026-01-04");
  const EntryId bought = book.purchase("gallium", "100 kg", "1 USD/kg", "2026-01-05", {.lot = "C"});
  book.write_down("B", "100 USD", "2026-01-05");
  const EntryId settled = allowed(book.try_settle("A", "100 USD", "2026-01-06")).entry;
  book.release("50 kg", "2026-01-07");
  for (const EntryId entry : {bought, settled})
    check_rule(book.try_reverse(entry, day("2026-01-07")), Rule::something_depends_on_it);
  book.check_sound();
}

TEST_CASE("a settlement is undone after the write-downs that count on the cost it made") {
  WriteDownBook book;
  book.buy_provisionally("A", "100 USD", "2026-01-05");
  const EntryId before = book.write_down("A", "20 USD", "2026-01-06");
  const EntryId settled = allowed(book.try_settle("A", "80 USD", "2026-01-15")).entry;
  check_rule(book.try_reverse(before), Rule::something_depends_on_it);
  const EntryId after = book.write_down("A", "4 USD", "2026-01-20");
  check_refusal(
      book.try_reverse(settled), Rule::something_depends_on_it,
      fmt::format("entry {} (settlement) cannot be undone alone: entry {} (write-down on 2026-01-20) counts on it",
                  number_of(settled), number_of(after)),
      fmt::format("reverse entry {} first", number_of(after)));
  allowed(book.try_reverse(after, day("2026-01-25")));
  check_refusal(book.try_reverse(settled), Rule::something_depends_on_it,
                fmt::format("a lot of entry {} was drawn from, financed or sold until 2026-01-25", number_of(settled)),
                "add --on 2026-01-25");
  allowed(book.try_reverse(settled, day("2026-01-25")));
  CHECK_EQ(book.lots(), Words{"A 100 kg 100.00 USD - 20.00 USD"});
  book.check_sound();
}

TEST_CASE("at average cost a settled lot is written down as the mass lies, too") {
  WriteDownBook book;
  allowed(operations::set_cost_method(book.book(), book.options("2026-01-01"),
                                      {.mineral = "gallium", .method = CostMethod::average}));
  book.buy_provisionally("A", "100 USD", "2026-01-05");
  book.buy("B", "3 USD/kg", "2026-01-05");
  book.write_down("A", "40 USD", "2026-01-06");
  allowed(book.try_settle("A", "50 USD", "2026-01-07"));
  CHECK_EQ(book.lots(), Words{"A 100 kg 50.00 USD - 20.00 USD", "B 100 kg 300.00 USD - 0.00 USD"});
  book.release("50 kg", "2026-01-08");
  CHECK_EQ(book.lots(), Words{"A 50 kg 87.50 USD - 5.00 USD", "B 100 kg 175.00 USD - 10.00 USD"});
  book.check_sound();
}

TEST_CASE("an opening balance has papers and a quality, and is not provisional") {
  WriteDownBook book;
  const LotPaper held{.form = "ingot", .receipt = "WR-1", .quality = LotQuality::quarantined};
  const operations::Recorded opened = allowed(book.try_opening("2026-01-05", held));
  const std::string lot = fmt::format("gallium-{}", number_of(opened.entry));
  const operations::ReleaseInput all{
      .mineral = "gallium", .mass = mass("10 kg"), .kind = ReleaseKind::sample, .authority = "board"};
  check_rule(operations::record_release(book.book(), book.options("2026-01-06"), all), Rule::lot_mass_insufficient);
  allowed(operations::set_lot_quality(book.book(), book.options("2026-01-06"), {lot, LotQuality::accepted, "assay"}));
  check_rule(book.try_opening("2026-01-05", {.receipt = "WR-1"}), Rule::receipt_already_used);
  check_refusal(book.try_opening("2026-01-05", {.provisional = true}), Rule::lot_not_provisional,
                "an opening balance is at deemed cost, which no final assay settles",
                "record it as it is known, and reverse it when that was wrong");
  check_rule(book.try_settle(lot, "60 USD", "2026-01-06"), Rule::lot_not_provisional);
  allowed(operations::record_release(book.book(), book.options("2026-01-06"), all));
  book.check_sound();
}

TEST_CASE("the supplier of an opening balance stays while that stands") {
  WriteDownBook book;
  const EntryId named = book.party("DLA", "supplier");
  const EntryId opened = allowed(book.try_opening("2026-01-05", {}, "DLA")).entry;
  check_rule(book.try_reverse(named), Rule::something_depends_on_it);
  allowed(book.try_reverse(opened));
  allowed(book.try_reverse(named));
  book.check_sound();
}

} // namespace operations_write_down_test
