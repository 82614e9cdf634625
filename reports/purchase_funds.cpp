#include "reports/purchase_funds.hpp"

#include "reports/all_reports.hpp"
#include "reports/facility_bases.hpp"
#include "reports/loan_runs.hpp"

#include <fmt/format.h>

namespace pvault::reports {

namespace {

// Why nothing can be drawn on the day; empty when something can.
std::string why_not(store::Connection& connection, const FacilityRun& run, const Moment& moment) {
  const FacilityTerms& terms = run.facility.terms;
  if (moment.as_of < terms.available_from || moment.as_of > terms.available_until)
    return fmt::format("to be drawn from {} to {}", format_date(terms.available_from),
                       format_date(terms.available_until));
  const auto open = store::list_open_conditions(connection, run.facility, moment);
  if (!open.empty()) return fmt::format("conditions not met: {}", list_in_words(open));
  if (!run.run.state.rate) return fmt::format("{} has no fixing", terms.floating->index);
  return {};
}

BaseLimit limit_of(const FacilityBase& base) {
  BaseLimit limit{.facilities = {base.facility_id}, .headroom = base.base.headroom()};
  for (const SharingFacility& sharing : base.recorded.terms.shared_with)
    limit.facilities.push_back(sharing.id);
  return limit;
}

// "less 1,000.00 USD for what"; empty when nothing is taken off.
std::string taken_off(Money before, Money after, const std::string& what) {
  return before == after ? "" : fmt::format(", less {} {}", format_money(before - after), what);
}

std::string allowed_in_words(const PurchaseFunds& funds, Date as_of) {
  const Drawable& drawable = funds.drawable;
  if (funds.facilities.empty())
    return fmt::format("No facility has a commitment that can be drawn on {}.", format_date(as_of));
  return fmt::format(
      "The undisbursed commitments allow {} for purchases on {}: {} of {}{}{}{}.", format_money(funds.allowed()),
      format_date(as_of), format_money(drawable.undisbursed), list_in_words(funds.facilities),
      taken_off(drawable.undisbursed, drawable.within_fees, "of fees that the drawdowns finance"),
      taken_off(drawable.within_fees, drawable.within_bases,
                fmt::format("above the borrowing base of {}", list_in_words(funds.bases))),
      taken_off(drawable.within_bases, drawable.within_shares, "that the shares of the lenders do not allow"));
}

} // namespace

PurchaseFunds load_purchase_funds(store::Connection& connection, const Moment& moment) {
  const ReportQuestion question{.moment = moment};
  PurchaseFunds funds;
  std::vector<DrawSource> sources;
  for (const FacilityRun& run : load_runs(connection, question)) {
    const std::string reason = why_not(connection, run, moment);
    if (reason.empty())
      funds.facilities.push_back(run.facility.code);
    else
      funds.not_to_be_drawn.push_back(fmt::format("{} ({})", run.facility.code, reason));
    const Money undisbursed = reason.empty() ? run.run.state.undisbursed : Money();
    sources.push_back({run.facility.id, undisbursed, run.facts, run.facility.terms});
  }
  std::vector<BaseLimit> limits;
  for (const FacilityBase& base : load_facility_bases(connection, question, load_collateral(connection, moment))) {
    limits.push_back(limit_of(base));
    funds.bases.push_back(base.facility);
  }
  const std::vector<ShareOfFacility> shares = store::list_shares(connection, moment.as_of, moment.known_at);
  for (const ShareOfFacility& share : shares)
    funds.shares.push_back(fmt::format("{}% on {}", format_percent_number(share.share), share.code));
  funds.drawable = compute_drawable(sources, limits, shares);
  return funds;
}

std::vector<std::string> describe(const PurchaseFunds& funds, Date as_of) {
  std::vector<std::string> notes = {allowed_in_words(funds, as_of)};
  if (!funds.not_to_be_drawn.empty())
    notes.push_back(fmt::format("Not counted: {}.", list_in_words(funds.not_to_be_drawn)));
  if (!funds.shares.empty())
    notes.push_back(
        fmt::format("By the shares of the lenders, what is drawn is drawn {}.", list_in_words(funds.shares)));
  return notes;
}

} // namespace pvault::reports
