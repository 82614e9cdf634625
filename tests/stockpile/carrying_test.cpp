// Carrying charges rule by rule: which rate counts, what a day costs, what is handled, and how cents are shared.
#include "stockpile/carrying.hpp"

#include "tests/support/refusals.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace stockpile_carrying_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr MineralId gallium{1};
constexpr MineralId tin{2};
constexpr CarryingPlace denver{SiteId{1}, true};
constexpr CarryingPlace reno{SiteId{2}, true};
constexpr CarryingPlace at_sea{SiteId{3}, false};
constexpr PartyId keeper{7};
constexpr PartyId insurer{8};

struct Scope {
  std::optional<SiteId> site = {};
  std::optional<MineralId> mineral = {};
};

CarryingTerms asks(std::string_view text, PartyId party = keeper) {
  const auto entered = allowed(parse_carrying_rate(text));
  return {.party = party, .per_month = entered.per_month, .of_cost = entered.of_cost};
}

CarryingRate storage(std::string_view from, std::string_view text, const Scope& scope = {}) {
  CarryingRate rate{.from = day(from), .kind = CarryingKind::storage, .site = scope.site, .mineral = scope.mineral};
  if (!text.empty()) rate.terms = asks(text);
  return rate;
}

CarryingRate handling(std::string_view from, std::string_view in, std::string_view out) {
  CarryingTerms terms{.party = keeper};
  if (!in.empty()) terms.for_in = allowed(parse_handling(in)).price;
  if (!out.empty()) terms.for_out = allowed(parse_handling(out)).price;
  return {.from = day(from), .kind = CarryingKind::handling, .terms = terms};
}

CarriedLot lot(std::int64_t id, std::string_view from, Mass mass, Money cost = {}) {
  return {.id = LotId{id}, .mineral = gallium, .place = denver, .changes = {{day(from), mass, cost}}};
}

// What all lots are charged by a day.
Money charged(const std::vector<CarriedLot>& lots, const std::vector<CarryingRate>& rates, std::string_view until) {
  Money sum;
  for (const auto& [key, amount] : amounts_of(charge_carrying(lots, rates, day(until))))
    sum += amount;
  return sum;
}

// "2025-01-01 12 cents/t; 2025-02-01 none"
std::string spans_of(const std::vector<CarryingRate>& rates, const CarryingPlace& place, MineralId mineral) {
  std::string words;
  for (const CarryingSpan& span : list_carrying_spans(rates, CarryingKind::storage, place, mineral)) {
    const std::string terms =
        span.terms ? fmt::format("{}", exact_cents(*span.terms->per_month, kilograms(1000)).str()) : "none";
    words += fmt::format("{}{} {}", words.empty() ? "" : "; ", format_date(span.from), terms);
  }
  return words;
}

} // namespace

TEST_CASE("a rate is a price of mass and month, or a percentage of cost") {
  for (const char* text : {"12 USD/t-month", "12 USD/t-Month", " 12 USD/t/month ", "12 USD/t - month"}) {
    const auto entered = allowed(parse_carrying_rate(text));
    CAPTURE(text);
    CHECK((entered.per_month == BasisPrice{3, 2'500'000}));
    CHECK_FALSE(entered.of_cost.has_value());
  }
  CHECK((allowed(parse_carrying_rate("0.35%")).of_cost == Rate::parts_per_billion(3'500'000)));
  CHECK((allowed(parse_carrying_rate("0 USD/t-month")).per_month == BasisPrice{0, 1}));
  check_refused(
      parse_carrying_rate,
      {{"12 USD/t", Rule::carrying_rate_malformed,
        "\"12 USD/t\" is neither a price per mass and month nor a percentage of cost",
        "\"12 USD/t-month\", or \"0.35%\" of cost a year"},
       {"month", Rule::carrying_rate_malformed,
        "\"month\" is neither a price per mass and month nor a percentage of cost",
        "\"12 USD/t-month\", or \"0.35%\" of cost a year"},
       {"12 USD/mtu-month", Rule::carrying_rate_malformed,
        "\"12 USD/mtu\" counts a component; carrying charges count the mass of each mineral as the book has it",
        "a price per t, kg or lb, converted to the mineral's basis"},
       {"12 USD/t of WO3-month", Rule::carrying_rate_malformed,
        "\"12 USD/t of WO3\" counts a component; carrying charges count the mass of each mineral as the book "
        "has it",
        "a price per t, kg or lb, converted to the mineral's basis"}});
  // What to try is a rate again.
  check_refused(
      parse_carrying_rate,
      {{"-12 USD/t-month", Rule::price_out_of_range, "\"-12 USD/t\" is below zero", "12 USD/t-month"},
       {"12/t-month", Rule::currency_missing, "\"12/t\" has no currency", "12 USD/t-month"},
       {"12,5 USD/t/month", Rule::number_malformed, "\"12,5\" is not a number", "12.5 USD/t-month"},
       {"12 EUR/t-month", Rule::currency_unknown, "\"EUR\" is not the currency of the book; only USD is booked",
        "\"12 USD/t-month\", or \"0.35%\" of cost a year"}});
  check_rule(parse_carrying_rate("1001%"), Rule::percent_out_of_range);
  check_rule(parse_handling("8 USD/stu"), Rule::carrying_rate_malformed);
}

