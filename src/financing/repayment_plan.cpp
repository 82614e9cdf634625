#include "financing/repayment_plan.hpp"

#include "financing/instalments.hpp"
#include "financing/payment_dates.hpp"

#include <algorithm>

namespace pvault {

namespace {

bool same_dates(const std::vector<Instalment>& instalments, const std::vector<Date>& dates) {
  return std::ranges::equal(instalments, dates, {}, &Instalment::due_on);
}

// Whether terms divide principal in the same way.
bool same_division(const FacilityTerms& a, const FacilityTerms& b) {
  return a.repayment == b.repayment &&
         std::ranges::equal(a.instalments, b.instalments, [](const Instalment& one, const Instalment& other) {
           return one.due_on == other.due_on && one.amount == other.amount;
         });
}

} // namespace

Money RepaymentPlan::fall_due(const FacilityTerms& terms, const PlanDate& date) {
  // Below zero only when more was repaid than, as is known by now, was owed.
  const Money open = std::max(date.open, Money());
  if (date.on > final_payment_date(terms)) return open;
  const std::vector<Date>& all = dates_of(terms);
  const std::vector<Date> dates(std::ranges::lower_bound(all, date.on), all.end());
  if (dates.front() != date.on) return {};
  begun_ = true;
  if (terms.repayment != Repayment::annuity) return std::min(next_instalment(terms, dates, open), open);
  PlanDate due = date;
  due.open = open;
  return annuity_instalment(terms, dates, due);
}

const std::vector<Date>& RepaymentPlan::dates_of(const FacilityTerms& terms) {
  std::vector<Date>& dates = dates_[&terms];
  if (dates.empty()) dates = repayment_dates(terms);
  return dates;
}

Money RepaymentPlan::next_instalment(const FacilityTerms& terms, const std::vector<Date>& dates, Money open) {
  // Divided anew, too, when terms that held in between passed over a drawdown or a prepayment.
  const bool stands = divided_by_ != nullptr && same_dates(instalments_, dates) && same_division(*divided_by_, terms) &&
                      sum_of(instalments_) == open;
  if (!stands) {
    const Money all = open + prepaid_;
    instalments_ = terms.repayment == Repayment::custom
                       ? divide_as_given(all, dates, terms.instalments, terms.business_days)
                       : divide_equally(all, dates);
    take_prepayment(instalments_, prepaid_, terms.prepayment);
    prepaid_ = Money();
    divided_by_ = &terms;
  }
  const Money instalment = instalments_.front().amount;
  instalments_.erase(instalments_.begin());
  return instalment;
}

Money RepaymentPlan::annuity_instalment(const FacilityTerms& terms, const std::vector<Date>& dates,
                                        const PlanDate& date) {
  if (dates.size() == 1) return date.open;
  const Rate rate = date.rate.value_or(Rate());
  const bool same = level_ && level_rate_ == rate && level_dates_ == dates;
  level_dates_.assign(dates.begin() + 1, dates.end());
  prepaid_ = Money();
  if (!same) {
    std::vector<Exact> fractions;
    Date from = date.period_from;
    for (const Date until : dates) {
      fractions.push_back(year_fraction(terms.day_count, from, until));
      from = until;
    }
    level_ = level_payment(date.open, rate, fractions);
    level_rate_ = rate;
  }
  return std::clamp(*level_ - date.interest, Money(), date.open);
}

void RepaymentPlan::add(const FacilityTerms& terms, Money principal) {
  level_.reset();
  // What is to be divided anew on the next date needs no change here.
  if (divided_by_ == nullptr || !same_division(*divided_by_, terms)) return;
  if (principal < Money()) {
    take_prepayment(instalments_, std::min(-principal, sum_of(instalments_)), Prepayment::inverse);
    return;
  }
  if (instalments_.empty()) return;
  if (terms.repayment == Repayment::equal) {
    add_equally(instalments_, principal);
  } else {
    instalments_.back().amount += principal;
  }
}

void RepaymentPlan::prepay(const FacilityTerms& terms, Money principal) {
  if (principal == Money()) return;
  level_.reset();
  if (!begun_) {
    prepaid_ += principal;
  } else if (divided_by_ != nullptr && same_division(*divided_by_, terms)) {
    take_prepayment(instalments_, std::min(principal, sum_of(instalments_)), terms.prepayment);
  }
}

} // namespace pvault
