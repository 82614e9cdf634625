// What is kept for speed says what the records say, after anything that can be recorded.
#include "store/derived.hpp"

#include "store/transaction.hpp"
#include "tests/support/attacked_book.hpp"

#include <doctest/doctest.h>

namespace store_derived_test {

using namespace pvault;
using namespace pvault::test;
using store::Query;

namespace {

std::vector<std::string> rows_of(store::Connection& connection, const std::string& sql) {
  std::vector<std::string> rows;
  Query row = connection.query(fmt::format("SELECT * FROM ({}) ORDER BY 1, 2, 3, 4", sql));
  while (row.next()) {
    std::string& text = rows.emplace_back();
    for (int column = 0; column < row.columns(); ++column) {
      const Value value = row.value(column);
      text += std::holds_alternative<std::string>(value) ? std::get<std::string>(value)
                                                         : std::to_string(std::get<std::int64_t>(value));
      text += ' ';
    }
  }
  return rows;
}

void check_derived(TemporaryBook& book) {
  for (const store::DerivedTable& table : store::derived_tables()) {
    CAPTURE(table.name);
    CHECK(rows_of(book.connection(), fmt::format("SELECT * FROM {}", table.name)) ==
          rows_of(book.connection(), table.from_records));
  }
}

} // namespace

TEST_CASE("derived tables are those that the schema calls derived") {
  TemporaryBook book;
  std::vector<std::string> names;
  for (const store::DerivedTable& table : store::derived_tables())
    names.emplace_back(table.name);
  std::ranges::sort(names);
  CHECK(names == tables_in_role(book.connection().database(), "derived"));
}

TEST_CASE("after every kind of entry the derived rows are what the records say") {
  SampleBook book;
  check_derived(book);
  book.reverse(book.entry("sale"), "2026-09-01"); // dated later: closes the lot until then
  check_derived(book);
  book.reverse(book.entry("loss"));
  book.reverse(book.entry("purchase3"));
  check_derived(book);
  book.sale("gallium", "11 t", "700 USD/kg", "2026-09-01");
  check_derived(book);
}

TEST_CASE("a rebuild makes the same rows, also of rows that were wrong") {
  SampleBook book;
  const std::string before = dump_of(book.connection().database());
  const auto rebuild = [&] {
    store::WriteTransaction transaction(book.connection());
    store::rebuild_derived(book.connection());
    transaction.commit();
    return dump_of(book.connection().database());
  };
  CHECK(rebuild() == before);
  book.connection().execute("UPDATE lot_balance SET cost_cents = cost_cents + 1 WHERE mass_mg > 0; DELETE FROM "
                            "account_balance WHERE account_id = 1; "
                            "INSERT INTO account_balance VALUES (1, 5, 5, 5, 5, 5)");
  CHECK(dump_of(book.connection().database()) != before);
  CHECK(rebuild() == before);
}

TEST_CASE("a rebuild that is not committed changes nothing") {
  SampleBook book;
  book.connection().execute("DELETE FROM lot_balance");
  {
    store::WriteTransaction transaction(book.connection());
    store::rebuild_derived(book.connection());
  }
  CHECK_EQ(book.connection().integer_of("SELECT count(*) FROM lot_balance"), 0);
}

} // namespace store_derived_test
