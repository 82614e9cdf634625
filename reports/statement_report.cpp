#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/loan_runs.hpp"
#include "reports/sheet.hpp"

#include <fmt/format.h>

namespace pvault::reports {

namespace {

struct LenderStatementLine {
  const FacilityRun& run;
  const LoanMovement& movement;
};

// Zero is not shown: a movement is one thing.
Cell amount_cell(Money amount) { return amount == Money() ? no_value() : cell(amount); }

std::vector<Field<LenderStatementLine>> statement_fields() {
  using Line = LenderStatementLine;
  using namespace column;
  return {
      {text("facility", "Facility"), [](const Line& line) { return cell(line.run.facility.code); }},
      {date("on", "On"), [](const Line& line) { return cell(line.movement.on); }},
      {entry("entry", "Entry"), [](const Line& line) { return cell(line.movement.entry); }},
      {text("what", "What"), [](const Line& line) { return cell(std::string(movement_name(line.movement.kind))); }},
      {usd("draw_usd", "Drawn"), [](const Line& line) { return amount_cell(line.movement.draw); }, true},
      {usd("interest_usd", "Interest"), [](const Line& line) { return amount_cell(line.movement.interest); }, true},
      {usd("fee_usd", "Fees"), [](const Line& line) { return amount_cell(line.movement.fee); }, true},
      {usd("payment_usd", "Paid"), [](const Line& line) { return amount_cell(line.movement.payment); }, true},
      {usd("principal_usd", "Principal"), [](const Line& line) { return cell(line.movement.principal); }},
  };
}

std::string closing_note(const FacilityRun& run, Date as_of) {
  const LoanState& state = run.run.state;
  return fmt::format("{} on {}: principal {}, interest owed {}, fees owed {}; payoff {}.", run.facility.code,
                     format_date(as_of), format_money(state.principal), format_money(state.interest_owed()),
                     format_money(state.fees_owed()), format_money(state.payoff()));
}

} // namespace

Table make_statement_report(store::Connection& connection, const ReportQuestion& question) {
  const std::vector<FacilityRun> runs = load_runs(connection, question);
  Sheet<LenderStatementLine> sheet(statement_fields());
  std::vector<std::string> notes;
  for (const FacilityRun& run : runs) {
    for (const LoanMovement& movement : run.run.movements)
      sheet.add({run, movement}).mood = movement.kind == MovementKind::accrued ? "faint" : "";
    notes.push_back(closing_note(run, question.moment.as_of));
  }
  const std::string not_posted = not_posted_note(runs, question.moment);
  if (!not_posted.empty()) notes.push_back(not_posted);
  notes.emplace_back("Interest and fees stand on the days on which they fall due; the last row of a facility is what "
                     "has accrued since. A financed "
                     "fee counts as drawn.");
  return sheet.finish(std::move(notes));
}

} // namespace pvault::reports
