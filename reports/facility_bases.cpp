#include "reports/facility_bases.hpp"

#include "reports/all_reports.hpp"
#include "reports/loan_runs.hpp"

#include <fmt/format.h>

namespace pvault::reports {

Collateral load_collateral(store::Connection& connection, const Moment& moment) {
  Collateral collateral{.lots = store::list_collateral(connection, moment), .prices = {}};
  collateral.prices = store::list_collateral_prices(connection, collateral.lots, moment);
  return collateral;
}

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

std::vector<FacilityBase> load_facility_bases(store::Connection& connection, const ReportQuestion& question,
                                              const Collateral& collateral) {
  std::vector<FacilityBase> bases;
  for (const store::Facility& facility : store::list_facilities(connection, question.moment)) {
    if (!asks_for(question, facility.id)) continue;
    auto recorded = store::find_borrowing_base(connection, facility.id, question.moment);
    if (!recorded) continue;
    const Money debt = load_debt(connection, facility, recorded->terms, question.moment);
    BorrowingBase base =
        compute_borrowing_base(recorded->terms, collateral.lots, collateral.prices, debt, question.moment.as_of);
    bases.push_back({facility.id, facility.code, *std::move(recorded), std::move(base)});
  }
  return bases;
}

const char* eligibility_name(Eligibility eligibility) {
  switch (eligibility) {
  case Eligibility::eligible:
    return "eligible";
  case Eligibility::not_eligible:
    return "not_eligible";
  case Eligibility::no_price:
    return "no_price";
  case Eligibility::price_too_old:
    return "price_too_old";
  }
  return "";
}

std::string no_borrowing_base_note(Date as_of) {
  return fmt::format("No facility asked for has a borrowing base on {}; `pvault facility borrowing-base F "
                     "--advance-rate PERCENT --source TEXT --on DATE` records one.",
                     format_date(as_of));
}

} // namespace pvault::reports
