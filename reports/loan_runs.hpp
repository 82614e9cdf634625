// The loans that a report is about, each computed up to the report's moment.
#pragma once

#include "reports/report.hpp"
#include "store/loans.hpp"

#include <string>
#include <vector>

namespace pvault::reports {

struct FacilityRun {
  store::Facility facility;
  LoanFacts facts;
  LoanRun run;
  PostedFinancing posted;
  Date until; // the moment's day

  // Interest and fees that have accrued by the moment and that no accrual has posted by it.
  [[nodiscard]] Money not_posted() const;
  [[nodiscard]] bool is_posted() const; // every part of it
};

// In the order of the facilities; those in force at the moment and asked for.
std::vector<FacilityRun> load_runs(store::Connection& connection, const ReportQuestion& question);

// What of interest and fees is not posted by the moment's day. Empty when all is posted.
std::string not_posted_note(const std::vector<FacilityRun>& runs, const Moment& moment);

// A rate is kept in parts per billion, which is percent with seven decimals.
inline constexpr int decimals_of_rate = 7;
inline Cell rate_cell(const std::optional<Rate>& rate) {
  return rate ? decimal(rate->parts_per_billion()) : no_value();
}

} // namespace pvault::reports
