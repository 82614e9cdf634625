// The rules of docs/FINANCING.md, "Shares by mineral".
#include "financing/shares.hpp"

#include "tests/financing/support/loans.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace financing_shares_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr MineralId cobalt{1};
constexpr MineralId gallium{2};

FinancedChange financed(std::string_view on, MineralId mineral, std::string_view cost) {
  return {day(on), mineral, money(cost)};
}
FinancedChange released(std::string_view on, MineralId mineral, std::string_view cost) {
  return {day(on), mineral, -money(cost)};
}

FinancingShares shares_on(const LoanFacts& facts, const std::vector<FinancedChange>& changes, std::string_view on) {
  return share_financing(run_loan(facts, day(on)), changes, day(on));
}

// What a mineral bears; nothing for one that is not named.
Money of(const MineralShares& shares, std::optional<MineralId> mineral) {
  const auto found = shares.find(mineral);
  return found == shares.end() ? Money() : found->second;
}
void check_shares_of(const MineralShares& shares, std::string_view of_cobalt, std::string_view of_gallium,
                     std::string_view unallocated) {
  CHECK_EQ(format_money(of(shares, cobalt)), format_money(money(of_cobalt)));
  CHECK_EQ(format_money(of(shares, gallium)), format_money(money(of_gallium)));
  CHECK_EQ(format_money(of(shares, std::nullopt)), format_money(money(unallocated)));
}

} // namespace

TEST_CASE("what no stock explains is unallocated") {
  const FinancingShares shares = shares_on(drawn_loan(), {}, "2026-04-15");
  check_shares_of(shares.debt, "0 USD", "0 USD", "1,200,000 USD");
  check_shares_of(shares.interest, "0 USD", "0 USD", "18,000 USD");
}

TEST_CASE("a mineral carries its financed cost on hand of the principal") {
  const FinancingShares shares = shares_on(
      drawn_loan(), {financed("2026-01-15", cobalt, "600,000 USD"), financed("2026-01-15", gallium, "300,000 USD")},
      "2026-04-15");
  check_shares_of(shares.debt, "600,000 USD", "300,000 USD", "300,000 USD");
  check_shares_of(shares.interest, "9,000 USD", "4,500 USD", "4,500 USD");
}

TEST_CASE("the debt of a day alone is shared as in a walk through all days") {
  check_shares_of(share_debt(money("1,200,000 USD"), {{cobalt, money("600,000 USD")}, {gallium, money("300,000 USD")}}),
                  "600,000 USD", "300,000 USD", "300,000 USD");
  // More financed and on hand than is owed: in proportion, 2 : 1.
  check_shares_of(share_debt(money("90 USD"), {{cobalt, money("400 USD")}, {gallium, money("200 USD")}}), "60 USD",
                  "30 USD", "0 USD");
  check_shares_of(share_debt(money("0.01 USD"), {{cobalt, money("400 USD")}}), "0.01 USD", "0 USD", "0 USD");
  check_shares_of(share_debt(money("10 USD"), {}), "0 USD", "0 USD", "10 USD");
  check_shares_of(share_debt(Money(), {{cobalt, money("400 USD")}}), "0 USD", "0 USD", "0 USD");
}

TEST_CASE("with more financed and on hand than is owed, minerals carry all in proportion") {
  LoanFacts facts = drawn_loan();
  facts.payments = {prepaid("2026-02-15", "600,000 USD")};
  const FinancingShares shares =
      shares_on(facts, {financed("2026-01-15", cobalt, "800,000 USD"), financed("2026-01-15", gallium, "400,000 USD")},
                "2026-04-15");
  check_shares_of(shares.debt, "400,000 USD", "200,000 USD", "0 USD");
  check_shares_of(shares.interest, "8,000 USD", "4,000 USD", "0 USD"); // of 12,000
}

TEST_CASE("each day is shared by what is on hand at its end: a purchase counts from its day, a release ends it") {
  const std::vector<FinancedChange> changes = {financed("2026-02-15", cobalt, "1,200,000 USD"),
                                               released("2026-03-15", cobalt, "600,000 USD"),
                                               financed("2026-03-15", gallium, "600,000 USD")};
  check_shares_of(shares_on(drawn_loan(), changes, "2026-02-15").interest, "0 USD", "0 USD", "6,000 USD");
  check_shares_of(shares_on(drawn_loan(), changes, "2026-03-15").interest, "6,000 USD", "0 USD", "6,000 USD");
  check_shares_of(shares_on(drawn_loan(), changes, "2026-04-15").interest, "9,000 USD", "3,000 USD", "6,000 USD");
  check_shares_of(shares_on(drawn_loan(), changes, "2026-04-15").debt, "600,000 USD", "600,000 USD", "0 USD");
}

TEST_CASE("what is released altogether bears what it bore, and nothing more") {
  const FinancingShares shares = shares_on(
      drawn_loan(), {financed("2026-01-15", cobalt, "600,000 USD"), released("2026-02-15", cobalt, "600,000 USD")},
      "2026-04-15");
  check_shares_of(shares.interest, "3,000 USD", "0 USD", "15,000 USD");
  check_shares_of(shares.debt, "0 USD", "0 USD", "1,200,000 USD");
}

