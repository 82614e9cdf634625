// The rules of a reversal, in their order.
#include "operations/reverse_entry.hpp"

#include "audit/verify.hpp"
#include "operations/disburse.hpp"
#include "store/entries.hpp"
#include "tests/support/attacked_book.hpp"

#include <array>
#include <doctest/doctest.h>

namespace operations_reverse_entry_test {

using namespace pvault;
using namespace pvault::test;

namespace {

// All that can be undone of the sample book, what depends on others before what others depend on.
constexpr std::array in_order_of_undoing = {"loan_payment",
                                            "accrual",
                                            "payment",
                                            "receipt",
                                            "draw",
                                            "sale",
                                            "loss",
                                            "purchase1",
                                            "purchase2",
                                            "purchase3",
                                            "transfer",
                                            "purchase5",
                                            "sea_entry",
                                            "request3",
                                            "borrowing_base",
                                            "adjustment",
                                            "finding4",
                                            "finding2",
                                            "finding1",
                                            "count",
                                            "confirmation",
                                            "purchase8",
                                            "purchase7",
                                            "purchase6",
                                            "elko_entry",
                                            "tin3",
                                            "averaged_release",
                                            "tin2",
                                            "tin1",
                                            "cost_method",
                                            "write_down2",
                                            "carrying_release",
                                            "write_down",
                                            "va1_entry",
                                            "va2_entry",
                                            "opening",
                                            "metallo_entry",
                                            "settlement1",
                                            "pledge2",
                                            "given_back",
                                            "pledge1",
                                            "transfer2",
                                            "quality2",
                                            "quality1",
                                            "bismuth_purchase",
                                            "open_purchase",
                                            "emergency_release",
                                            "emergency_end",
                                            "over",
                                            "authority",
                                            "emergency",
                                            "purchase_cobalt",
                                            "loan_return",
                                            "loan",
                                            "TI-1",
                                            "TI-2",
                                            "more_titanium",
                                            "shipment",
                                            "future_sale",
                                            "annual_plan",
                                            "inflow",
                                            "rotation",
                                            "nickel1",
                                            "carrying_accrual",
                                            "carrying_rate",
                                            "depot_entry",
                                            "facility_entry",
                                            "facility2_entry",
                                            "reno_entry",
                                            "price_entry",
                                            "demand_entry",
                                            "target_entry"};

Expected<operations::Recorded> try_to_reverse(TemporaryBook& book, EntryId entry, const char* on = nullptr) {
  operations::ReversalInput input{.entry = entry, .reason = "wrong"};
  if (on != nullptr) input.on = day(on);
  return operations::reverse_entry(book.book(), book.options("2030-01-01"), input);
}

std::string shown(EntryId entry) { return std::to_string(number_of(entry)); }

std::string kilograms_on_hand(TemporaryBook& book) {
  return format_kilograms(
      Mass::milligrams(book.connection().integer_of("SELECT coalesce(SUM(mass_mg), 0) FROM lot_balance")));
}

} // namespace

TEST_CASE("a reversal is dated like its entry unless said otherwise, and turns its postings") {
  SampleBook book;
  const operations::Recorded undone = allowed(try_to_reverse(book, book.entry("payment")));
  CHECK_EQ(undone.effective_on, day("2026-02-20"));
  CHECK(store::load_postings(book.connection(), undone.entry) ==
        turned(store::load_postings(book.connection(), book.entry("payment"))));
  CHECK_EQ(allowed(try_to_reverse(book, book.entry("receipt"), "2026-05-05")).effective_on, day("2026-05-05"));
}

TEST_CASE("every kind that can be undone is undone, from what depends on others to what others depend on") {
  SampleBook book;
  CHECK(try_to_reverse(book, book.entry("paying_draw")).has_value());
  for (const char* code : {"D-1", "D-2"})
    CHECK(operations::refuse_disbursement(book.book(), book.options("2026-05-01"), {code, "wrong"}).has_value());
  for (const std::string name : in_order_of_undoing) {
    CAPTURE(name);
    CHECK(try_to_reverse(book, book.entry(name)).has_value());
  }
  // Until it was refused, a request named it; until they were shipped or cancelled, parts of the others were sold.
  for (const char* name : {"purchase4", "zinc1", "zinc2", "hartree_entry"}) {
    CAPTURE(name);
    CHECK(try_to_reverse(book, book.entry(name), "2026-05-01").has_value());
  }
  CHECK_EQ(kilograms_on_hand(book), "0");
  // What is left is EXIM-3, which was amended and stays, and EXIM-4, which was asked for disbursements.
  CHECK_EQ(
      book.connection().integer_of("SELECT count(*) FROM account_balance WHERE (mass_mg <> 0 OR amount_cents <> 0) "
                                   "AND account_id <> 1 AND facility_id NOT IN (" +
                                   book.names().at("facility3") + ", " + book.names().at("facility4") + ")"),
      0);
  CHECK_EQ(audit::check_book(book.connection()).fault_count(), 0);
}

TEST_CASE("entry_unknown: there is no such entry") {
  TemporaryBook book;
  check_rule(try_to_reverse(book, EntryId{9'999}), Rule::entry_unknown);
  check_rule(try_to_reverse(book, EntryId{9'999}, "2026-01-01"), Rule::entry_unknown);
}

TEST_CASE("reversed_already: an entry is undone once") {
  SampleBook book;
  check_refusal(try_to_reverse(book, book.entry("undone_draw")), Rule::reversed_already,
                "entry " + shown(book.entry("undone_draw")) + " was reversed by entry " + shown(book.entry("reversal")),
                "`pvault report journal` shows both");
}

TEST_CASE("reversal_not_possible: the book, its minerals and reversals stand") {
  SampleBook book;
  check_refusal(try_to_reverse(book, EntryId{1}), Rule::reversal_not_possible,
                "entry 1 is a book, which is not reversed", "reverse the entries that are wrong");
  check_refusal(try_to_reverse(book, EntryId{2}), Rule::reversal_not_possible,
                "entry 2 is a mineral, which is not reversed", "reverse the entries that are wrong");
  check_refusal(try_to_reverse(book, book.entry("reversal")), Rule::reversal_not_possible,
                "entry " + shown(book.entry("reversal")) + " is a reversal, which is not reversed",
                "record again what the reversal undid");
}

TEST_CASE("reversal_before_entry: nothing is undone before it was") {
  SampleBook book;
  check_refusal(try_to_reverse(book, book.entry("sale"), "2026-03-30"), Rule::reversal_before_entry,
                "entry " + shown(book.entry("sale")) + " is dated 2026-04-01, its reversal 2026-03-30, 2 days earlier",
                "date it 2026-04-01 or later");
}

TEST_CASE("something_depends_on_it: what others rest on is undone after them") {
  SampleBook book;
  const std::string sale = shown(book.entry("sale"));
  const std::string draw = shown(book.entry("draw"));
  check_refusal(try_to_reverse(book, book.entry("purchase1")), Rule::something_depends_on_it,
                "entry " + shown(book.entry("purchase1")) + " (purchase) cannot be undone alone: entry " + sale +
                    " (release on 2026-04-01) took 4,000 kg of it; entry " + draw +
                    " (drawdown on 2026-02-01) counts on it with 5,000,000.00 USD",
                "reverse entry " + draw + " first");
  check_rule(try_to_reverse(book, book.entry("facility_entry")), Rule::something_depends_on_it);
  check_rule(try_to_reverse(book, book.entry("reno_entry")), Rule::something_depends_on_it);
  check_rule(try_to_reverse(book, book.entry("hartree_entry")), Rule::something_depends_on_it);
}

TEST_CASE("something_depends_on_it: a long list is cut") {
  TemporaryBook book;
  const EntryId bought = book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-01");
  for (int i = 0; i < 7; ++i)
    book.sale("gallium", "1 kg", "1 USD/kg", "2026-02-01");
  const auto refused = try_to_reverse(book, bought);
  check_rule(refused, Rule::something_depends_on_it);
  CHECK(refused.error().message.ends_with("took 1 kg of it; and 2 more"));
  CHECK_EQ(refused.error().next_step, "reverse entry " + shown(book.newest()) + " first");
}

TEST_CASE("something_depends_on_it: a lot that was not whole for a time is undone after it") {
  TemporaryBook book;
  const EntryId bought = book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-01");
  book.reverse(book.sale("gallium", "1 kg", "1 USD/kg", "2026-02-01"), "2026-03-01");
  check_refusal(try_to_reverse(book, bought), Rule::something_depends_on_it,
                "the lot of entry " + shown(bought) + " was drawn from, financed or sold until 2026-03-01",
                "add --on 2026-03-01");
  CHECK(try_to_reverse(book, bought, "2026-03-01").has_value());
}

TEST_CASE("something_depends_on_it: a commitment that was drawn for a time is undone after it") {
  TemporaryBook book;
  const EntryId signed_entry = book.facility("EXIM-1", "100 USD", "2026-01-01");
  book.reverse(book.drawdown("EXIM-1", "60 USD", "2026-02-01"), "2026-03-01");
  check_refusal(try_to_reverse(book, signed_entry), Rule::something_depends_on_it,
                "part of the commitment of entry " + shown(signed_entry) + " was drawn until 2026-03-01",
                "add --on 2026-03-01");
  CHECK(try_to_reverse(book, signed_entry, "2026-03-01").has_value());
}

TEST_CASE("what was undone can be recorded again") {
  TemporaryBook book;
  const EntryId first = book.sale("gallium", "1 kg", "1 USD/kg",
                                  (book.purchase("gallium", "10 kg", "1 USD/kg", "2026-01-01"), "2026-02-01"));
  book.reverse(first);
  CHECK_EQ(kilograms_on_hand(book), "10");
  book.sale("gallium", "2 kg", "1 USD/kg", "2026-02-01");
  CHECK_EQ(kilograms_on_hand(book), "8");
}

} // namespace operations_reverse_entry_test
