// The reports one by one; report.cpp lists them. A new report is a file that defines its function, a line here and a
// line there.
#pragma once

#include "reports/report.hpp"

namespace pvault::reports {

Table make_coverage_report(store::Connection& connection, const ReportQuestion& question);
Table make_coverage_summary_report(store::Connection& connection, const ReportQuestion& question);
Table make_disruption_report(store::Connection& connection, const ReportQuestion& question);
Table make_cost_report(store::Connection& connection, const ReportQuestion& question);
Table make_cost_movement_report(store::Connection& connection, const ReportQuestion& question);
Table make_trend_report(store::Connection& connection, const ReportQuestion& question);
Table make_position_report(store::Connection& connection, const ReportQuestion& question);
Table make_lots_report(store::Connection& connection, const ReportQuestion& question);
Table make_rotation_report(store::Connection& connection, const ReportQuestion& question);
Table make_origins_report(store::Connection& connection, const ReportQuestion& question);
Table make_related_parties_report(store::Connection& connection, const ReportQuestion& question);
Table make_releases_report(store::Connection& connection, const ReportQuestion& question);
Table make_rotations_report(store::Connection& connection, const ReportQuestion& question);
Table make_annual_plan_report(store::Connection& connection, const ReportQuestion& question);
Table make_authorities_report(store::Connection& connection, const ReportQuestion& question);
Table make_emergencies_report(store::Connection& connection, const ReportQuestion& question);
Table make_sales_report(store::Connection& connection, const ReportQuestion& question);
Table make_owed_back_report(store::Connection& connection, const ReportQuestion& question);
Table make_mass_balance_report(store::Connection& connection, const ReportQuestion& question);
Table make_carrying_report(store::Connection& connection, const ReportQuestion& question);
Table make_carrying_lots_report(store::Connection& connection, const ReportQuestion& question);
Table make_carrying_rates_report(store::Connection& connection, const ReportQuestion& question);
Table make_facilities_report(store::Connection& connection, const ReportQuestion& question);
Table make_facility_trend_report(store::Connection& connection, const ReportQuestion& question);
Table make_statement_report(store::Connection& connection, const ReportQuestion& question);
Table make_schedule_report(store::Connection& connection, const ReportQuestion& question);
Table make_debt_service_report(store::Connection& connection, const ReportQuestion& question);
Table make_interest_report(store::Connection& connection, const ReportQuestion& question);
Table make_financing_report(store::Connection& connection, const ReportQuestion& question);
Table make_borrowing_base_report(store::Connection& connection, const ReportQuestion& question);
Table make_price_shock_report(store::Connection& connection, const ReportQuestion& question);
Table make_borrowing_shock_report(store::Connection& connection, const ReportQuestion& question);
Table make_exposure_shock_report(store::Connection& connection, const ReportQuestion& question);
Table make_disbursements_report(store::Connection& connection, const ReportQuestion& question);
Table make_sources_and_uses_report(store::Connection& connection, const ReportQuestion& question);
Table make_evidence_report(store::Connection& connection, const ReportQuestion& question);
Table make_missing_evidence_report(store::Connection& connection, const ReportQuestion& question);
Table make_counts_report(store::Connection& connection, const ReportQuestion& question);
Table make_count_differences_report(store::Connection& connection, const ReportQuestion& question);
Table make_unconfirmed_report(store::Connection& connection, const ReportQuestion& question);
Table make_duplicates_report(store::Connection& connection, const ReportQuestion& question);
Table make_periods_report(store::Connection& connection, const ReportQuestion& question);
Table make_prior_period_report(store::Connection& connection, const ReportQuestion& question);
Table make_journal_report(store::Connection& connection, const ReportQuestion& question);
Table make_trial_balance_report(store::Connection& connection, const ReportQuestion& question);

// Whether a question is about this mineral.
bool asks_for(const ReportQuestion& question, MineralId mineral);
// Whether it is about this facility.
bool asks_for(const ReportQuestion& question, FacilityId facility);
// Whether it is about the site of this code.
bool asks_for_site(const ReportQuestion& question, const std::string& code);

// "gallium, tin and zinc"
std::string list_in_words(const std::vector<std::string>& names);
// "1 lot", "2 lots"; "1 loss", "2 losses" where the second form is given.
std::string counted(std::int64_t number, std::string_view one, std::string_view more = "");

} // namespace pvault::reports
