#include "store/transaction.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>
#include <optional>
#include <sqlite3.h>
#include <stdexcept>
#include <string_view>

namespace store_transaction_test {

using namespace pvault;
using namespace pvault::test;

std::int64_t prices(TemporaryBook& book) {
  return book.open(store::Access::read)
      .connection()
      .integer_of("SELECT count(*) FROM price JOIN entry USING (entry_id) WHERE entry.reference = 'part'");
}

void add_price(TemporaryBook& book) {
  auto options = book.options("2026-03-31");
  options.header.reference = "part";
  allowed(operations::add_price(book.book(), options, {"gallium", allowed(parse_price("580 USD/kg")), "press", ""}));
}

TEST_CASE("what is recorded within another transaction is there when that one is committed") {
  TemporaryBook book;
  {
    store::WriteTransaction whole(book.connection());
    add_price(book);
    add_price(book);
    CHECK_EQ(prices(book), 0);
    whole.commit();
  }
  CHECK_EQ(prices(book), 2);
}

TEST_CASE("what is recorded within another transaction is gone when that one is not committed") {
  TemporaryBook book;
  {
    const store::WriteTransaction whole(book.connection());
    add_price(book);
  }
  CHECK_EQ(prices(book), 0);
  add_price(book); // and the book takes what comes next
  CHECK_EQ(prices(book), 1);
}

TEST_CASE("a part that is not committed takes nothing else along") {
  TemporaryBook book;
  {
    store::WriteTransaction whole(book.connection());
    add_price(book);
    {
      const store::WriteTransaction part(book.connection());
      add_price(book);
    }
    add_price(book);
    whole.commit();
  }
  CHECK_EQ(prices(book), 2);
}

TEST_CASE("nothing is recorded within a transaction that reads, where it would be gone without a word") {
  TemporaryBook book;
  {
    const store::ReadTransaction reading(book.connection());
    CHECK_THROWS_AS(store::WriteTransaction(book.connection()), std::logic_error);
  }
  add_price(book);
  CHECK_EQ(prices(book), 1);
}

// Asked for each thing a statement does; here it keeps statements from reading tables.
TEST_CASE("who reads sees one moment, whatever is recorded meanwhile") {
  TemporaryBook book;
  add_price(book);
  auto reader = book.open(store::Access::read);
  const auto prices_seen = [&] { return reader.connection().integer_of("SELECT count(*) FROM price"); };
  const auto entries_seen = [&] { return reader.connection().integer_of("SELECT max(entry_id) FROM entry"); };
  std::int64_t before = 0;
  {
    const store::ReadTransaction moment(reader.connection());
    before = prices_seen();
    const std::int64_t newest = entries_seen();
    add_price(book);
    CHECK_EQ(prices_seen(), before);
    CHECK_EQ(entries_seen(), newest);
  }
  CHECK_EQ(prices_seen(), before + 1);
}

int keep_from_reading(void* /*unused*/, int action, const char* /*of*/, const char* /*part*/, const char* /*database*/,
                      const char* /*by*/) {
  return action == SQLITE_READ ? SQLITE_DENY : SQLITE_OK;
}

TEST_CASE("a moment that cannot be fixed leaves nothing open") {
  TemporaryBook book;
  sqlite3* handle = book.connection().database().getHandle();
  sqlite3_set_authorizer(handle, keep_from_reading, nullptr);
  CHECK_THROWS(store::ReadTransaction(book.connection()));
  sqlite3_set_authorizer(handle, nullptr, nullptr);
  CHECK_NE(sqlite3_get_autocommit(handle), 0);
  add_price(book);
  CHECK_EQ(prices(book), 1);
}

int keep_parts(void* /*unused*/, int action, const char* of, const char* /*part*/, const char* /*database*/,
               const char* /*by*/) {
  return action == SQLITE_SAVEPOINT && std::string_view(of) == "ROLLBACK" ? SQLITE_DENY : SQLITE_OK;
}

TEST_CASE("a part that cannot be taken back takes all along, and nothing after it is recorded") {
  TemporaryBook book;
  {
    store::WriteTransaction whole(book.connection());
    add_price(book);
    sqlite3_set_authorizer(book.connection().database().getHandle(), keep_parts, nullptr);
    {
      const store::WriteTransaction part(book.connection());
      add_price(book);
    }
    sqlite3_set_authorizer(book.connection().database().getHandle(), nullptr, nullptr);
    CHECK_THROWS_AS(store::WriteTransaction(book.connection()), store::BookError);
    CHECK_THROWS_AS(whole.commit(), store::BookError);
  }
  CHECK_EQ(prices(book), 0);
  add_price(book);
  CHECK_EQ(prices(book), 1);
}

} // namespace store_transaction_test