TEST_CASE("storage and insurance have a rate, handling has charges") {
  const CarryingTerms by_time = asks("12 USD/t-month");
  const CarryingTerms by_movement = *handling("2025-01-01", "8 USD/t", "").terms;
  const CarryingTerms nothing{.party = keeper};
  CHECK(check_carrying_terms(CarryingKind::storage, by_time).has_value());
  CHECK(check_carrying_terms(CarryingKind::insurance, asks("1%")).has_value());
  CHECK(check_carrying_terms(CarryingKind::handling, by_movement).has_value());
  check_refusal(check_carrying_terms(CarryingKind::handling, by_time), Rule::carrying_rate_inconsistent,
                "handling is charged when mass comes in or goes out, and has no --rate",
                "--in \"8 USD/t\", --out \"6 USD/t\", or --kind storage");
  check_refusal(check_carrying_terms(CarryingKind::handling, nothing), Rule::carrying_rate_inconsistent,
                "handling has no charge", "--in \"8 USD/t\", --out \"6 USD/t\", or --none to end it");
  check_refusal(check_carrying_terms(CarryingKind::storage, by_movement), Rule::carrying_rate_inconsistent,
                "storage is charged for the time that mass lies, and has no --in or --out", "--kind handling");
  check_refusal(check_carrying_terms(CarryingKind::insurance, nothing), Rule::carrying_rate_inconsistent,
                "insurance has no rate", "--rate \"12 USD/t-month\", or \"0.35%\" of cost a year, or --none to end it");
}

TEST_CASE("the narrowest rate counts, and the next narrowest when it ends") {
  const std::vector<CarryingRate> rates = {
      storage("2025-01-01", "1 USD/t-month"),
      storage("2025-02-01", "2 USD/t-month", {.mineral = gallium}),
      storage("2025-03-01", "3 USD/t-month", {.site = denver.site}),
      storage("2025-04-01", "4 USD/t-month", {.site = denver.site, .mineral = gallium}),
      storage("2025-05-01", "5 USD/t-month", {.mineral = gallium}), // wider than what is in force at Denver
      storage("2025-06-01", "", {.site = denver.site, .mineral = gallium}),
      storage("2025-07-01", "", {.site = denver.site}),
      storage("2025-08-01", ""),
      storage("2025-09-01", "", {.mineral = gallium}),
  };
  CHECK_EQ(spans_of(rates, denver, gallium), "2025-01-01 100; 2025-02-01 200; 2025-03-01 300; 2025-04-01 400; "
                                             "2025-06-01 300; 2025-07-01 500; 2025-09-01 none");
  CHECK_EQ(spans_of(rates, reno, gallium), "2025-01-01 100; 2025-02-01 200; 2025-05-01 500; 2025-09-01 none");
  CHECK_EQ(spans_of(rates, denver, tin), "2025-01-01 100; 2025-03-01 300; 2025-07-01 100; 2025-08-01 none");
  CHECK_EQ(spans_of(rates, reno, tin), "2025-01-01 100; 2025-08-01 none");
}

