// Months that were closed, and what corrects entries of them.
#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/period_changes.hpp"

#include <fmt/format.h>
#include <set>

namespace pvault::reports {

namespace {

// A cell of what opened the month again; missing when nothing has.
template <class T>
Cell of_reopening(const store::PeriodClosing& line, T store::PeriodReopening::*member) {
  return line.reopened ? cell((*line.reopened).*member) : no_value();
}

std::vector<Field<store::PeriodClosing>> periods_fields() {
  using Line = store::PeriodClosing;
  using Reopening = store::PeriodReopening;
  using namespace column;
  return {
      {text("month", "Month"), [](const Line& line) { return cell(format_month(line.month)); }},
      {date("until_on", "Until"), [](const Line& line) { return cell(line.month.last_day()); }},
      {text("status", "Status"), [](const Line& line) { return cell(line.reopened ? "reopened" : "closed"); }},
      {entry("entry", "Entry"), [](const Line& line) { return cell(line.entry); }},
      {date("closed_on", "Closed on"), [](const Line& line) { return cell(line.on); }},
      {text("recorded_by", "Closed by"), [](const Line& line) { return cell(line.recorded_by); }},
      {entry("reopening_entry", "Opened by entry"),
       [](const Line& line) { return of_reopening(line, &Reopening::entry); }},
      {date("reopened_on", "Opened on"), [](const Line& line) { return of_reopening(line, &Reopening::on); }},
      {text("approved_by", "Approved by"),
       [](const Line& line) { return of_reopening(line, &Reopening::approved_by); }},
      {text("reason", "Reason"), [](const Line& line) { return of_reopening(line, &Reopening::reason); }},
  };
}

} // namespace

Table make_periods_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<store::PeriodClosing> sheet(periods_fields());
  for (const store::PeriodClosing& closing : store::list_period_closings(connection, question.moment))
    sheet.add(closing).mood = closing.reopened ? "faint" : "";
  const auto newest = store::find_period_change(connection, question.moment);
  if (!newest) return sheet.finish({"No month is closed."});
  return sheet.finish({fmt::format("Entries are dated from {} on; only demand figures may come later.",
                                   format_date(newest->open_from))});
}

namespace {

std::vector<Field<store::PriorPeriodLine>> prior_period_fields() {
  using Line = store::PriorPeriodLine;
  using namespace column;
  return {
      {entry("entry", "Entry"), [](const Line& line) { return cell(line.entry); }},
      {date("on", "On"), [](const Line& line) { return cell(line.on); }},
      {for_machines(text("recorded_at", "Recorded at")), [](const Line& line) { return cell(line.recorded_at); }},
      {text("kind", "Kind"), [](const Line& line) { return cell(line.kind); }},
      {entry("corrected_entry", "Corrects"), [](const Line& line) { return cell(line.corrected); }},
      {text("corrected_kind", "Kind of that"), [](const Line& line) { return cell(line.corrected_kind); }},
      {date("corrected_on", "Dated"), [](const Line& line) { return cell(line.corrected_on); }},
      {text("month", "Month"),
       [](const Line& line) { return cell(format_month(CalendarMonth::of(line.corrected_on))); }},
      {text("account", "Account"), [](const Line& line) { return text_or_missing(line.account); }},
      {text("mineral", "Mineral"), [](const Line& line) { return text_or_missing(line.mineral_code); }},
      {kilograms("mass_kg", "Mass"),
       [](const Line& line) { return line.account.empty() ? no_value() : cell(line.mass); }},
      {usd("amount_usd", "Amount"),
       [](const Line& line) { return line.account.empty() ? no_value() : cell(line.amount); }},
  };
}

} // namespace

Table make_prior_period_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<store::PriorPeriodLine> sheet(prior_period_fields());
  std::set<EntryId> entries;
  for (const store::PriorPeriodLine& line :
       store::list_prior_period_lines(connection, question.moment, question.from)) {
    if (!question.minerals.empty() && (!line.mineral || !asks_for(question, *line.mineral))) continue;
    sheet.add(line);
    entries.insert(line.entry);
  }
  return sheet.finish(
      {fmt::format("{} an entry of a month that was closed by then.",
                   entries.size() == 1 ? "1 entry corrects" : fmt::format("{} entries correct", entries.size())),
       "An entry is here when it undoes such an entry, or settles a lot that was bought by one; it "
       "counts from its own date on."});
}

} // namespace pvault::reports
