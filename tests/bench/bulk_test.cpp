// A book that is generated in bulk, without asking the rules, is the book that recording the same events makes.

#include "generator/bulk.hpp"
#include "generator/history.hpp"
#include "store/book.hpp"
#include "store/derived.hpp"
#include "store/schema_check.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <string>
#include <vector>

namespace bench_bulk_test {

using namespace pvault;

namespace {

std::vector<std::string> derived_rows(store::Connection& connection) {
  std::vector<std::string> rows;
  for (const store::DerivedTable& table : store::derived_tables()) {
    store::Query row = connection.query(std::string("SELECT * FROM ") + table.name + " ORDER BY 1, 2, 3");
    while (row.next()) {
      std::string text = table.name;
      for (int column = 0; column < row.columns(); ++column) {
        const auto number = row.is_null(column) ? std::string("-") : std::string();
        const Value value = row.value(column);
        const auto* whole = std::get_if<std::int64_t>(&value);
        const auto* words = std::get_if<std::string>(&value);
        text += " " + (whole != nullptr ? std::to_string(*whole) : words != nullptr ? *words : number);
      }
      rows.push_back(text);
    }
  }
  return rows;
}

} // namespace

TEST_CASE("the book generated in bulk has the hashes, balances and schema of the one that was recorded") {
  const test::TemporaryFolder folder;
  const bench::HistorySize size{.events = 600, .seed = 7};
  bench::make_history(folder.path() / "recorded.db", size);
  bench::make_history_in_bulk(folder.path() / "bulk.db", size);
  store::Book recorded = store::Book::open(folder.path() / "recorded.db", store::Access::read);
  store::Book bulk = store::Book::open(folder.path() / "bulk.db", store::Access::read);
  CHECK_EQ(store::load_chain_head(bulk.connection()).hash, store::load_chain_head(recorded.connection()).hash);
  CHECK_EQ(derived_rows(bulk.connection()), derived_rows(recorded.connection()));
  CHECK(store::list_schema_differences(bulk.connection()).empty());
}

} // namespace bench_bulk_test
