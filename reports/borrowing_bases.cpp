#include "reports/borrowing_bases.hpp"

#include "reports/all_reports.hpp"
#include "reports/loan_runs.hpp"

namespace pvault::reports {

namespace {

// Of the facility and of those that share its base, as far as they are in force.
Money load_debt(store::Connection& connection, const store::Facility& facility, const BorrowingBaseTerms& terms,
                const Moment& moment) {
  ReportQuestion question{.moment = moment, .facilities = {facility.id}};
  for (const SharingFacility& sharing : terms.shared_with)
    question.facilities.push_back(sharing.id);
  Money debt;
  for (const FacilityRun& run : load_runs(connection, question))
    debt += run.run.state.principal;
  return debt;
}

} // namespace

std::vector<FacilityBase> load_bases(store::Connection& connection, const ReportQuestion& question) {
  const std::vector<CollateralLot> lots = store::list_collateral(connection, question.moment);
  const CollateralPrices prices = store::list_collateral_prices(connection, lots, question.moment);
  std::vector<FacilityBase> bases;
  for (const store::Facility& facility : store::list_facilities(connection, question.moment)) {
    if (!asks_for(question, facility.id)) continue;
    auto recorded = store::find_borrowing_base(connection, facility.id, question.moment);
    if (!recorded) continue;
    const Money debt = load_debt(connection, facility, recorded->terms, question.moment);
    BorrowingBase base = compute_borrowing_base(recorded->terms, lots, prices, debt, question.moment.as_of);
    bases.push_back({facility.id, facility.code, *std::move(recorded), std::move(base)});
  }
  return bases;
}

} // namespace pvault::reports
