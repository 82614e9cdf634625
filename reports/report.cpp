#include "reports/report.hpp"

#include "reports/all_reports.hpp"
#include "store/book.hpp"
#include "store/entries.hpp"
#include "units/figure.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <stdexcept>

namespace pvault::reports {

namespace {

constexpr auto reports = std::to_array<Report>({
    {"coverage",
     "Coverage in days",
     "how many days of demand the stock of each mineral covers, against its target",
     {Option::mineral, Option::basis},
     make_coverage_report},
    {"coverage-summary",
     "Summary of coverage",
     "the lowest coverage, how many minerals are below target, how many have no demand figure, and how the days spread",
     {Option::mineral, Option::basis},
     make_coverage_summary_report},
    {"disruption",
     "Disruption",
     "how long the stock of each mineral lasts when countries are cut off or demand changes, and what is missing then",
     {Option::mineral, Option::days, Option::disruption},
     make_disruption_report},
    {"cost",
     "Cost and market value",
     "what the stock of each mineral cost, what it is worth, and what releases brought",
     {Option::mineral, Option::from},
     make_cost_report},
    {"cost-movement",
     "Movement of cost",
     "what moved the stock of each mineral and its cost in a period, from opening to closing",
     {Option::mineral, Option::from},
     make_cost_movement_report},
    {"trend",
     "Trend",
     "coverage, stock, cost and debt by mineral and in all, month by month",
     {Option::mineral, Option::from, Option::interval},
     make_trend_report},
    {"position", "Position", "what lies where: each mineral at each site", {Option::mineral}, make_position_report},
    {"lots", "Lots", "every lot received, what is left of it and what that cost", {Option::mineral}, make_lots_report},
    {"rotation",
     "Rotation",
     "what lies how long, what has expired and what is to be replaced by when",
     {Option::mineral, Option::days},
     make_rotation_report},
    {"origins",
     "Origins",
     "in which countries the stock of each mineral was mined and processed",
     {Option::mineral},
     make_origins_report},
    {"related-parties",
     "Related parties",
     "purchases from related parties, and their prices against the market",
     {Option::mineral},
     make_related_parties_report},
    {"releases",
     "Releases",
     "every release: its price against what it had cost and what it was worth on its day",
     {Option::mineral},
     make_releases_report},
    {"rotations", "Rotations", "every rotation, and what took its place", {Option::mineral}, make_rotations_report},
    {"annual-plan",
     "Annual plan",
     "what was bought and released of each mineral in the year, against its plan",
     {Option::mineral},
     make_annual_plan_report},
    {"authorities",
     "Authorities to release",
     "what may be released under each authority, what was, and what is left",
     {Option::mineral},
     make_authorities_report},
    {"emergencies",
     "Emergencies",
     "every emergency that was declared, what it covers and what was released under it",
     {Option::mineral},
     make_emergencies_report},
    {"sales",
     "Sales",
     "every sale to be shipped later, what was shipped of it, and what is still promised",
     {Option::mineral},
     make_sales_report},
    {"owed-back",
     "Owed back",
     "every loan and exchange of metal, what came back of it, what is owed and what overdue",
     {Option::mineral},
     make_owed_back_report},
    {"mass-balance",
     "Balance of mass",
     "what of each mineral was there and came, and where it is: on hand, owed back, released, lost",
     {Option::mineral},
     make_mass_balance_report},
    {"carrying",
     "Storage, insurance and handling",
     "what each mineral costs to hold at each site, to whom that is owed, and what of it is posted",
     {Option::mineral},
     make_carrying_report},
    {"carrying-lots",
     "Storage, insurance and handling by lot",
     "what each lot costs to hold, and to whom that is owed",
     {Option::mineral},
     make_carrying_lots_report},
    {"carrying-rates",
     "Rates of storage, insurance and handling",
     "which rates are in force",
     {Option::mineral},
     make_carrying_rates_report},
    {"facilities",
     "Loan facilities",
     "what each lender committed, what was drawn and may still be drawn, what is owed and overdue",
     {Option::facility},
     make_facilities_report},
    {"facility-trend",
     "Loan facilities over time",
     "what of each facility was drawn, could still be drawn and was owed, month by month",
     {Option::facility, Option::from, Option::interval},
     make_facility_trend_report},
    {"statement",
     "Loan statement",
     "every movement of a loan, with the principal after it",
     {Option::facility},
     make_statement_report},
    {"schedule",
     "Repayment schedule",
     "every payment date of a loan to maturity, actual and projected",
     {Option::facility},
     make_schedule_report},
    {"debt-service",
     "Debt service",
     "what falls due when, over all facilities",
     {Option::facility},
     make_debt_service_report},
    {"interest",
     "Interest and fees",
     "what accrued in each month on each facility",
     {Option::facility},
     make_interest_report},
    {"financing",
     "Debt and financing cost by mineral",
     "which mineral bears which part of debt, interest and fees",
     {Option::mineral, Option::facility},
     make_financing_report},
    {"borrowing-base",
     "Borrowing base",
     "what the stock is worth to lenders, and how far prices may fall",
     {Option::facility},
     make_borrowing_base_report},
    {"price-shock",
     "Price shock",
     "what the stock of each mineral would be worth at other prices",
     {Option::mineral, Option::prices},
     make_price_shock_report},
    {"borrowing-shock",
     "Borrowing base at other prices",
     "what the stock would be worth to lenders at other prices, and whether that covers the debt",
     {Option::facility, Option::prices},
     make_borrowing_shock_report},
    {"exposure-shock",
     "Participants' exposure at other prices",
     "what other prices would do to those who owe metal back, or bought some that is not shipped",
     {Option::mineral, Option::prices},
     make_exposure_shock_report},
    {"sources-and-uses",
     "Sources and uses",
     "which drawdown financed which purchase",
     {},
     make_sources_and_uses_report},
    {"disbursements",
     "Requests for disbursement",
     "which invoices were asked for, approved, paid or refused, and which drawdown paid them",
     {Option::facility},
     make_disbursements_report},
    {"evidence",
     "Evidence",
     "every document, what it is evidence of, and which of them have the same bytes or number",
     {Option::mineral},
     make_evidence_report},
    {"missing-evidence",
     "Missing evidence",
     "lots on hand that lack a kind of document that every lot must have",
     {Option::mineral},
     make_missing_evidence_report},
    {"counts",
     "Counts",
     "counts of what lies at the sites, with their accuracy: items within tolerance of items counted",
     {Option::site, Option::from},
     make_counts_report},
    {"count-differences",
     "Differences of counts",
     "lines of counts that are not within tolerance: open, explained or adjusted",
     {Option::mineral, Option::site, Option::from},
     make_count_differences_report},
    {"unconfirmed",
     "Lots not confirmed",
     "lots on hand that no count or warehouse has confirmed for a number of days",
     {Option::mineral, Option::site, Option::days},
     make_unconfirmed_report},
    {"duplicates",
     "Duplicates",
     "warehouse receipts of two lots and invoices of two entries, by number or bytes",
     {Option::mineral},
     make_duplicates_report},
    {"periods",
     "Periods",
     "which months were closed, by whom and when, and which were opened again and why",
     {},
     make_periods_report},
    {"prior-period-adjustments",
     "Adjustments of prior periods",
     "what corrects entries of months that were closed: reversals and final assays, with what they post",
     {Option::mineral, Option::from},
     make_prior_period_report},
    {"journal", "Journal", "every posting of every entry", {Option::mineral}, make_journal_report},
    {"trial-balance",
     "Trial balance",
     "the balance of every account; debits and credits are equal",
     {},
     make_trial_balance_report},
});

Provenance load_provenance(store::Connection& connection, const Moment& moment) {
  const auto newest_known = store::load_entry(connection, moment.known_at);
  if (!newest_known)
    throw std::logic_error(fmt::format("a report known at entry {}, which is not there", number_of(moment.known_at)));
  return {.book = store::load_book_name(connection),
          .as_of = format_date(moment.as_of),
          .known_at_entry = number_of(moment.known_at),
          .known_at_hash = newest_known->hash,
          .known_at_time = newest_known->recorded_at};
}

} // namespace

std::span<const Report> all_reports() { return reports; }

const Report* find_report(std::string_view name) {
  const auto* found = std::ranges::find(reports, name, &Report::name);
  return found == reports.end() ? nullptr : found;
}

Table make_report(const Report& report, store::Connection& connection, const ReportQuestion& question) {
  Table table =
      compute_figure(fmt::format("report {}", report.name), [&] { return report.make(connection, question); });
  table.name = report.name;
  table.title = report.title;
  table.provenance = load_provenance(connection, question.moment);
  return table;
}

bool asks_for(const ReportQuestion& question, MineralId mineral) {
  return question.minerals.empty() || std::ranges::find(question.minerals, mineral) != question.minerals.end();
}

bool asks_for(const ReportQuestion& question, FacilityId facility) {
  return question.facilities.empty() || std::ranges::find(question.facilities, facility) != question.facilities.end();
}

bool asks_for_site(const ReportQuestion& question, const std::string& code) {
  return question.sites.empty() || std::ranges::find(question.sites, code) != question.sites.end();
}

std::string list_in_words(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) list += i + 1 == names.size() ? " and " : ", ";
    list += names[i];
  }
  return list;
}

std::string counted(std::int64_t number, std::string_view one, std::string_view more) {
  if (number == 1) return fmt::format("1 {}", one);
  return more.empty() ? fmt::format("{} {}s", number, one) : fmt::format("{} {}", number, more);
}

} // namespace pvault::reports
