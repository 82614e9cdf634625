// facility-trend says of each day what `facilities` says of it.
#include "reports/render.hpp"
#include "store/facilities.hpp"
#include "tests/reports/report_values.hpp"
#include "tests/support/attacked_book.hpp"
#include "tests/support/loan_book.hpp"

#include <set>

namespace reports_facility_trend_report_test {

using namespace pvault;
using namespace pvault::test;

namespace {

using reports::Interval;
using reports::Row;
using reports::Table;

const std::vector<const char*> shared_columns = {"commitment_usd",   "disbursed_usd", "cancelled_usd",
                                                 "undisbursed_usd",  "principal_usd", "accrued_interest_usd",
                                                 "accrued_fees_usd", "overdue_usd"};

std::vector<const Row*> rows_on(const Table& trend, const std::string& on) {
  std::vector<const Row*> rows;
  for (const Row& row : trend.rows) {
    if (value_of(trend, row, "on") == on) rows.push_back(&row);
  }
  return rows;
}

std::string value_on(const Table& trend, const std::string& on, const std::string& facility, std::string_view column) {
  for (const Row* row : rows_on(trend, on)) {
    if (value_of(trend, *row, "facility") == facility) return value_of(trend, *row, column);
  }
  return "no row";
}

// The days that a trend has rows of.
std::set<std::string> days_of(const Table& trend) {
  std::set<std::string> days;
  for (const Row& row : trend.rows)
    days.insert(value_of(trend, row, "on"));
  return days;
}

void check_against_facilities(TemporaryBook& book, std::string_view as_of, EntryId known_at,
                              Interval by = Interval::month) {
  const Table trend = report(book.connection(), "facility-trend", {.moment = {day(as_of), known_at}, .by = by});
  for (const std::string& on : days_of(trend)) {
    const Table facilities = report(book.connection(), "facilities", {.moment = {day(on), known_at}});
    CAPTURE(on);
    REQUIRE_EQ(rows_on(trend, on).size(), facilities.rows.size());
    for (const Row& row : facilities.rows) {
      const std::string facility = value_of(facilities, row, "facility");
      CAPTURE(facility);
      for (const char* column : shared_columns) {
        CAPTURE(column);
        REQUIRE_EQ(value_on(trend, on, facility, column), value_of(facilities, row, column));
      }
    }
  }
}

} // namespace

TEST_CASE("facility-trend: each day is that of the report facilities, however much was known") {
  SampleBook book;
  check_against_facilities(book, "2026-12-15", book.newest());
  check_against_facilities(book, "2026-12-15", EntryId{number_of(book.newest()) - 40}, Interval::quarter);
}

TEST_CASE("facility-trend: payments, further loans and what is undone") {
  LoanBook book; // 1.2 of 2.4 million at 6% are drawn on 2025-01-01; interest is capitalised until July
  book.loan("LOAN-2", [](FacilityTerms& terms) { terms.signed_on = day("2025-01-01"); });
  const EntryId draw = book.drawdown("LOAN-2", "500,000 USD", "2025-02-01");
  book.pay("20,000 USD", "2025-10-01");
  book.reverse(draw, "2025-05-15");
  check_against_facilities(book, "2026-02-15", book.newest());

  const Table trend = report(book, "facility-trend", "2025-06-30");
  CHECK_EQ(value_on(trend, "2025-01-31", "LOAN-1", "principal_usd"), "1200000.00");
  CHECK_EQ(value_on(trend, "2025-01-31", "LOAN-1", "undisbursed_usd"), "1200000.00");
  CHECK_EQ(value_on(trend, "2025-01-31", "LOAN-1", "accrued_interest_usd"), "6000.00"); // 30/360: 30 of 360 days
  CHECK_EQ(value_on(trend, "2025-04-30", "LOAN-1", "principal_usd"), "1218000.00");     // a quarter's interest
  CHECK_EQ(value_on(trend, "2025-02-28", "LOAN-2", "principal_usd"), "500000.00");
  CHECK_EQ(value_on(trend, "2025-05-31", "LOAN-2", "disbursed_usd"), "0.00");
  CHECK_EQ(trend.rows.size(), 12);
  CHECK_EQ(value_of(trend, trend.rows.front(), "facility"), "LOAN-1"); // facility by facility, the earliest day first
  CHECK_EQ(value_of(trend, trend.rows.front(), "on"), "2025-01-31");
  CHECK_EQ(value_of(trend, trend.rows.back(), "facility"), "LOAN-2");
  CHECK(has_note(trend, "6 days from 2025-01-31 to 2025-06-30: the last of each month, and the day asked for."));
  CHECK_EQ(machine_columns(trend), "facility on commitment_usd disbursed_usd cancelled_usd undisbursed_usd "
                                   "principal_usd accrued_interest_usd accrued_fees_usd overdue_usd");
}

TEST_CASE("facility-trend: a facility has rows of the days on which it is in force only") {
  TemporaryBook book;
  CHECK(report(book, "facility-trend", "2026-03-31").rows.empty());
  const EntryId first = book.facility("EXIM-1", "10e6 USD", "2026-01-10");
  book.facility("EXIM-2", "5e6 USD", "2026-02-10");
  book.reverse(first, "2026-03-10");
  const Table trend = report(book, "facility-trend", "2026-04-15");
  CHECK_EQ(value_on(trend, "2026-01-31", "EXIM-1", "undisbursed_usd"), "10000000.00");
  CHECK_EQ(value_on(trend, "2026-01-31", "EXIM-2", "undisbursed_usd"), "no row");
  CHECK_EQ(value_on(trend, "2026-02-28", "EXIM-2", "commitment_usd"), "5000000.00");
  CHECK_EQ(value_on(trend, "2026-03-31", "EXIM-1", "undisbursed_usd"), "no row");
  CHECK(days_of(trend) == std::set<std::string>{"2026-01-31", "2026-02-28", "2026-03-31", "2026-04-15"});
}

TEST_CASE("facility-trend: of one facility, from a day on, and in longer steps") {
  TemporaryBook book;
  book.facility("EXIM-1", "10e6 USD", "2026-01-10");
  book.facility("EXIM-2", "5e6 USD", "2026-01-10");
  const auto ask = [&](std::optional<Date> from, Interval by) {
    return report(book.connection(), "facility-trend",
                  {.moment = book.moment("2026-12-31"),
                   .facilities = {store::load_facility(book.connection(), "EXIM-2")->id},
                   .from = from,
                   .by = by});
  };
  CHECK_EQ(ask({}, Interval::month).rows.size(), 12);
  CHECK_EQ(ask({}, Interval::quarter).rows.size(), 4);
  CHECK_EQ(ask(day("2026-11-30"), Interval::month).rows.size(), 2);
  CHECK_EQ(value_of(ask({}, Interval::year), "EXIM-2", "on"), "2026-12-31");
}

TEST_CASE("facility-trend: debt and what may still be drawn are drawn over time") {
  TemporaryBook book;
  book.facility("EXIM-1", "10e6 USD", "2026-01-10");
  const std::string page = reports::render_html(report(book, "facility-trend", "2026-02-28"));
  CHECK(page.find("Debt and what may still be drawn, EXIM-1</title>") != std::string::npos);
  CHECK(page.find("<path class=\"line second\" d=\"M0 0h0L1000 0\"/>") != std::string::npos); // 10 of 10 million
}

} // namespace reports_facility_trend_report_test
