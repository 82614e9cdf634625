// What of a loan's principal falls due on which payment date: the instalments still to come, and how drawdowns,
// prepayments and amendments change them (docs/FINANCING.md, "Repayment").
#pragma once

#include "financing/facility.hpp"

#include <map>
#include <optional>
#include <vector>

namespace pvault {

// A payment date as the plan needs it.
struct PlanDate {
  Date on;
  Money open;     // principal that has not fallen due before
  Money interest; // due on the date, default interest left out
  std::optional<Rate> rate;
  Date period_from; // the first day of the interest period that ends on the date
};

class RepaymentPlan {
public:
  // The instalment of a payment date; at least zero and at most what is open. After maturity all that is open.
  Money fall_due(const FacilityTerms& terms, const PlanDate& date);
  // Principal came in (or went back, below zero) beside the plan. What comes in on the last date or later falls due on
  // the next one.
  void add(const FacilityTerms& terms, Money principal);
  // Principal was paid beyond what was due.
  void prepay(const FacilityTerms& terms, Money principal);

private:
  Money next_instalment(const FacilityTerms& terms, const std::vector<Date>& dates, Money open);
  Money annuity_instalment(const FacilityTerms& terms, const std::vector<Date>& dates, const PlanDate& date);

  const std::vector<Date>& dates_of(const FacilityTerms& terms);

  std::map<const FacilityTerms*, std::vector<Date>> dates_ = {}; // each found once
  const FacilityTerms* divided_by_ = nullptr; // the terms by which instalments_ were made; nothing before the first
  std::vector<Instalment> instalments_ = {};
  Money prepaid_ = {}; // before the first instalment
  bool begun_ = false;
  std::optional<Money> level_ = {};     // an annuity's payment, until something changes
  std::optional<Rate> level_rate_ = {}; // for which it was computed
  std::vector<Date> level_dates_ = {};  // those that were still to come then
};

} // namespace pvault
