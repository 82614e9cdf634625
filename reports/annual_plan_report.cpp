#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/annual_plans.hpp"
#include "store/names.hpp"
#include "units/exact.hpp"

#include <fmt/format.h>
#include <map>

namespace pvault::reports {

namespace {

struct YearPlanLine {
  std::string mineral;
  int year = 0;
  std::optional<store::AnnualPlan> plan = {};
  store::BoughtAndReleased actual = {};

  [[nodiscard]] bool is_over() const {
    return plan && (actual.bought > plan->buy_at_most || actual.released > plan->release_at_most);
  }
  [[nodiscard]] std::string status() const {
    const bool nothing = actual.bought == Mass() && actual.released == Mass();
    if (!plan) return nothing ? "no_plan" : "not_planned";
    return is_over() ? "over_plan" : "within_plan";
  }
};

// Of a plan in hundredths of a percent, rounded up: what is over it never looks like all of it. Of a plan of nothing
// there is no percentage.
Cell percent_of_plan(Mass actual, Mass plan) {
  if (plan == Mass()) return no_value();
  const auto hundredths = round_to_integer(Exact(actual.milligrams()) * 10'000 / plan.milligrams(), Rounding::up);
  return hundredths ? decimal(*hundredths) : no_value();
}

std::vector<Field<YearPlanLine>> annual_plan_fields() {
  using Line = YearPlanLine;
  using namespace column;
  return {
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral); }},
      {year("year", "Year"), [](const Line& line) { return cell(line.year); }},
      {kilograms("buy_at_most_kg", "Buy at most"),
       [](const Line& line) { return line.plan ? cell(line.plan->buy_at_most) : no_value(); }},
      {kilograms("bought_kg", "Bought"), [](const Line& line) { return cell(line.actual.bought); }},
      {percent("bought_percent", "of plan", 2),
       [](const Line& line) {
         return line.plan ? percent_of_plan(line.actual.bought, line.plan->buy_at_most) : no_value();
       }},
      {kilograms("release_at_most_kg", "Release at most"),
       [](const Line& line) { return line.plan ? cell(line.plan->release_at_most) : no_value(); }},
      {kilograms("released_kg", "Released"), [](const Line& line) { return cell(line.actual.released); }},
      {percent("released_percent", "of plan", 2),
       [](const Line& line) {
         return line.plan ? percent_of_plan(line.actual.released, line.plan->release_at_most) : no_value();
       }},
      {for_machines(entry("plan_entry", "Plan")),
       [](const Line& line) { return line.plan ? cell(line.plan->entry) : no_value(); }},
      {tells_why(text("status", "Status")), [](const Line& line) { return cell(line.status()); }},
  };
}

} // namespace

Table make_annual_plan_report(store::Connection& connection, const ReportQuestion& question) {
  const auto actual = store::load_year(connection, question.moment);
  Sheet<YearPlanLine> sheet(annual_plan_fields());
  std::map<std::string, int> count;
  for (const Mineral& mineral : store::list_minerals(connection)) {
    if (mineral.is_group || !asks_for(question, mineral.id)) continue;
    YearPlanLine line{.mineral = mineral.code,
                      .year = question.moment.as_of.year(),
                      .plan = store::find_annual_plan(connection, mineral.id, question.moment)};
    if (const auto found = actual.find(mineral.id); found != actual.end()) line.actual = found->second;
    sheet.add(line).mood = line.is_over() ? "bad" : line.plan ? "" : "faint";
    ++count[line.status()];
  }
  return sheet.finish(
      {fmt::format("{} within {} plan, {} over it, {} without a plan of which something was bought or released, {} "
                   "without a plan.",
                   counted(count["within_plan"], "mineral"), count["within_plan"] == 1 ? "its" : "their",
                   count["over_plan"], count["not_planned"], count["no_plan"]),
       "Bought is what came, with what final assays of the year changed of it. Released is all that left by decision, "
       "as it was weighed then, loans among it and losses not. Percentages are rounded up."});
}

} // namespace pvault::reports
