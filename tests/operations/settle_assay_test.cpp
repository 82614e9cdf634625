// Settlements in a book: where the metal went before, what can be drawn afterwards, and what rests on what.
#include "audit/verify.hpp"
#include "operations/set_annual_plan.hpp"
#include "operations/settle_assay.hpp"
#include "store/balances.hpp"
#include "store/derived.hpp"
#include "store/loans.hpp"
#include "store/transaction.hpp"
#include "tests/reports/report_values.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>

namespace operations_settle_assay_test {

using namespace pvault;
using namespace pvault::test;

namespace {

class ProvisionalBook : public TemporaryBook {
public:
  // 10 t of 50% at 0.2 USD/kg: 5,000 kg for 1,000 USD, and freight of 500 USD.
  ProvisionalBook() {
    site("RENO");
    purchase_ = allowed(operations::record_purchase(book(), options("2026-03-01"),
                                                    {.mineral = "gallium",
                                                     .delivery = {.mass = mass("10 t"), .assay = assay("50%")},
                                                     .price = test::price("0.2 USD/kg"),
                                                     .landed = {{"freight", money("500 USD")}},
                                                     .supplier = "TRAXYS",
                                                     .site = "DENVER",
                                                     .lot = "G-1",
                                                     .paper = {.components = {assay("0.1% Zn")}, .provisional = true}}))
                    .entry;
  }
  static Assay assay(std::string_view text) { return allowed(parse_assay(text)); }