TEST_CASE("of two rates of one scope and day the later one counts") {
  CHECK_EQ(spans_of({storage("2025-01-01", "1 USD/t-month"), storage("2025-01-01", "2 USD/t-month")}, denver, tin),
           "2025-01-01 200");
  CHECK_EQ(spans_of({storage("2025-01-01", "1 USD/t-month"), storage("2025-01-01", "")}, denver, tin),
           "2025-01-01 none");
}

TEST_CASE("what is in transit or in process is charged by rates that name the site") {
  const std::vector<CarryingRate> rates = {storage("2025-01-01", "1 USD/t-month"),
                                           storage("2025-01-01", "2 USD/t-month", {.mineral = gallium}),
                                           storage("2025-03-01", "3 USD/t-month", {.site = at_sea.site})};
  CHECK_EQ(spans_of(rates, at_sea, gallium), "2025-03-01 300");
}

TEST_CASE("a tonne that lies for a calendar month costs the rate, however long the month is") {
  const std::vector<CarryingRate> rates = {storage("2025-01-01", "12 USD/t-month")};
  const std::vector<CarriedLot> lots = {lot(1, "2025-01-01", kilograms(1000))};
  CHECK_EQ(format_money(charged(lots, rates, "2025-01-31")), "12.00 USD");
  CHECK_EQ(format_money(charged(lots, rates, "2025-02-28")), "24.00 USD");
  CHECK_EQ(format_money(charged(lots, rates, "2025-12-31")), "144.00 USD");
  CHECK_EQ(format_money(charged(lots, rates, "2028-02-29")), "456.00 USD"); // 38 months
  CHECK_EQ(format_money(charged(lots, rates, "2025-01-01")), "0.39 USD");   // 12 / 31 = 0.387...
  CHECK_EQ(format_money(charged(lots, rates, "2025-02-01")), "12.43 USD");  // 12 + 12 / 28 = 12.428...
}

TEST_CASE("the day of receipt counts, the day on which mass leaves does not") {
  const std::vector<CarryingRate> rates = {storage("2025-01-01", "31 USD/t-month")}; // 1 USD a day in January
  CarriedLot moving = lot(1, "2025-01-10", kilograms(3000));
  moving.changes.push_back({day("2025-01-20"), -kilograms(1000), {}});
  moving.changes.push_back({day("2025-01-30"), -kilograms(2000), {}});
  CHECK_EQ(format_money(charged({moving}, rates, "2025-01-09")), "0.00 USD");
  CHECK_EQ(format_money(charged({moving}, rates, "2025-01-10")), "3.00 USD");
  CHECK_EQ(format_money(charged({moving}, rates, "2025-01-19")), "30.00 USD");
  CHECK_EQ(format_money(charged({moving}, rates, "2025-01-20")), "32.00 USD");
  CHECK_EQ(format_money(charged({moving}, rates, "2025-01-29")), "50.00 USD");
  CHECK_EQ(format_money(charged({moving}, rates, "2025-06-30")), "50.00 USD");
}

TEST_CASE("a rate holds from its day on, for what lay there before it too") {
  const std::vector<CarryingRate> rates = {storage("2025-01-11", "31 USD/t-month"),
                                           storage("2025-01-21", "62 USD/t-month")};
  const std::vector<CarriedLot> lots = {lot(1, "2025-01-01", kilograms(1000))};
  CHECK_EQ(format_money(charged(lots, rates, "2025-01-10")), "0.00 USD");
  CHECK_EQ(format_money(charged(lots, rates, "2025-01-31")), "32.00 USD"); // 10 days at 1, 11 at 2
}

