// Months are closed when all that has accrued is posted; then nothing is recorded in them, until they are opened again.
#include "operations/change_period.hpp"
#include "operations/set_carrying_rate.hpp"
#include "operations/settle_assay.hpp"
#include "store/period_changes.hpp"
#include "store/transaction.hpp"
#include "tests/support/loan_book.hpp"

#include <doctest/doctest.h>
#include <random>

namespace operations_period_test {

using namespace pvault;
using namespace pvault::test;

namespace {

CalendarMonth month(std::string_view text) { return allowed(parse_calendar_month(text)); }

Expected<operations::Recorded> try_close(TemporaryBook& book, std::string_view text, std::string_view on) {
  return operations::close_period(book.book(), book.options(on), month(text));
}
operations::Recorded close(TemporaryBook& book, std::string_view text, std::string_view on) {
  return allowed(try_close(book, text, on));
}
Expected<operations::Recorded> try_reopen(TemporaryBook& book, std::string_view text, std::string_view on) {
  return operations::reopen_period(book.book(), book.options(on),
                                   {.month = month(text), .reason = "left out", .approved_by = "B. Chen"});
}
Expected<operations::Recorded> try_price(TemporaryBook& book, std::string_view on) {
  return operations::add_price(book.book(), book.options(on),
                               {.mineral = "gallium", .price = price("500 USD/kg"), .source = "press"});
}
Expected<operations::Recorded> try_reverse(TemporaryBook& book, EntryId entry, const char* on = nullptr) {
  operations::ReversalInput input{.entry = entry, .reason = "mistake"};
  if (on != nullptr) input.on = day(on);
  return operations::reverse_entry(book.book(), book.options("2026-05-01"), input);
}

std::size_t faults(TemporaryBook& book) {
  const store::ReadTransaction reading(book.connection());
  return audit::check_book(book.connection()).fault_count();
}

constexpr const char* reopen_march = "`pvault period reopen 2026-03 --reason TEXT --approved-by NAME`";

} // namespace

TEST_CASE("after a closing no entry is dated in the month or before it") {
  TemporaryBook book;
  const operations::Recorded closing = close(book, "2026-03", "2026-04-12");
  CHECK_EQ(closing.kind, "period-close");
  CHECK_EQ(closing.summary, "2026-03 closed: entries are dated from 2026-04-01 on");
  CHECK(closing.postings.empty());
  const EntryId head = book.newest();
  check_refusal(try_price(book, "2026-03-31"), Rule::period_closed,
                fmt::format("2026-03-31 is in a closed period: entry {} closed 2026-03, and entries are dated from "
                            "2026-04-01 on, 1 day later",
                            number_of(closing.entry)),
                fmt::format("date it 2026-04-01 or later, or open the month again: {}", reopen_march));
  check_rule(try_price(book, "2025-06-01"), Rule::period_closed);
  CHECK(book.newest() == head);
  book.price("gallium", "500 USD/kg", "2026-04-01");
  book.demand("gallium", 2026, "20 t"); // dated 1 January
  CHECK_EQ(faults(book), 0);
}

TEST_CASE("a dry run of a closing closes nothing") {
  TemporaryBook book;
  operations::RecordingOptions options = book.options("2026-04-12");
  options.dry_run = true;
  CHECK(allowed(operations::close_period(book.book(), options, month("2026-03"))).dry_run);
  book.price("gallium", "500 USD/kg", "2026-03-31");
}

TEST_CASE("a request that was recorded is answered as before, though its month is closed since") {
  TemporaryBook book;
  const auto price_again = [&] {
    operations::RecordingOptions options = book.options("2026-03-15");
    options.header.request_id = "price-1";
    return operations::add_price(book.book(), options,
                                 {.mineral = "gallium", .price = price("500 USD/kg"), .source = "press"});
  };
  const EntryId recorded = allowed(price_again()).entry;
  operations::RecordingOptions options = book.options("2026-04-12");
  options.header.request_id = "close-1";
  const EntryId closing = allowed(operations::close_period(book.book(), options, month("2026-03"))).entry;
  CHECK(allowed(price_again()).entry == recorded);
  const operations::Recorded again = allowed(operations::close_period(book.book(), options, month("2026-03")));
  CHECK(again.repeated);
  CHECK(again.entry == closing);
  check_rule(operations::close_period(book.book(), options, month("2026-04")), Rule::request_id_reused);
}

TEST_CASE("a month is closed when it is over, and once") {
  TemporaryBook book;
  check_rule(try_close(book, "2026-03", "2026-03-30"), Rule::period_not_over);
  close(book, "2026-03", "2026-03-31");
  check_rule(try_close(book, "2026-03", "2026-04-01"), Rule::period_already_closed);
  check_rule(try_close(book, "2026-01", "2026-04-01"), Rule::period_already_closed);
  close(book, "2026-05", "2026-06-01"); // with April
  check_rule(try_price(book, "2026-04-15"), Rule::period_closed);
}

TEST_CASE("a month is opened with all after it, and closed again") {
  TemporaryBook book;
  check_rule(try_reopen(book, "2026-03", "2026-04-12"), Rule::period_not_closed);
  close(book, "2026-03", "2026-04-12");
  close(book, "2026-04", "2026-05-12");
  check_rule(try_reopen(book, "2026-05", "2026-05-13"), Rule::period_not_closed);
  check_rule(try_reopen(book, "2026-03", "2026-04-30"), Rule::period_closed); // an opening is dated on an open day
  const operations::Recorded opening = allowed(try_reopen(book, "2026-03", "2026-05-13"));
  CHECK_EQ(opening.summary, "2026-03 opened again, approved by B. Chen: entries are dated from 2026-03-01 on");
  book.price("gallium", "500 USD/kg", "2026-03-15");
  book.price("gallium", "500 USD/kg", "2026-04-15");
  check_rule(try_price(book, "2026-02-28"), Rule::period_closed);
  close(book, "2026-04", "2026-05-14");
  check_rule(try_price(book, "2026-03-15"), Rule::period_closed);
  CHECK_EQ(faults(book), 0);
}

TEST_CASE("what has accrued is posted before a month is closed") {
  LoanBook book;
  check_refusal(try_close(book, "2025-03", "2025-04-12"), Rule::period_not_accrued,
                "by 2025-03-31 more has accrued than was posted for LOAN-1", "`pvault accrue --until 2025-03-31`");
  book.accrue("2025-03-15");
  check_rule(try_close(book, "2025-03", "2025-04-12"), Rule::period_not_accrued);
  book.accrue("2025-03-31");
  close(book, "2025-03", "2025-04-12");
  // The next accrual goes on from there, and is dated later.
  book.accrue("2025-04-30");
  close(book, "2025-04", "2025-05-12");
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("what was accrued beyond the month keeps none open") {
  LoanBook book;
  book.accrue("2025-04-30");
  close(book, "2025-03", "2025-05-12");
}

TEST_CASE("storage that is not posted keeps a month open, too") {
  TemporaryBook book;
  book.party("DEPOT", "warehouse");
  book.purchase("gallium", "100 t", "10 USD/kg", "2026-03-01");
  allowed(operations::set_carrying_rate(book.book(), book.options("2026-03-01"),
                                        {.site = "DENVER",
                                         .mineral = "gallium",
                                         .party = "DEPOT",
                                         .rate = allowed(parse_carrying_rate("12 USD/t-month"))}));
  check_refusal(try_close(book, "2026-03", "2026-04-12"), Rule::period_not_accrued,
                "by 2026-03-31 more has accrued than was posted for carrying cost",
                "`pvault accrue --until 2026-03-31`");
  allowed(operations::accrue(book.book(), book.options("2026-03-31")));
  close(book, "2026-03", "2026-04-12");
}

TEST_CASE("a reversal of what a closed month has is dated on an open day") {
  TemporaryBook book;
  const EntryId bought = book.purchase("gallium", "10 kg", "500 USD/kg", "2026-03-10");
  const EntryId closing = close(book, "2026-03", "2026-04-12").entry;
  const std::string because = fmt::format(
      "is in a closed period: entry {} closed 2026-03, and entries are dated from 2026-04-01 on", number_of(closing));
  check_refusal(try_reverse(book, bought), Rule::period_closed, "2026-03-10 " + because + ", 22 days later",
                "add --on 2026-04-01, or a later day");
  check_refusal(try_reverse(book, bought, "2026-03-31"), Rule::period_closed, "2026-03-31 " + because + ", 1 day later",
                "add --on 2026-04-01, or a later day");
  const EntryId undone = allowed(try_reverse(book, bought, "2026-04-01")).entry;
  const auto lines = store::list_prior_period_lines(book.connection(), book.moment("2026-12-31"), {});
  REQUIRE_EQ(lines.size(), 3);
  CHECK(lines.front().entry == undone);
  CHECK(lines.front().corrected == bought);
  CHECK_EQ(lines.front().account, "inventory");
  CHECK_EQ(format_money(lines.front().amount), "-5,000.00 USD");
  CHECK_EQ(faults(book), 0);
}

TEST_CASE("what is undone as of its own day only asks for the month to be opened") {
  LoanBook book;
  const EntryId accrued = book.accrue("2025-03-31");
  close(book, "2025-03", "2025-04-12");
  const auto refused = book.try_to_reverse(accrued);
  check_rule(refused, Rule::period_closed);
  CHECK_EQ(refused.error().next_step,
           "open the month again: `pvault period reopen 2025-03 --reason TEXT --approved-by NAME`");
  allowed(try_reopen(book, "2025-03", "2025-04-13"));
  allowed(book.try_to_reverse(accrued));
}

TEST_CASE("neither a closing nor an opening is reversed") {
  TemporaryBook book;
  const EntryId closing = close(book, "2026-03", "2026-04-12").entry;
  check_refusal(try_reverse(book, closing), Rule::reversal_not_possible,
                fmt::format("entry {} is a period-close, which is not reversed", number_of(closing)),
                "`pvault period reopen` opens the month again");
  const EntryId opening = allowed(try_reopen(book, "2026-03", "2026-04-12")).entry;
  check_refusal(try_reverse(book, opening), Rule::reversal_not_possible,
                fmt::format("entry {} is a period-reopen, which is not reversed", number_of(opening)),
                "`pvault period close` closes the month again");
}

TEST_CASE("what is not settled keeps no month open, and is noted") {
  TemporaryBook book;
  book.purchase("gallium", "10 kg", "500 USD/kg", "2026-03-10");
  const operations::PurchaseInput provisional{
      .mineral = "tungsten",
      .delivery = {.mass = mass("10 t"), .assay = allowed(parse_assay("65% WO3"))},
      .price = price("300 USD/mtu of WO3"),
      .supplier = "TRAXYS",
      .site = "DENVER",
      .lot = "W-1",
      .paper = {.provisional = true}};
  const EntryId bought =
      allowed(operations::record_purchase(book.book(), book.options("2026-03-12"), provisional)).entry;
  const std::vector<std::string> expected = {
      "1 provisional lot is not settled by 2026-03-31; a later settlement is an adjustment of a prior period"};
  CHECK_EQ(close(book, "2026-03", "2026-04-12").notes, expected);
  const operations::SettlementInput final{.lot = "W-1", .assay = allowed(parse_assay("64% WO3"))};
  check_rule(operations::settle_assay(book.book(), book.options("2026-03-31"), final), Rule::period_closed);
  const EntryId settled = allowed(operations::settle_assay(book.book(), book.options("2026-04-20"), final)).entry;
  const auto lines = store::list_prior_period_lines(book.connection(), book.moment("2026-12-31"), {});
  REQUIRE_FALSE(lines.empty());
  CHECK(lines.front().entry == settled);
  CHECK_EQ(lines.front().kind, "settlement");
  CHECK(lines.front().corrected == bought);
  CHECK(close(book, "2026-04", "2026-05-12").notes.empty());
}

// Whatever is closed and opened in whatever order, one thing holds: an entry is recorded if and only if its day is not
// before the day from which on entries were dated then.
TEST_CASE("closing and opening at random, the book takes what is open and nothing else") {
  TemporaryBook book;
  std::mt19937_64 random(7);
  Date open_from = day("1900-01-01");
  Date today = day("2026-01-01");
  const auto in_months = [&](int from, int until) {
    return add_months(day("2026-01-01"), from + static_cast<int>(random() % static_cast<unsigned>(until - from + 1)));
  };
  for (int step = 0; step < 300; ++step) {
    CAPTURE(step);
    today = add_days(today, static_cast<int>(random() % 5));
    const std::string now = format_date(today);
    const Date on = add_days(in_months(-3, 24), static_cast<int>(random() % 28));
    const CalendarMonth of = CalendarMonth::of(on);
    const unsigned choice = static_cast<unsigned>(random() % 4);
    if (choice == 0) {
      const bool allowed_to = of.last_day() <= today && of.day_after() > open_from;
      CHECK_EQ(try_close(book, format_month(of), now).has_value(), allowed_to);
      if (allowed_to) open_from = of.day_after();
    } else if (choice == 1) {
      const bool allowed_to = of.first_day() < open_from && today >= open_from;
      CHECK_EQ(try_reopen(book, format_month(of), now).has_value(), allowed_to);
      if (allowed_to) open_from = of.first_day();
    } else {
      CHECK_EQ(try_price(book, format_date(on)).has_value(), on >= open_from);
    }
  }
  CHECK_EQ(faults(book), 0);
}

} // namespace operations_period_test
