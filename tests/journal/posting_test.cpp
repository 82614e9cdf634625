#include "journal/posting.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace journal_posting_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr MineralId gallium{1};
constexpr MineralId tungsten{2};

Posting money_on(Account account, std::int64_t cents) { return {.account = account, .amount = Money::cents(cents)}; }
Posting mass_of(MineralId mineral, std::int64_t milligrams) {
  return {.account = Account::inventory, .mineral = mineral, .mass = Mass::milligrams(milligrams)};
}

} // namespace

TEST_CASE("postings balance in money, in memoranda and in the mass of each mineral") {
  struct Case {
    const char* name;
    Postings postings;
    std::optional<std::string> imbalance;
  };
  const Case cases[] = {
      {"nothing", {}, std::nullopt},
      {"money",
       {money_on(Account::cash, 5), money_on(Account::payable, -3), money_on(Account::sales, -2)},
       std::nullopt},
      {"money off by a cent", {money_on(Account::cash, 5), money_on(Account::payable, -4)}, "money is off by 0.01 USD"},
      {"money off below zero", {money_on(Account::cash, -100'000)}, "money is off by -1,000.00 USD"},
      {"memoranda",
       {money_on(Account::commitment_granted, -9), money_on(Account::commitment_undisbursed, 9)},
       std::nullopt},
      {"memoranda off", {money_on(Account::commitment_disbursed, 9)}, "memoranda are off by 0.09 USD"},
      {"a memorandum does not balance money",
       {money_on(Account::commitment_granted, -9), money_on(Account::cash, 9)},
       "money is off by 0.09 USD"},
      {"mass", {mass_of(gallium, 7), mass_of(gallium, -7), mass_of(tungsten, 1), mass_of(tungsten, -1)}, std::nullopt},
      {"mass off by a milligram",
       {mass_of(gallium, 7), mass_of(gallium, -6)},
       "mass of mineral 1 is off by 0.000001 kg"},
      {"one mineral does not balance another",
       {mass_of(gallium, 7), mass_of(tungsten, -7)},
       "mass of mineral 1 is off by 0.000007 kg"},
      {"an empty posting", {money_on(Account::cash, 0)}, "a posting is empty"},
      {"an empty posting among others",
       {money_on(Account::cash, 1), money_on(Account::payable, -1), mass_of(gallium, 0)},
       "a posting is empty"},
  };
  for (const Case& expected : cases) {
    CAPTURE(expected.name);
    CHECK(find_imbalance(expected.postings) == expected.imbalance);
  }
}

TEST_CASE("turned postings undo the others and keep what they name") {
  const Postings before = {
      {.account = Account::inventory,
       .mineral = gallium,
       .lot = LotId{4},
       .mass = Mass::milligrams(7),
       .amount = Money::cents(5)},
      {.account = Account::received_from, .mineral = gallium, .party = PartyId{3}, .mass = Mass::milligrams(-7)},
      {.account = Account::loan_principal, .facility = FacilityId{2}, .amount = Money::cents(-5)}};
  const Postings after = turned(before);
  REQUIRE_EQ(after.size(), 3);
  CHECK(after[0] == Posting{.account = Account::inventory,
                            .mineral = gallium,
                            .lot = LotId{4},
                            .mass = Mass::milligrams(-7),
                            .amount = Money::cents(-5)});
  CHECK(
      after[1] ==
      Posting{.account = Account::received_from, .mineral = gallium, .party = PartyId{3}, .mass = Mass::milligrams(7)});
  CHECK(after[2] == Posting{.account = Account::loan_principal, .facility = FacilityId{2}, .amount = Money::cents(5)});
  CHECK(turned(after) == before);
}

} // namespace journal_posting_test
