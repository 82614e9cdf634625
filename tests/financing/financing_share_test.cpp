// Drawing on several lenders by their shares, and giving back what is not needed.
#include "financing/drawdown.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace financing_financing_share_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr FacilityId exim{3};
constexpr FacilityId bank{4};

using Amounts = std::vector<std::string>;

// 85% and 15%, with what each has drawn.
std::vector<ShareOfFacility> shares(std::string_view exim_drawn, std::string_view bank_drawn) {
  return {{.facility = exim, .code = "EXIM-1", .share = rate("85%"), .drawn = money(exim_drawn)},
          {.facility = bank, .code = "BANK-1", .share = rate("15%"), .drawn = money(bank_drawn)}};
}

Amounts split(std::string_view amount, const std::vector<ShareOfFacility>& between) {
  Amounts amounts;
  for (const Money part : allowed(split_by_shares(money(amount), between)))
    amounts.push_back(format_money(part));
  return amounts;
}

DrawableFacility facility() {
  return {.id = exim,
          .code = "EXIM-1",
          .in_force_from = day("2026-02-02"),
          .available_from = day("2026-03-01"),
          .available_until = day("2030-12-31"),
          .undisbursed = money("10,000 USD")};
}

} // namespace

TEST_CASE("a drawdown is split by the shares") {
  CHECK_EQ(split("1,000 USD", shares("0 USD", "0 USD")), Amounts{"850.00 USD", "150.00 USD"});
  CHECK_EQ(split("1,000 USD", shares("8,500 USD", "1,500 USD")), Amounts{"850.00 USD", "150.00 USD"});
}

TEST_CASE("a split brings all that was drawn to the shares") {
  CHECK_EQ(split("1,000 USD", shares("0 USD", "100 USD")), Amounts{"935.00 USD", "65.00 USD"});
  CHECK_EQ(split("1,000 USD", shares("850 USD", "0 USD")), Amounts{"722.50 USD", "277.50 USD"});
  CHECK_EQ(split("1,000 USD", shares("0 USD", "150 USD")), Amounts{"977.50 USD", "22.50 USD"});
}

TEST_CASE("cents are split by largest remainder, and the parts add up") {
  CHECK_EQ(split("0.01 USD", shares("0 USD", "0 USD")), Amounts{"0.01 USD", "0.00 USD"});
  CHECK_EQ(split("0.03 USD", shares("0 USD", "0 USD")), Amounts{"0.03 USD", "0.00 USD"});    // 2.55 and 0.45 cents
  CHECK_EQ(split("0.04 USD", shares("0.03 USD", "0 USD")), Amounts{"0.03 USD", "0.01 USD"}); // 5.95 and 1.05 in all
}

// The announced amounts of Project Vault: 10 billion from EXIM, 1.67 billion of private capital.
TEST_CASE("shares are as fine as rates") {
  const std::vector<ShareOfFacility> vault = {
      {.facility = exim, .code = "EXIM-1", .share = rate("85.6898029%"), .drawn = Money()},
      {.facility = bank, .code = "BANK-1", .share = rate("14.3101971%"), .drawn = Money()}};
  CHECK_EQ(split("11,670,000,000 USD", vault), Amounts{"9,999,999,998.43 USD", "1,670,000,001.57 USD"});
}

TEST_CASE("financing_share_broken: a facility that is above its share of the whole takes no part") {
  check_refusal(split_by_shares(money("1,000 USD"), shares("0 USD", "200 USD")), Rule::financing_share_broken,
                "BANK-1 has drawn 200.00 USD and would be 20.00 USD above its share of 15% of the whole",
                "draw more, or on the other facilities first");
  CHECK(split_by_shares(money("1,000 USD"), shares("0 USD", "176.47 USD")).has_value()); // 15% of 1,176.47 USD
  check_rule(split_by_shares(money("1,000 USD"), shares("0 USD", "176.48 USD")), Rule::financing_share_broken);
}

TEST_CASE("financing_share_broken: no facility has drawn more than its share of the whole") {
  CHECK(check_shares(shares("850 USD", "150 USD")).has_value());
  CHECK(check_shares(shares("0 USD", "0 USD")).has_value());
  const std::string next_step = "draw on all lenders at once with `pvault drawdown record --pro-rata`";
  check_refusal(check_shares(shares("850 USD", "151 USD")), Rule::financing_share_broken,
                "BANK-1 would have drawn 151.00 USD of 1,001.00 USD in all, its share of 15% is 150.15 USD, over by "
                "0.85 USD",
                next_step);
  check_refusal(check_shares(shares("100 USD", "0 USD")), Rule::financing_share_broken,
                "EXIM-1 would have drawn 100.00 USD of 100.00 USD in all, its share of 85% is 85.00 USD, over by "
                "15.00 USD",
                next_step);
}

TEST_CASE("financing_share_broken: a cent for rounding is none") {
  CHECK(check_shares(shares("0.03 USD", "0 USD")).has_value()); // of 2.55 cents
  CHECK(check_shares(shares("0.05 USD", "0.01 USD")).has_value());
  check_rule(check_shares(shares("0.10 USD", "0 USD")), Rule::financing_share_broken); // of 8.5 cents
}

TEST_CASE("what a split gives breaks no share") {
  std::vector<ShareOfFacility> drawn = shares("0 USD", "0 USD");
  for (const char* amount : {"0.01 USD", "0.01 USD", "0.05 USD", "33.33 USD", "1,234,567.89 USD"}) {
    CAPTURE(amount);
    const std::vector<Money> parts = allowed(split_by_shares(money(amount), drawn));
    for (std::size_t i = 0; i < parts.size(); ++i)
      drawn.at(i).drawn += parts.at(i);
    CHECK(check_shares(drawn).has_value());
  }
}

TEST_CASE("a cancellation moves what was undisbursed to what is cancelled") {
  const Postings postings = allowed(plan_cancellation(facility(), day("2026-04-01"), money("4,000 USD")));
  CHECK(postings ==
        Postings{{.account = Account::commitment_undisbursed, .facility = exim, .amount = -money("4,000 USD")},
                 {.account = Account::commitment_cancelled, .facility = exim, .amount = money("4,000 USD")}});
  CHECK_FALSE(find_imbalance(postings).has_value());
}

TEST_CASE("a cancellation may take all that is left, from signing on and after availability, too") {
  for (const char* on : {"2026-02-02", "2026-03-01", "2031-06-01"})
    CHECK(plan_cancellation(facility(), day(on), money("10,000 USD")).has_value());
}

TEST_CASE("amount_not_positive: a cancellation is above zero") {
  check_refusal(plan_cancellation(facility(), day("2025-01-01"), Money()), Rule::amount_not_positive,
                "the amount is 0.00 USD", "give an amount above zero");
}

TEST_CASE("facility_not_in_force: nothing is cancelled before signing") {
  check_refusal(plan_cancellation(facility(), day("2026-02-01"), money("99,999 USD")), Rule::facility_not_in_force,
                "EXIM-1 is in force from 2026-02-02, the cancellation is dated 2026-02-01, 1 day earlier",
                "date it 2026-02-02 or later");
}

TEST_CASE("above_undisbursed: not a cent more than is undisbursed is cancelled") {
  check_refusal(plan_cancellation(facility(), day("2026-04-01"), money("10,000.01 USD")), Rule::above_undisbursed,
                "asked to cancel 10,000.01 USD of EXIM-1, 10,000.00 USD undisbursed, over by 0.01 USD",
                "`pvault report facilities` shows what can be cancelled");
}

} // namespace financing_financing_share_test
