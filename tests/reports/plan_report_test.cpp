// The plan of purchases: which figures it takes of the book, and what it says of each mineral.
#include "reports/plan_report.hpp"

#include "operations/set_borrowing_base.hpp"
#include "tests/reports/report_values.hpp"

#include <doctest/doctest.h>

namespace reports_plan_report_test {

using namespace pvault;
using namespace pvault::test;

namespace {

// Of hafnium a kilogram a day is consumed and 10 are there; of tellurium two, and nothing is there. Each costs 10 USD a
// kilogram.
class PlannedBook : public TemporaryBook {
public:
  PlannedBook() {
    demand("hafnium", 2026, "365 kg");
    demand("tellurium", 2026, "730 kg");
    price("hafnium", "10 USD/kg", "2026-01-02");
    price("tellurium", "10 USD/kg", "2026-01-02");
    purchase("hafnium", "10 kg", "9 USD/kg", "2026-01-15");
  }

  reports::PlanQuestion question(std::string_view budget) {
    reports::PlanQuestion question{.moment = moment("2026-03-31"),
                                   .minerals = {mineral("hafnium"), mineral("tellurium")}};
    if (!budget.empty()) question.budget = money(budget);
    return question;
  }
  reports::Table plan(std::string_view budget) { return plan(question(budget)); }
  reports::Table plan(const reports::PlanQuestion& question) {
    const store::ReadTransaction transaction(connection());
    reports::Table table = reports::make_plan(connection(), question);
    reports::check_table(table);
    return table;
  }
  std::string why(const reports::Table& table, std::string_view code) { return value_of(table, code, "why"); }
};

} // namespace

TEST_CASE("plan: the fields") {
  PlannedBook book;
  const reports::Table table = book.plan("500 USD");
  CHECK_EQ(table.name, "plan");
  CHECK_EQ(machine_columns(table),
           "mineral kind available_kg demand_year demand_kg_per_year coverage_qualifier coverage_before_days "
           "coverage_after_days target_days price_usd_per_kg price_on buy_kg buy_usd lot_kg buy_lots cap_usd "
           "fill_to_target_kg fill_to_target_usd status why");
}

TEST_CASE("plan: a cover that is raised by less than a tenth of a day is not called nothing") {
  PlannedBook book;
  const reports::Table table = book.plan("0.01 USD"); // 1 g of tellurium, of which 2 kg a day are consumed
  CHECK_EQ(value_of(table, "tellurium", "buy_kg"), "0.001000");
  CHECK_EQ(value_of(table, "tellurium", "coverage_after_days"), "0.0");
  CHECK_EQ(book.why(table, "tellurium"), "raised to less than 0.1 days");
}

TEST_CASE("plan: the lowest cover is raised to the next, and then both") {
  PlannedBook book;
  const reports::Table table = book.plan("500 USD"); // 200 for 10 days of tellurium, 300 for 10 days of both
  CHECK_EQ(value_of(table, 0, "mineral"), "tellurium");
  CHECK_EQ(value_of(table, 1, "mineral"), "hafnium");
  CHECK_EQ(value_of(table, "tellurium", "coverage_before_days"), "0.0");
  CHECK_EQ(value_of(table, "tellurium", "coverage_after_days"), "20.0");
  CHECK_EQ(value_of(table, "tellurium", "buy_kg"), "40.000000");
  CHECK_EQ(value_of(table, "tellurium", "buy_usd"), "400.00");
  CHECK_EQ(value_of(table, "hafnium", "coverage_before_days"), "10.0");
  CHECK_EQ(value_of(table, "hafnium", "coverage_after_days"), "20.0");
  CHECK_EQ(value_of(table, "hafnium", "target_days"), "60");
  CHECK_EQ(value_of(table, "hafnium", "price_usd_per_kg"), "10.000000");
  CHECK_EQ(value_of(table, "hafnium", "price_on"), "2026-01-02");
  CHECK_EQ(value_of(table, "hafnium", "buy_kg"), "10.000000");
  CHECK_EQ(value_of(table, "hafnium", "fill_to_target_kg"), "50.000000");
  CHECK_EQ(value_of(table, "hafnium", "fill_to_target_usd"), "500.00");
  CHECK_EQ(value_of(table, "hafnium", "status"), "raised");
  CHECK_EQ(book.why(table, "hafnium"), "raised to 20.0 days");
  CHECK_EQ(total_of(table, "buy_usd"), "500.00");
  CHECK_EQ(total_of(table, "fill_to_target_usd"), "1700.00");
  CHECK(has_note(table, "Budget: 500.00 USD; of it 500.00 USD is spent and 0.00 USD left over."));
  CHECK(has_note(table, "The lowest cover of those that can be bought rises from 0.0 days (tellurium) to 20.0 days "
                        "(tellurium and hafnium)."));
  CHECK(has_note(table, "a common level of 20.0 days"));
  CHECK(has_note(table, "Filling all to target would cost 1,700.00 USD for 2 minerals."));
  CHECK(has_note(table, "Nothing was recorded."));
}

TEST_CASE("plan: all 60 minerals and the group, each left out with its reason") {
  PlannedBook book;
  reports::PlanQuestion all = book.question("1M USD");
  all.minerals.clear();
  const reports::Table table = book.plan(all);
  CHECK_EQ(table.rows.size(), 61);
  CHECK_EQ(value_of(table, "iridium", "status"), "no_demand_figure");
  CHECK_EQ(value_of(table, "neodymium", "status"), "group_figure_only");
  CHECK_EQ(value_of(table, "rare-earths", "status"), "group");
  CHECK_EQ(value_of(table, "rubidium", "status"), "no_usable_price");
  CHECK_EQ(value_of(table, "rubidium", "coverage_qualifier"), ">");
  CHECK_EQ(value_of(table, "rubidium", "fill_to_target_usd"), "-");
  CHECK_NE(value_of(table, "rubidium", "fill_to_target_kg"), "-");
  CHECK_EQ(value_of(table, "rare-earths", "buy_usd"), "-");
  CHECK(has_note(table, "without boron, metallurgical-coal and rubidium."));
  CHECK(has_note(table, "Demand is only known to be below the figure: zirconium;"));
  const reports::Table asked = book.plan("500 USD");
  CHECK_EQ(asked.rows.size(), 61);
  CHECK_EQ(value_of(asked, "gallium", "status"), "not_asked_for");
  CHECK_EQ(row_of(asked, "gallium").mood, "faint");
  CHECK(has_note(asked, "58 not asked for"));
}

TEST_CASE("plan: a target in the place of the minerals' own") {
  PlannedBook book;
  book.target("hafnium", 12, "2026-02-01");
  CHECK_EQ(value_of(book.plan("5000 USD"), "hafnium", "buy_kg"), "2.000000");
  CHECK_EQ(book.why(book.plan("5000 USD"), "hafnium"), "filled to its target of 12 days");
  reports::PlanQuestion ten_days = book.question("5000 USD");
  ten_days.target_days = 10;
  const reports::Table table = book.plan(ten_days);
  CHECK_EQ(value_of(table, "hafnium", "status"), "at_target");
  CHECK_EQ(value_of(table, "hafnium", "target_days"), "10");
  CHECK_EQ(value_of(table, "tellurium", "buy_kg"), "20.000000");
  CHECK(has_note(table, "4,800.00 USD left over"));
}

TEST_CASE("plan: caps and lots") {
  PlannedBook book;
  reports::PlanQuestion question = book.question("500 USD");
  question.caps[book.mineral("tellurium")] = money("100 USD");
  question.lots[book.mineral("hafnium")] = kilograms(15);
  const reports::Table table = book.plan(question);
  CHECK_EQ(value_of(table, "tellurium", "buy_usd"), "100.00");
  CHECK_EQ(value_of(table, "tellurium", "cap_usd"), "100.00");
  CHECK_EQ(book.why(table, "tellurium"), "its cap of 100.00 USD is reached");
  CHECK_EQ(value_of(table, "hafnium", "lot_kg"), "15.000000");
  CHECK_EQ(value_of(table, "hafnium", "buy_lots"), "2");
  CHECK_EQ(value_of(table, "hafnium", "fill_to_target_kg"), "60.000000"); // 50 kg in lots of 15
  CHECK_EQ(value_of(table, "hafnium", "status"), "lot_not_affordable");
  CHECK_EQ(book.why(table, "hafnium"), "2 lots of 15 kg; a further one costs more than is left");
  CHECK(has_note(table, "100.00 USD left over"));
}

TEST_CASE("plan: what is held back covers nothing, and what was not known is not counted") {
  PlannedBook book;
  const reports::PlanQuestion before = book.question("500 USD");
  book.site("AT-SEA", SiteKind::in_transit);
  book.purchase("hafnium", "100 kg", "9 USD/kg", "2026-02-01", {.site = "AT-SEA"});
  book.purchase("hafnium", "100 kg", "9 USD/kg", "2026-04-01");
  CHECK_EQ(value_of(book.plan("500 USD"), "hafnium", "available_kg"), "10.000000");
  book.purchase("hafnium", "1 kg", "9 USD/kg", "2026-02-01");
  CHECK_EQ(value_of(book.plan("500 USD"), "hafnium", "available_kg"), "11.000000");
  CHECK_EQ(value_of(book.plan(before), "hafnium", "available_kg"), "10.000000");
}

TEST_CASE("plan: a year of 366 days is a year") {
  PlannedBook book;
  book.price("hafnium", "10 USD/kg", "2027-06-01");
  book.price("tellurium", "10 USD/kg", "2027-06-01");
  reports::PlanQuestion question = book.question("500 USD");
  question.moment = book.moment("2028-06-01");
  CHECK_FALSE(has_note(book.plan(question), "older than a year"));
  question.moment = book.moment("2028-06-02");
  CHECK(has_note(book.plan(question), "Prices older than a year: tellurium (2027-06-01) and hafnium (2027-06-01)."));
}

TEST_CASE("plan: with demand only known to be above a figure nothing is bought, and it is said") {
  PlannedBook book;
  book.demand_above("gallium", 2026, "100,000 kg");
  book.purchase("gallium", "25,000 kg", "500 USD/kg", "2026-01-15");
  reports::PlanQuestion question = book.question("500 USD");
  question.minerals.push_back(book.mineral("gallium"));
  const reports::Table table = book.plan(question);
  CHECK_EQ(value_of(table, "gallium", "status"), "demand_unbounded");
  CHECK_EQ(value_of(table, "gallium", "coverage_qualifier"), "<");
  CHECK_EQ(value_of(table, "gallium", "coverage_before_days"), "91.3"); // 25,000 × 365 / 100,000 = 91.25
  CHECK_EQ(value_of(table, "gallium", "coverage_after_days"), "91.3");
  CHECK_EQ(value_of(table, "gallium", "buy_usd"), "-");
  CHECK_EQ(value_of(table, "gallium", "fill_to_target_kg"), "-");
  CHECK_EQ(book.why(table, "gallium"),
           "demand is only known to be above the figure: no purchase is sure to reach a cover");
  CHECK(has_note(table, "1 with a demand only known to be above the figure (gallium)"));
}

TEST_CASE("plan: an old demand figure is named of what is left out, too, and not of what nobody asked for") {
  PlannedBook book;
  auto question = book.question("500 USD");
  CHECK_FALSE(has_note(book.plan(question), "years old"));
  question.minerals = {};
  const reports::Table table = book.plan(question);
  CHECK_EQ(value_of(table, "boron", "status"), "no_usable_price");
  CHECK(has_note(table, "Demand figures more than 5 years old: tungsten (2014) and boron (1996)."));
}

TEST_CASE("plan: the lowest cover of a bound is more than what is shown") {
  TemporaryBook book;
  book.demand("hafnium", 2026, "365 kg", true);
  book.price("hafnium", "10 USD/kg", "2026-01-02");
  const store::ReadTransaction transaction(book.connection());
  const reports::Table table = reports::make_plan(
      book.connection(),
      {.moment = book.moment("2026-03-31"), .budget = money("100 USD"), .minerals = {book.mineral("hafnium")}});
  CHECK(has_note(table, "The lowest cover of those that can be bought rises from more than 0.0 days (hafnium) to more "
                        "than 10.0 days (hafnium)."));
}

TEST_CASE("plan: what does not buy a milligram is left over") {
  PlannedBook book;
  book.demand("rhodium", 2026, "365 kg");
  book.price("rhodium", "186,000 USD/kg", "2026-01-02");
  reports::PlanQuestion question = book.question("0.10 USD");
  question.minerals = {book.mineral("rhodium")};
  const reports::Table table = book.plan(question);
  CHECK_EQ(value_of(table, "rhodium", "buy_kg"), "0.000000");
  CHECK_EQ(value_of(table, "rhodium", "buy_usd"), "0.00");
  CHECK_EQ(value_of(table, "rhodium", "status"), "budget_spent");
  CHECK_EQ(book.why(table, "rhodium"), "what is left for it does not buy a milligram");
  CHECK(has_note(table, "of it 0.00 USD is spent and 0.10 USD left over."));
  question.budget = money("1 USD");
  question.caps[book.mineral("rhodium")] = money("0.10 USD");
  CHECK_EQ(book.why(book.plan(question), "rhodium"), "its cap of 0.10 USD does not buy a milligram");
}

TEST_CASE("plan: an old price is named with its day") {
  PlannedBook book;
  reports::PlanQuestion question = book.question("500 USD");
  question.moment.as_of = day("2027-01-02");
  CHECK_FALSE(has_note(book.plan(question), "older than a year"));
  question.moment.as_of = day("2027-01-03");
  CHECK(has_note(book.plan(question), "Prices older than a year: tellurium (2026-01-02) and hafnium (2026-01-02)."));
}

TEST_CASE("plan: what the undisbursed commitments allow, and whether the budget fits") {
  PlannedBook book;
  CHECK(has_note(book.plan("500 USD"), "No facility has a commitment that can be drawn on 2026-03-31."));
  CHECK(has_note(book.plan(""), "Budget: 0.00 USD, which is what the undisbursed commitments allow;"));
  book.facility("EXIM-1", "400 USD", "2026-01-01");
  book.facility("LATER", "900 USD", "2026-04-01");
  book.drawdown("EXIM-1", "100 USD", "2026-03-01");
  book.drawdown("EXIM-1", "50 USD", "2026-04-01");
  const reports::Table table = book.plan("500 USD");
  CHECK(has_note(table,
                 "The undisbursed commitments allow 300.00 USD for purchases on 2026-03-31: 300.00 USD of EXIM-1. "
                 "The budget is 200.00 USD above it."));
  CHECK(has_note(book.plan("100 USD"), "The budget fits in it, and leaves 200.00 USD."));
  CHECK_EQ(total_of(book.plan(""), "buy_usd"), "300.00");
}

TEST_CASE("plan: what can be drawn is limited by a borrowing base") {
  PlannedBook book;
  book.facility("EXIM-1", "1,000 USD", "2026-01-01");
  book.drawdown("EXIM-1", "30 USD", "2026-01-20");
  allowed(operations::set_borrowing_base(book.book(), book.options("2026-02-01"),
                                         {.facility = "EXIM-1", .advance_rate = rate("50%"), .source = "agreement"}));
  // 10 kg for 90 USD are worth 100: 45 are advanced, 30 owed.
  const reports::Table table = book.plan("");
  CHECK_EQ(total_of(table, "buy_usd"), "15.00");
  CHECK(has_note(table, "allow 15.00 USD for purchases on 2026-03-31: 970.00 USD of EXIM-1, less 955.00 USD above the "
                        "borrowing base of EXIM-1."));
}

TEST_CASE("plan: what can be drawn is limited by the shares of the lenders") {
  PlannedBook book;
  book.facility("EXIM-1", "1,000 USD", "2026-01-01");
  book.facility("BANKS-1", "50 USD", "2026-01-01");
  allowed(operations::set_shares(book.book(), book.options("2026-02-01"),
                                 {{"EXIM-1", rate("80%")}, {"BANKS-1", rate("20%")}}));
  const reports::Table table = book.plan("");
  CHECK_EQ(total_of(table, "buy_usd"), "250.00");
  CHECK(has_note(table,
                 "1,050.00 USD of EXIM-1 and BANKS-1, less 800.00 USD that the shares of the lenders do not allow."));
  CHECK(has_note(table, "what is drawn is drawn 80% on EXIM-1 and 20% on BANKS-1."));
}

} // namespace reports_plan_report_test
