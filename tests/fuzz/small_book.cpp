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
  std::vector<std::string> arguments = {"import", file.path(), "--dry-run", "--book", small_book().path().string()};
  if (end > 0) arguments.insert(arguments.end(), {"--kind", std::string(text.substr(0, end))});
  check_run(arguments);
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
