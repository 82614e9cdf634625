// Names, texts and amounts as programs of plain-text accounting can read them.
#include "reports/journal_names.hpp"

#include <doctest/doctest.h>

namespace reports_journal_names_test {

using namespace pvault;
using namespace pvault::reports;

TEST_CASE("a name for ledger and hledger keeps letters, digits, . _ - and single blanks, and escapes the rest") {
  CHECK_EQ(plain_name("gallium-1"), "gallium-1");
  CHECK_EQ(plain_name("Lot 7_b.2"), "Lot 7_b.2");
  CHECK_EQ(plain_name("a  b"), "a%20%20b");
  CHECK_EQ(plain_name(" a "), "%20a%20");
  CHECK_EQ(plain_name("A:B;[C](D)"), "A%3AB%3B%5BC%5D%28D%29");
  CHECK_EQ(plain_name("50%"), "50%25");
  CHECK_EQ(plain_name("é"), "%C3%A9");
}

TEST_CASE("a text for ledger and hledger has nothing that they take for a date or the end of a value") {
  CHECK_EQ(plain_text("paid [2025-01-01], 10%"), "paid %5B2025-01-01%5D%2C 10%25");
  CHECK_EQ(plain_text("é: \"x\""), "é: \"x\"");
}

TEST_CASE("a name for beancount begins with a capital or a digit, and no two names become one") {
  CHECK_EQ(beancount_name("gallium-1"), "Gallium-1");
  CHECK_EQ(beancount_name("7b"), "7b");
  CHECK_EQ(beancount_name("a b"), "X-a-20b");
  CHECK_EQ(beancount_name("a_b"), "X-a-5Fb");
  CHECK_EQ(beancount_name("-a"), "X--2Da");
  // What looks escaped is escaped itself.
  CHECK_EQ(beancount_name("x-a-20b"), "X-x-2Da-2D20b");
  CHECK_EQ(beancount_name("é"), "X--C3-A9");
}

TEST_CASE("a text for beancount has its quotes and backslashes escaped") {
  CHECK_EQ(beancount_text("a \"b\" \\"), "\"a \\\"b\\\" \\\\\"");
  CHECK_EQ(beancount_commodity("rare-earths"), "RARE-EARTHS");
}

TEST_CASE("an account stands under its type, stock by its lot") {
  const store::PostedTo stock{.account = Account::inventory,
                              .name = "inventory:gallium",
                              .mineral = "gallium",
                              .lot = "GA 1",
                              .party = {},
                              .facility = {}};
  CHECK_EQ(plain_account(stock), "assets:inventory:gallium:GA 1");
  CHECK_EQ(beancount_account(stock), "Assets:Inventory:Gallium");
  const store::PostedTo payable{
      .account = Account::payable, .name = "payable:a:b", .mineral = {}, .lot = {}, .party = "a:b", .facility = {}};
  CHECK_EQ(plain_account(payable), "liabilities:payable:a%3Ab");
  CHECK_EQ(beancount_account(payable), "Liabilities:Payable:X-a-3Ab");
  const store::PostedTo cash{
      .account = Account::cash, .name = "cash", .mineral = {}, .lot = {}, .party = {}, .facility = {}};
  CHECK_EQ(plain_account(cash), "assets:cash");
  CHECK_EQ(beancount_account(cash), "Assets:Cash");
}

TEST_CASE("amounts have all their decimals") {
  CHECK_EQ(exact_kilograms(Mass::milligrams(-25'000'000'001)), "-25000.000001");
  CHECK_EQ(exact_kilograms(Mass::milligrams(1)), "0.000001");
  CHECK_EQ(exact_dollars(Money::cents(-5)), "-0.05");
  CHECK_EQ(exact_dollars(Money::cents(1'450'000'000)), "14500000.00");
}

} // namespace reports_journal_names_test
