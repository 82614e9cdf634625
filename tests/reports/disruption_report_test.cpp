// The report on disruption. Shares, reliance and demand are those of the USGS, Mineral Commodity Summaries 2026.
#include "tests/reports/report_values.hpp"

#include <doctest/doctest.h>

namespace reports_disruption_report_test {

using namespace pvault;
using namespace pvault::test;

namespace {

reports::Table disruption(TemporaryBook& book, const Scenario& scenario, std::optional<int> days = {},
                          std::vector<MineralId> minerals = {}) {
  return report(
      book.connection(), "disruption",
      {.moment = book.moment("2026-03-31"), .minerals = std::move(minerals), .days = days, .scenario = scenario});
}

Scenario without_china() { return {.cut_off = {"CN"}}; }
Changes changes(std::string_view text) { return {.of_all = allowed(parse_change(text))}; }

void check_values(const reports::Table& table, const char* mineral,
                  const std::vector<std::pair<const char*, const char*>>& values) {
  for (const auto& expected : values) {
    INFO(mineral, " ", expected.first);
    CHECK_EQ(value_of(table, mineral, expected.first), expected.second);
  }
}

} // namespace

TEST_CASE("disruption: the fields") {
  TemporaryBook book;
  CHECK_EQ(machine_columns(disruption(book, without_china())),
           "mineral kind available_kg demand_basis demand_year demand_quality demand_qualifier demand_kg_per_year "
           "demand_change_percent needed_kg_per_year import_reliance_percent import_reliance_qualifier "
           "import_reliance_year share_cut_off_percent share_cut_off_at_most_percent lost_kg_per_day "
           "continuing_kg_per_day shortfall_kg_per_day coverage_qualifier coverage_days coverage_days_at_best "
           "runs_out_on runs_out_on_at_best missing_kg missing_at_best_kg price_usd_per_kg price_on missing_cost_usd "
           "status demand_age_years demand_stale");
}

// Gallium: 19,000 kg in 2025, all imported, China 18%: 19,000 × 0.18 / 365 = 9.369863013... kg a day.
TEST_CASE("disruption: gallium without China") {
  TemporaryBook book;
  book.purchase("gallium", "1,000 kg", "500 USD/kg", "2026-01-15");
  const auto table = disruption(book, without_china());
  check_values(table, "gallium",
               {{"available_kg", "1000.000000"},
                {"demand_kg_per_year", "19000.000000"},
                {"needed_kg_per_year", "19000.000000"},
                {"demand_change_percent", "0.0000000"},
                {"import_reliance_percent", "100.00"},
                {"import_reliance_qualifier", "-"},
                {"import_reliance_year", "2025"},
                {"share_cut_off_percent", "18.00"},
                {"share_cut_off_at_most_percent", "18.00"},
                {"lost_kg_per_day", "9.369864"},
                {"continuing_kg_per_day", "42.684931"},
                {"shortfall_kg_per_day", "9.369864"},
                {"coverage_qualifier", "-"},
                {"coverage_days", "106.7"},
                {"coverage_days_at_best", "106.8"}, // 106.725...
                {"runs_out_on", "2026-07-16"},      // 106 whole days from 1 April on
                {"runs_out_on_at_best", "2026-07-16"},
                {"missing_kg", "686.575343"}, // 180 × 9.369863013... − 1,000
                {"missing_at_best_kg", "686.575342"},
                {"price_usd_per_kg", "580.000000"},
                {"price_on", "2025-12-31"},
                {"missing_cost_usd", "398213.70"}, // × 580
                {"status", "runs_out"}});
  CHECK_EQ(row_of(table, "gallium").mood, "bad");
  CHECK_EQ(value_of(disruption(book, without_china(), 106), "gallium", "status"), "holds");
  CHECK_EQ(value_of(disruption(book, without_china(), 107), "gallium", "status"), "runs_out");
  CHECK(has_note(table, "Supposed from the day after 2026-03-31 on, for 180 days (to 2026-09-27): nothing comes from "
                        "China."));
  CHECK(has_note(table, "First to run out of what is in stock: gallium, after 106.7 days, short from 2026-07-16."));
}

TEST_CASE("disruption: more demand scales what is needed, less of it may need less than what continues") {
  TemporaryBook book;
  book.purchase("gallium", "1,000 kg", "500 USD/kg", "2026-01-15");
  const auto more = disruption(book, {.cut_off = {"CN"}, .demand = changes("+10%")});
  check_values(more, "gallium",
               {{"demand_change_percent", "10.0000000"},
                {"demand_kg_per_year", "19000.000000"},
                {"needed_kg_per_year", "20900.000000"},
                {"continuing_kg_per_day", "42.684931"},
                {"shortfall_kg_per_day", "14.575343"}, // 19,000 × 0.28 / 365
                {"coverage_days", "68.6"}});
  const auto less = disruption(book, {.cut_off = {"CN"}, .demand = changes("-20%")});
  check_values(less, "gallium",
               {{"needed_kg_per_year", "15200.000000"},
                {"shortfall_kg_per_day", "0.000000"},
                {"coverage_days", "-"},
                {"runs_out_on", "-"},
                {"missing_kg", "0.000000"},
                {"missing_cost_usd", "0.00"},
                {"status", "does_not_run_out"}});
  Changes own = changes("+10%");
  own.of_minerals[book.mineral("gallium")] = allowed(parse_change("-20%"));
  const auto both = disruption(book, {.demand = own});
  CHECK_EQ(value_of(both, "gallium", "needed_kg_per_year"), "15200.000000");
  CHECK_EQ(value_of(both, "cobalt", "demand_change_percent"), "10.0000000");
  CHECK(has_note(both, ": demand changes by +10% (gallium -20%)."));
}

// Cobalt: 9,600 t, 79%; China is not named, others have 30%: from 0 to 23.7% of demand. 9,600,000 × 0.237 / 365 is
// 6,233.424657... kg a day.
TEST_CASE("disruption: a country that is not named has a share within that of the others") {
  TemporaryBook book;
  book.purchase("cobalt", "100,000 kg", "30 USD/kg", "2026-01-15");
  const auto table = disruption(book, without_china());
  check_values(table, "cobalt",
               {{"share_cut_off_percent", "0.00"},
                {"share_cut_off_at_most_percent", "30.00"},
                {"shortfall_kg_per_day", "6233.424658"},
                {"coverage_qualifier", ">"},
                {"coverage_days", "16.0"},
                {"coverage_days_at_best", "-"},
                {"runs_out_on", "2026-04-17"},
                {"runs_out_on_at_best", "-"},
                {"missing_at_best_kg", "0.000000"},
                {"status", "may_run_out"}});
  CHECK(has_note(table, "First to run out of what is in stock: cobalt, at worst after 16.0 days"));
}

// Tungsten: 11,600 t in 2014, above 50%, China 26%: from 13% to 26%.
TEST_CASE("disruption: a bound on reliance gives days at worst and at best") {
  TemporaryBook book;
  book.purchase("tungsten", "1,000 t", "48 USD/kg", "2026-01-15");
  check_values(disruption(book, without_china()), "tungsten",
               {{"import_reliance_percent", "50.00"},
                {"import_reliance_qualifier", ">"},
                {"share_cut_off_percent", "26.00"},
                {"shortfall_kg_per_day", "8263.013699"},
                {"coverage_qualifier", ">"},
                {"coverage_days", "121.0"},         // 365,000,000 / 3,016,000
                {"coverage_days_at_best", "242.1"}, // 242.04...: 365,000,000 / 1,508,000
                {"status", "may_run_out"}});
}

// Zirconium: below 100,000 t, reliance below 25%, South Africa 48%: at most 12% of at most that.
TEST_CASE("disruption: bounds on demand and on reliance go the same way") {
  TemporaryBook book;
  book.purchase("zirconium", "1,000 t", "2 USD/kg", "2026-01-15");
  check_values(disruption(book, {.cut_off = {"ZA"}}), "zirconium",
               {{"demand_qualifier", "<"},
                {"import_reliance_qualifier", "<"},
                {"import_reliance_percent", "25.00"},
                {"shortfall_kg_per_day", "32876.712329"},
                {"coverage_qualifier", ">"},
                {"coverage_days", "30.4"}, // 365 / 12
                {"coverage_days_at_best", "-"},
                {"status", "may_run_out"}});
}

TEST_CASE("disruption: a figure of a leap year") {
  TemporaryBook book;
  book.demand("gallium", 2026, "366 kg");
  book.purchase("gallium", "9 kg", "500 USD/kg", "2026-01-15");
  CHECK_EQ(value_of(disruption(book, without_china()), "gallium", "coverage_days"), "49.8"); // 9 / (366 × 0.18 / 365)
  TemporaryBook leap;
  leap.demand("gallium", 2028, "366 kg");
  leap.purchase("gallium", "9 kg", "500 USD/kg", "2026-01-15");
  const auto later =
      report(leap.connection(), "disruption", {.moment = leap.moment("2028-03-31"), .scenario = without_china()});
  CHECK_EQ(value_of(later, "gallium", "coverage_days"), "50.0");
}

TEST_CASE("disruption: a demand above a bound has no limit, and a demand of nothing needs nothing") {
  TemporaryBook book;
  const auto add = [&](const char* mineral, const char* kilogram, bool is_lower_bound) {
    allowed(operations::add_demand(book.book(), book.options("2026-01-01"),
                                   {.mineral = mineral,
                                    .year = 2026,
                                    .mass = mass(kilogram),
                                    .basis = "apparent-consumption",
                                    .source = "test",
                                    .is_lower_bound = is_lower_bound}));
  };
  add("gallium", "19,000 kg", true);
  add("antimony", "0 kg", false);
  book.purchase("gallium", "1,000 kg", "500 USD/kg", "2026-01-15");
  const auto table = disruption(book, without_china());
  check_values(table, "gallium",
               {{"demand_qualifier", ">"},
                {"lost_kg_per_day", "-"},
                {"shortfall_kg_per_day", "-"},
                {"coverage_qualifier", ">"},
                {"coverage_days", "0.0"},
                {"coverage_days_at_best", "106.8"},
                {"runs_out_on", "2026-04-01"},
                {"runs_out_on_at_best", "2026-07-16"},
                {"missing_kg", "-"},
                {"missing_at_best_kg", "686.575342"},
                {"missing_cost_usd", "-"},
                {"status", "runs_out"}});
  check_values(table, "antimony",
               {{"demand_kg_per_year", "0.000000"},
                {"coverage_days", "-"},
                {"missing_kg", "0.000000"},
                {"status", "does_not_run_out"}});
  CHECK(has_note(table, "Of which demand is only known to be above a figure, so that at worst any stock is short at "
                        "once: gallium."));
  CHECK(has_note(table, "Missing without a limit, so that the total of the cost is without it: gallium."));
}

TEST_CASE("disruption: every mineral is there, and what is not known is said") {
  TemporaryBook book;
  const auto table = disruption(book, without_china());
  CHECK_EQ(table.rows.size(), 61);
  CHECK_EQ(value_of(table, "metallurgical-coal", "status"), "shares_unknown");
  CHECK_EQ(value_of(table, "metallurgical-coal", "share_cut_off_percent"), "-");
  CHECK_EQ(value_of(table, "metallurgical-coal", "coverage_days"), "-");
  CHECK_EQ(value_of(table, "metallurgical-coal", "missing_kg"), "-");
  CHECK_EQ(value_of(table, "uranium", "status"), "reliance_unknown");
  CHECK_EQ(value_of(table, "cesium", "status"), "no_demand_figure");
  CHECK_EQ(value_of(table, "hafnium", "status"), "no_demand_figure");
  CHECK_EQ(value_of(table, "hafnium", "share_cut_off_percent"), "21.00");
  CHECK_EQ(value_of(table, "cerium", "status"), "group_figure_only");
  CHECK_EQ(value_of(table, "beryllium", "status"), "net_exporter");
  CHECK_EQ(value_of(table, "beryllium", "lost_kg_per_day"), "0.000000");
  CHECK_EQ(value_of(table, "copper", "status"), "may_run_out"); // others have 3%, and there is no stock
  CHECK_EQ(value_of(table, "antimony", "status"), "no_stock");
  CHECK_EQ(value_of(table, "antimony", "runs_out_on"), "2026-04-01");
  CHECK_EQ(value_of(table, "rubidium", "share_cut_off_at_most_percent"), "100.00");
  CHECK(has_note(table, "Unknown, since no shares of suppliers are published: metallurgical-coal."));
  CHECK(has_note(table, "Unknown, since no net import reliance is published: uranium."));
  CHECK(has_note(table, "Net exporters, of which nothing is lost on net: beryllium and boron."));
  CHECK(has_note(table, "Nothing that is in stock is known to run out."));
}

// 27,000 t, 67%, China 71%: 27,000,000 × 0.4757 / 365 = 35,188.76712... kg a day.
TEST_CASE("disruption: the rare earths as a group, with what their members hold") {
  TemporaryBook book;
  book.purchase("cerium", "100,000 kg", "5 USD/kg", "2026-01-15");
  book.purchase("neodymium", "20,000 kg", "70 USD/kg", "2026-01-15");
  const auto table = disruption(book, without_china(), {}, {book.mineral("rare-earths"), book.mineral("cerium")});
  REQUIRE_EQ(table.rows.size(), 2);
  check_values(table, "rare-earths",
               {{"kind", "group"},
                {"available_kg", "120000.000000"},
                {"shortfall_kg_per_day", "35188.767124"},
                {"coverage_days", "3.4"},
                {"runs_out_on", "2026-04-04"},
                {"missing_cost_usd", "-"},
                {"status", "runs_out"}});
  CHECK_EQ(value_of(table, "cerium", "available_kg"), "100000.000000");
  CHECK_EQ(table.rows[1].indent, 1);
  CHECK(has_note(table, "Unknown but for their group: cerium."));
}

TEST_CASE("disruption: a country that no list names") {
  TemporaryBook book;
  CHECK(has_note(disruption(book, {.cut_off = {"CN", "TD"}}),
                 "Named by no published list, so that its share is only known to be within that of other countries: "
                 "Chad."));
  CHECK_FALSE(has_note(disruption(book, {.cut_off = {"CN", "HK"}}), "Named by no published list"));
  CHECK_EQ(value_of(disruption(book, {.cut_off = {"TD"}}), "scandium", "share_cut_off_at_most_percent"), "0.00");
}

TEST_CASE("disruption: nothing supposed is said, and nothing runs out") {
  TemporaryBook book;
  const auto table = report(book, "disruption", "2026-03-31");
  CHECK(has_note(table, "Nothing is supposed"));
  CHECK_EQ(value_of(table, "metallurgical-coal", "status"), "does_not_run_out");
  CHECK_EQ(value_of(table, "cesium", "status"), "no_demand_figure");
}

TEST_CASE("disruption: days beyond the calendar are no dates") {
  TemporaryBook book;
  CHECK(has_note(disruption(book, without_china(), 100'000), "on, for 100000 days: nothing comes from China."));
}

} // namespace reports_disruption_report_test