  [[nodiscard]] EntryId purchase_entry() const { return purchase_; }
  Expected<operations::Recorded> settle(std::string_view assay_text, std::string_view on) {
    return operations::settle_assay(book(), options(on), {.lot = "G-1", .assay = assay(assay_text)});
  }
  Expected<operations::Recorded> undo(EntryId entry, std::optional<Date> on = {}) {
    return operations::reverse_entry(book(), options("2026-06-01"), {.entry = entry, .reason = "mistake", .on = on});
  }
  // "5100 kg, 152000 cents"
  std::string lot(const std::string& code, std::string_view as_of) {
    for (const store::LotState& state : store::list_lots(connection(), moment(as_of), false)) {
      if (state.code == code)
        return fmt::format("{} kg, {} cents", format_kilograms(state.on_hand), state.cost.cents());
    }
    return "none";
  }
  std::string balance(Account account, std::string_view as_of) {
    const auto balances = store::load_balances(connection(), moment(as_of));
    const store::Balance sum = store::balance_of(balances, account, mineral("gallium"));
    return fmt::format("{} kg, {} cents", format_kilograms(sum.mass < Mass() ? -sum.mass : sum.mass),
                       sum.amount.cents());
  }
  Expected<operations::Recorded> pay(PaymentDirection direction, std::string_view amount, std::string_view on) {
    return operations::record_payment(book(), options(on),
                                      {.direction = direction, .party = "TRAXYS", .amount = money(amount)});
  }
  // Below zero, the supplier owes it.
  std::int64_t owed_cents(std::string_view as_of) {
    Money owed;
    for (const auto& [key, balance] : store::load_balances(connection(), moment(as_of)))
      if (key.account == Account::payable) owed -= balance.amount;
    return owed.cents();
  }
  void check_sound() {
    const store::ReadTransaction reading(connection());
    for (const audit::CheckResult& check : audit::check_book(connection()).checks) {
      for (const audit::Fault& fault : check.faults)
        FAIL_CHECK(check.name, ": ", fault.what);
    }
  }

private:
  EntryId purchase_{};
};

// "-12.34" is -1234
std::int64_t scaled(std::string text) {
  std::erase(text, '.');
  return std::stoll(text);
}

} // namespace

TEST_CASE("a settlement corrects mass, cost and what is owed from its day on") {
  ProvisionalBook book;
  REQUIRE(book.settle("51%", "2026-04-01").has_value());
  CHECK_EQ(book.lot("G-1", "2026-03-31"), "5,000 kg, 150000 cents");
  CHECK_EQ(book.lot("G-1", "2026-04-01"), "5,100 kg, 152000 cents");
  CHECK_EQ(book.balance(Account::received_from, "2026-04-01"), "5,100 kg, 0 cents");
  CHECK(store::load_owed(book.connection(), PaymentDirection::to_supplier, PartyId{1}, day("2026-04-01")) ==
        money("1520 USD"));
  book.check_sound();
}

TEST_CASE("when part of the lot has left, each part gets its share, to the milligram and the cent") {
  ProvisionalBook book;
  book.transfer("G-1", "1 t", "RENO", "2026-03-10", "G-2");
  book.sale("gallium", "1500 kg", "1 USD/kg", "2026-03-15");
  book.loss("gallium", "500 kg", "2026-03-16");
  REQUIRE(book.settle("51%", "2026-04-01").has_value());
  CHECK_EQ(book.lot("G-1", "2026-04-01"), "2,040 kg, 60800 cents");
  CHECK_EQ(book.lot("G-2", "2026-04-01"), "1,020 kg, 30400 cents");
  CHECK_EQ(book.balance(Account::released_to, "2026-04-01"), "1,530 kg, 0 cents");
  CHECK_EQ(book.balance(Account::cost_of_releases, "2026-04-01"), "0 kg, 45600 cents");
  CHECK_EQ(book.balance(Account::lost, "2026-04-01"), "510 kg, 0 cents");
  CHECK_EQ(book.balance(Account::loss_and_shrinkage, "2026-04-01"), "0 kg, 15200 cents");
  CHECK_EQ(book.balance(Account::released_to, "2026-03-31"), "1,500 kg, 0 cents");
  book.check_sound();
}

TEST_CASE("the extra can be drawn from the day of the settlement on, and not before") {
  ProvisionalBook book;
  REQUIRE(book.settle("51%", "2026-04-01").has_value());
  const auto draw = [&](std::string_view on) {
    return operations::record_release(book.book(), book.options(on),
                                      {.mineral = "gallium",
                                       .mass = mass("5100 kg"),
                                       .kind = ReleaseKind::rotation,
                                       .authority = "board",
                                       .lots = {"G-1"}});
  };
  check_rule(draw("2026-03-31"), Rule::lot_not_yet_received);
  REQUIRE(draw("2026-04-01").has_value());
  CHECK_EQ(book.lot("G-1", "2026-04-01"), "0 kg, 0 cents");
  book.check_sound();
}

TEST_CASE("an emptied lot is settled, too") {
  ProvisionalBook book;
  book.sale("gallium", "5 t", "1 USD/kg", "2026-03-15");
  REQUIRE(book.settle("49%", "2026-04-01").has_value());
  CHECK_EQ(book.lot("G-1", "2026-04-01"), "0 kg, 0 cents");
  CHECK_EQ(book.balance(Account::released_to, "2026-04-01"), "4,900 kg, 0 cents");
  CHECK_EQ(book.balance(Account::cost_of_releases, "2026-04-01"), "0 kg, 148000 cents");
  book.check_sound();
}

TEST_CASE("a lot that is not provisional, or was settled, is not settled; undone, it is settled anew") {
  ProvisionalBook book;
  const EntryId settlement = allowed(book.settle("51%", "2026-04-01")).entry;
  check_rule(book.settle("52%", "2026-04-02"), Rule::lot_already_settled);
  REQUIRE(book.undo(settlement).has_value());
  CHECK_EQ(book.lot("G-1", "2026-04-01"), "5,000 kg, 150000 cents");
  REQUIRE(book.settle("52%", "2026-04-02").has_value());
  CHECK_EQ(book.lot("G-1", "2026-04-02"), "5,200 kg, 154000 cents");
  book.purchase("gallium", "1 t", "1 USD/kg", "2026-03-01", {.lot = "G-9"});
  check_rule(operations::settle_assay(book.book(), book.options("2026-04-01"),
                                      {.lot = "G-9", .assay = ProvisionalBook::assay("51%")}),
             Rule::lot_not_provisional);
  book.check_sound();
}

TEST_CASE("a settlement undone on a later day is undone from then on") {
  ProvisionalBook book;
  const EntryId settlement = allowed(book.settle("51%", "2026-04-01")).entry;
  REQUIRE(book.undo(settlement, day("2026-05-01")).has_value());
  CHECK_EQ(book.lot("G-1", "2026-04-30"), "5,100 kg, 152000 cents");
  CHECK_EQ(book.lot("G-1", "2026-05-01"), "5,000 kg, 150000 cents");
  check_rule(operations::record_release(book.book(), book.options("2026-04-30"),
                                        {.mineral = "gallium",
                                         .mass = mass("1 kg"),
                                         .kind = ReleaseKind::rotation,
                                         .authority = "board",
                                         .lots = {"G-1"}}),
             Rule::lot_not_yet_received);
  book.check_sound();
}

TEST_CASE("what a settlement counted on, and what counted on it, is not undone beneath it") {
  ProvisionalBook book;
  const EntryId moved = book.transfer("G-1", "1 t", "RENO", "2026-03-10", "G-2");
  const EntryId settlement = allowed(book.settle("51%", "2026-04-01")).entry;
  check_refusal(
      book.undo(moved), Rule::something_depends_on_it,
      fmt::format("entry {} (transfer) cannot be undone alone: entry {} (settlement on 2026-04-01) counts on it",
                  number_of(moved), number_of(settlement)),
      fmt::format("reverse entry {} first", number_of(settlement)));
  check_rule(book.undo(book.purchase_entry()), Rule::something_depends_on_it);
  const EntryId sale = book.sale("gallium", "1 kg", "1 USD/kg", "2026-04-02");
  check_rule(book.undo(settlement), Rule::something_depends_on_it);
  REQUIRE(book.undo(sale).has_value());
  REQUIRE(book.undo(settlement).has_value());
  CHECK(book.undo(moved).has_value());
  book.check_sound();
}

TEST_CASE("what is derived is the same when it is computed anew") {
  ProvisionalBook book;
  book.transfer("G-1", "1 t", "RENO", "2026-03-10", "G-2");
  const EntryId settlement = allowed(book.settle("51%", "2026-04-01")).entry;
  REQUIRE(book.undo(settlement, day("2026-05-01")).has_value());
  REQUIRE(book.settle("49%", "2026-05-02").has_value());
  book.check_sound();
  const auto drawable = [&] {
    return book.connection().integer_of("SELECT count(*) FROM lot_balance WHERE drawable_from_on = '2026-05-02'");
  };
  CHECK_EQ(drawable(), 2);
  store::WriteTransaction transaction(book.connection());
  store::rebuild_derived(book.connection());
  CHECK_EQ(drawable(), 2);
}

TEST_CASE("the final assay brings what else is in it, and the lot shows what it is settled at") {
  ProvisionalBook book;
  const operations::SettlementInput input{.lot = "G-1",
                                          .mass = mass("9.9 t"),
                                          .assay = ProvisionalBook::assay("51%"),
                                          .moisture = allowed(parse_moisture("1%")),
                                          .moisture_text = "1%",
                                          .components = {ProvisionalBook::assay("0.2% Zn")},
                                          .cost = money("1100 USD")};
  REQUIRE(operations::settle_assay(book.book(), book.options("2026-04-01"), input).has_value());
  store::Query row = book.connection().query("SELECT component, assay_entered FROM v_lot_component WHERE lot = 'G-1'");
  row.expect_row();
  CHECK_EQ(row.text(1), "0.2% Zn");
  const reports::Table before = report(book, "lots", "2026-03-31");
  const reports::Table after = report(book, "lots", "2026-04-01");
  CHECK_EQ(value_of(before, before.rows.front(), "provisional"), "yes");
  CHECK_EQ(value_of(after, after.rows.front(), "provisional"), "-");
  CHECK_EQ(value_of(after, after.rows.front(), "received_kg"), "5000.000000");
  CHECK_EQ(value_of(after, after.rows.front(), "final_kg"), "4998.510000");
  CHECK_EQ(value_of(after, after.rows.front(), "settled_on"), "2026-04-01");
  check_rule(
      operations::settle_assay(
          book.book(), book.options("2026-04-01"),
          {.lot = "G-1", .assay = ProvisionalBook::assay("51%"), .components = {ProvisionalBook::assay("1% Ga")}}),
      Rule::lot_already_settled);
}

TEST_CASE("what a drawdown financed stays on hand in the same part") {
  for (const char* final : {"90%", "10%"}) {
    ProvisionalBook book;
    book.facility("EXIM-1", "10e6 USD", "2026-01-01");
    book.drawdown("EXIM-1", "1500 USD", "2026-03-05", {{book.purchase_entry(), "1500 USD"}});
    book.sale("gallium", "1 t", "1 USD/kg", "2026-03-15");
    const auto financed = [&] {
      std::string text;
      const FacilityId facility = allowed(store::load_facility(book.connection(), "EXIM-1")).id;
      for (const FinancedChange& change :
           store::list_financed_changes(book.connection(), facility, book.moment("2026-12-31")))
        text += fmt::format("{} {}; ", format_date(change.on), change.cost.cents());
      return text;
    };
    CHECK_EQ(financed(), "2026-03-05 150000; 2026-03-15 -30000; ");
    REQUIRE(book.settle(final, "2026-04-01").has_value());
    CHECK_EQ(financed(), "2026-03-05 150000; 2026-03-15 -30000; ");
  }
}

TEST_CASE("what a final assay changes counts as bought, of its year's plan, wherever the metal is by then") {
  ProvisionalBook book;
  const operations::AnnualPlanInput plan{.mineral = "gallium",
                                         .year = 2026,
                                         .buy_at_most = mass("5050 kg"),
                                         .release_at_most = mass("3 t"),
                                         .reason = "board"};
  allowed(operations::set_annual_plan(book.book(), book.options("2026-01-01"), plan));
  book.sale("gallium", "3 t", "1 USD/kg", "2026-03-15");
  const auto bought = [&](std::string_view as_of) {
    const auto table = report(book, "annual-plan", as_of);
    CHECK_EQ(value_of(table, "gallium", "released_kg"), "3000.000000"); // as it was weighed
    return value_of(table, "gallium", "bought_kg") + " " + value_of(table, "gallium", "status");
  };
  CHECK_EQ(bought("2026-03-31"), "5000.000000 within_plan");
  const operations::Recorded more = allowed(book.settle("51%", "2026-04-01"));
  CHECK_EQ(more.notes,
           std::vector<std::string>{"5,100 kg of gallium bought in 2026 are above the 5,050 kg of its plan by 50 kg; "
                                    "`pvault report annual-plan` has both"});
  CHECK_EQ(bought("2026-03-31"), "5000.000000 within_plan");
  CHECK_EQ(bought("2026-04-01"), "5100.000000 over_plan");
  REQUIRE(book.undo(more.entry, day("2026-04-20")).has_value());
  CHECK_EQ(bought("2026-04-20"), "5000.000000 within_plan");
  CHECK(allowed(book.settle("49%", "2026-04-21")).notes.empty());
  CHECK_EQ(bought("2026-12-31"), "4900.000000 within_plan");
}

TEST_CASE("releases and cost agree on what was released and what it had cost, settled or not") {
  const auto sum_of = [](const reports::Table& table, std::string_view column) {
    std::int64_t sum = 0;
    for (const reports::Row& row : table.rows) {
      const std::string kind = value_of(table, row, "kind");
      if (kind != "loss" && kind != "loan" && kind != "exchange") sum += scaled(value_of(table, row, column));
    }
    return sum;
  };
  for (const char* final : {"51%", "49.3337%", "10%"}) {
    ProvisionalBook book;
    book.purchase("gallium", "1 t", "3 USD/kg", "2026-03-02", {.lot = "G-7"});
    book.sale("gallium", "1500.001 kg", "1 USD/kg", "2026-03-15");
    book.loss("gallium", "500 kg", "2026-03-16");
    book.sale("gallium", "777 kg", "2 USD/kg", "2026-03-17");
    const EntryId settlement = allowed(book.settle(final, "2026-04-01")).entry;
    book.sale("gallium", "10 kg", "2 USD/kg", "2026-04-02");
    for (const char* as_of : {"2026-03-31", "2026-04-01", "2026-04-30"}) {
      const auto cost = report(book, "cost", as_of);
      const auto releases = report(book, "releases", as_of);
      CHECK_EQ(sum_of(releases, "mass_kg"), scaled(value_of(cost, "gallium", "released_kg")));
      CHECK_EQ(sum_of(releases, "cost_usd"), scaled(value_of(cost, "gallium", "released_cost_usd")));
      CHECK_EQ(sum_of(releases, "gain_usd"), scaled(value_of(cost, "gallium", "realised_gain_usd")));
    }
    const auto table = report(book, "releases", "2026-04-30");
    REQUIRE_EQ(table.rows.size(), 5);
    CHECK_EQ(value_of(table, 3, "entry"), std::to_string(number_of(settlement)));
    CHECK_EQ(value_of(table, 3, "kind"), "settlement");
    CHECK_EQ(value_of(table, 3, "lots"), "G-1");
    CHECK_EQ(value_of(table, 3, "market_value_usd"), "-");
    CHECK_EQ(value_of(table, 3, "authority"), "-");
    CHECK_EQ(report(book, "releases", "2026-03-31").rows.size(), 3);
  }
}

TEST_CASE("what a final assay takes off what was paid is paid back, up to the cent, and not twice") {
  ProvisionalBook book;
  using enum PaymentDirection;
  REQUIRE(book.pay(to_supplier, "1500 USD", "2026-03-05").has_value());
  check_rule(book.pay(from_supplier, "0.01 USD", "2026-03-31"), Rule::payment_above_receivable);
  REQUIRE(book.settle("40%", "2026-04-01").has_value()); // 4,000 kg for 800 USD: 200 USD less
  CHECK_EQ(book.owed_cents("2026-04-01"), -20'000);
  check_rule(book.pay(to_supplier, "0.01 USD", "2026-04-02"), Rule::payment_above_payable);
  check_rule(book.pay(from_supplier, "0.01 USD", "2026-03-31"), Rule::payment_above_receivable);
  check_refusal(book.pay(from_supplier, "200.01 USD", "2026-04-10"), Rule::payment_above_receivable,
                "asked to settle 200.01 USD with TRAXYS, 200.00 USD is open, over by 0.01 USD",
                "settle at most 200.00 USD");
  const operations::Recorded back = allowed(book.pay(from_supplier, "150 USD", "2026-04-10"));
  CHECK_EQ(back.summary, "payment of 150.00 USD back from TRAXYS, 50.00 USD left open");
  check_rule(book.pay(from_supplier, "50.01 USD", "2026-04-05"), Rule::payment_above_receivable);
  REQUIRE(book.pay(from_supplier, "50 USD", "2026-04-05").has_value());
  check_rule(book.pay(from_supplier, "0.01 USD", "2026-04-20"), Rule::payment_above_receivable);
  CHECK_EQ(book.owed_cents("2026-04-10"), 0);
  REQUIRE(book.undo(back.entry).has_value());
  CHECK_EQ(book.owed_cents("2026-04-10"), -15'000);
  REQUIRE(book.pay(from_supplier, "150 USD", "2026-04-11").has_value());
  book.check_sound();
}

TEST_CASE("what was bought after a payment back does not keep it from being recorded late") {
  ProvisionalBook book;
  using enum PaymentDirection;
  REQUIRE(book.pay(to_supplier, "1500 USD", "2026-03-05").has_value());
  REQUIRE(book.settle("40%", "2026-04-01").has_value());
  book.purchase("tin", "1 t", "1 USD/kg", "2026-04-20");
  check_rule(book.pay(from_supplier, "200 USD", "2026-04-20"), Rule::payment_above_receivable); // it was set off
  REQUIRE(book.pay(from_supplier, "200 USD", "2026-04-19").has_value());
  CHECK_EQ(book.owed_cents("2026-04-19"), 0);
  CHECK_EQ(book.owed_cents("2026-04-20"), 100'000);
  book.check_sound();
}

TEST_CASE("what was paid for a purchase that was undone is paid back") {
  TemporaryBook book;
  const EntryId bought = book.purchase("gallium", "10 kg", "1 USD/kg", "2026-02-01");
  book.pay_supplier("TRAXYS", "7 USD", "2026-02-05");
  book.reverse(bought, "2026-03-01");
  const auto back = [&](std::string_view amount) {
    return operations::record_payment(
        book.book(), book.options("2026-03-02"),
        {.direction = PaymentDirection::from_supplier, .party = "TRAXYS", .amount = money(amount)});
  };
  check_rule(back("7.01 USD"), Rule::payment_above_receivable);
  CHECK(back("7 USD").has_value());
}

TEST_CASE("a payment stays while what was paid back is of it") {
  TemporaryBook book;
  const auto back = [&](std::string_view amount, std::string_view on) {
    return operations::record_payment(
        book.book(), book.options(on),
        {.direction = PaymentDirection::from_supplier, .party = "TRAXYS", .amount = money(amount)});
  };
  const auto undo = [&](EntryId entry, std::string_view on) {
    return operations::reverse_entry(book.book(), book.options(on), {.entry = entry, .reason = "test", .on = day(on)});
  };
  const EntryId bought = book.purchase("gallium", "10 kg", "1 USD/kg", "2026-02-01");
  book.pay_supplier("TRAXYS", "7 USD", "2026-02-05");
  const EntryId first = book.newest();
  book.pay_supplier("TRAXYS", "3 USD", "2026-02-06");
  const EntryId second = book.newest();
  book.reverse(bought, "2026-03-01");
  const EntryId some_back = allowed(back("7 USD", "2026-03-02")).entry;
  CHECK(undo(second, "2026-02-06").has_value()); // 7 were paid, and 7 back
  const auto too_much_back = [&](std::string_view by) {
    return fmt::format(
        "without the payment of entry {}, TRAXYS would have paid back 7.00 USD more by {} than it was paid",
        number_of(first), by);
  };
  for (const auto& [on, by] : {std::pair("2026-02-05", "2026-03-02"), std::pair("2026-03-02", "2026-03-02"),
                               std::pair("2026-04-01", "2026-04-01")}) {
    check_refusal(undo(first, on), Rule::something_depends_on_it, too_much_back(by),
                  fmt::format("reverse entry {} first", number_of(some_back)));
  }
  REQUIRE(undo(some_back, "2026-03-10").has_value());
  check_refusal(undo(first, "2026-03-09"), Rule::something_depends_on_it, too_much_back("2026-03-09"),
                "date the reversal on the day on which the payment back was undone, or later");
  REQUIRE(undo(first, "2026-03-10").has_value());
  check_rule(back("0.01 USD", "2026-03-05"), Rule::payment_above_receivable); // it was given back on the 10th
}

TEST_CASE("the same settlement again is answered, and another one under its id is refused") {
  ProvisionalBook book;
  operations::RecordingOptions options = book.options("2026-04-01");
  options.header.request_id = "S-1";
  const operations::SettlementInput input{.lot = "g-1", .assay = ProvisionalBook::assay("51%")};
  REQUIRE(operations::settle_assay(book.book(), options, input).has_value());
  CHECK(allowed(operations::settle_assay(book.book(), options, input)).repeated);
  operations::SettlementInput other = input;
  other.mass = mass("10 t");
  check_rule(operations::settle_assay(book.book(), options, other), Rule::request_id_reused);
}

} // namespace operations_settle_assay_test
