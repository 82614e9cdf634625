#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/loan_runs.hpp"
#include "reports/sheet.hpp"
#include "units/text.hpp"

#include <fmt/format.h>

namespace pvault::reports {

namespace {

Cell used_cell(const FacilityRun& line) {
  const auto hundredths = percent_in_hundredths(line.run.state.disbursed(), line.facility.terms.commitment);
  return hundredths ? decimal(*hundredths) : no_value();
}

std::vector<Field<FacilityRun>> facilities_fields() {
  using Line = FacilityRun;
  using namespace column;
  return {
      {text("facility", "Facility"), [](const Line& line) { return cell(line.facility.code); }},
      {text("lender", "Lender"), [](const Line& line) { return cell(line.facility.lender_code); }},
      {usd("commitment_usd", "Commitment"), [](const Line& line) { return cell(line.facility.terms.commitment); },
       true},
      {usd("disbursed_usd", "Disbursed"), [](const Line& line) { return cell(line.run.state.disbursed()); }, true},
      {for_machines(usd("cancelled_usd", "Cancelled")), [](const Line& line) { return cell(line.run.state.cancelled); },
       true},
      {usd("undisbursed_usd", "Undisbursed"), [](const Line& line) { return cell(line.run.state.undisbursed); }, true},
      {percent("used_percent", "Used", 2), used_cell},
      {usd("principal_usd", "Principal"), [](const Line& line) { return cell(line.run.state.principal); }, true},
      {usd("accrued_interest_usd", "Accrued interest"),
       [](const Line& line) { return cell(line.run.state.interest_owed()); }, true},
      {usd("accrued_fees_usd", "Accrued fees"), [](const Line& line) { return cell(line.run.state.fees_owed()); },
       true},
      {for_machines(usd("not_posted_usd", "Not posted")), [](const Line& line) { return cell(line.not_posted()); },
       true},
      {tells_why(usd("overdue_usd", "Overdue")), [](const Line& line) { return cell(line.run.state.overdue.total()); },
       true},
      {for_machines(usd("capitalised_usd", "Capitalised")),
       [](const Line& line) { return cell(line.run.state.capitalised); }, true},
      {for_machines(usd("repaid_usd", "Repaid")), [](const Line& line) { return cell(line.run.state.repaid); }, true},
      {for_machines(usd("paid_interest_usd", "Paid interest")),
       [](const Line& line) { return cell(line.run.state.paid_interest); }, true},
      {for_machines(usd("paid_fees_usd", "Paid fees")), [](const Line& line) { return cell(line.run.state.paid_fees); },
       true},
      {percent("rate_percent", "Rate", decimals_of_rate),
       [](const Line& line) { return rate_cell(line.run.state.rate); }},
      {text("day_count", "Day count"),
       [](const Line& line) { return cell(std::string(day_count_name(line.facility.terms.day_count))); }},
      {date("available_from", "From"), [](const Line& line) { return cell(line.facility.terms.available_from); }},
      {date("available_until", "Until"), [](const Line& line) { return cell(line.facility.terms.available_until); }},
      {date("matures_on", "Matures"), [](const Line& line) { return cell(line.facility.terms.matures_on); }},
  };
}

std::string percent_in_words(Money part, Money whole) {
  const auto hundredths = percent_in_hundredths(part, whole);
  return hundredths ? fmt::format(", {}%", format_scaled(*hundredths, 2, 2)) : "";
}

// Σ principal × rate / Σ principal, rounded half-even at the seventh decimal of a percent.
std::string average_rate_note(const std::vector<FacilityRun>& runs) {
  Exact weighted = 0;
  Money principal;
  for (const FacilityRun& run : runs) {
    if (!run.run.state.rate) continue;
    weighted += Exact(run.run.state.principal.cents()) * run.run.state.rate->parts_per_billion();
    principal += run.run.state.principal;
  }
  if (principal <= Money()) return {};
  const auto ppb = round_to_integer(weighted / principal.cents(), Rounding::half_even);
  return ppb ? fmt::format("Average rate of the debt, weighted by principal: {}%.", format_scaled(*ppb, 7, 2)) : "";
}

std::vector<std::string> notes(const std::vector<FacilityRun>& runs, const Moment& moment) {
  Money committed;
  Money undisbursed;
  Money drawable; // within its dates on the day
  Money overdue;
  Money financed;
  for (const FacilityRun& run : runs) {
    const FacilityTerms& terms = run.facility.terms;
    committed += terms.commitment;
    undisbursed += run.run.state.undisbursed;
    if (moment.as_of >= terms.available_from && moment.as_of <= terms.available_until)
      drawable += run.run.state.undisbursed;
    overdue += run.run.state.overdue.total();
    financed += run.run.state.disbursed();
  }
  std::vector<std::string> notes = {fmt::format("Undisbursed: {} of {} committed{}; of it {} can be drawn on {}.",
                                                format_money(undisbursed), format_money(committed),
                                                percent_in_words(undisbursed, committed), format_money(drawable),
                                                format_date(moment.as_of))};
  for (const std::string& note : {average_rate_note(runs), not_posted_note(runs, moment)}) {
    if (!note.empty()) notes.push_back(note);
  }
  if (overdue != Money())
    notes.push_back(fmt::format("Overdue: {} of {} disbursed{}.", format_money(overdue), format_money(financed),
                                percent_in_words(overdue, financed)));
  return notes;
}

} // namespace

Table make_facilities_report(store::Connection& connection, const ReportQuestion& question) {
  const std::vector<FacilityRun> runs = load_runs(connection, question);
  Sheet<FacilityRun> sheet(facilities_fields());
  for (const FacilityRun& run : runs)
    sheet.add(run).mood = run.run.state.overdue.total() > Money() ? "bad" : "";
  Table table = sheet.finish(notes(runs, question.moment));
  table.chart = Chart{
      .title = "Debt and what may still be drawn", .label = "facility", .bars = {"principal_usd", "undisbursed_usd"}};
  return table;
}

} // namespace pvault::reports
