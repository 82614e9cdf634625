// The rules of docs/FINANCING.md, "Borrowing base", on stock small enough to be computed by hand.
#include "financing/borrowing_base.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace financing_borrowing_base_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr MineralId cobalt{1};
constexpr MineralId gallium{2};
constexpr MineralId tin{3};

CollateralLot lot(MineralId mineral, std::int64_t kilogram, std::string_view cost) {
  return {mineral, kilograms(kilogram), money(cost)};
}
CollateralPrice quoted(std::string_view text, std::string_view on = "2026-03-31") {
  return {allowed(make_basis_price(price(text).cents_per_mg)), day(on)};
}

// 1,000 kg of cobalt are worth 33,000 USD and cost 30,000, which is lower; 100 kg of gallium are worth 50,000 and cost
// 60,000.
std::vector<CollateralLot> stock() { return {lot(cobalt, 1'000, "30,000 USD"), lot(gallium, 100, "60,000 USD")}; }
CollateralPrices prices() { return {{cobalt, quoted("33 USD/kg")}, {gallium, quoted("500 USD/kg")}}; }

BorrowingBase base_of(const BorrowingBaseTerms& terms, std::string_view debt,
                      const std::vector<CollateralLot>& lots = stock(), const CollateralPrices& quotes = prices()) {
  return compute_borrowing_base(terms, lots, quotes, money(debt), day("2026-03-31"));
}

BorrowingBaseTerms eighty_percent() { return {.advance_rate = rate("80%"), .reserve = money("4,000 USD")}; }

void check_money(Money found, std::string_view expected) {
  CHECK_EQ(format_money(found), format_money(money(expected)));
}

// "26.21", or "-" when no fall breaches.
std::string fall_of(const std::optional<Rate>& fall) { return fall ? format_percent_number(*fall) : "-"; }

} // namespace

TEST_CASE("the lower of cost and market value, advanced, less reserves") {
  const BorrowingBase base = base_of(eighty_percent(), "45,000 USD");
  REQUIRE_EQ(base.minerals.size(), 2);
  const MineralBase& of_cobalt = base.minerals[0];
  CHECK(of_cobalt.mineral == cobalt);
  CHECK(of_cobalt.eligibility == Eligibility::eligible);
  CHECK(of_cobalt.on_hand == kilograms(1'000));
  check_money(of_cobalt.cost, "30,000 USD");
  check_money(of_cobalt.market_value.value(), "33,000 USD");
  check_money(of_cobalt.lower_value, "30,000 USD");
  check_money(of_cobalt.advance, "24,000 USD");
  const MineralBase& of_gallium = base.minerals[1];
  check_money(of_gallium.market_value.value(), "50,000 USD");
  check_money(of_gallium.lower_value, "50,000 USD");
  check_money(of_gallium.advance, "40,000 USD");
  check_money(base.gross, "64,000 USD");
  check_money(base.excess, "0 USD");
  check_money(base.base, "60,000 USD");
  check_money(base.headroom(), "15,000 USD");
  CHECK_FALSE(base.is_breached());
}

TEST_CASE("lot by lot: what one lot is worth more does not cover what another cost more") {
  // Together 2,000 kg cost 66,000 and are worth 66,000; the lots count with 30,000 and 33,000.
  const BorrowingBase base = base_of({.advance_rate = rate("100%")}, "0 USD",
                                     {lot(cobalt, 1'000, "30,000 USD"), lot(cobalt, 1'000, "36,000 USD")});
  check_money(base.minerals.at(0).market_value.value(), "66,000 USD");
  check_money(base.minerals.at(0).lower_value, "63,000 USD");
  check_money(base.base, "63,000 USD");
}

TEST_CASE("market values and advances are rounded down, a concentration excess up") {
  // A kilogram at 10 USD/lb is worth 22.0462... USD; two lots of it 22.04 each. 33.33% of 44.08 are 14.691...
  const std::vector<CollateralLot> lots = {lot(cobalt, 1, "50 USD"), lot(cobalt, 1, "50 USD"),
                                           lot(gallium, 1, "10 USD")};
  const CollateralPrices quotes = {{cobalt, quoted("10 USD/lb")}, {gallium, quoted("20 USD/kg")}};
  BorrowingBaseTerms terms{.advance_rate = rate("33.33%")};
  const BorrowingBase base = base_of(terms, "0 USD", lots, quotes);
  check_money(base.minerals.at(0).market_value.value(), "44.08 USD");
  check_money(base.minerals.at(0).advance, "14.69 USD");
  check_money(base.minerals.at(1).advance, "3.33 USD"); // 3.333
  // A third of 18.02 is 6.00666, so 8.68334 are too much.
  terms.concentration_limit = rate("33.3333%");
  const BorrowingBase limited = base_of(terms, "0 USD", lots, quotes);
  check_money(limited.minerals.at(0).excess, "8.69 USD");
  check_money(limited.minerals.at(1).excess, "0 USD");
  check_money(limited.base, "9.33 USD");
}

TEST_CASE("the concentration limit is a part of all advances before any excess is taken off") {
  BorrowingBaseTerms terms = eighty_percent();
  terms.concentration_limit = rate("50%"); // 32,000 of 64,000
  const BorrowingBase half = base_of(terms, "0 USD");
  check_money(half.minerals.at(0).excess, "0 USD");
  check_money(half.minerals.at(1).excess, "8,000 USD");
  check_money(half.minerals.at(1).counted(), "32,000 USD");
  check_money(half.excess, "8,000 USD");
  check_money(half.base, "52,000 USD");
  terms.concentration_limit = rate("25%"); // 16,000
  const BorrowingBase quarter = base_of(terms, "0 USD");
  check_money(quarter.excess, "32,000 USD");
  check_money(quarter.base, "28,000 USD");
  terms.concentration_limit = rate("100%");
  check_money(base_of(terms, "0 USD").excess, "0 USD");
}

TEST_CASE("a mineral has the advance rate of its own, or the general one; at 0% it is not eligible") {
  BorrowingBaseTerms terms = eighty_percent();
  terms.advances = {{gallium, "gallium", rate("70%")}};
  check_money(base_of(terms, "0 USD").gross, "59,000 USD");
  terms.advances = {{gallium, "gallium", rate("0%")}};
  const BorrowingBase without = base_of(terms, "20,000 USD");
  CHECK(without.minerals.at(1).eligibility == Eligibility::not_eligible);
  check_money(without.minerals.at(1).market_value.value(), "50,000 USD");
  check_money(without.gross, "24,000 USD");
  CHECK_EQ(fall_of(without.minerals.at(1).breaching_fall), "-");
  // The other way round: only the minerals named count.
  const BorrowingBase only =
      base_of({.advance_rate = rate("0%"), .advances = {{cobalt, "cobalt", rate("50%")}}}, "0 USD");
  check_money(only.gross, "15,000 USD");
}

TEST_CASE("a mineral without a price, or with one too old, is worth nothing to the base and stays visible") {
  std::vector<CollateralLot> lots = stock();
  lots.push_back(lot(tin, 10, "300 USD"));
  BorrowingBaseTerms terms = eighty_percent();
  terms.price_age_days = 365;
  CollateralPrices quotes = prices();
  quotes.at(cobalt).on = day("2025-03-31"); // 365 days
  quotes.at(gallium).on = day("2025-03-30");
  const BorrowingBase base = base_of(terms, "1 USD", lots, quotes);
  REQUIRE_EQ(base.minerals.size(), 3);
  CHECK(base.minerals[0].eligibility == Eligibility::eligible);
  CHECK(base.minerals[1].eligibility == Eligibility::price_too_old);
  CHECK(base.minerals[1].price.has_value());
  CHECK_FALSE(base.minerals[1].market_value.has_value());
  CHECK_EQ(fall_of(base.minerals[1].breaching_fall), "-");
  CHECK(base.minerals[2].eligibility == Eligibility::no_price);
  check_money(base.minerals[2].cost, "300 USD");
  check_money(base.minerals[2].advance, "0 USD");
  check_money(base.gross, "24,000 USD");
}

TEST_CASE("the base is not below zero, the headroom may be") {
  BorrowingBaseTerms terms = eighty_percent();
  terms.reserve = money("64,000.01 USD");
  const BorrowingBase base = base_of(terms, "10 USD");
  check_money(base.base, "0 USD");
  CHECK_EQ(format_money(base.headroom()), "-10.00 USD");
  CHECK(base.is_breached());
}

TEST_CASE("the fall of all prices that breaches") {
  // The base is below 45,000 when the lower values are below (45,000 + 4,000) / 80% = 61,250. Beyond a fall of 1/11 the
  // cobalt, too, is worth less than it cost: 83,000 × (1 − fall) < 61,250 from 26.2049% on.
  const BorrowingBase base = base_of(eighty_percent(), "45,000 USD");
  CHECK_EQ(fall_of(base.breaching_fall), "26.21");
  // Cobalt alone: 33,000 × (1 − fall) < 61,250 − 50,000 from 65.9091% on.
  CHECK_EQ(fall_of(base.minerals.at(0).breaching_fall), "65.91");
  // Gallium alone: at 37.5% the lower values are 30,000 + 31,250 and the base is 45,000, which is not below.
  CHECK_EQ(fall_of(base.minerals.at(1).breaching_fall), "37.51");
}

TEST_CASE("no fall breaches where the rest is enough, or nothing is owed") {
  // Without any cobalt 36,000 are left, without any gallium 20,000.
  CHECK_EQ(fall_of(base_of(eighty_percent(), "36,000 USD").minerals.at(0).breaching_fall), "-");
  CHECK_EQ(fall_of(base_of(eighty_percent(), "36,000.01 USD").minerals.at(0).breaching_fall), "100");
  CHECK_EQ(fall_of(base_of(eighty_percent(), "20,000 USD").minerals.at(1).breaching_fall), "-");
  const BorrowingBase undrawn = base_of(eighty_percent(), "0 USD");
  CHECK_EQ(fall_of(undrawn.breaching_fall), "-");
  CHECK_FALSE(undrawn.is_breached());
  // A cent is owed: after a fall of 93.97% all is worth 5,004.90, advanced with 4,003.92; after 93.98% with 3,997.28.
  CHECK_EQ(fall_of(base_of(eighty_percent(), "0.01 USD").breaching_fall), "93.98");
}

TEST_CASE("what is breached already is breached by a fall of nothing") {
  const BorrowingBase equal = base_of(eighty_percent(), "60,000 USD");
  CHECK_FALSE(equal.is_breached());
  check_money(equal.headroom(), "0 USD");
  CHECK_EQ(fall_of(equal.breaching_fall), "0.01");
  const BorrowingBase above = base_of(eighty_percent(), "60,000.01 USD");
  CHECK(above.is_breached());
  CHECK_EQ(fall_of(above.breaching_fall), "0");
  CHECK_EQ(fall_of(above.minerals.at(0).breaching_fall), "0");
}

TEST_CASE("with nothing on hand the base is nothing") {
  const BorrowingBase base = base_of(eighty_percent(), "1 USD", {}, {});
  CHECK(base.minerals.empty());
  check_money(base.base, "0 USD");
  CHECK(base.is_breached());
  CHECK_EQ(fall_of(base.breaching_fall), "0");
}

TEST_CASE("a market value past 64 bits is no figure") {
  const std::vector<CollateralLot> lots = {{cobalt, Mass::milligrams(largest_mass_mg), money("1 USD")}};
  const CollateralPrices quotes = {{cobalt, {{1'000, 1}, day("2026-03-31")}}};
  CHECK_THROWS_AS(base_of(eighty_percent(), "0 USD", lots, quotes), std::overflow_error);
}

TEST_CASE("terms that cannot be are refused") {
  const Borrower borrower{FacilityId{1}, "EXIM-1", day("2026-02-02")};
  const auto check = [&](const BorrowingBaseTerms& terms) {
    return check_borrowing_base(borrower, day("2026-02-02"), terms);
  };
  CHECK(check(eighty_percent()).has_value());
  CHECK(check({.advance_rate = rate("100%"), .concentration_limit = rate("100%")}).has_value());
  CHECK(check({.advance_rate = rate("0%"), .concentration_limit = rate("0.0000001%")}).has_value());

  check_refusal(check_borrowing_base(borrower, day("2026-02-01"), eighty_percent()), Rule::facility_not_in_force,
                "EXIM-1 is in force from 2026-02-02, the borrowing base is dated 2026-02-01, 1 day earlier",
                "date it 2026-02-02 or later");
  check_refusal(check_end_of_borrowing_base(borrower, day("2026-01-02")), Rule::facility_not_in_force,
                "EXIM-1 is in force from 2026-02-02, the borrowing base is dated 2026-01-02, 31 days earlier",
                "date it 2026-02-02 or later");
  CHECK(check_end_of_borrowing_base(borrower, day("2026-02-02")).has_value());
  check_refusal(check({.advance_rate = rate("100.5%")}), Rule::percent_out_of_range,
                "the advance rate is 100.5%, 0.5% above 100%", "give at most 100%");
  check_refusal(check({.advance_rate = rate("80%"), .advances = {{gallium, "gallium", rate("120%")}}}),
                Rule::percent_out_of_range, "the advance rate of gallium is 120%, 20% above 100%", "give at most 100%");
  check_refusal(check({.advance_rate = rate("80%"), .concentration_limit = rate("101%")}), Rule::percent_out_of_range,
                "the concentration limit is 101%, 1% above 100%", "give at most 100%");
  check_refusal(check({.advance_rate = rate("80%"), .concentration_limit = rate("0%")}), Rule::percent_out_of_range,
                "the concentration limit is 0%, so that nothing would count",
                "give more than 0%, or leave --concentration out when there is no limit");
  check_refusal(check({.advance_rate = rate("80%"),
                       .advances = {{gallium, "gallium", rate("70%")}, {gallium, "gallium", rate("70%")}}}),
                Rule::borrowing_base_inconsistent, "gallium is named twice", "give a mineral one advance rate");
  check_refusal(check({.advance_rate = rate("80%"), .shared_with = {{FacilityId{1}, "EXIM-1"}}}),
                Rule::borrowing_base_inconsistent, "EXIM-1 would share with itself",
                "leave it out: its own principal counts anyhow");
  check_refusal(check({.advance_rate = rate("80%"),
                       .shared_with = {{FacilityId{2}, "BANKS-1"}, {FacilityId{3}, "X"}, {FacilityId{2}, "BANKS-1"}}}),
                Rule::borrowing_base_inconsistent, "BANKS-1 is named twice", "name a facility once");
}

// Cobalt at 33 USD/kg less 30% is 23.1, and 1,000 kg are worth 23,100; gallium keeps its price.
TEST_CASE("a price that changes in a scenario changes what the lots are worth, exactly") {
  CollateralPrices changed = prices();
  changed.at(cobalt).change = RelativeChange::parts_per_billion(-300'000'000);
  const BorrowingBase base = base_of(eighty_percent(), "45,000 USD", stock(), changed);
  check_money(base.minerals[0].market_value.value(), "23,100 USD");
  check_money(base.minerals[0].lower_value, "23,100 USD");
  check_money(base.minerals[0].advance, "18,480 USD");
  check_money(base.minerals[1].market_value.value(), "50,000 USD");
  check_money(base.base, "54,480 USD"); // 18,480 + 40,000 − 4,000
  changed.at(cobalt).change = RelativeChange::parts_per_billion(-1'000'000'000);
  CHECK(base_of(eighty_percent(), "45,000 USD", stock(), changed).is_breached()); // 40,000 − 4,000
}

TEST_CASE("each lot is worth its own part of a changed price, rounded down") {
  const std::vector<CollateralLot> lots = {{cobalt, Mass::milligrams(500), money("1 USD")},
                                           {cobalt, Mass::milligrams(500), money("0.01 USD")}};
  const CollateralPrice cent_a_milligram{{1, 1}, day("2026-03-31"), RelativeChange::parts_per_billion(-333'333'333)};
  const CollateralValue value = value_collateral(lots, cent_a_milligram); // 333.3333335 cents each
  CHECK_EQ(value.market_value, money("6.66 USD"));
  CHECK_EQ(value.lower_value, money("1.01 USD"));
  CHECK_EQ(value_collateral(lots, cent_a_milligram, Exact(1) / 2).market_value, money("3.32 USD"));
  CHECK_EQ(lower_of_cost_or_market(lots, cent_a_milligram), money("1.01 USD"));
}

TEST_CASE("the lower of cost and market fits where the market value does not") {
  const std::vector<CollateralLot> lots = {{cobalt, Mass::milligrams(9'000'000'000'000'000'000), money("5 USD")},
                                           {cobalt, Mass::milligrams(1), money("0.03 USD")}};
  const CollateralPrice two_cents_a_milligram{.price = {2, 1}, .on = day("2026-03-31")};
  CHECK_THROWS_AS(value_collateral(lots, two_cents_a_milligram), std::overflow_error);
  CHECK_EQ(lower_of_cost_or_market(lots, two_cents_a_milligram), money("5.02 USD"));
}

} // namespace financing_borrowing_base_test
