// Which figure holds at a moment: the latest dated up to its day, recorded up to its entry, and not undone by then.
#include "store/figures.hpp"

#include "store/demands.hpp"
#include "store/names.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>

namespace store_figures_test {

using namespace pvault;
using namespace pvault::test;

namespace {

MineralId mineral_of(TemporaryBook& book, const char* name) {
  return allowed(store::load_mineral(book.connection(), name)).id;
}

// In cents a kilogram; none: -1.
std::int64_t price_at(TemporaryBook& book, const Moment& moment, const char* mineral = "gallium") {
  const auto found = store::find_price(book.connection(), mineral_of(book, mineral), moment);
  return found ? round_to_integer(exact_cents(found->price, kilograms(1)), Rounding::half_even).value() : -1;
}

int target_at(TemporaryBook& book, const Moment& moment) {
  return store::find_target_days(book.connection(), mineral_of(book, "gallium"), moment).value_or(-1);
}

} // namespace

TEST_CASE("the price that holds is the latest dated one") {
  TemporaryBook book; // the reference price of gallium is 580 USD/kg of 2025-12-31
  book.price("gallium", "600 USD/kg", "2026-02-01");
  book.price("gallium", "590 USD/kg", "2026-01-15"); // recorded later, dated earlier
  CHECK_EQ(price_at(book, book.moment("2026-02-01")), 60'000);
  CHECK_EQ(price_at(book, book.moment("2026-01-31")), 59'000);
  CHECK_EQ(price_at(book, book.moment("2026-01-14")), 58'000);
  CHECK_EQ(price_at(book, book.moment("2025-12-30")), -1);
}

TEST_CASE("of two prices on one day the one recorded later holds, as far as it was known") {
  TemporaryBook book;
  const EntryId first = book.price("gallium", "600 USD/kg", "2026-02-01");
  const EntryId second = book.price("gallium", "610 USD/kg", "2026-02-01");
  CHECK_EQ(price_at(book, {day("2026-02-01"), second}), 61'000);
  CHECK_EQ(price_at(book, {day("2026-02-01"), first}), 60'000);
  CHECK(store::find_price(book.connection(), mineral_of(book, "gallium"), book.moment("2026-02-01"))->entry == second);
}

TEST_CASE("a price that was undone does not count, from the reversal's day and entry on") {
  TemporaryBook book;
  const EntryId wrong = book.price("gallium", "6 USD/kg", "2026-02-01");
  book.reverse(wrong, "2026-03-01");
  CHECK_EQ(price_at(book, book.moment("2026-02-28")), 600);
  CHECK_EQ(price_at(book, book.moment("2026-03-01")), 58'000);
  CHECK_EQ(price_at(book, {day("2026-03-01"), wrong}), 600);
}

TEST_CASE("a quote that cannot value the stockpile is kept and passed by") {
  TemporaryBook book;
  const std::int64_t unusable = book.connection().integer_of(
      "SELECT mineral_id FROM price WHERE unusable IS NOT NULL ORDER BY mineral_id LIMIT 1");
  CHECK_FALSE(store::find_price(book.connection(), MineralId{unusable}, book.moment("2199-12-31")).has_value());
}

TEST_CASE("the demand figure that holds is the one for the latest year that has begun") {
  TemporaryBook book; // the reference figure of gallium is 19,000 kg in 2025
  book.demand("gallium", 2024, "18000 kg");
  book.demand("gallium", 2026, "20000 kg", true);
  const auto at = [&](std::string_view on) {
    return store::find_demand(book.connection(), mineral_of(book, "gallium"), book.moment(on));
  };
  CHECK_EQ(at("2026-01-01")->per_year, kilograms(20'000));
  CHECK(at("2026-01-01")->is_upper_bound);
  CHECK_EQ(at("2025-12-31")->per_year, kilograms(19'000));
  CHECK_FALSE(at("2025-12-31")->is_upper_bound);
  CHECK_EQ(at("2025-12-31")->quality, "A");
  CHECK_EQ(at("2024-01-01")->year, 2024);
  CHECK_FALSE(at("2023-12-31").has_value());
}

TEST_CASE("of two figures of consumption for one year the basis decides, of one basis what was recorded last") {
  TemporaryBook book; // reported consumption of gallium in 2025: 19,000 kg
  const auto add = [&](const char* basis, const char* mass_text) {
    return allowed(operations::add_demand(
                       book.book(), book.options("2026-02-01"),
                       {.mineral = "gallium", .year = 2025, .mass = mass(mass_text), .basis = basis, .source = "test"}))
        .entry;
  };
  const auto at = [&](EntryId known_at) {
    return store::find_demand(book.connection(), mineral_of(book, "gallium"), {day("2026-02-01"), known_at})->per_year;
  };
  const EntryId before = book.newest();
  const EntryId apparent = add("apparent-consumption", "22 t");
  const EntryId reported = add("reported-consumption", "18 t");
  const EntryId again = add("apparent-consumption", "21 t");
  const EntryId imports = add("imports", "90 t");
  CHECK_EQ(at(before), kilograms(19'000));
  CHECK_EQ(at(apparent), kilograms(22'000));
  CHECK_EQ(at(reported), kilograms(22'000));
  CHECK_EQ(at(imports), kilograms(21'000));
  book.reverse(again);
  CHECK_EQ(at(book.newest()), kilograms(22'000));
}

TEST_CASE("of the figures of a mineral those are read that the choice needs") {
  TemporaryBook book; // reported consumption of gallium in 2025; shares and reliance are published
  const auto add = [&](const char* basis, int year) {
    allowed(operations::add_demand(
        book.book(), book.options("2026-02-01"),
        {.mineral = "gallium", .year = year, .mass = mass("9 t"), .basis = basis, .source = "test"}));
  };
  add("reported-consumption", 2024);
  add("imports", 2024);
  add("imports", 2025);
  add("defence-demand", 2026);
  const auto facts = [&](const char* basis) {
    return store::load_demand_facts(book.connection(), mineral_of(book, "gallium"), book.moment("2026-02-01"),
                                    {.basis = basis});
  };
  for (const char* basis : {"consumption", "reported-consumption", "imports", "defence-demand"}) {
    CAPTURE(basis);
    CHECK_EQ(facts(basis).figures.size(), 1);
    CHECK(facts(basis).reliance.empty());
    CHECK(facts(basis).shares.empty());
  }
  CHECK_EQ(facts("consumption").figures.front().figure.year, 2025);
  CHECK_EQ(facts("net-imports").figures.size(), 4);
  CHECK_FALSE(facts("net-imports").reliance.empty());
  CHECK_EQ(facts("imports-from").figures.size(), 4);
  CHECK_FALSE(facts("imports-from").shares.empty());
}

TEST_CASE("a mineral without a figure of its own has none") {
  TemporaryBook book;
  CHECK_FALSE(
      store::find_demand(book.connection(), mineral_of(book, "neodymium"), book.moment("2026-01-01")).has_value());
  CHECK(store::find_demand(book.connection(), mineral_of(book, "rare-earths"), book.moment("2026-01-01")).has_value());
}

TEST_CASE("the target that holds is the one dated last") {
  TemporaryBook book; // 60 days for all, from 2025-01-01 on
  const EntryId longer = book.target("gallium", 90, "2026-01-01");
  book.target("all", 30, "2026-06-01");
  CHECK_EQ(target_at(book, book.moment("2024-12-31")), -1);
  CHECK_EQ(target_at(book, book.moment("2025-12-31")), 60);
  CHECK_EQ(target_at(book, book.moment("2026-05-31")), 90);
  CHECK_EQ(target_at(book, book.moment("2026-06-01")), 30);
  CHECK_EQ(target_at(book, {day("2026-06-01"), longer}), 90);
  book.reverse(longer);
  CHECK_EQ(target_at(book, book.moment("2026-05-31")), 60);
}

} // namespace store_figures_test
