#include "store/transaction.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>
#include <optional>

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

} // namespace store_transaction_test
