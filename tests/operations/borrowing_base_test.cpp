// Recording a borrowing base: what it names, and that a repeated request is the same in every term.
#include "operations/set_borrowing_base.hpp"

#include "tests/support/book.hpp"

#include <doctest/doctest.h>

namespace operations_borrowing_base_test {

using namespace pvault;
using namespace pvault::test;

namespace {

class LentBook : public TemporaryBook {
public:
  LentBook() {
    facility("EXIM-1", "10e6 USD", "2026-01-01");
    facility("EXIM-2", "10e6 USD", "2026-01-01");
  }
  Expected<operations::Recorded> set(const operations::BorrowingBaseInput& input, const char* request_id = "") {
    operations::RecordingOptions with_id = options("2026-02-01");
    with_id.header.request_id = request_id;
    return operations::set_borrowing_base(book(), with_id, input);
  }
};

operations::BorrowingBaseInput all_terms() {
  return {.facility = "EXIM-1",
          .advance_rate = rate("80%"),
          .advances = {{"gallium", rate("70%")}},
          .reserve = money("1000 USD"),
          .concentration_limit = rate("25%"),
          .price_age_days = 365,
          .shared_with = {"EXIM-2"},
          .source = "agreement"};
}

template <class Change>
operations::BorrowingBaseInput all_terms_but(Change change) {
  operations::BorrowingBaseInput input = all_terms();
  change(input);
  return input;
}

} // namespace

TEST_CASE("a borrowing base names minerals that have stock, and facilities that are there") {
  LentBook book;
  check_rule(book.set(all_terms_but([](auto& input) { input.facility = "EXIM-3"; })), Rule::facility_unknown);
  check_rule(book.set(all_terms_but([](auto& input) { input.shared_with = {"EXIM-3"}; })), Rule::facility_unknown);
  check_rule(book.set(all_terms_but([](auto& input) {
    input.advances = {{"kryptonite", rate("1%")}};
  })),
             Rule::mineral_unknown);
  check_rule(book.set(all_terms_but([](auto& input) {
    input.advances = {{"REE", rate("1%")}};
  })),
             Rule::mineral_is_group);
  check_rule(book.set(all_terms_but([](auto& input) { input.advances.emplace_back("Ga", rate("1%")); })),
             Rule::borrowing_base_inconsistent);
  check_rule(book.set(all_terms_but([](auto& input) { input.shared_with = {"exim-1"}; })),
             Rule::borrowing_base_inconsistent);
  check_rule(book.set(all_terms_but([](auto& input) { input.advance_rate = rate("101%"); })),
             Rule::percent_out_of_range);
  CHECK(book.set(all_terms()).has_value());
}

TEST_CASE("a facility that was undone has no borrowing base and shares none") {
  LentBook book;
  book.reverse(book.newest()); // EXIM-2
  check_rule(book.set(all_terms()), Rule::facility_unknown);
  check_rule(book.set({.facility = "EXIM-2", .advance_rate = {}, .source = "agreement"}), Rule::facility_unknown);
}

TEST_CASE("a borrowing base is dated on the day of signing or later") {
  LentBook book;
  check_rule(operations::set_borrowing_base(book.book(), book.options("2025-12-31"), all_terms()),
             Rule::facility_not_in_force);
  check_rule(operations::set_borrowing_base(book.book(), book.options("2025-12-31"),
                                            {.facility = "EXIM-1", .advance_rate = {}, .source = "agreement"}),
             Rule::facility_not_in_force);
  CHECK(operations::set_borrowing_base(book.book(), book.options("2026-01-01"), all_terms()).has_value());
}

TEST_CASE("the same request again is recorded once; another one under its id is refused, whatever differs") {
  LentBook book;
  const operations::Recorded first = allowed(book.set(all_terms(), "base-1"));
  CHECK_EQ(first.summary, "borrowing base of EXIM-1 at 80% from 2026-02-01 on");
  const operations::Recorded again =
      allowed(book.set(all_terms_but([](auto& input) { input.facility = "exim-1"; }), "base-1"));
  CHECK(again.repeated);
  CHECK(again.entry == first.entry);
  const std::vector<operations::BorrowingBaseInput> others = {
      all_terms_but([](auto& input) { input.facility = "EXIM-2"; }),
      all_terms_but([](auto& input) { input.advance_rate = rate("79%"); }),
      all_terms_but([](auto& input) { input.advances[0].second = rate("69%"); }),
      all_terms_but([](auto& input) { input.advances[0].first = "cobalt"; }),
      all_terms_but([](auto& input) { input.advances.clear(); }),
      all_terms_but([](auto& input) { input.reserve = money("1001 USD"); }),
      all_terms_but([](auto& input) { input.concentration_limit = rate("26%"); }),
      all_terms_but([](auto& input) { input.concentration_limit.reset(); }),
      all_terms_but([](auto& input) { input.price_age_days = 364; }),
      all_terms_but([](auto& input) { input.price_age_days.reset(); }),
      all_terms_but([](auto& input) { input.shared_with.clear(); }),
      all_terms_but([](auto& input) { input.source = "other"; }),
      {.facility = "EXIM-1", .advance_rate = {}, .source = "agreement"}};
  for (const operations::BorrowingBaseInput& other : others)
    check_rule(book.set(other, "base-1"), Rule::request_id_reused);
}

TEST_CASE("a facility stays while a borrowing base names it") {
  LentBook book;
  const EntryId facility = book.newest(); // EXIM-2
  const EntryId base = allowed(book.set(all_terms())).entry;
  const auto undo = [&] {
    return operations::reverse_entry(book.book(), book.options("2026-02-01"), {.entry = facility, .reason = "test"});
  };
  check_refusal(
      undo(), Rule::something_depends_on_it,
      fmt::format("entry {0} (facility) cannot be undone alone: entry {1} (borrowing-base on 2026-02-01) names it",
                  number_of(facility), number_of(base)),
      fmt::format("reverse entry {} first", number_of(base)));
  book.reverse(base);
  CHECK(undo().has_value());
}

} // namespace operations_borrowing_base_test
