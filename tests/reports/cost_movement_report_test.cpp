// A month in which everything happened that moves stock, to the cent.
#include "operations/record_opening.hpp"
#include "operations/record_return.hpp"
#include "operations/record_write_down.hpp"
#include "operations/settle_assay.hpp"
#include "tests/reports/report_values.hpp"
#include "tests/support/counted_book.hpp"

namespace reports_cost_movement_report_test {

using namespace pvault;
using namespace pvault::test;

namespace {

reports::Table movement(TemporaryBook& book, const char* from, std::string_view until) {
  reports::ReportQuestion question{.moment = book.moment(until)};
  if (from != nullptr) question.from = day(from);
  return report(book.connection(), "cost-movement", question);
}

// 1,200 kg of gallium for 600,000 USD in February; 895 kg for 452,000 USD are left of it and of more in March.
class BusyBook : public CountedBook {
public:
  BusyBook() {
    price("gallium", "500 USD/kg", "2026-02-15");
    price("gallium", "600 USD/kg", "2026-03-20");
    purchase("gallium", "100 kg", "520 USD/kg", "2026-03-02",
             {.lot = "GA-3", .landed = {{"freight", money("1,000 USD")}, {"duty", money("500 USD")}}});
    reverse(purchase("gallium", "10 kg", "500 USD/kg", "2026-03-03"), "2026-03-05");
    sale("gallium", "300 kg", "600 USD/kg", "2026-03-04"); // of GA-1: 150,000 USD
    loss("gallium", "50 kg", "2026-03-06");                // 25,000 USD
    lend_and_give_back();
    upgrade();
    const EntryId counted =
        count("2026-03-25", {{"GA-1", "450 kg"}, {"GA-2", "97 kg"}, {"GA-3", "100 kg"}, {"W-1", "10 t"}});
    explain(counted, "GA-2", "2026-03-25");
    adjust(counted, "GA-2", "2026-03-26"); // 3 kg: 1,500 USD
    allowed(operations::record_write_down(
        TemporaryBook::book(), options("2026-03-28"),
        {.lot = "GA-1", .amount = money("45,000 USD"), .reason = "market"})); // a fifth of its 225,000 USD
    sale("gallium", "45 kg", "600 USD/kg", "2026-04-02");                     // a tenth of GA-1
  }

private:
  void lend_and_give_back() {
    const EntryId lent = allowed(operations::record_release(TemporaryBook::book(), options("2026-03-07"),
                                                            {.mineral = "gallium",
                                                             .mass = mass("200 kg"),
                                                             .kind = ReleaseKind::loan,
                                                             .authority = "board",
                                                             .recipient = "BUYER",
                                                             .return_by = day("2026-06-30")}))
                             .entry; // 100,000 USD
    allowed(operations::record_return(TemporaryBook::book(), options("2026-03-20"),
                                      {.release = lent,
                                       .mass = mass("150 kg"), // 75,000 USD
                                       .site = "RENO",
                                       .short_mass = mass("10 kg"), // 5,000 USD
                                       .reason = "spoilt"}));
  }
  void upgrade() {
    allowed(operations::record_transfer(TemporaryBook::book(), options("2026-03-21"),
                                        {.lot = "GA-2",
                                         .kind = TransferKind::processing,
                                         .mass = mass("100 kg"),
                                         .to_site = "RENO",
                                         .outputs = {{mass("98 kg"), "GA-2P"}}}));
  }
};

} // namespace

TEST_CASE("cost-movement: opening and all that moved come to closing, in mass") {
  BusyBook book;
  const auto table = movement(book, "2026-03-01", "2026-03-31");
  CHECK_EQ(table.rows.size(), 60);
  CHECK_EQ(value_of(table, "gallium", "from_on"), "2026-03-01");
  CHECK_EQ(value_of(table, "gallium", "to_on"), "2026-03-31");
  CHECK_EQ(value_of(table, "gallium", "opening_kg"), "1200.000000");
  CHECK_EQ(value_of(table, "gallium", "opening_balances_kg"), "0.000000");
  CHECK_EQ(value_of(table, "gallium", "purchases_kg"), "100.000000"); // the reversed one is taken back
  CHECK_EQ(value_of(table, "gallium", "settlements_kg"), "0.000000");
  CHECK_EQ(value_of(table, "gallium", "transfers_kg"), "-2.000000");
  CHECK_EQ(value_of(table, "gallium", "releases_kg"), "-300.000000");
  CHECK_EQ(value_of(table, "gallium", "loans_kg"), "-200.000000");
  CHECK_EQ(value_of(table, "gallium", "returns_kg"), "150.000000");
  CHECK_EQ(value_of(table, "gallium", "losses_kg"), "-50.000000");
  CHECK_EQ(value_of(table, "gallium", "count_adjustments_kg"), "-3.000000");
  CHECK_EQ(value_of(table, "gallium", "closing_kg"), "895.000000");
}

TEST_CASE("cost-movement: the same in cost") {
  BusyBook book;
  const auto table = movement(book, "2026-03-01", "2026-03-31");
  CHECK_EQ(value_of(table, "gallium", "opening_usd"), "600000.00");
  CHECK_EQ(value_of(table, "gallium", "purchases_usd"), "53500.00"); // with freight and duty
  CHECK_EQ(value_of(table, "gallium", "transfers_usd"), "0.00");
  CHECK_EQ(value_of(table, "gallium", "releases_usd"), "-150000.00");
  CHECK_EQ(value_of(table, "gallium", "loans_usd"), "-100000.00");
  CHECK_EQ(value_of(table, "gallium", "returns_usd"), "75000.00");
  CHECK_EQ(value_of(table, "gallium", "losses_usd"), "-25000.00");
  CHECK_EQ(value_of(table, "gallium", "count_adjustments_usd"), "-1500.00");
  CHECK_EQ(value_of(table, "gallium", "closing_usd"), "452000.00");
  // Loans, returns and count adjustments, for people.
  CHECK_EQ(value_of(table, "gallium", "other_movements_usd"), "-26500.00");
  // What was lost: 25,000 released as lost, 5,000 given up of the loan, 1,500 by the count.
  CHECK_EQ(value_of(table, "gallium", "lost_cost_usd"), "31500.00");
  CHECK_EQ(value_of(table, "gallium", "proceeds_usd"), "180000.00");
  CHECK_EQ(value_of(table, "gallium", "released_cost_usd"), "150000.00");
  CHECK_EQ(value_of(table, "gallium", "realised_gain_usd"), "30000.00");
  CHECK_EQ(total_of(table, "releases_usd"), "-150000.00");
  CHECK_EQ(total_of(table, "closing_kg"), "-");
}

TEST_CASE("cost-movement: unrealised gain at both ends, and write-downs beside") {
  BusyBook book;
  const auto march = movement(book, "2026-03-01", "2026-03-31");
  CHECK_EQ(value_of(march, "gallium", "opening_unrealised_gain_usd"), "0.00");
  CHECK_EQ(value_of(march, "gallium", "closing_unrealised_gain_usd"), "85000.00"); // 895 × 600 − 452,000
  CHECK_EQ(value_of(march, "gallium", "unrealised_gain_change_usd"), "85000.00");
  CHECK_EQ(value_of(march, "gallium", "opening_written_down_usd"), "0.00");
  CHECK_EQ(value_of(march, "gallium", "write_downs_usd"), "45000.00");
  CHECK_EQ(value_of(march, "gallium", "closing_written_down_usd"), "45000.00");
  const auto april = movement(book, "2026-04-01", "2026-04-30");
  CHECK_EQ(value_of(april, "gallium", "opening_usd"), "452000.00");
  CHECK_EQ(value_of(april, "gallium", "releases_usd"), "-22500.00");
  CHECK_EQ(value_of(april, "gallium", "opening_written_down_usd"), "45000.00");
  CHECK_EQ(value_of(april, "gallium", "write_downs_usd"), "0.00");
  CHECK_EQ(value_of(april, "gallium", "write_downs_released_usd"), "4500.00");
  CHECK_EQ(value_of(april, "gallium", "closing_written_down_usd"), "40500.00");
  CHECK_EQ(value_of(april, "gallium", "realised_gain_usd"), "4500.00");
  CHECK_EQ(value_of(april, "gallium", "unrealised_gain_change_usd"), "-4500.00"); // what was realised
}

TEST_CASE("cost-movement: it closes as cost is at the end, and opens as it was the day before") {
  BusyBook book;
  const auto table = movement(book, "2026-03-10", "2026-04-15");
  const auto before = report(book, "cost", "2026-03-09");
  const auto at_end = report(book, "cost", "2026-04-15");
  for (const auto& [of_movement, of_cost] :
       {std::pair("kg", "on_hand_kg"), std::pair("usd", "cost_usd"), std::pair("written_down_usd", "written_down_usd"),
        std::pair("unrealised_gain_usd", "unrealised_gain_usd")}) {
    CHECK_EQ(value_of(table, "gallium", fmt::format("opening_{}", of_movement)), value_of(before, "gallium", of_cost));
    CHECK_EQ(value_of(table, "gallium", fmt::format("closing_{}", of_movement)), value_of(at_end, "gallium", of_cost));
  }
  CHECK_EQ(value_of(table, "tungsten", "opening_usd"), value_of(table, "tungsten", "closing_usd"));
}

TEST_CASE("cost-movement: the gain that was realised is the sum of the releases'") {
  BusyBook book;
  const auto all = movement(book, nullptr, "2026-04-30");
  CHECK_EQ(value_of(all, "gallium", "realised_gain_usd"), "34500.00");
  CHECK_EQ(total_of(all, "realised_gain_usd"), total_of(report(book, "releases", "2026-04-30"), "gain_usd"));
}

TEST_CASE("cost-movement: a settlement changes what is on hand, and what releases cost") {
  TemporaryBook book;
  allowed(operations::record_purchase(book.book(), book.options("2026-02-01"),
                                      {.mineral = "indium",
                                       .delivery = {.mass = mass("1,000 kg")},
                                       .price = price("300 USD/kg"),
                                       .supplier = "TRAXYS",
                                       .site = "DENVER",
                                       .lot = "IN-1",
                                       .paper = {.provisional = true}}));
  book.sale("indium", "400 kg", "350 USD/kg", "2026-03-10");
  allowed(operations::settle_assay(book.book(), book.options("2026-03-15"), {.lot = "IN-1", .mass = mass("990 kg")}));
  const auto table = movement(book, "2026-03-01", "2026-03-31");
  CHECK_EQ(value_of(table, "indium", "releases_usd"), "-120000.00");
  CHECK_EQ(value_of(table, "indium", "settlements_kg"), "-6.000000"); // 600 of 1,000 kg were on hand
  CHECK_EQ(value_of(table, "indium", "settlements_usd"), "-1800.00");
  CHECK_EQ(value_of(table, "indium", "closing_usd"), "178200.00");
  CHECK_EQ(value_of(table, "indium", "released_cost_usd"), "118800.00"); // 396 kg after all
  CHECK_EQ(value_of(table, "indium", "realised_gain_usd"), "21200.00");
}

TEST_CASE("cost-movement: without a first day it is from the beginning of the book") {
  BusyBook book;
  allowed(operations::record_opening(book.book(), book.options("2026-01-31"),
                                     {.mineral = "germanium",
                                      .delivery = {.mass = mass("10 kg")},
                                      .deemed_cost = money("5,000 USD"),
                                      .supplier = "TRAXYS",
                                      .site = "DENVER",
                                      .authority = "auditor"}));
  const auto table = movement(book, nullptr, "2026-03-31");
  CHECK_EQ(value_of(table, "gallium", "from_on"), "-");
  CHECK_EQ(value_of(table, "gallium", "opening_kg"), "0.000000");
  CHECK_EQ(value_of(table, "gallium", "purchases_usd"), "653500.00");
  CHECK_EQ(value_of(table, "gallium", "closing_usd"), "452000.00");
  CHECK_EQ(value_of(table, "gallium", "opening_unrealised_gain_usd"), "0.00"); // nothing was held
  CHECK_EQ(value_of(table, "germanium", "opening_balances_kg"), "10.000000");
  CHECK_EQ(value_of(table, "germanium", "opening_balances_usd"), "5000.00");
  CHECK_EQ(value_of(table, "germanium", "closing_usd"), "5000.00");
  CHECK(has_note(table, "From the beginning of the book to 2026-03-31: opening and what moved come to closing"));
  const auto from_first = movement(book, "2026-01-01", "2026-03-31");
  CHECK_EQ(value_of(from_first, "gallium", "purchases_usd"), "653500.00");
  CHECK(has_note(from_first, "From 2026-01-01 to 2026-03-31:"));
  const auto later = movement(book, "2026-02-01", "2026-03-31");
  CHECK_EQ(value_of(later, "germanium", "opening_usd"), "5000.00");
  CHECK_EQ(value_of(later, "germanium", "opening_balances_usd"), "0.00");
}

TEST_CASE("cost-movement: what has no price at an end is named, and what is not held needs none") {
  TemporaryBook book;
  book.purchase("thulium", "2 kg", "900 USD/kg", "2026-01-15");
  const auto held = movement(book, "2026-01-01", "2026-03-31");
  CHECK_EQ(value_of(held, "thulium", "opening_unrealised_gain_usd"), "0.00");
  CHECK_EQ(value_of(held, "thulium", "closing_unrealised_gain_usd"), "-");
  CHECK_EQ(value_of(held, "thulium", "unrealised_gain_change_usd"), "-");
  CHECK(has_note(held, "Held without a usable price at the beginning or the end: thulium;"));
  book.sale("thulium", "2 kg", "950 USD/kg", "2026-04-01");
  const auto sold = movement(book, "2026-04-01", "2026-04-30");
  CHECK_EQ(value_of(sold, "thulium", "closing_unrealised_gain_usd"), "0.00");
  CHECK_EQ(value_of(sold, "thulium", "unrealised_gain_change_usd"), "-");
  CHECK_FALSE(has_note(movement(book, "2026-05-01", "2026-05-31"), "usable price"));
}

TEST_CASE("cost-movement: columns are named once for all") {
  TemporaryBook book;
  const auto table = movement(book, nullptr, "2026-03-31");
  CHECK_EQ(machine_columns(table),
           "mineral from_on to_on opening_kg opening_balances_kg purchases_kg settlements_kg transfers_kg releases_kg "
           "loans_kg returns_kg losses_kg count_adjustments_kg closing_kg opening_usd opening_balances_usd "
           "purchases_usd settlements_usd transfers_usd releases_usd loans_usd returns_usd losses_usd "
           "count_adjustments_usd closing_usd opening_written_down_usd write_downs_usd write_downs_released_usd "
           "closing_written_down_usd carrying_cost_usd financing_cost_usd proceeds_usd released_cost_usd lost_cost_usd "
           "realised_gain_usd opening_unrealised_gain_usd closing_unrealised_gain_usd unrealised_gain_change_usd");
  CHECK_EQ(row_of(table, "gallium").mood, "faint");
}

} // namespace reports_cost_movement_report_test
