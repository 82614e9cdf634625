#include "reports/loan_runs.hpp"

#include "reports/all_reports.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::reports {

bool FacilityRun::is_posted() const { return accrued_totals(facts, run.state, until) == posted.totals; }

Money FacilityRun::not_posted() const {
  const AccruedTotals more = accrued_totals(facts, run.state, until) - posted.totals;
  return more.interest + more.default_interest + more.commitment_fee + more.cash_fee + more.financed_fee;
}

std::vector<FacilityRun> load_runs(store::Connection& connection, const ReportQuestion& question) {
  std::vector<FacilityRun> runs;
  for (store::Facility& facility : store::list_facilities(connection, question.moment)) {
    if (!asks_for(question, facility.id)) continue;
    LoanFacts facts = store::load_loan_facts(connection, facility, question.moment);
    LoanRun run = run_loan(facts, question.moment.as_of);
    PostedFinancing posted = store::load_posted(connection, facility.id, question.moment);
    runs.push_back({std::move(facility), std::move(facts), std::move(run), std::move(posted), question.moment.as_of});
  }
  return runs;
}

std::string not_posted_note(const std::vector<FacilityRun>& runs, const Moment& moment) {
  if (std::ranges::all_of(runs, &FacilityRun::is_posted)) return {};
  Money sum;
  for (const FacilityRun& run : runs)
    sum += run.not_posted();
  return fmt::format(
      "Of the interest and fees that have accrued, {} is not posted by {}; `pvault accrue` posts what has accrued.",
      format_money(sum), format_date(moment.as_of));
}

} // namespace pvault::reports
