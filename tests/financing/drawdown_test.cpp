// The rules of a drawdown, in their order. Each refusal comes although all later rules are broken, too.
#include "financing/drawdown.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace financing_drawdown_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr FacilityId exim{3};
constexpr EntryId gallium_purchase{180};
constexpr EntryId cobalt_purchase{181};

DrawableFacility facility() {
  return {.id = exim,
          .code = "EXIM-1",
          .in_force_from = day("2026-02-02"),
          .available_from = day("2026-03-01"),
          .available_until = day("2030-12-31"),
          .undisbursed = money("10,000 USD")};
}

DrawdownRequest draw(std::string_view amount, const std::vector<DrawUse>& uses = {},
                     std::string_view on = "2026-04-01") {
  return {.on = day(on), .amount = money(amount), .uses = uses};
}

FinancedPurchase bought(EntryId entry, std::string_view cost, std::string_view financed = "0 USD") {
  return {.entry = entry, .is_purchase = true, .cost = money(cost), .financed = money(financed)};
}

FinancedPurchase no_purchase(EntryId entry) { return {.entry = entry}; }

// A use that breaks every rule about uses.
const DrawUse bad_use{gallium_purchase, Money()};

} // namespace

TEST_CASE("a drawdown brings cash, owes principal, and uses up the commitment") {
  const auto postings = allowed(plan_drawdown(facility(), draw("4,000 USD"), {}));
  CHECK(postings ==
        Postings{{.account = Account::cash, .amount = money("4,000 USD")},
                 {.account = Account::loan_principal, .facility = exim, .amount = -money("4,000 USD")},
                 {.account = Account::commitment_undisbursed, .facility = exim, .amount = -money("4,000 USD")},
                 {.account = Account::commitment_disbursed, .facility = exim, .amount = money("4,000 USD")}});
  CHECK_FALSE(find_imbalance(postings).has_value());
}

TEST_CASE("a drawdown takes the whole commitment, on the first and on the last day") {
  CHECK(plan_drawdown(facility(), draw("10,000 USD", {}, "2026-03-01"), {}).has_value());
  CHECK(plan_drawdown(facility(), draw("10,000 USD", {}, "2030-12-31"), {}).has_value());
}

TEST_CASE("a drawdown may finance purchases up to what they cost and to what it brings") {
  const auto request =
      draw("4,000 USD", {{gallium_purchase, money("1,500 USD")}, {cobalt_purchase, money("2,500 USD")}});
  CHECK(plan_drawdown(facility(), request,
                      {bought(gallium_purchase, "2,000 USD", "500 USD"), bought(cobalt_purchase, "2,500 USD")})
            .has_value());
}

TEST_CASE("amount_not_positive: a drawdown is above zero") {
  check_refusal(plan_drawdown(facility(), draw("0 USD", {bad_use}, "2025-01-01"), {no_purchase(gallium_purchase)}),
                Rule::amount_not_positive, "the amount is 0.00 USD", "give an amount above zero");
}

TEST_CASE("facility_not_in_force: nothing is drawn before signing") {
  check_refusal(plan_drawdown(facility(), draw("99,999 USD", {bad_use}, "2026-02-01"), {no_purchase(gallium_purchase)}),
                Rule::facility_not_in_force,
                "EXIM-1 is in force from 2026-02-02, the drawdown is dated 2026-02-01, 1 day earlier",
                "date it 2026-02-02 or later");
}

TEST_CASE("outside_availability: nothing is drawn outside the period") {
  const std::string next_step = "check --on; `pvault report facilities` shows the terms";
  check_refusal(
      plan_drawdown(facility(), draw("99,999 USD", {bad_use}, "2026-02-02"), {no_purchase(gallium_purchase)}),
      Rule::outside_availability,
      "EXIM-1 can be drawn from 2026-03-01 to 2030-12-31, the drawdown is dated 2026-02-02, 27 days too early",
      next_step);
  check_refusal(plan_drawdown(facility(), draw("99,999 USD", {}, "2031-01-02"), {}), Rule::outside_availability,
                "EXIM-1 can be drawn from 2026-03-01 to 2030-12-31, the drawdown is dated 2031-01-02, 2 days too late",
                next_step);
}

TEST_CASE("above_undisbursed: not a cent more than may be drawn") {
  check_refusal(plan_drawdown(facility(), draw("10,000.01 USD", {bad_use}), {no_purchase(gallium_purchase)}),
                Rule::above_undisbursed,
                "asked for 10,000.01 USD on EXIM-1, 10,000.00 USD undisbursed at 2026-04-01, short by 0.01 USD",
                "draw at most 10,000.00 USD");
}

TEST_CASE("use_named_twice: one use for each purchase") {
  const auto request = draw("10 USD", {{gallium_purchase, money("8 USD")}, {gallium_purchase, Money()}});
  check_refusal(
      plan_drawdown(facility(), request, {bought(gallium_purchase, "100 USD"), bought(gallium_purchase, "100 USD")}),
      Rule::use_named_twice, "purchase 180 is named twice", "give one --use for each purchase");
}

TEST_CASE("amount_not_positive: a use is above zero") {
  check_refusal(plan_drawdown(facility(), draw("10 USD", {bad_use}), {no_purchase(gallium_purchase)}),
                Rule::amount_not_positive, "the amount is 0.00 USD", "give an amount above zero");
}

TEST_CASE("use_not_a_purchase: only purchases that stand are financed") {
  const auto request = draw("10 USD", {{gallium_purchase, money("20 USD")}});
  check_refusal(plan_drawdown(facility(), request, {no_purchase(gallium_purchase)}), Rule::use_not_a_purchase,
                "entry 180 is not a purchase", "`pvault report journal` shows the entries and their kinds");
  FinancedPurchase undone = bought(gallium_purchase, "10 USD");
  undone.reversed_by = EntryId{200};
  check_refusal(plan_drawdown(facility(), request, {undone}), Rule::use_not_a_purchase,
                "purchase 180 was reversed by entry 200", "name a purchase that stands");
}

TEST_CASE("purchase_already_financed: a purchase is financed once") {
  const auto request = draw("10 USD", {{gallium_purchase, money("20.01 USD")}});
  check_refusal(
      plan_drawdown(facility(), request, {bought(gallium_purchase, "30 USD", "10 USD")}),
      Rule::purchase_already_financed,
      "asked for 20.01 USD of purchase 180, which cost 30.00 USD and has 10.00 USD financed, over by 0.01 USD",
      "use at most 20.00 USD for it");
}

TEST_CASE("use_above_drawdown: what is used was drawn") {
  const auto request = draw("10 USD", {{gallium_purchase, money("6 USD")}, {cobalt_purchase, money("4.01 USD")}});
  check_refusal(
      plan_drawdown(facility(), request, {bought(gallium_purchase, "6 USD"), bought(cobalt_purchase, "6 USD")}),
      Rule::use_above_drawdown, "the uses come to 10.01 USD, the drawdown is 10.00 USD, over by 0.01 USD",
      "draw more or use less");
}

} // namespace financing_drawdown_test
