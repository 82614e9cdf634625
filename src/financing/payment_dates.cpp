#include "financing/payment_dates.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace pvault {

namespace {

// The rhythm in months: counted from the first payment date, or back from maturity.
void add_by_months(const FacilityTerms& terms, Date until, std::set<Date>& dates) {
  const Date anchor = terms.first_payment_on.value_or(terms.matures_on);
  const int months = terms.payments.months;
  if (!terms.first_payment_on) {
    // To the month of signing and not beyond it, where there may be no day of a Date any more.
    const date::year_month first = terms.signed_on.day().year() / terms.signed_on.day().month();
    const date::year_month last = anchor.day().year() / anchor.day().month();
    for (int back = 0; back <= (last - first).count(); back += months)
      dates.insert(add_months(anchor, -back));
  }
  const Date last = std::min(until, Date::of(date::year{2198} / 12 / 31)); // so that the next one is a day, too
  for (int ahead = 0; add_months(anchor, ahead) <= last; ahead += months)
    dates.insert(add_months(anchor, ahead));
}

void add_by_days(const FacilityTerms& terms, Date until, std::set<Date>& dates) {
  const Date first = terms.first_payment_on.value_or(terms.signed_on);
  for (int year = first.year(); year <= until.year(); ++year) {
    for (const date::month_day& day : terms.payments.days) {
      const Date on = Date::of(date::year{year} / day.month() / day.day());
      if (on >= first) dates.insert(on);
    }
  }
}

} // namespace

Date final_payment_date(const FacilityTerms& terms) { return adjust(terms.matures_on, terms.business_days); }

std::vector<PaymentDate> payment_dates(const FacilityTerms& terms, Date until) {
  // A day after `until` may be moved before it.
  const Date far = until.year() < 2199 ? add_days(until, 7) : until;
  std::set<Date> regular;
  if (terms.payments.months > 0) {
    add_by_months(terms, far, regular);
  } else {
    add_by_days(terms, far, regular);
  }
  regular.insert(terms.matures_on);
  std::map<Date, Date> by_due_date;
  for (const Date on : regular) {
    const Date due_on = adjust(on, terms.business_days);
    if (on <= terms.signed_on || due_on > until) continue;
    // Of days that meet the later one counts, but none after maturity before one up to it.
    if (on <= terms.matures_on || !by_due_date.contains(due_on)) by_due_date.insert_or_assign(due_on, on);
  }
  std::vector<PaymentDate> dates;
  dates.reserve(by_due_date.size());
  for (const auto& [due_on, on] : by_due_date)
    dates.push_back({on, due_on});
  return dates;
}

std::vector<Date> repayment_dates(const FacilityTerms& terms) {
  const Date last = final_payment_date(terms);
  if (terms.repayment == Repayment::bullet) return {last};
  const auto is_one = [&](Date on) {
    if (terms.first_repayment_on) return on >= *terms.first_repayment_on;
    if (terms.repayment == Repayment::custom && !terms.instalments.empty())
      return on >= terms.instalments.front().due_on;
    return on > terms.available_until;
  };
  std::vector<Date> dates;
  for (const PaymentDate& date : payment_dates(terms, last)) {
    if (is_one(date.regular) && date.due_on < last) dates.push_back(date.due_on);
  }
  dates.push_back(last);
  return dates;
}

} // namespace pvault
