// The report `facilities` of the end of each month, quarter or year, facility by facility.
#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "reports/trend.hpp"
#include "store/loans.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace pvault::reports {

namespace {

struct FacilityDay {
  Date on;
  Money commitment;
  LoanState state;
};

// One facility over time; the latest day comes first.
struct FacilityLife {
  std::string code;
  LoanFacts facts;
  std::vector<FacilityDay> days;
};

struct FacilityDayLine {
  const std::string& facility;
  const FacilityDay& day;
};

std::vector<Field<FacilityDayLine>> facility_trend_fields() {
  using Line = FacilityDayLine;
  using namespace column;
  return {
      {text("facility", "Facility"), [](const Line& line) { return cell(line.facility); }},
      {date("on", "On"), [](const Line& line) { return cell(line.day.on); }},
      {usd("commitment_usd", "Commitment"), [](const Line& line) { return cell(line.day.commitment); }},
      {usd("disbursed_usd", "Disbursed"), [](const Line& line) { return cell(line.day.state.disbursed()); }},
      {for_machines(usd("cancelled_usd", "Cancelled")),
       [](const Line& line) { return cell(line.day.state.cancelled); }},
      {usd("undisbursed_usd", "Undisbursed"), [](const Line& line) { return cell(line.day.state.undisbursed); }},
      {usd("principal_usd", "Principal"), [](const Line& line) { return cell(line.day.state.principal); }},
      {usd("accrued_interest_usd", "Accrued interest"),
       [](const Line& line) { return cell(line.day.state.interest_owed()); }},
      {usd("accrued_fees_usd", "Accrued fees"), [](const Line& line) { return cell(line.day.state.fees_owed()); }},
      {tells_why(usd("overdue_usd", "Overdue")), [](const Line& line) { return cell(line.day.state.overdue.total()); }},
  };
}

// A loan's life follows from its facts, and no fact of a later day changes an earlier one: so the facts of the latest
// day on which a facility was in force serve all days.
std::map<FacilityId, FacilityLife> load_lives(store::Connection& connection, const ReportQuestion& question,
                                              const std::vector<Date>& days) {
  std::map<FacilityId, FacilityLife> lives;
  for (const Date day : std::vector<Date>(days.rbegin(), days.rend())) {
    const Moment moment{day, question.moment.known_at};
    for (const store::Facility& facility : store::list_facilities(connection, moment)) {
      if (!asks_for(question, facility.id)) continue;
      auto life = lives.find(facility.id);
      if (life == lives.end())
        life = lives
                   .emplace(facility.id, FacilityLife{.code = facility.code,
                                                      .facts = store::load_loan_facts(connection, facility, moment),
                                                      .days = {}})
                   .first;
      life->second.days.push_back({day, facility.terms.commitment, run_loan(life->second.facts, day).state});
    }
  }
  return lives;
}

} // namespace

Table make_facility_trend_report(store::Connection& connection, const ReportQuestion& question) {
  const Date last = question.moment.as_of;
  const Date signed_on = store::find_first_signing(connection, question.moment).value_or(last);
  const std::vector<Date> days =
      list_trend_days(std::max(signed_on, question.from.value_or(signed_on)), last, question.by);
  Sheet<FacilityDayLine> sheet(facility_trend_fields());
  for (const auto& [id, life] : load_lives(connection, question, days)) {
    for (auto day = life.days.rbegin(); day != life.days.rend(); ++day)
      sheet.append({life.code, *day}).mood = day->state.overdue.total() > Money() ? "bad" : "";
  }
  Table table = sheet.finish({trend_days_in_words(days, question.by),
                              "Of each day what `pvault report facilities` says of it, as known at the same entry; a "
                              "day before a facility was signed has no row of it."});
  table.charts_over_time = {{.title = "Debt and what may still be drawn",
                             .on = "on",
                             .panel = "facility",
                             .lines = {"principal_usd", "undisbursed_usd"}}};
  return table;
}

} // namespace pvault::reports
