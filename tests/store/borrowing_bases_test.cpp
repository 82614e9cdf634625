// Which borrowing base holds at a moment: the latest dated up to its day, recorded up to its entry, and not undone by
// then.
#include "store/borrowing_bases.hpp"

#include "operations/set_borrowing_base.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>

namespace store_borrowing_bases_test {

using namespace pvault;
using namespace pvault::test;

namespace {

class LentBook : public TemporaryBook {
public:
  LentBook() {
    facility("EXIM-1", "10e6 USD", "2026-01-01");
    facility("EXIM-2", "10e6 USD", "2026-01-01");
  }
  EntryId set(std::string_view on, const operations::BorrowingBaseInput& input) {
    return allowed(operations::set_borrowing_base(book(), options(on), input)).entry;
  }
  EntryId set(std::string_view on, std::string_view advance_rate) {
    return set(on, {.facility = "EXIM-1", .advance_rate = rate(advance_rate), .source = "test"});
  }
  EntryId end(std::string_view on) { return set(on, {.facility = "EXIM-1", .advance_rate = {}, .source = "test"}); }

  // "80"; none: "-".
  std::string rate_at(const Moment& moment) {
    const FacilityId id = allowed(store::load_facility(connection(), "EXIM-1")).id;
    const auto base = store::find_borrowing_base(connection(), id, moment);
    return base ? format_percent_number(base->terms.advance_rate) : "-";
  }
};

} // namespace

TEST_CASE("the borrowing base that holds is the latest dated one") {
  LentBook book;
  book.set("2026-02-01", "80%");
  book.set("2026-03-01", "70%");
  book.set("2026-02-15", "75%"); // recorded later, dated earlier
  CHECK_EQ(book.rate_at(book.moment("2026-01-31")), "-");
  CHECK_EQ(book.rate_at(book.moment("2026-02-14")), "80");
  CHECK_EQ(book.rate_at(book.moment("2026-02-28")), "75");
  CHECK_EQ(book.rate_at(book.moment("2026-03-01")), "70");
}

TEST_CASE("of two borrowing bases of one day the one recorded later holds, as far as it was known") {
  LentBook book;
  const EntryId first = book.set("2026-02-01", "80%");
  const EntryId second = book.set("2026-02-01", "0%");
  CHECK_EQ(book.rate_at({day("2026-02-01"), second}), "0");
  CHECK_EQ(book.rate_at({day("2026-02-01"), first}), "80");
}

TEST_CASE("a borrowing base ends, and another may follow") {
  LentBook book;
  book.set("2026-02-01", "80%");
  book.end("2026-03-01");
  book.set("2026-04-01", "60%");
  CHECK_EQ(book.rate_at(book.moment("2026-02-28")), "80");
  CHECK_EQ(book.rate_at(book.moment("2026-03-31")), "-");
  CHECK_EQ(book.rate_at(book.moment("2026-04-01")), "60");
}

TEST_CASE("a borrowing base that was undone does not count, and the one before it does again") {
  LentBook book;
  book.set("2026-02-01", "80%");
  const EntryId wrong = book.set("2026-02-15", "8%");
  book.reverse(wrong, "2026-03-01");
  CHECK_EQ(book.rate_at(book.moment("2026-02-28")), "8");
  CHECK_EQ(book.rate_at(book.moment("2026-03-01")), "80");
  CHECK_EQ(book.rate_at({day("2026-03-01"), wrong}), "8");
  const EntryId end = book.end("2026-04-01");
  CHECK_EQ(book.rate_at(book.moment("2026-04-01")), "-");
  book.reverse(end);
  CHECK_EQ(book.rate_at(book.moment("2026-04-01")), "80");
}

TEST_CASE("all terms of a borrowing base are read back, and only its own") {
  LentBook book;
  const FacilityId first = allowed(store::load_facility(book.connection(), "EXIM-1")).id;
  const FacilityId second = allowed(store::load_facility(book.connection(), "EXIM-2")).id;
  const EntryId entry = book.set("2026-02-01", {.facility = "exim-1",
                                                .advance_rate = rate("80%"),
                                                .advances = {{"Ga", rate("70%")}, {"cobalt", rate("0%")}},
                                                .reserve = money("5,000.01 USD"),
                                                .concentration_limit = rate("25%"),
                                                .price_age_days = 0,
                                                .shared_with = {"exim-2"},
                                                .source = "section 5"});
  book.set("2026-02-01", {.facility = "EXIM-2", .advance_rate = rate("50%"), .source = "other"});
  const auto base = store::find_borrowing_base(book.connection(), first, book.moment("2026-02-01"));
  REQUIRE(base.has_value());
  CHECK(base->entry == entry);
  CHECK_EQ(format_date(base->from), "2026-02-01");
  CHECK_EQ(base->source, "section 5");
  CHECK(base->terms.advance_rate == rate("80%"));
  REQUIRE_EQ(base->terms.advances.size(), 2);
  CHECK(base->terms.advances[0].mineral == book.mineral("gallium"));
  CHECK_EQ(base->terms.advances[0].code, "gallium");
  CHECK(base->terms.advances[0].rate == rate("70%"));
  CHECK_EQ(base->terms.advances[1].code, "cobalt");
  CHECK(base->terms.advances[1].rate == Rate());
  CHECK(base->terms.reserve == money("5,000.01 USD"));
  CHECK(base->terms.concentration_limit == rate("25%"));
  CHECK_EQ(base->terms.price_age_days.value_or(-1), 0);
  REQUIRE_EQ(base->terms.shared_with.size(), 1);
  CHECK(base->terms.shared_with[0].id == second);
  CHECK_EQ(base->terms.shared_with[0].code, "EXIM-2");

  const auto plain = store::find_borrowing_base(book.connection(), second, book.moment("2026-02-01"));
  REQUIRE(plain.has_value());
  CHECK(plain->terms.advances.empty());
  CHECK(plain->terms.shared_with.empty());
  CHECK_FALSE(plain->terms.concentration_limit.has_value());
  CHECK_FALSE(plain->terms.price_age_days.has_value());
}

} // namespace store_borrowing_bases_test
