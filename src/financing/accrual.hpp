// What an accrual posts: what has accrued by a day less what was posted before.
#pragma once

#include "financing/loan.hpp"
#include "financing/shares.hpp"

namespace pvault {

struct AccruedTotals {
  Money interest;
  Money default_interest;
  Money commitment_fee;
  Money cash_fee;     // exposure fees that no drawdown and no signing posts: those of completion
  Money financed_fee; // the same
  Money capitalised;
  friend bool operator==(const AccruedTotals&, const AccruedTotals&) = default;
};
AccruedTotals operator-(const AccruedTotals& a, const AccruedTotals& b);
// What has accrued by the end of a run up to `until`. `facts` tell what drawdowns up to then and signing posted of
// exposure fees.
AccruedTotals accrued_totals(const LoanFacts& facts, const LoanState& state, Date until);

// What was posted for a facility so far.
struct PostedFinancing {
  AccruedTotals totals;   // by accruals
  MineralShares interest; // balances of the three accounts of cost, by mineral
  MineralShares commitment_fees;
  MineralShares exposure_fees;
};

// Empty when nothing changes. The same to the cent however often it is done: totals are rounded, not their differences.
struct PlannedAccrual {
  AccruedTotals difference;
  Postings postings;
  [[nodiscard]] bool is_empty() const { return postings.empty() && difference == AccruedTotals(); }
};
PlannedAccrual plan_accrual(FacilityId facility, const AccruedTotals& accrued, const FinancingShares& shares,
                            const PostedFinancing& posted);

} // namespace pvault
