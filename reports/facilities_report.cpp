#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/balances.hpp"
#include "store/names.hpp"
#include "units/text.hpp"

#include <fmt/format.h>

namespace pvault::reports {

namespace {

struct FacilityLine {
  store::Facility facility;
  Money committed;
  Money disbursed;
  Money undisbursed;
  Money principal;
};

FacilityLine load_line(const store::Balances& balances, const store::Facility& facility) {
  return {.facility = facility,
          .committed = -store::balance_of(balances, Account::commitment_granted, facility.id),
          .disbursed = store::balance_of(balances, Account::commitment_disbursed, facility.id),
          .undisbursed = store::balance_of(balances, Account::commitment_undisbursed, facility.id),
          .principal = -store::balance_of(balances, Account::loan_principal, facility.id)};
}

// A rate is kept in parts per billion, which is percent with seven decimals.
constexpr int decimals_of_rate = 7;

Cell rate_cell(Rate rate) { return decimal(rate.parts_per_billion()); }

Cell used_cell(const FacilityLine& line) {
  const auto hundredths = percent_in_hundredths(line.disbursed, line.committed);
  return hundredths ? decimal(*hundredths) : no_value();
}

// The book records no cancellation, accrual or payment on a facility.
template <class Line>
Cell nothing(const Line&) {
  return cell(Money());
}

std::vector<Field<FacilityLine>> fields() {
  using Line = FacilityLine;
  using namespace column;
  return {
      {text("facility", "Facility"), [](const Line& line) { return cell(line.facility.code); }},
      {text("lender", "Lender"), [](const Line& line) { return cell(line.facility.lender_code); }},
      {usd("commitment_usd", "Commitment"), [](const Line& line) { return cell(line.committed); }, true},
      {usd("disbursed_usd", "Disbursed"), [](const Line& line) { return cell(line.disbursed); }, true},
      {for_machines(usd("cancelled_usd", "Cancelled")), nothing<Line>, true},
      {usd("undisbursed_usd", "Undisbursed"), [](const Line& line) { return cell(line.undisbursed); }, true},
      {percent("used_percent", "Used", 2), used_cell},
      {usd("principal_usd", "Principal"), [](const Line& line) { return cell(line.principal); }, true},
      {for_machines(usd("accrued_interest_usd", "Accrued interest")), nothing<Line>, true},
      {for_machines(usd("accrued_fees_usd", "Accrued fees")), nothing<Line>, true},
      {for_machines(usd("paid_interest_usd", "Paid interest")), nothing<Line>, true},
      {for_machines(usd("paid_fees_usd", "Paid fees")), nothing<Line>, true},
      {percent("rate_percent", "Rate", decimals_of_rate),
       [](const Line& line) { return rate_cell(line.facility.terms.rate); }},
      {text("day_count", "Day count"),
       [](const Line& line) { return cell(std::string(day_count_name(line.facility.terms.day_count))); }},
      {date("available_from", "From"), [](const Line& line) { return cell(line.facility.terms.available_from); }},
      {date("available_until", "Until"), [](const Line& line) { return cell(line.facility.terms.available_until); }},
      {date("matures_on", "Matures"), [](const Line& line) { return cell(line.facility.terms.matures_on); }},
  };
}

std::string undisbursed_note(Money committed, Money undisbursed) {
  const auto hundredths = percent_in_hundredths(undisbursed, committed);
  const std::string share = hundredths ? fmt::format(", {}%", format_scaled(*hundredths, 2, 2)) : "";
  return fmt::format("Undisbursed: {} of {} committed{}.", format_money(undisbursed), format_money(committed), share);
}

} // namespace

Table make_facilities_report(store::Connection& connection, const ReportQuestion& question) {
  const store::Balances balances = store::load_balances(connection, question.moment);
  Sheet<FacilityLine> sheet(fields());
  Money committed;
  Money undisbursed;
  for (const store::Facility& facility : store::list_facilities(connection, question.moment)) {
    const FacilityLine line = load_line(balances, facility);
    sheet.add(line);
    committed += line.committed;
    undisbursed += line.undisbursed;
  }
  return sheet.finish({undisbursed_note(committed, undisbursed),
                       "Rates and fees are kept as terms; the book records no accruals of interest or fees, no "
                       "payments to lenders and no "
                       "cancellations, so those amounts are zero. From and Until say when a facility can be drawn."});
}

} // namespace pvault::reports
