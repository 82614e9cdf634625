// Reports read a few rows per mineral, however long the journal is, and as of a day within a month what is dated in
// part of that month: their work, counted in steps of SQLite's virtual machine, does not grow with the journal.

#include "generator/bulk.hpp"
#include "generator/history.hpp"
#include "reports/report.hpp"
#include "store/book.hpp"
#include "store/transaction.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <sqlite3.h>
#include <string>

namespace bench_growth_test {

using namespace pvault;

namespace {

std::int64_t steps_so_far(sqlite3* handle) {
  std::int64_t steps = 0;
  for (sqlite3_stmt* statement = sqlite3_next_stmt(handle, nullptr); statement != nullptr;
       statement = sqlite3_next_stmt(handle, statement)) {
    steps += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 0);
  }
  return steps;
}

struct Question {
  const char* name;
  const char* as_of;
  const char* from = nullptr; // nullptr: none
};

std::int64_t steps_of_report(const std::filesystem::path& path, const Question& asked) {
  store::Book book = store::Book::open(path, store::Access::read);
  store::ReadTransaction moment(book.connection());
  const EntryId newest = store::load_chain_head(book.connection()).entry;
  reports::ReportQuestion question{.moment = {.as_of = *parse_iso_date(asked.as_of), .known_at = newest}};
  if (asked.from != nullptr) question.from = *parse_iso_date(asked.from);
  reports::make_report(*reports::find_report(asked.name), book.connection(), question);
  return steps_so_far(book.connection().database().getHandle());
}

std::int64_t entries_dated(const std::filesystem::path& path, const char* from, const char* until) {
  store::Book book = store::Book::open(path, store::Access::read);
  store::Query row =
      book.connection().query("SELECT count(*) FROM entry WHERE effective_on >= ?1 AND effective_on <= ?2");
  row.bind(std::string(from)).bind(std::string(until)).expect_row();
  return row.integer(0);
}

// Two books of the same ten years, of which one has ten times as many entries.
class TwoBooks {
public:
  TwoBooks() {
    bench::make_history_in_bulk(short_book(), {.events = 10'000, .seed = 7});
    bench::make_history_in_bulk(long_book(), {.events = 100'000, .seed = 7});
  }
  [[nodiscard]] std::filesystem::path short_book() const { return folder_.path() / "short.db"; }
  [[nodiscard]] std::filesystem::path long_book() const { return folder_.path() / "long.db"; }

private:
  test::TemporaryFolder folder_;
};

} // namespace

TEST_CASE("reports do the same work after ten times as many entries, as of now and as of the end of any month") {
  const TwoBooks books;
  for (const Question& question :
       {Question{"coverage", "2026-01-01"}, Question{"cost", "2026-01-01"}, Question{"position", "2026-01-01"},
        Question{"cost", "2026-01-01", "2025-12-31"}, Question{"cost-movement", "2026-01-01", "2025-12-31"},
        Question{"coverage", "2024-06-30"}, Question{"cost", "2024-06-30"}, Question{"position", "2024-06-30"},
        Question{"coverage", "2020-02-29"}, Question{"cost", "2020-02-29"}, Question{"position", "2020-02-29"}}) {
    const std::int64_t on_short = steps_of_report(books.short_book(), question);
    const std::int64_t on_long = steps_of_report(books.long_book(), question);
    const std::string report = std::string(question.name) + " as of " + question.as_of;
    CAPTURE(report);
    CAPTURE(on_short);
    CAPTURE(on_long);
    CHECK(on_long * 10 <= on_short * 12);
  }
  // Within a month what is dated between the day and the nearest end of a month is read, and nothing else.
  struct WithinMonth {
    const char* day;
    const char* from; // of what is read
    const char* until;
    const char* month_end;
  };
  for (const auto& within : {WithinMonth{"2020-02-10", "2020-02-01", "2020-02-10", "2020-02-29"},
                             WithinMonth{"2020-02-20", "2020-02-21", "2020-02-29", "2020-02-29"}}) {
    for (const char* name : {"coverage", "cost", "position"}) {
      const std::int64_t between = entries_dated(books.long_book(), within.from, within.until);
      const std::int64_t at_day = steps_of_report(books.long_book(), {name, within.day});
      const std::int64_t at_month_end = steps_of_report(books.long_book(), {name, within.month_end});
      const std::string report = std::string(name) + " as of " + within.day;
      CAPTURE(report);
      CAPTURE(between);
      CAPTURE(at_month_end);
      CAPTURE(at_day);
      CHECK(at_day - at_month_end <= between * 600);
    }
  }
}

TEST_CASE("the trend of ten years reads each entry once, not once a month") {
  const test::TemporaryFolder folder;
  bench::make_history(folder.path() / "short.db", {.events = 400, .seed = 7, .suppliers = 1});
  bench::make_history(folder.path() / "long.db", {.events = 4000, .seed = 7, .suppliers = 1});
  const std::int64_t on_short = steps_of_report(folder.path() / "short.db", {"trend", "2026-01-01"});
  const std::int64_t on_long = steps_of_report(folder.path() / "long.db", {"trend", "2026-01-01"});
  CAPTURE(on_short);
  CAPTURE(on_long);
  // Some hundreds of steps for the few postings of an event; sixty times that, were all later entries read each month.
  CHECK(on_long - on_short <= 3'600 * 1'500);
}

} // namespace bench_growth_test
