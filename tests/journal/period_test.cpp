// Which days are open, and which months can be closed and opened.
#include "journal/period.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>
#include <optional>

namespace journal_period_test {

using namespace pvault;
using namespace pvault::test;

namespace {

CalendarMonth month(std::string_view text) { return allowed(parse_calendar_month(text)); }

std::optional<PeriodChange> closed(std::string_view text) {
  return PeriodChange{.entry = EntryId{190}, .month = month(text), .open_from = month(text).day_after()};
}
std::optional<PeriodChange> opened(std::string_view text) {
  return PeriodChange{
      .entry = EntryId{195}, .month = month(text), .open_from = month(text).first_day(), .reopens = true};
}

} // namespace

TEST_CASE("as long as no month was closed every day is open") {
  CHECK(check_period_open(std::nullopt, "purchase", day("1900-01-01")).has_value());
}

TEST_CASE("a closed month is closed with all before it, to its last day") {
  CHECK(check_period_open(closed("2026-03"), "purchase", day("2026-04-01")).has_value());
  check_refusal(check_period_open(closed("2026-03"), "purchase", day("2026-03-31")), Rule::period_closed,
                "2026-03-31 is in a closed period: entry 190 closed 2026-03, and entries are dated from 2026-04-01 on, "
                "1 day later",
                "date it 2026-04-01 or later, or open the month again: `pvault period reopen 2026-03 --reason TEXT "
                "--approved-by NAME`");
  check_refusal(check_period_open(closed("2026-03"), "reversal", day("2025-12-24")), Rule::period_closed,
                "2025-12-24 is in a closed period: entry 190 closed 2026-03, and entries are dated from 2026-04-01 on, "
                "98 days later",
                "date it 2026-04-01 or later, or open the month again: `pvault period reopen 2025-12 --reason TEXT "
                "--approved-by NAME`");
}

TEST_CASE("a month is opened with all after it, and what lies before it stays closed") {
  CHECK(check_period_open(opened("2026-03"), "purchase", day("2026-03-01")).has_value());
  check_refusal(check_period_open(opened("2026-03"), "price", day("2026-02-28")), Rule::period_closed,
                "2026-02-28 is in a closed period: entry 195 opened 2026-03, and entries are dated from 2026-03-01 on, "
                "1 day later",
                "date it 2026-03-01 or later, or open the month again: `pvault period reopen 2026-02 --reason TEXT "
                "--approved-by NAME`");
}

TEST_CASE("a demand figure alone comes late") {
  CHECK(check_period_open(closed("2026-03"), "demand", day("2025-01-01")).has_value());
  for (const char* kind : {"price", "target", "fixing", "site", "reversal", "period-reopen"})
    check_rule(check_period_open(closed("2026-03"), kind, day("2025-01-01")), Rule::period_closed);
}

TEST_CASE("a month is closed on its last day or later") {
  CHECK(check_closing(std::nullopt, month("2026-03"), day("2026-03-31")).has_value());
  CHECK(check_closing(closed("2026-01"), month("2026-03"), day("2026-04-12")).has_value());
  check_refusal(check_closing(std::nullopt, month("2026-03"), day("2026-03-30")), Rule::period_not_over,
                "2026-03 ends on 2026-03-31, and would be closed on 2026-03-30, 1 day earlier",
                "close it on 2026-03-31 or later");
}

TEST_CASE("a month is closed once, until it is opened") {
  for (const char* again : {"2026-03", "2026-02", "1900-01"})
    check_rule(check_closing(closed("2026-03"), month(again), day("2026-04-12")), Rule::period_already_closed);
  check_refusal(check_closing(closed("2026-03"), month("2026-02"), day("2026-04-12")), Rule::period_already_closed,
                "2026-02 is closed: entry 190 closed 2026-03, and entries are dated from 2026-04-01 on",
                "`pvault report periods` shows what is closed");
  CHECK(check_closing(opened("2026-03"), month("2026-03"), day("2026-04-12")).has_value());
  check_rule(check_closing(opened("2026-03"), month("2026-02"), day("2026-04-12")), Rule::period_already_closed);
}

TEST_CASE("only what is closed is opened") {
  CHECK(check_reopening(closed("2026-03"), month("2026-03")).has_value());
  CHECK(check_reopening(closed("2026-03"), month("1900-01")).has_value());
  CHECK(check_reopening(opened("2026-03"), month("2026-02")).has_value());
  check_refusal(check_reopening(std::nullopt, month("2026-03")), Rule::period_not_closed,
                "2026-03 is open: no month was ever closed", "`pvault report periods` shows what is closed");
  check_refusal(check_reopening(closed("2026-03"), month("2026-04")), Rule::period_not_closed,
                "2026-04 is open: entry 190 closed 2026-03, and entries are dated from 2026-04-01 on",
                "`pvault report periods` shows what is closed");
  check_rule(check_reopening(opened("2026-03"), month("2026-03")), Rule::period_not_closed);
}

} // namespace journal_period_test
