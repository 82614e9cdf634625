#include "operations/init_book.hpp"

#include "audit/verify.hpp"
#include "operations/csv_rows.hpp"
#include "store/embedded.hpp"
#include "tests/support/attacked_book.hpp"

#include <doctest/doctest.h>

namespace operations_init_book_test {

using namespace pvault;
using namespace pvault::test;
using operations::CsvRows;

namespace {

operations::RecordingOptions options(bool dry_run = false) {
  return {
      .header = {.effective_on = day("2026-02-02"), .recorded_at = "2026-02-02T12:00:00.000Z", .recorded_by = "tester"},
      .dry_run = dry_run};
}

} // namespace

TEST_CASE("a new book holds the list with its published figures, and is sound") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  const operations::NewBook made = operations::init_book(path, options(), "Project Vault");
  store::Book book = store::Book::open(path, store::Access::read);
  auto& connection = book.connection();
  CHECK_EQ(store::load_book_name(connection), "Project Vault");
  CHECK_EQ(made.minerals, 60);
  CHECK_EQ(made.groups, 1);
  CHECK_EQ(connection.integer_of("SELECT count(*) FROM mineral"), 61);
  CHECK_EQ(connection.integer_of("SELECT count(*) FROM demand"), made.demand_figures);
  CHECK_EQ(connection.integer_of("SELECT count(*) FROM price"), made.prices);
  CHECK_EQ(connection.integer_of("SELECT count(*) FROM price WHERE unusable IS NOT NULL"), made.prices_unusable);
  CHECK_EQ(connection.integer_of("SELECT count(*) FROM target WHERE days = 60"), 61);
  CHECK_EQ(connection.integer_of("SELECT count(*) FROM entry"), made.entries);
  CHECK_EQ(store::load_chain_head(connection).hash, made.hash);
  CHECK_EQ(connection.integer_of("SELECT count(*) FROM content_factor"),
           static_cast<std::int64_t>(CsvRows(store::content_factors_csv()).size()));
  CHECK_EQ(audit::check_book(connection).fault_count(), 0);
}

TEST_CASE("the same request makes the same book to the last hash") {
  const TemporaryFolder folder;
  const auto first = operations::init_book(folder.path() / "a.db", options(), "Project Vault");
  CHECK_EQ(operations::init_book(folder.path() / "b.db", options(), "Project Vault").hash, first.hash);
  CHECK_NE(operations::init_book(folder.path() / "c.db", options(), "Another").hash, first.hash);
}

TEST_CASE("a dry run makes no file, and says what would be in it") {
  const TemporaryFolder folder;
  const auto tried = operations::init_book(folder.path() / "vault.db", options(true), "Project Vault");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "vault.db"));
  CHECK_EQ(tried.hash, operations::init_book(folder.path() / "vault.db", options(), "Project Vault").hash);
}

TEST_CASE("rows of comma-separated text are found by column") {
  const CsvRows rows("a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n2,\n");
  REQUIRE_EQ(rows.size(), 2);
  CHECK_EQ(rows.at(0, "a"), "1");
  CHECK_EQ(rows.at(0, "b"), "x, \"y\"\nz");
  CHECK_EQ(rows.at(1, "b"), "");
  CHECK_THROWS_AS(static_cast<void>(rows.at(0, "c")), std::out_of_range);
  CHECK_EQ(CsvRows("a,b\n1,2").size(), 1); // without a line end
}

TEST_CASE("text that is not well formed says where") {
  const auto problem = [](const char* text) -> std::string {
    try {
      const CsvRows rows(text);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "none";
  };
  CHECK_EQ(problem("a,b\n1\n"), "row 2 has 1 cells, the header 2");
  CHECK_EQ(problem("a,b\n1,2\n1,2,3\n"), "row 3 has 3 cells, the header 2");
  CHECK_EQ(problem("a,b\n1,\"x\n"), "row 2, column b: its quote is not closed");
  CHECK_EQ(problem("a,b\n\"1\n2\",3\n4,\"x\n"), "row 3, column b, line 4 of the file: its quote is not closed");
  const std::string misplaced =
      ": a quote stands where none can; a cell with quotes in it is written as \"drum \"\"7\"\"\"";
  CHECK_EQ(problem("a,b\n1,x\"y\n"), "row 2, column b" + misplaced);
  CHECK_EQ(problem("a,b\n1,\"x\"y\n"), "row 2, column b" + misplaced);
  CHECK_EQ(problem("a,x\"y\n"), "row 1, column 2" + misplaced); // the header itself has no names yet
  CHECK_EQ(problem("a,b\n1,2,x\"y\n"), "row 2, column 3" + misplaced);
  CHECK_EQ(problem(""), "there is no header line");
}

} // namespace operations_init_book_test
