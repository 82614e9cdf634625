// Going back day by day answers what each day answers by itself.
#include "store/past_stock.hpp"

#include "operations/lot_status.hpp"
#include "operations/record_sale.hpp"
#include "tests/support/attacked_book.hpp"

#include <doctest/doctest.h>
#include <set>

namespace store_past_stock_test {

using namespace pvault;
using namespace pvault::test;

namespace {

using Words = std::vector<std::string>;

// A balance that came back to nothing is one that is not there.
Words balances_in_words(const store::Balances& balances) {
  Words words;
  for (const auto& [key, balance] : balances) {
    if (balance.mass == Mass() && balance.amount == Money()) continue;
    const auto number = [](const auto& id) { return id ? number_of(*id) : 0; };
    words.push_back(fmt::format("{} {} {} {}: {} mg {} cents", static_cast<std::int64_t>(key.account),
                                number(key.mineral), number(key.party), number(key.facility), balance.mass.milligrams(),
                                balance.amount.cents()));
  }
  return words;
}

Words stock_in_words(const store::StockByMineral& stocks) {
  Words words;
  for (const auto& [mineral, stock] : stocks) {
    const auto kg = [](Mass mass) { return format_kilograms(mass); };
    words.push_back(fmt::format("{}: {} on hand, {} {} {} {} {} {} {}, {} owed back, {} available", number_of(mineral),
                                kg(stock.on_hand), kg(stock.in_transit), kg(stock.in_process), kg(stock.not_accepted),
                                kg(stock.encumbered), kg(stock.encumbered_held), kg(stock.sold_not_shipped),
                                kg(stock.sold_of_held_lots), kg(stock.owed_back), kg(stock.available())));
  }
  return words;
}

// The days on which anything is dated, the latest first, and one before them all.
std::set<Date, std::greater<>> days_of(store::Connection& connection) {
  std::set<Date, std::greater<>> days = {day("2024-12-31")};
  store::Query row = connection.query("SELECT DISTINCT effective_on FROM entry WHERE effective_on > '2025-01-01'");
  while (row.next())
    days.insert(row.date(0));
  return days;
}

void check_all_days(TemporaryBook& book, EntryId known_at) {
  store::Connection& connection = book.connection();
  const auto days = days_of(connection);
  store::PastStock past(connection, {*days.begin(), known_at});
  for (const Date on : days) {
    const Moment moment{on, known_at};
    CAPTURE(format_date(on));
    CAPTURE(number_of(known_at));
    past.go_back_to(on);
    REQUIRE_EQ(balances_in_words(past.balances()), balances_in_words(store::load_balances(connection, moment)));
    REQUIRE_EQ(stock_in_words(past.available()), stock_in_words(store::load_available_stock(connection, moment)));
  }
}

} // namespace

TEST_CASE("a book with an entry of every kind: each day as it stands, and as it was known earlier") {
  SampleBook book;
  const std::int64_t newest = number_of(book.newest());
  check_all_days(book, book.newest());
  for (std::int64_t known = 1; known < newest; known += 23)
    check_all_days(book, EntryId{known});
}

TEST_CASE("what holds a lot back comes and goes, and is undone") {
  TemporaryBook book;
  book.site("AT-SEA", SiteKind::in_transit);
  const EntryId by_rail = book.site("BY-RAIL", SiteKind::in_transit);
  book.facility("EXIM-1", "10e6 USD", "2026-01-01");
  book.purchase("gallium", "10 t", "500 USD/kg", "2026-01-10", {.lot = "G-1"});
  book.purchase("gallium", "5 t", "500 USD/kg", "2026-01-20", {.site = "AT-SEA", .lot = "G-2"});
  const auto judge = [&](LotQuality status, std::string_view on) {
    return allowed(operations::set_lot_quality(book.book(), book.options(on), {"G-1", status, "assay"})).entry;
  };
  judge(LotQuality::quarantined, "2026-02-01");
  const EntryId rejected = judge(LotQuality::rejected, "2026-02-10");
  book.reverse(rejected, "2026-02-20");
  judge(LotQuality::accepted, "2026-03-01");
  const EntryId pledged =
      allowed(operations::record_pledge(book.book(), book.options("2026-03-10"), {{.lot = "G-1"}, "EXIM-1", true}))
          .entry;
  const EntryId returned =
      allowed(operations::release_pledge(book.book(), book.options("2026-03-20"), {.lot = "G-1"})).entry;
  book.reverse(returned, "2026-03-25");
  book.reverse(pledged, "2026-04-01");
  const operations::SaleInput sold{.mineral = "gallium",
                                   .mass = mass("3 t"),
                                   .price = price("600 USD/kg"),
                                   .buyer = "BUYER",
                                   .ship_by = day("2026-12-31"),
                                   .authority = "board"};
  const EntryId sale = allowed(operations::record_sale(book.book(), book.options("2026-04-10"), sold)).entry;
  book.reverse(sale, "2026-04-20");
  book.transfer("G-2", "2 t", "DENVER", "2026-05-01", "G-3");
  book.purchase("gallium", "1 t", "500 USD/kg", "2025-12-01", {.lot = "G-0"}); // recorded late
  book.reverse(book.purchase("gallium", "1 t", "500 USD/kg", "2026-05-02", {.site = "BY-RAIL"}), "2026-05-10");
  book.reverse(by_rail, "2026-05-10");
  check_all_days(book, book.newest());
  check_all_days(book, returned);
  check_all_days(book, sale);
  store::PastStock past(book.connection(), book.moment("2026-05-01"));
  const auto available = [&](std::string_view on) {
    past.go_back_to(day(on));
    return format_kilograms(past.available().at(book.mineral("gallium")).available());
  };
  CHECK_EQ(available("2026-05-01"), "13,000"); // 1 + 10 + 2 t
  CHECK_EQ(available("2026-04-20"), "11,000");
  CHECK_EQ(available("2026-04-10"), "8,000"); // 3 t are sold
  CHECK_EQ(available("2026-04-01"), "11,000");
  CHECK_EQ(available("2026-03-25"), "1,000"); // pledged again
  CHECK_EQ(available("2026-03-20"), "11,000");
  CHECK_EQ(available("2026-03-10"), "1,000");
  CHECK_EQ(available("2026-03-01"), "11,000");
  CHECK_EQ(available("2026-02-20"), "1,000");
  CHECK_EQ(available("2026-01-31"), "11,000");
  CHECK_EQ(available("2025-12-31"), "1,000");
  CHECK_EQ(available("2025-11-30"), "0");
  CHECK_THROWS_AS(past.go_back_to(day("2026-01-01")), std::logic_error);
}

TEST_CASE("business begins with the first stock or debt; what never was does not count") {
  TemporaryBook book;
  const auto first = [&](std::string_view as_of) {
    const auto found = store::find_first_business(book.connection(), book.moment(as_of));
    return found ? format_date(*found) : std::string("none");
  };
  CHECK_EQ(first("2199-12-31"), "none"); // figures, names and targets are no business
  const EntryId known = book.newest();
  book.facility("EXIM-1", "10e6 USD", "2026-01-01");
  CHECK_EQ(first("2199-12-31"), "none");
  const EntryId bought = book.purchase("gallium", "1 t", "500 USD/kg", "2026-03-01");
  CHECK_EQ(first("2026-12-31"), "2026-03-01");
  CHECK_EQ(first("2026-02-28"), "none");
  book.drawdown("EXIM-1", "100 USD", "2026-02-01");
  CHECK_EQ(first("2026-12-31"), "2026-02-01");
  const EntryId wrong = book.purchase("gallium", "1 t", "500 USD/kg", "2025-06-01");
  CHECK_EQ(first("2026-12-31"), "2025-06-01");
  book.reverse(wrong, "2025-06-01");
  CHECK_EQ(first("2026-12-31"), "2026-02-01");
  book.reverse(bought, "2026-04-01");
  CHECK_EQ(first("2026-12-31"), "2026-02-01");
  CHECK_FALSE(store::find_first_business(book.connection(), {day("2026-12-31"), known}));
}

} // namespace store_past_stock_test
