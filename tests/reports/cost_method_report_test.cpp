// What `cost` and `lots` say of methods, write-downs and opening balances, as of any day and as known at any entry.
#include "operations/record_opening.hpp"
#include "operations/record_write_down.hpp"
#include "operations/set_cost_method.hpp"
#include "reports/all_reports.hpp"
#include "tests/reports/report_values.hpp"

namespace reports_cost_method_report_test {

using namespace pvault;
using namespace pvault::test;

namespace {

std::string cost(TemporaryBook& book, std::string_view as_of, std::string_view column) {
  return value_of(report(book, "cost", as_of), "gallium", column);
}

EntryId write_down(TemporaryBook& book, std::string_view amount, std::string_view on) {
  return allowed(operations::record_write_down(book.book(), book.options(on),
                                               {.mineral = "gallium", .amount = money(amount), .reason = "market"}))
      .entry;
}

} // namespace

TEST_CASE("cost: the method in force on the day, as known then") {
  TemporaryBook book;
  book.purchase("gallium", "100 kg", "1 USD/kg", "2026-01-05");
  const EntryId before = book.newest();
  allowed(operations::set_cost_method(book.book(), book.options("2026-02-01"), {"all", CostMethod::lifo}));
  allowed(operations::set_cost_method(book.book(), book.options("2026-03-01"), {"gallium", CostMethod::average}));
  CHECK_EQ(cost(book, "2026-01-31", "cost_method"), "fifo");
  CHECK_EQ(cost(book, "2026-02-01", "cost_method"), "lifo");
  CHECK_EQ(cost(book, "2026-03-01", "cost_method"), "average");
  const auto known = report(book.connection(), "cost", {.moment = {day("2026-03-01"), before}});
  CHECK_EQ(value_of(known, "gallium", "cost_method"), "fifo");
  CHECK(has_note(report(book, "cost", "2026-03-01"), "Cost method average: gallium."));
  CHECK_FALSE(has_note(report(book, "cost", "2026-01-31"), "Cost method"));
}

TEST_CASE("cost: a write-down leaves cost as it was and goes with what is released") {
  TemporaryBook book;
  book.purchase("gallium", "100 kg", "10 USD/kg", "2026-01-05", {.lot = "A"});
  const EntryId before = book.newest();
  write_down(book, "200 USD", "2026-02-01");
  book.sale("gallium", "25 kg", "12 USD/kg", "2026-03-01");
  CHECK_EQ(cost(book, "2026-01-31", "written_down_usd"), "0.00");
  CHECK_EQ(cost(book, "2026-02-01", "cost_usd"), "1000.00");
  CHECK_EQ(cost(book, "2026-02-01", "written_down_usd"), "200.00");
  CHECK_EQ(cost(book, "2026-02-01", "carrying_value_usd"), "800.00");
  CHECK_EQ(cost(book, "2026-03-01", "cost_usd"), "750.00");
  CHECK_EQ(cost(book, "2026-03-01", "written_down_usd"), "150.00");
  CHECK_EQ(cost(book, "2026-03-01", "carrying_value_usd"), "600.00");
  CHECK_EQ(cost(book, "2026-03-01", "write_downs_usd"), "200.00");
  CHECK_EQ(cost(book, "2026-03-01", "write_downs_released_usd"), "50.00");
  CHECK_EQ(cost(book, "2026-03-01", "released_cost_usd"), "250.00");
  CHECK_EQ(cost(book, "2026-03-01", "realised_gain_usd"), "50.00"); // over what it had cost
  CHECK(has_note(report(book, "cost", "2026-03-01"),
                 "Written down, cost stays what it was: gallium by 150.00 USD to 600.00 USD."));
  const auto known = report(book.connection(), "cost", {.moment = {day("2026-03-01"), before}});
  CHECK_EQ(value_of(known, "gallium", "written_down_usd"), "0.00");
  const auto lots = report(book, "lots", "2026-02-01");
  CHECK_EQ(value_of(lots, "A", "cost_usd"), "1000.00");
  CHECK_EQ(value_of(lots, "A", "written_down_usd"), "200.00");
  CHECK_EQ(value_of(lots, "A", "carrying_value_usd"), "800.00");
}

TEST_CASE("cost: a write-down undone is gone from its day on") {
  TemporaryBook book;
  book.purchase("gallium", "100 kg", "10 USD/kg", "2026-01-05");
  const EntryId wrong = write_down(book, "200 USD", "2026-02-01");
  const EntryId known = book.newest();
  book.reverse(wrong);
  CHECK_EQ(cost(book, "2026-02-01", "written_down_usd"), "0.00");
  const auto before = report(book.connection(), "cost", {.moment = {day("2026-02-01"), known}});
  CHECK_EQ(value_of(before, "gallium", "written_down_usd"), "200.00");
}

TEST_CASE("cost: an opening balance is no purchase") {
  TemporaryBook book;
  allowed(operations::record_opening(book.book(), book.options("2026-01-02"),
                                     {.mineral = "gallium",
                                      .delivery = {.mass = mass("10 kg")},
                                      .deemed_cost = money("50 USD"),
                                      .supplier = "TRAXYS",
                                      .site = "DENVER",
                                      .authority = "auditor"}));
  book.purchase("gallium", "100 kg", "10 USD/kg", "2026-01-05");
  book.loss("gallium", "20 kg", "2026-01-06"); // 10 kg of each: 50.00 + 100.00
  CHECK_EQ(cost(book, "2026-01-31", "opening_kg"), "10.000000");
  CHECK_EQ(cost(book, "2026-01-31", "opening_usd"), "50.00");
  CHECK_EQ(cost(book, "2026-01-31", "purchased_kg"), "100.000000");
  CHECK_EQ(cost(book, "2026-01-31", "purchased_usd"), "1000.00");
  CHECK_EQ(cost(book, "2026-01-31", "lost_cost_usd"), "150.00");
  CHECK_EQ(cost(book, "2026-01-01", "opening_kg"), "0.000000");
}

TEST_CASE("mass-balance: what was on hand when the book began is a side of it") {
  TemporaryBook book;
  allowed(operations::record_opening(book.book(), book.options("2026-01-02"),
                                     {.mineral = "gallium",
                                      .delivery = {.mass = mass("1 t")},
                                      .deemed_cost = money("50 USD"),
                                      .supplier = "TRAXYS",
                                      .site = "DENVER",
                                      .authority = "auditor"}));
  book.purchase("gallium", "100 kg", "10 USD/kg", "2026-01-05");
  book.loss("gallium", "20 kg", "2026-01-06");
  const auto table = report(book, "mass-balance", "2026-01-31");
  CHECK_EQ(machine_columns(table), "mineral opening_kg received_kg released_kg lost_kg on_hand_kg in_process_kg "
                                   "owed_back_kg difference_kg");
  CHECK_EQ(value_of(table, "gallium", "opening_kg"), "1000.000000");
  CHECK_EQ(value_of(table, "gallium", "received_kg"), "100.000000");
  CHECK_EQ(value_of(table, "gallium", "lost_kg"), "20.000000");
  CHECK_EQ(value_of(table, "gallium", "on_hand_kg"), "1080.000000");
  CHECK_EQ(value_of(table, "gallium", "difference_kg"), "0.000000");
  CHECK(has_note(table, "opening + received = released + lost + on hand + owed back; 0 minerals differ."));
}

TEST_CASE("a note counts one of a thing as one") {
  CHECK_EQ(reports::counted(1, "lot"), "1 lot");
  CHECK_EQ(reports::counted(0, "lot"), "0 lots");
  CHECK_EQ(reports::counted(2, "authority", "authorities"), "2 authorities");
  CHECK_EQ(reports::counted(1, "authority", "authorities"), "1 authority");
}

} // namespace reports_cost_method_report_test
