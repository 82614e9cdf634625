// What happened in a period, and that nothing that moves stock is left out of it.
#include "store/periods.hpp"

#include "store/transaction.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>

namespace store_periods_test {

using namespace pvault;
using namespace pvault::test;

namespace {

store::Period period(TemporaryBook& book, const char* from, std::string_view until) {
  return {from == nullptr ? std::nullopt : std::optional(day(from)), book.moment(until)};
}

std::string in_words(const StockAmount& amount) {
  return fmt::format("{} kg {}", format_kilograms(amount.mass), format_money(amount.cost));
}

std::string moved(TemporaryBook& book, StockMovement movement, const store::Period& in) {
  const auto movements = store::load_stock_movements(book.connection(), in);
  const auto found = movements.find(book.mineral("gallium"));
  return found == movements.end() ? "nothing" : in_words(found->second.of(movement));
}

std::string landed(TemporaryBook& book, const char* from, std::string_view until) {
  auto costs = store::load_landed_costs(book.connection(), period(book, from, until));
  const LandedCosts& gallium = costs[book.mineral("gallium")];
  return fmt::format("freight {}, duty {}, other {}, in all {}", format_money(gallium.of(LandedKind::freight)),
                     format_money(gallium.of(LandedKind::duty)), format_money(gallium.of(LandedKind::other)),
                     format_money(gallium.total()));
}

} // namespace

// Whoever adds a kind of entry that moves stock, or a kind of release, must say what movement it is.
TEST_CASE("every kind of entry that may post to inventory is a movement") {
  TemporaryBook book;
  store::Query row = book.connection().query(
      fmt::format("SELECT kind FROM entry_kind_account WHERE account_id = {} AND kind <> 'release'", std::int64_t{2}));
  int kinds = 0;
  for (; row.next(); ++kinds) {
    INFO("kind ", row.text(0));
    CHECK(stock_movement_of(row.text(0), std::nullopt).has_value());
  }
  CHECK_GE(kinds, 7);
  store::Query release = book.connection().query("SELECT kind, mass_account_id FROM release_kind");
  int releases = 0;
  for (; release.next(); ++releases) {
    INFO("release ", release.text(0));
    CHECK(stock_movement_of("release", Account{release.integer(1)}).has_value());
  }
  CHECK_GE(releases, 7);
}

TEST_CASE("a period has the day before it, unless it begins with the book") {
  TemporaryBook book;
  CHECK_FALSE(store::moment_before(period(book, nullptr, "2026-03-31")).has_value());
  CHECK_FALSE(store::moment_before(period(book, "1900-01-01", "2026-03-31")).has_value());
  const auto before = store::moment_before(period(book, "2026-03-01", "2026-03-31"));
  REQUIRE(before.has_value());
  CHECK_EQ(format_date(before->as_of), "2026-02-28");
  CHECK(before->known_at == book.newest());
  CHECK(store::load_balances_before(book.connection(), period(book, nullptr, "2026-03-31")).empty());
}

TEST_CASE("movements are those of the period's days, both included, as the book knew them") {
  TemporaryBook book;
  book.purchase("gallium", "100 kg", "10 USD/kg", "2026-03-01");
  book.purchase("gallium", "10 kg", "10 USD/kg", "2026-03-31");
  const EntryId known = book.newest();
  book.purchase("gallium", "1 kg", "10 USD/kg", "2026-03-15");
  CHECK_EQ(moved(book, StockMovement::purchase, period(book, "2026-03-01", "2026-03-31")), "111 kg 1,110.00 USD");
  CHECK_EQ(moved(book, StockMovement::purchase, period(book, "2026-03-02", "2026-03-31")), "11 kg 110.00 USD");
  CHECK_EQ(moved(book, StockMovement::purchase, period(book, "2026-03-01", "2026-03-30")), "101 kg 1,010.00 USD");
  CHECK_EQ(moved(book, StockMovement::purchase, period(book, nullptr, "2026-03-14")), "100 kg 1,000.00 USD");
  CHECK_EQ(moved(book, StockMovement::purchase, period(book, "2026-04-01", "2026-04-30")), "nothing");
  CHECK_EQ(moved(book, StockMovement::purchase, {day("2026-03-02"), {day("2026-03-31"), known}}), "10 kg 100.00 USD");
}

TEST_CASE("a reversal takes back the movement that it undoes, on its own day") {
  TemporaryBook book;
  book.purchase("gallium", "100 kg", "10 USD/kg", "2026-02-01");
  const EntryId sale = book.sale("gallium", "40 kg", "12 USD/kg", "2026-03-01");
  const EntryId loss = book.loss("gallium", "5 kg", "2026-03-02");
  book.reverse(loss, "2026-03-20");
  book.reverse(sale, "2026-04-10");
  CHECK_EQ(moved(book, StockMovement::release, period(book, "2026-03-01", "2026-03-31")), "-40 kg -400.00 USD");
  CHECK_EQ(moved(book, StockMovement::loss, period(book, "2026-03-01", "2026-03-31")), "0 kg 0.00 USD");
  CHECK_EQ(moved(book, StockMovement::release, period(book, "2026-04-01", "2026-04-30")), "40 kg 400.00 USD");
  CHECK_EQ(moved(book, StockMovement::release, period(book, nullptr, "2026-04-30")), "0 kg 0.00 USD");
}

TEST_CASE("what landed the purchases of a period, less that of those reversed in it") {
  TemporaryBook book;
  book.purchase("gallium", "100 kg", "10 USD/kg", "2026-02-10",
                {.landed = {{"freight", money("50 USD")}, {"duty", money("20 USD")}}});
  const EntryId wrong = book.purchase("gallium", "10 kg", "10 USD/kg", "2026-03-05",
                                      {.landed = {{"Freight", money("5 USD")}, {"port dues", money("1 USD")}}});
  book.purchase("tin", "10 kg", "10 USD/kg", "2026-03-06", {.landed = {{"freight", money("7 USD")}}});
  CHECK_EQ(landed(book, nullptr, "2026-03-31"), "freight 55.00 USD, duty 20.00 USD, other 1.00 USD, in all 76.00 USD");
  book.reverse(wrong, "2026-04-02");
  CHECK_EQ(landed(book, nullptr, "2026-03-31"), "freight 55.00 USD, duty 20.00 USD, other 1.00 USD, in all 76.00 USD");
  CHECK_EQ(landed(book, nullptr, "2026-04-02"), "freight 50.00 USD, duty 20.00 USD, other 0.00 USD, in all 70.00 USD");
  CHECK_EQ(landed(book, "2026-03-01", "2026-03-31"),
           "freight 5.00 USD, duty 0.00 USD, other 1.00 USD, in all 6.00 USD");
  CHECK_EQ(landed(book, "2026-04-01", "2026-04-30"),
           "freight -5.00 USD, duty 0.00 USD, other -1.00 USD, in all -6.00 USD");
  CHECK_EQ(landed(book, "2026-03-01", "2026-04-30"),
           "freight 0.00 USD, duty 0.00 USD, other 0.00 USD, in all 0.00 USD");
}

} // namespace store_periods_test