TEST_CASE("a part of cost is for a year of 365 days, also in a leap year") {
  CarryingRate insurance{.from = day("2024-01-01"), .kind = CarryingKind::insurance, .terms = asks("0.365%", insurer)};
  const std::vector<CarriedLot> lots = {lot(1, "2024-01-01", kilograms(5), money("100,000 USD"))};
  CHECK_EQ(format_money(charged(lots, {insurance}, "2024-01-01")), "1.00 USD");
  CHECK_EQ(format_money(charged(lots, {insurance}, "2024-12-31")), "366.00 USD");
}

TEST_CASE("handling is charged by the rate of the day") {
  CarriedLot handled = lot(1, "2025-01-10", kilograms(4000));
  handled.handled = {{.on = day("2025-01-10"), .in = kilograms(4000)},
                     {.on = day("2025-01-15"), .out = kilograms(1000)},
                     {.on = day("2025-02-15"), .out = kilograms(1000)}};
  const std::vector<CarryingRate> rates = {handling("2025-01-01", "8 USD/t", "6 USD/t"),
                                           handling("2025-02-01", "", "7 USD/t")};
  CHECK_EQ(format_money(charged({handled}, rates, "2025-01-09")), "0.00 USD");
  CHECK_EQ(format_money(charged({handled}, rates, "2025-01-10")), "32.00 USD");
  CHECK_EQ(format_money(charged({handled}, rates, "2025-02-28")), "45.00 USD"); // 32 + 6 + 7
  const auto charges = charge_carrying({handled}, rates, day("2025-02-28"));
  REQUIRE_EQ(charges.size(), 1);
  CHECK_EQ(charges[0].handled_in_mg.str(), "4000000000");
  CHECK_EQ(charges[0].handled_out_mg.str(), "2000000000");
}

TEST_CASE("what is owed is rounded once and shared over minerals and lots to the cent") {
  // A third of a cent each a day for three lots: a cent in all.
  std::vector<CarriedLot> lots = {lot(1, "2025-01-01", kilograms(1)), lot(2, "2025-01-01", kilograms(1)),
                                  lot(3, "2025-01-01", kilograms(1))};
  lots[1].mineral = tin;
  const std::vector<CarryingRate> rates = {storage("2025-01-01", "0.10333333333 USD/kg-month")};
  const auto charges = charge_carrying(lots, rates, day("2025-01-01"));
  REQUIRE_EQ(charges.size(), 3);
  CHECK(charges[0].lot == LotId{1});
  CHECK(charges[1].lot == LotId{3});
  CHECK(charges[2].lot == LotId{2});
  // Two thirds of the cent are gallium's: it has the larger remainder, and of its lots the first.
  CHECK_EQ(charges[0].amount.cents(), 1);
  CHECK_EQ(charges[1].amount.cents(), 0);
  CHECK_EQ(charges[2].amount.cents(), 0);
}

TEST_CASE("an accrual posts the difference to what was posted, by party and mineral") {
  const CarryingKey here{CarryingKind::storage, keeper, gallium, denver.site};
  const CarryingKey there{CarryingKind::storage, keeper, gallium, reno.site};
  const CarryingKey risk{CarryingKind::insurance, insurer, tin, reno.site};
  const auto cents = [](std::int64_t count) { return Money::cents(count); };
  const auto planned = plan_carrying_accrual({{here, cents(500)}, {risk, cents(70)}},
                                             {{here, cents(200)}, {there, cents(40)}, {risk, cents(70)}});
  CHECK((planned.difference == CarryingAmounts{{here, cents(300)}, {there, cents(-40)}}));
  CHECK((planned.postings ==
         Postings{{.account = Account::storage, .mineral = gallium, .party = keeper, .amount = cents(260)},
                  {.account = Account::payable, .party = keeper, .amount = cents(-260)}}));
  CHECK(plan_carrying_accrual({{risk, cents(70)}}, {{risk, cents(70)}}).difference.empty());
  // From one site to the other: nothing is owed more or less, but it is said.
  const auto moved = plan_carrying_accrual({{here, cents(5)}}, {{there, cents(5)}});
  CHECK_EQ(moved.difference.size(), 2);
  CHECK(moved.postings.empty());
}

} // namespace stockpile_carrying_test