TEST_CASE("principal that grows or shrinks changes the shares from its day on") {
  LoanFacts facts = signed_loan(quarterly_loan());
  facts.draws = {drawn("2026-01-15", "600,000 USD"), drawn("2026-02-15", "600,000 USD")};
  const FinancingShares shares = shares_on(facts, {financed("2026-01-15", cobalt, "600,000 USD")}, "2026-03-15");
  check_shares_of(shares.interest, "6,000 USD", "0 USD", "3,000 USD");
}

TEST_CASE("default interest is shared with interest, by the days on which it accrued") {
  const LoanFacts facts = drawn_loan([](auto& t) { t.default_margin = rate("2%"); });
  std::vector<FinancedChange> changes = {financed("2026-01-15", cobalt, "600,000 USD")};
  check_shares_of(shares_on(facts, changes, "2026-05-15").interest, "12,015 USD", "0 USD", "12,015 USD");
  changes.push_back(released("2026-04-15", cobalt, "600,000 USD")); // when 18,000 fell due
  check_shares_of(shares_on(facts, changes, "2026-05-15").interest, "9,000 USD", "0 USD", "15,030 USD");
}

TEST_CASE("the commitment fee is shared for itself, unallocated before anything is drawn or bought") {
  LoanFacts facts = signed_loan(quarterly_loan([](auto& t) {
    t.commitment = money("1,800,000 USD");
    t.commitment_fee = rate("0.5%");
  }));
  facts.draws = {drawn("2026-02-15", "600,000 USD")};
  const FinancingShares shares = shares_on(facts, {financed("2026-02-15", cobalt, "300,000 USD")}, "2026-03-15");
  check_shares_of(shares.commitment_fees, "250 USD", "0 USD", "1,000 USD"); // 750 unallocated, then 500 in halves
  check_shares_of(shares.interest, "1,500 USD", "0 USD", "1,500 USD");
  CHECK(of(shares.exposure_fees, std::nullopt) == Money());
}

TEST_CASE("a fee that accrues before signing is unallocated") {
  LoanFacts facts = signed_loan(quarterly_loan([](auto& t) {
    t.commitment_fee = rate("0.5%");
    t.commitment_fee_from = day("2025-10-15");
  }));
  check_shares_of(shares_on(facts, {}, "2026-01-15").commitment_fees, "0 USD", "0 USD", "1,500 USD");
}

TEST_CASE("an exposure fee is shared by the end of the day on which it is charged") {
  LoanFacts facts =
      signed_loan(quarterly_loan([](auto& t) { t.exposure_fees = {allowed(parse_exposure_fee("1%:closing:cash"))}; }));
  facts.draws = {drawn("2026-02-15", "600,000 USD", "0 USD", "6,000 USD")};
  const std::vector<FinancedChange> changes = {financed("2026-02-15", cobalt, "300,000 USD"),
                                               financed("2026-03-15", gallium, "300,000 USD")};
  check_shares_of(shares_on(facts, changes, "2026-04-15").exposure_fees, "3,000 USD", "0 USD", "15,000 USD");
}

TEST_CASE("largest remainders share the cents, of equal ones the first mineral, unallocated last") {
  LoanFacts facts = signed_loan(quarterly_loan());
  facts.draws = {drawn("2026-01-15", "3 USD")}; // 1.5 cents a month, 2 when rounded
  const std::vector<FinancedChange> thirds = {financed("2026-01-15", gallium, "1 USD"),
                                              financed("2026-01-15", cobalt, "1 USD")};
  check_shares_of(shares_on(facts, thirds, "2026-02-15").interest, "0.01 USD", "0.01 USD", "0 USD");
  facts.draws = {drawn("2026-01-15", "2 USD")}; // a cent a month
  check_shares_of(shares_on(facts, thirds, "2026-02-15").interest, "0.01 USD", "0 USD", "0 USD");
  const std::vector<FinancedChange> half = {financed("2026-01-15", gallium, "1 USD")};
  check_shares_of(shares_on(facts, half, "2026-02-15").interest, "0 USD", "0.01 USD", "0 USD");
}

TEST_CASE("parts add up to the whole, whatever the amounts") {
  LoanFacts facts = signed_loan(quarterly_loan([](auto& t) { t.day_count = DayCount::act_365f; }));
  facts.draws = {drawn("2026-01-15", "1,000,000.01 USD"), drawn("2026-03-07", "133,333.37 USD")};
  const std::vector<FinancedChange> changes = {financed("2026-01-15", cobalt, "333,333.33 USD"),
                                               financed("2026-02-03", gallium, "77,777.77 USD"),
                                               released("2026-05-09", cobalt, "111,111.11 USD")};
  for (const char* on : {"2026-01-16", "2026-02-28", "2026-05-09", "2026-07-15", "2028-03-01"}) {
    CAPTURE(on);
    const LoanRun run = run_loan(facts, day(on));
    const FinancingShares shares = share_financing(run, changes, day(on));
    CHECK(of(shares.interest, cobalt) + of(shares.interest, gallium) + of(shares.interest, std::nullopt) ==
          run.state.interest);
    CHECK(of(shares.debt, cobalt) + of(shares.debt, gallium) + of(shares.debt, std::nullopt) == run.state.principal);
  }
}

} // namespace financing_shares_test
