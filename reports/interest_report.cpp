#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/loan_runs.hpp"
#include "reports/sheet.hpp"

#include <fmt/format.h>

namespace pvault::reports {

namespace {

// One month of one facility.
struct MonthLine {
  std::string facility;
  std::string month; // 2026-03
  Money interest;
  Money default_interest;
  Money commitment_fee;
  Money exposure_fee;
  [[nodiscard]] Money total() const { return interest + default_interest + commitment_fee + exposure_fee; }
};

std::vector<Field<MonthLine>> interest_fields() {
  using Line = MonthLine;
  using namespace column;
  return {
      {text("facility", "Facility"), [](const Line& line) { return cell(line.facility); }},
      {text("month", "Month"), [](const Line& line) { return cell(line.month); }},
      {usd("interest_usd", "Interest"), [](const Line& line) { return cell(line.interest); }, true},
      {usd("default_interest_usd", "Default interest"), [](const Line& line) { return cell(line.default_interest); },
       true},
      {usd("commitment_fee_usd", "Commitment fee"), [](const Line& line) { return cell(line.commitment_fee); }, true},
      {usd("exposure_fee_usd", "Exposure fee"), [](const Line& line) { return cell(line.exposure_fee); }, true},
      {usd("total_usd", "Total"), [](const Line& line) { return cell(line.total()); }, true},
  };
}

Money exposure_fees_within(const LoanRun& run, std::optional<Date> after, Date until) {
  Money sum;
  for (const DayCharge& charge : run.exposure_fees) {
    if ((!after || charge.on > *after) && charge.on <= until) sum += charge.amount;
  }
  return sum;
}

MonthLine month_of(const FacilityRun& run, std::optional<Date> after, Date until) {
  const auto grown = [&](const AccrualCurve& curve) {
    return curve.until(until) - (after ? curve.until(*after) : Money());
  };
  return {.facility = run.facility.code,
          .month = format_date(until).substr(0, 7),
          .interest = grown(run.run.interest),
          .default_interest = grown(run.run.default_interest),
          .commitment_fee = grown(run.run.commitment_fee),
          .exposure_fee = exposure_fees_within(run.run, after, until)};
}

} // namespace

Table make_interest_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<MonthLine> sheet(interest_fields());
  const std::vector<FacilityRun> runs = load_runs(connection, question);
  for (const FacilityRun& run : runs) {
    const FacilityTerms& terms = run.facts.versions.front().terms;
    const Date first = std::min(terms.signed_on, terms.commitment_fee_from.value_or(terms.signed_on));
    std::optional<Date> after;
    for (Date on = first; !after || *after < question.moment.as_of; on = add_days(*after, 1)) {
      const Date until = std::min(end_of_month(on), question.moment.as_of);
      const MonthLine line = month_of(run, after, until);
      if (line.total() != Money()) sheet.add(line);
      after = until;
      if (until == question.moment.as_of) break; // there may be no day after it
    }
  }
  std::vector<std::string> notes = {"What accrued in each month; what accrues between two days is the difference of "
                                    "two sums that are rounded to the cent."};
  const std::string not_posted = not_posted_note(runs, question.moment);
  if (!not_posted.empty()) notes.push_back(not_posted);
  return sheet.finish(std::move(notes));
}

} // namespace pvault::reports
