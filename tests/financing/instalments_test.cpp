// The rules of docs/FINANCING.md, "Repayment", one by one.
#include "financing/instalments.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace financing_instalments_test {

using namespace pvault;
using namespace pvault::test;

namespace {

using Cents = std::vector<std::int64_t>;

const std::vector<Date>& four_dates() {
  static const std::vector<Date> dates = {day("2027-01-15"), day("2027-04-15"), day("2027-07-15"), day("2027-10-15")};
  return dates;
}

std::vector<Instalment> instalments(const Cents& cents) {
  std::vector<Instalment> result;
  for (const std::int64_t count : cents)
    result.push_back({four_dates().at(result.size()), Money::cents(count)});
  return result;
}

Cents cents_of(const std::vector<Instalment>& instalments) {
  Cents cents;
  for (const Instalment& instalment : instalments)
    cents.push_back(instalment.amount.cents());
  return cents;
}

Cents after_prepayment(const Cents& cents, std::int64_t amount, Prepayment rule) {
  std::vector<Instalment> result = instalments(cents);
  take_prepayment(result, Money::cents(amount), rule);
  return cents_of(result);
}

} // namespace

TEST_CASE("equal: each the same, rounded down to the cent, the last takes the rest") {
  const auto divided = [](std::int64_t cents) { return cents_of(divide_equally(Money::cents(cents), four_dates())); };
  CHECK_EQ(divided(1000), Cents{250, 250, 250, 250});
  CHECK_EQ(divided(1003), Cents{250, 250, 250, 253});
  CHECK_EQ(divided(3), Cents{0, 0, 0, 3});
  CHECK_EQ(divided(0), Cents{0, 0, 0, 0});
  CHECK(divide_equally(Money::cents(7), {day("2027-01-15")}).front().due_on == day("2027-01-15"));
}

TEST_CASE("custom: the amounts given for their dates, and the rest at maturity") {
  const std::vector<Instalment> given = {{day("2027-04-15"), Money::cents(300)}, {day("2027-10-15"), Money::cents(5)}};
  const auto divided = [&](std::int64_t cents) {
    return cents_of(divide_as_given(Money::cents(cents), four_dates(), given, BusinessDayRule::none));
  };
  CHECK_EQ(divided(1000), Cents{0, 300, 0, 700});
  CHECK_EQ(divided(305), Cents{0, 300, 0, 5});
  CHECK_EQ(divided(200), Cents{0, 200, 0, 0}); // no date takes more than is left
}

TEST_CASE("custom: instalments name dates before they are moved") {
  const std::vector<Date> moved = {day("2026-05-26"), day("2026-11-25")}; // 25 May 2026 is Memorial Day
  const std::vector<Instalment> given = {{day("2026-05-25"), Money::cents(300)}};
  CHECK_EQ(cents_of(divide_as_given(Money::cents(1000), moved, given, BusinessDayRule::following)), Cents{300, 700});
  CHECK_EQ(cents_of(divide_as_given(Money::cents(1000), moved, given, BusinessDayRule::none)), Cents{0, 1000});
}

TEST_CASE("what comes later is added to each, the rest of the cents to the last") {
  std::vector<Instalment> plan = instalments({10, 0, 20, 5});
  add_equally(plan, Money::cents(11));
  CHECK_EQ(cents_of(plan), Cents{12, 2, 22, 10});
  CHECK(sum_of(plan) == Money::cents(46));
  CHECK(sum_of({}) == Money());
}

TEST_CASE("inverse takes a prepayment from the last instalment backwards") {
  CHECK_EQ(after_prepayment({100, 200, 300, 400}, 150, Prepayment::inverse), Cents{100, 200, 300, 250});
  CHECK_EQ(after_prepayment({100, 200, 300, 400}, 750, Prepayment::inverse), Cents{100, 150, 0, 0});
}

TEST_CASE("next takes a prepayment from the next instalment on") {
  CHECK_EQ(after_prepayment({100, 200, 300, 400}, 50, Prepayment::next), Cents{50, 200, 300, 400});
  CHECK_EQ(after_prepayment({100, 200, 300, 400}, 350, Prepayment::next), Cents{0, 0, 250, 400});
}

TEST_CASE("pro-rata takes a prepayment from each in proportion, by largest remainder") {
  CHECK_EQ(after_prepayment({100, 200, 300, 400}, 500, Prepayment::pro_rata), Cents{50, 100, 150, 200});
  CHECK_EQ(after_prepayment({100, 200, 300, 400}, 14, Prepayment::pro_rata), Cents{99, 197, 296, 394});
  CHECK_EQ(after_prepayment({100, 0, 100, 100}, 2, Prepayment::pro_rata), Cents{99, 0, 99, 100}); // the earlier dates
}

TEST_CASE("a prepayment may take everything, or nothing") {
  for (const Prepayment rule : {Prepayment::inverse, Prepayment::next, Prepayment::pro_rata}) {
    CAPTURE(prepayment_name(rule));
    CHECK_EQ(after_prepayment({100, 200, 300, 400}, 1000, rule), Cents{0, 0, 0, 0});
    CHECK_EQ(after_prepayment({100, 200, 300, 400}, 0, rule), Cents{100, 200, 300, 400});
    CHECK_EQ(after_prepayment({0, 0}, 0, rule), Cents{0, 0});
  }
}

// Microsoft, "PMT function", support.microsoft.com: 10,000 at 8% a year over 10 months is 1,037.03 a month.
TEST_CASE("annuity: the level payment is what is published for it") {
  CHECK(level_payment(money("10,000 USD"), rate("8%"), std::vector<Exact>(10, Exact(1, 12))) == money("1,037.03 USD"));
  // 100,000 at 6% over thirty years, as tables of mortgages have it.
  CHECK(level_payment(money("100,000 USD"), rate("6%"), std::vector<Exact>(360, Exact(1, 12))) == money("599.55 USD"));
}

TEST_CASE("annuity: periods may differ, and there may be no interest") {
  CHECK(level_payment(money("1,000 USD"), rate("0%"), {Exact(1, 4), Exact(1, 2), Exact(1, 4)}) == money("333.33 USD"));
  CHECK(level_payment(money("1,000 USD"), rate("10%"), {Exact(1)}) == money("1,100 USD"));
  // 1 / 1.1 + 1 / (1.1 × 1.05) = 2.05 / 1.155
  CHECK(level_payment(money("2,050 USD"), rate("10%"), {Exact(1), Exact(1, 2)}) == money("1,155 USD"));
}

TEST_CASE("annuity: the level payment is rounded half-even") {
  CHECK(level_payment(Money::cents(1), rate("0%"), {Exact(1), Exact(1)}) == Money());
  CHECK(level_payment(Money::cents(3), rate("0%"), {Exact(1), Exact(1)}) == Money::cents(2));
}

} // namespace financing_instalments_test
