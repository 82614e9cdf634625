#include "financing/accrual.hpp"

namespace pvault {

AccruedTotals operator-(const AccruedTotals& a, const AccruedTotals& b) {
  return {.interest = a.interest - b.interest,
          .default_interest = a.default_interest - b.default_interest,
          .commitment_fee = a.commitment_fee - b.commitment_fee,
          .cash_fee = a.cash_fee - b.cash_fee,
          .financed_fee = a.financed_fee - b.financed_fee,
          .capitalised = a.capitalised - b.capitalised};
}

AccruedTotals accrued_totals(const LoanFacts& facts, const LoanState& state, Date until) {
  const ClosingFees closing = closing_fees(facts.versions.front().terms);
  AccruedTotals totals{.interest = state.interest,
                       .default_interest = state.default_interest,
                       .commitment_fee = state.commitment_fees,
                       .cash_fee = state.cash_fees - closing.cash,
                       .financed_fee = state.financed_fees - closing.financed,
                       .capitalised = state.capitalised};
  for (const LoanDraw& draw : facts.draws) {
    if (draw.on > until) break;
    totals.cash_fee -= draw.cash_fee;
    totals.financed_fee -= draw.financed_fee;
  }
  return totals;
}

namespace {

void add_differences(Postings& postings, Account account, FacilityId facility, MineralShares wanted,
                     const MineralShares& posted) {
  for (const auto& [mineral, amount] : posted)
    wanted[mineral] -= amount;
  for (const auto& [mineral, amount] : wanted) {
    if (amount != Money())
      postings.push_back({.account = account, .mineral = mineral, .facility = facility, .amount = amount});
  }
}

} // namespace

PlannedAccrual plan_accrual(FacilityId facility, const AccruedTotals& accrued, const FinancingShares& shares,
                            const PostedFinancing& posted) {
  PlannedAccrual planned{.difference = accrued - posted.totals, .postings = {}};
  const AccruedTotals& more = planned.difference;
  add_differences(planned.postings, Account::interest, facility, shares.interest, posted.interest);
  add_differences(planned.postings, Account::commitment_fee, facility, shares.commitment_fees, posted.commitment_fees);
  add_differences(planned.postings, Account::exposure_fee, facility, shares.exposure_fees, posted.exposure_fees);
  const auto add = [&](Account account, Money amount) {
    if (amount != Money()) planned.postings.push_back({.account = account, .facility = facility, .amount = amount});
  };
  add(Account::accrued_interest, more.capitalised - more.interest - more.default_interest);
  add(Account::accrued_fees, -more.commitment_fee - more.cash_fee);
  add(Account::loan_principal, -more.capitalised - more.financed_fee);
  add(Account::commitment_undisbursed, -more.financed_fee);
  add(Account::commitment_disbursed, more.financed_fee);
  return planned;
}

} // namespace pvault
