// What is held against a book, or asked of it.
#include "tests/fuzz/program_run.hpp"
#include "tests/fuzz/target.hpp"

#include "cli/csv_input.hpp"
#include "cli/stock_rows.hpp"
#include "store/read_query.hpp"
#include "store/transaction.hpp"
#include "tests/support/loan_book.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace pvault::fuzz {

namespace {

class SmallBook : public test::LoanBook {
public:
  SmallBook() { purchase("cobalt", "2 t", "30 USD/kg", "2025-02-01", {.lot = "CO-1"}); }
};

SmallBook& small_book() {
  static SmallBook book;
  return book;
}

// It records nothing.
void check_dry_run(std::vector<std::string> arguments) {
  const std::string count = "SELECT count(*) FROM entry";
  const std::int64_t before = small_book().connection().integer_of(count);
  arguments.insert(arguments.end(), {"--dry-run", "--book", small_book().path().string()});
  check_run(arguments);
  require(small_book().connection().integer_of(count) == before, "a dry run records nothing");
}

} // namespace

void fuzz_lender_statement(std::string_view text) {
  const FileOfBytes file(text);
  check_run({"facility", "reconcile", "LOAN-1", "--statement", file.path(), "--as-of", "2026-06-30", "--book",
             small_book().path().string()});
}

void fuzz_warehouse_statement(std::string_view text) {
  const FileOfBytes file(text);
  check_run({"warehouse", "reconcile", "--site", "DENVER", "--statement", file.path(), "--as-of", "2026-06-30",
             "--book", small_book().path().string()});
}

void fuzz_count(std::string_view text) {
  const FileOfBytes file(text);
  operations::CountInput count;
  if (is_accepted(cli::read_count_file(file.path(), count)))
    require(!count.rows.empty(), "a count that is taken has rows");
  operations::StatementInput statement;
  if (is_accepted(cli::read_statement_file(file.path(), statement)))
    require(!statement.rows.empty() && statement.sha256.size() == 64, "a statement that is taken has rows");
}

// The kind of all rows in the first line; where that is empty, each row says its own.
void fuzz_import(std::string_view text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const FileOfBytes file(text.substr(std::min(end + 1, text.size())));
  const std::string kind(text.substr(0, text.find_first_of(std::string_view("\n\0", 2))));
  std::vector<std::string> arguments = {"import", file.path()};
  if (!kind.empty()) arguments.push_back("--kind=" + kind);
  check_dry_run(std::move(arguments));
}

void fuzz_invoices(std::string_view text) {
  const FileOfBytes file(text);
  check_dry_run(
      {"disbursement", "request", "D-9", "--facility", "LOAN-1", "--invoices", file.path(), "--on", "2025-06-01"});
}

// As the option's text; behind "file:" as the bytes of the file that it names.
void fuzz_known_at(std::string_view text) {
  constexpr std::string_view of_file = "file:";
  const bool is_file = text.starts_with(of_file);
  const FileOfBytes file(is_file ? text.substr(of_file.size()) : std::string_view());
  std::string given(text.substr(0, text.find('\0'))); // where an argument ends
  std::ranges::replace(given, '/', '_');              // it names no file of this machine
  check_run({"report", "position", "--as-of", "2025-12-31", "--known-at=" + (is_file ? file.path() : given), "--book",
             small_book().path().string()});
}

void fuzz_query(std::string_view sql) {
  store::Connection& connection = small_book().connection();
  static const std::int64_t changes = connection.integer_of("SELECT total_changes()");
  int asked = 0;
  store::ReadQuery query{.sql = std::string(sql), .time_limit = "200 looks", .most_rows = 1000, .may_be_cut = true};
  query.is_out_of_time = [&asked] { return ++asked > 200; };
  {
    const store::ReadTransaction reading(connection);
    const auto answer = store::ask_read_only(connection, query);
    if (is_accepted(answer)) {
      require(answer->rows.size() <= 1000, "no more rows than were asked for");
      for (const auto& row : answer->rows)
        require(row.size() == answer->columns.size(), "every row has every column");
    }
  }
  require(connection.integer_of("SELECT total_changes()") == changes, "a query changes nothing");
}

} // namespace pvault::fuzz
