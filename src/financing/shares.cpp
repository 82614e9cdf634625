#include "financing/shares.hpp"

#include "units/largest_remainder.hpp"

#include <algorithm>
#include <set>

namespace pvault {

namespace {

using boost::multiprecision::cpp_int;

// Sums in units of 10^-12 cent, so that they stay whole numbers of some thirty digits however many stretches there are.
class SharedSum {
public:
  void add(const Exact& cents, const FinancedCost& financed, Money whole) {
    static const cpp_int units = 1'000'000'000'000;
    all_ += cents;
    if (whole == Money()) return;
    for (const auto& [mineral, cost] : financed) {
      if (cost > Money())
        by_mineral_[mineral] += round_to_whole(cents * units * cost.cents() / whole.cents(), Rounding::down);
    }
  }

  // The total shared to the cent.
  [[nodiscard]] MineralShares to_cents(Money total) const {
    MineralShares shares;
    std::vector<Exact> weights;
    Exact left = all_;
    for (const auto& [mineral, sum] : by_mineral_) {
      weights.push_back(Exact(sum) / 1'000'000'000'000);
      left -= weights.back();
    }
    weights.push_back(left);
    if (all_ <= 0 || total <= Money()) return {{std::nullopt, total}};
    const std::vector<Money> parts = share_by_weight(total, weights);
    std::size_t i = 0;
    for (const auto& [mineral, sum] : by_mineral_)
      shares[mineral] = parts[i++];
    shares[std::nullopt] = parts[i];
    return shares;
  }

private:
  std::map<MineralId, cpp_int> by_mineral_;
  Exact all_ = 0;
};

class ShareWalk {
public:
  ShareWalk(const LoanRun& run, const std::vector<FinancedChange>& changes, Date until)
      : run_(run), changes_(changes), until_(until) {}

  FinancingShares walk() {
    charges_ = standing_charges();
    const std::set<Date> days = list_days();
    std::optional<Date> from;
    for (const Date on : days) {
      if (from) share_stretch(*from, on);
      if (!from) share_before(on);
      take_changes(on);
      share_charges(on);
      from = on;
    }
    const LoanState& state = run_.state;
    return {.debt = share_debt(principal_, financed_),
            .interest = interest_.to_cents(state.interest + state.default_interest),
            .commitment_fees = commitment_fees_.to_cents(state.commitment_fees),
            .exposure_fees = exposure_fees_.to_cents(state.cash_fees + state.financed_fees)};
  }

private:
  [[nodiscard]] std::set<Date> list_days() const {
    std::set<Date> days = {until_};
    for (const FinancedChange& change : changes_)
      days.insert(change.on);
    for (const auto& [on, principal] : run_.principal)
      days.insert(on);
    for (const DayCharge& charge : run_.exposure_fees)
      days.insert(charge.on);
    days.erase(days.upper_bound(until_), days.end());
    return days;
  }

  // A charge that a later one took back is left out with it: nobody bears it.
  [[nodiscard]] std::vector<DayCharge> standing_charges() const {
    std::vector<DayCharge> charges;
    for (const DayCharge& charge : run_.exposure_fees) {
      if (charge.on > until_) break;
      const auto taken_back = std::ranges::find_if(
          charges.rbegin(), charges.rend(), [&](const DayCharge& earlier) { return earlier.amount == -charge.amount; });
      if (charge.amount < Money() && taken_back != charges.rend()) {
        charges.erase(std::prev(taken_back.base()));
      } else {
        charges.push_back(charge);
      }
    }
    return charges;
  }

  [[nodiscard]] Money whole() const { return std::max(principal_, all_financed_); }

  void share_stretch(Date from, Date until) {
    const auto add = [&](SharedSum& sum, const Exact& amount) {
      if (amount != 0) sum.add(amount, financed_, whole());
    };
    add(interest_, run_.interest.exact_until(until) - run_.interest.exact_until(from) +
                       run_.default_interest.exact_until(until) - run_.default_interest.exact_until(from));
    add(commitment_fees_, run_.commitment_fee.exact_until(until) - run_.commitment_fee.exact_until(from));
  }

  // Before anything was drawn or bought nothing can bear it.
  void share_before(Date on) {
    interest_.add(run_.interest.exact_until(on) + run_.default_interest.exact_until(on), {}, Money());
    commitment_fees_.add(run_.commitment_fee.exact_until(on), {}, Money());
  }

  void take_changes(Date on) {
    for (; next_change_ < changes_.size() && changes_[next_change_].on <= on; ++next_change_) {
      financed_[changes_[next_change_].mineral] += changes_[next_change_].cost;
      all_financed_ += changes_[next_change_].cost;
    }
    for (; next_principal_ < run_.principal.size() && run_.principal[next_principal_].first <= on; ++next_principal_)
      principal_ = run_.principal[next_principal_].second;
  }

  void share_charges(Date on) {
    for (; next_charge_ < charges_.size() && charges_[next_charge_].on <= on; ++next_charge_)
      exposure_fees_.add(Exact(charges_[next_charge_].amount.cents()), financed_, whole());
  }

  const LoanRun& run_;
  const std::vector<FinancedChange>& changes_;
  Date until_;
  std::vector<DayCharge> charges_ = {};
  FinancedCost financed_ = {};
  Money all_financed_ = {};
  Money principal_ = {};
  std::size_t next_change_ = 0;
  std::size_t next_principal_ = 0;
  std::size_t next_charge_ = 0;
  SharedSum interest_ = {};
  SharedSum commitment_fees_ = {};
  SharedSum exposure_fees_ = {};
};

} // namespace

MineralShares share_debt(Money principal, const FinancedCost& financed) {
  Money whole;
  for (const auto& [mineral, cost] : financed)
    whole += cost;
  SharedSum debt;
  debt.add(Exact(principal.cents()), financed, std::max(principal, whole));
  return debt.to_cents(principal);
}

FinancingShares share_financing(const LoanRun& run, const std::vector<FinancedChange>& changes, Date until) {
  return ShareWalk(run, changes, until).walk();
}

} // namespace pvault
