#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/loan_runs.hpp"
#include "reports/sheet.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace pvault::reports {

namespace {

struct ScheduleLine {
  std::string facility;
  LoanPeriod period;
};

std::vector<Field<ScheduleLine>> schedule_fields() {
  using Line = ScheduleLine;
  using namespace column;
  return {
      {text("facility", "Facility"), [](const Line& line) { return cell(line.facility); }},
      {date("due_on", "Due on"), [](const Line& line) { return cell(line.period.due_on); }},
      {text("kind", ""), [](const Line& line) { return cell(line.period.projected ? "projected" : "actual"); }},
      {count("days", "Days"), [](const Line& line) { return cell(line.period.days); }},
      {usd("opening_usd", "Opening"), [](const Line& line) { return cell(line.period.opening); }},
      {usd("draw_usd", "Drawn"), [](const Line& line) { return cell(line.period.drawn); }, true},
      {usd("capitalised_usd", "Capitalised"), [](const Line& line) { return cell(line.period.capitalised); }, true},
      {usd("interest_usd", "Interest"), [](const Line& line) { return cell(line.period.interest); }, true},
      {usd("fee_usd", "Fees"), [](const Line& line) { return cell(line.period.fees); }, true},
      {usd("principal_usd", "Instalment"), [](const Line& line) { return cell(line.period.instalment); }, true},
      {usd("repaid_usd", "Repaid"), [](const Line& line) { return cell(line.period.repaid()); }, true},
      {usd("closing_usd", "Closing"), [](const Line& line) { return cell(line.period.closing); }},
  };
}

std::vector<std::string> notes_of_projection() {
  return {"Interest, fees and instalments stand on the day on which they fall due. Projected: nothing more is drawn, "
          "rates stay as they are, and all that falls "
          "due is paid on its day; what is overdue is paid on the next one."};
}

} // namespace

Table make_schedule_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<ScheduleLine> sheet(schedule_fields());
  for (const FacilityRun& run : load_runs(connection, question)) {
    for (const LoanPeriod& period : project_loan(run.facts, question.moment.as_of).periods)
      sheet.add({run.facility.code, period}).mood = period.projected ? "faint" : "";
  }
  return sheet.finish(notes_of_projection());
}

namespace {

struct ServiceLine {
  Date due_on;
  std::string facilities;
  Money interest;
  Money fees;
  Money instalments;
  [[nodiscard]] Money total() const { return interest + fees + instalments; }
};

std::vector<Field<ServiceLine>> service_fields() {
  using Line = ServiceLine;
  using namespace column;
  return {
      {date("due_on", "Due on"), [](const Line& line) { return cell(line.due_on); }},
      {text("facilities", "Facilities"), [](const Line& line) { return cell(line.facilities); }},
      {usd("interest_usd", "Interest"), [](const Line& line) { return cell(line.interest); }, true},
      {usd("fee_usd", "Fees"), [](const Line& line) { return cell(line.fees); }, true},
      {usd("principal_usd", "Principal"), [](const Line& line) { return cell(line.instalments); }, true},
      {usd("total_usd", "Total"), [](const Line& line) { return cell(line.total()); }, true},
  };
}

} // namespace

// What has to be paid when, over all facilities, from the as-of date on.
Table make_debt_service_report(store::Connection& connection, const ReportQuestion& question) {
  std::map<Date, ServiceLine> lines;
  for (const FacilityRun& run : load_runs(connection, question)) {
    for (const LoanPeriod& period : project_loan(run.facts, question.moment.as_of).periods) {
      if (!period.projected || period.paid.total() == Money()) continue;
      ServiceLine& line =
          lines
              .emplace(
                  period.due_on,
                  ServiceLine{.due_on = period.due_on, .facilities = {}, .interest = {}, .fees = {}, .instalments = {}})
              .first->second;
      line.facilities += (line.facilities.empty() ? "" : ", ") + run.facility.code;
      line.interest += period.paid.interest;
      line.fees += period.paid.fees;
      line.instalments += period.paid.principal;
    }
  }
  Sheet<ServiceLine> sheet(service_fields());
  for (const auto& [on, line] : lines)
    sheet.add(line);
  return sheet.finish({"What is left to be paid on each day if nothing more is drawn and rates stay as they are. What "
                       "was paid ahead is taken off, what is overdue is paid on the "
                       "next day."});
}

} // namespace pvault::reports
