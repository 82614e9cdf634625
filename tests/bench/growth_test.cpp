// Current reports read a few rows per mineral, however long the journal is: their work, counted in steps of SQLite's
// virtual machine, does not grow with it.

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

std::int64_t steps_of_report(const std::filesystem::path& path, const char* name, const char* from) {
  store::Book book = store::Book::open(path, store::Access::read);
  store::ReadTransaction moment(book.connection());
  const EntryId newest = store::load_chain_head(book.connection()).entry;
  reports::ReportQuestion question{.moment = {.as_of = *parse_iso_date("2026-01-01"), .known_at = newest}};
  if (from != nullptr) question.from = *parse_iso_date(from);
  reports::make_report(*reports::find_report(name), book.connection(), question);
  return steps_so_far(book.connection().database().getHandle());
}

} // namespace

TEST_CASE("current coverage and cost, and cost of a recent period, do the same work after ten times as many entries") {
  const test::TemporaryFolder folder;
  // One supplier: a report reads one balance per mineral and supplier, and here soon every pair there can be has one.
  bench::make_history(folder.path() / "short.db", {.events = 400, .seed = 7, .suppliers = 1});
  bench::make_history(folder.path() / "long.db", {.events = 4000, .seed = 7, .suppliers = 1});
  struct Question {
    const char* name;
    const char* from; // nullptr: none
  };
  for (const auto& [name, from] : {Question{"coverage", nullptr}, Question{"cost", nullptr},
                                   Question{"cost", "2025-12-31"}, Question{"cost-movement", "2025-12-31"}}) {
    const std::int64_t on_short = steps_of_report(folder.path() / "short.db", name, from);
    const std::int64_t on_long = steps_of_report(folder.path() / "long.db", name, from);
    const std::string report = name;
    CAPTURE(report);
    CAPTURE(on_short);
    CAPTURE(on_long);
    CHECK(on_long * 10 <= on_short * 12);
  }
}

TEST_CASE("the trend of ten years reads each entry once, not once a month") {
  const test::TemporaryFolder folder;
  bench::make_history(folder.path() / "short.db", {.events = 400, .seed = 7, .suppliers = 1});
  bench::make_history(folder.path() / "long.db", {.events = 4000, .seed = 7, .suppliers = 1});
  const std::int64_t on_short = steps_of_report(folder.path() / "short.db", "trend", nullptr);
  const std::int64_t on_long = steps_of_report(folder.path() / "long.db", "trend", nullptr);
  CAPTURE(on_short);
  CAPTURE(on_long);
  // Some hundreds of steps for the few postings of an event; sixty times that, were all later entries read each month.
  CHECK(on_long - on_short <= 3'600 * 1'500);
}

} // namespace bench_growth_test
