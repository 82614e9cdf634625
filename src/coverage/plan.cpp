#include "coverage/plan.hpp"

#include "coverage/filling.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <stdexcept>

namespace pvault {

namespace {

using boost::multiprecision::cpp_int;

struct StatusName {
  PlanStatus status;
  std::string_view name;
};
constexpr StatusName status_names[] = {
    {PlanStatus::filled, "filled"},
    {PlanStatus::raised, "raised"},
    {PlanStatus::cap_reached, "cap_reached"},
    {PlanStatus::lot_not_affordable, "lot_not_affordable"},
    {PlanStatus::budget_spent, "budget_spent"},
    {PlanStatus::above_level, "above_level"},
    {PlanStatus::at_target, "at_target"},
    {PlanStatus::not_asked_for, "not_asked_for"},
    {PlanStatus::group, "group"},
    {PlanStatus::no_demand_figure, "no_demand_figure"},
    {PlanStatus::group_figure_only, "group_figure_only"},
    {PlanStatus::zero_demand, "zero_demand"},
    {PlanStatus::demand_unbounded, "demand_unbounded"},
    {PlanStatus::no_usable_price, "no_usable_price"},
    {PlanStatus::no_target, "no_target"},
};

Exact exact_price(const BasisPrice& price) { return Exact(price.cents) / price.per_mg; }

// Rounded up, so that the mass can be bought with it. Missing when it does not fit.
std::optional<Money> cost_at_most(const Exact& price, const Exact& mass_mg) {
  const auto cents = round_to_integer(price * mass_mg, Rounding::up);
  return cents ? std::optional(Money::cents(*cents)) : std::nullopt;
}

// What the target lacks of a mineral whose demand and target are known.
std::optional<Mass> mass_to_fill(const PlanCandidate& candidate) {
  const auto gap = coverage_gap(candidate.available, *candidate.target_days, *candidate.demand);
  if (!gap || !candidate.lot) return gap;
  const std::int64_t lot_mg = candidate.lot->milligrams();
  const cpp_int lots = round_to_whole(Exact(gap->milligrams()) / lot_mg, Rounding::up);
  const auto mass_mg = round_to_integer(Exact(lots * lot_mg), Rounding::up);
  return mass_mg ? std::optional(Mass::milligrams(*mass_mg)) : std::nullopt;
}

// A mineral that takes part, while money is given to it.
struct Taker {
  const PlanCandidate& of;
  std::size_t place = 0; // among the candidates
  Exact price;           // cents a milligram
  Exact days = {};       // cover, with the lots bought
  Exact cents_per_day = {};
  std::int64_t most_cents = 0; // that its target, its cap and the budget allow, in all
  std::int64_t most_lots = 0;
  std::int64_t lots = 0;
  std::int64_t cents = 0; // given to it in the end
  bool has_given_up = false;

  // A lot worth less than a cent is finer than money: such a mineral takes cents, and the whole lots that they buy.
  [[nodiscard]] bool buys_lots() const { return of.lot && price * of.lot->milligrams() >= 1; }
  // Fits, since it is never asked of more lots than the budget pays for.
  [[nodiscard]] std::int64_t cost_of(std::int64_t count) const {
    return static_cast<std::int64_t>(round_to_whole(price * of.lot->milligrams() * count, Rounding::up));
  }
  [[nodiscard]] std::int64_t cents_in_lots() const { return buys_lots() ? cost_of(lots) : 0; }
  [[nodiscard]] std::int64_t most_cents_more() const { return most_cents - cents_in_lots(); }
  [[nodiscard]] bool may_take_lot() const { return buys_lots() && !has_given_up && lots < most_lots; }
  // Whole lots that so much money pays for, as far as they may be taken.
  [[nodiscard]] std::int64_t lots_for(std::int64_t paid_cents) const {
    const cpp_int paid_for = round_to_whole(paid_cents / (price * of.lot->milligrams()), Rounding::down);
    return paid_for < most_lots ? static_cast<std::int64_t>(paid_for) : most_lots;
  }
  void take_lots(std::int64_t count) {
    lots += count;
    days += Exact(of.lot->milligrams()) * count * price / cents_per_day;
  }
};

std::int64_t most_lots_for(const Taker& taker, const std::optional<Mass>& fill_mass) {
  const Exact cost_of_lot = taker.price * taker.of.lot->milligrams();
  cpp_int most = round_to_whole(Exact(taker.most_cents) / cost_of_lot, Rounding::down);
  if (fill_mass) most = std::min<cpp_int>(most, fill_mass->milligrams() / taker.of.lot->milligrams());
  return static_cast<std::int64_t>(std::min<cpp_int>(most, std::numeric_limits<std::int64_t>::max()));
}

Taker taker_of(const PlanCandidate& candidate, std::size_t place, const PlannedPurchase& purchase, Money budget) {
  Taker taker{.of = candidate, .place = place, .price = exact_price(*candidate.price)};
  taker.days = *exact_coverage_days(candidate.available, *candidate.demand);
  taker.cents_per_day = taker.price * candidate.demand->per_year.milligrams() / days_in_figure_year(*candidate.demand);
  Money most = std::min(budget, candidate.cap.value_or(budget));
  if (purchase.fill_cost) most = std::min(most, *purchase.fill_cost);
  taker.most_cents = most.cents();
  if (!taker.buys_lots()) return taker;
  taker.most_lots = most_lots_for(taker, purchase.fill_mass);
  taker.most_cents = taker.cost_of(taker.most_lots);
  return taker;
}

class Buying {
public:
  Buying(std::vector<Taker> takers, Money budget) : takers_(std::move(takers)), left_cents_(budget.cents()) {}

  void run() {
    for (bool goes_on = true; goes_on;) {
      share();
      const bool bought = buy_lots_shared();
      goes_on = buy_lots_in_turn() || bought;
    }
    for (std::size_t i = 0; i < takers_.size(); ++i)
      takers_[i].cents = takers_[i].buys_lots() ? takers_[i].cents_in_lots() : filling_.cents[i];
  }

  [[nodiscard]] const std::vector<Taker>& takers() const { return takers_; }
  [[nodiscard]] const std::optional<Exact>& level() const { return filling_.level; }

private:
  // What was not spent on lots, over all that may take more.
  void share() {
    std::vector<Fillable> fillables;
    for (const Taker& taker : takers_)
      fillables.push_back({taker.days, taker.cents_per_day, taker.has_given_up ? 0 : taker.most_cents_more()});
    filling_ = fill_from_bottom(fillables, left_cents_);
  }

  // The whole lots that the shares pay for.
  bool buy_lots_shared() {
    bool any = false;
    for (std::size_t i = 0; i < takers_.size(); ++i) {
      Taker& taker = takers_[i];
      if (!taker.buys_lots() || filling_.cents[i] == 0) continue;
      const std::int64_t lots = taker.lots_for(filling_.cents[i] + taker.cents_in_lots());
      any = any || lots > taker.lots;
      buy(taker, lots - taker.lots);
    }
    return any;
  }

  // One further lot for each that is not above the level, the lowest first, as far as what no share takes pays for it.
  bool buy_lots_in_turn() {
    std::vector<Taker*> in_turn;
    std::int64_t spare_cents = left_cents_;
    for (std::size_t i = 0; i < takers_.size(); ++i) {
      if (!takers_[i].buys_lots()) spare_cents -= filling_.cents[i];
      if (filling_.level && takers_[i].may_take_lot() && takers_[i].days <= *filling_.level)
        in_turn.push_back(&takers_[i]);
    }
    std::ranges::stable_sort(in_turn, [](const Taker* a, const Taker* b) { return a->days < b->days; });
    for (Taker* taker : in_turn) {
      const std::int64_t cost_cents = taker->cost_of(taker->lots + 1) - taker->cents_in_lots();
      taker->has_given_up = cost_cents > spare_cents;
      if (taker->has_given_up) continue;
      buy(*taker, 1);
      spare_cents -= cost_cents;
    }
    return !in_turn.empty();
  }

  void buy(Taker& taker, std::int64_t lots) {
    const std::int64_t before_cents = taker.cents_in_lots();
    taker.take_lots(lots);
    left_cents_ -= taker.cents_in_lots() - before_cents;
  }

  std::vector<Taker> takers_;
  std::int64_t left_cents_; // not spent on lots
  Filling filling_;
};

// What the money buys, in whole lots or milligrams.
Mass mass_of(const Taker& taker, const PlannedPurchase& purchase) {
  const Exact mass_mg = taker.cents / taker.price;
  if (purchase.fill_mass && mass_mg >= purchase.fill_mass->milligrams()) return *purchase.fill_mass;
  const std::int64_t step_mg = taker.of.lot ? taker.of.lot->milligrams() : 1;
  const auto rounded_mg =
      round_to_integer(Exact(round_to_whole(mass_mg / step_mg, Rounding::down) * step_mg), Rounding::down);
  if (!rounded_mg) throw std::overflow_error("the mass that is bought does not fit");
  return Mass::milligrams(*rounded_mg);
}

// Whether the cap is why it takes no more.
bool is_capped(const Taker& taker) {
  if (!taker.of.cap) return false;
  if (!taker.buys_lots()) return taker.cents == taker.of.cap->cents();
  return taker.price * taker.of.lot->milligrams() * (Exact(taker.lots) + 1) > taker.of.cap->cents();
}

PlanStatus status_of(const Taker& taker, const PlannedPurchase& purchase, const std::optional<Exact>& level) {
  if (purchase.fill_mass == Mass()) return PlanStatus::at_target;
  if (purchase.fill_mass && purchase.mass == *purchase.fill_mass) return PlanStatus::filled;
  if (level && taker.lots == 0 && taker.days > *level) return PlanStatus::above_level;
  if (is_capped(taker)) return PlanStatus::cap_reached;
  if (taker.buys_lots() && (taker.has_given_up || taker.lots == taker.most_lots)) return PlanStatus::lot_not_affordable;
  return purchase.mass > Mass() ? PlanStatus::raised : PlanStatus::budget_spent;
}

PlannedPurchase look_at(const PlanCandidate& candidate) {
  const auto reason = reason_to_leave_out(candidate);
  PlannedPurchase purchase{.status = reason.value_or(PlanStatus::at_target)};
  const bool is_known = candidate.demand && candidate.demand->per_year > Mass() && !candidate.demand->is_lower_bound &&
                        candidate.target_days;
  if (!candidate.is_asked_for || candidate.is_group || !is_known) return purchase;
  purchase.fill_mass = mass_to_fill(candidate);
  if (!reason && purchase.fill_mass)
    purchase.fill_cost = cost_at_most(exact_price(*candidate.price), purchase.fill_mass->milligrams());
  return purchase;
}

} // namespace

std::string_view plan_status_name(PlanStatus status) {
  const auto* found = std::ranges::find(status_names, status, &StatusName::status);
  return found == std::end(status_names) ? std::string_view() : found->name;
}

bool takes_part(PlanStatus status) { return status < PlanStatus::not_asked_for; }

std::optional<PlanStatus> reason_to_leave_out(const PlanCandidate& candidate) {
  if (!candidate.is_asked_for) return PlanStatus::not_asked_for;
  if (candidate.is_group) return PlanStatus::group;
  if (!candidate.demand)
    return candidate.group_has_figure ? PlanStatus::group_figure_only : PlanStatus::no_demand_figure;
  if (candidate.demand->per_year == Mass()) return PlanStatus::zero_demand;
  if (candidate.demand->is_lower_bound) return PlanStatus::demand_unbounded;
  if (!candidate.price || candidate.price->cents == 0) return PlanStatus::no_usable_price;
  if (!candidate.target_days) return PlanStatus::no_target;
  return std::nullopt;
}

BuyingPlan plan_purchases(const std::vector<PlanCandidate>& candidates, Money budget) {
  BuyingPlan plan;
  std::vector<Taker> takers;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const PlannedPurchase& purchase = plan.purchases.emplace_back(look_at(candidates[i]));
    if (takes_part(purchase.status)) takers.push_back(taker_of(candidates[i], i, purchase, budget));
  }
  Buying buying(std::move(takers), budget);
  buying.run();
  for (const Taker& taker : buying.takers()) {
    PlannedPurchase& purchase = plan.purchases[taker.place];
    purchase.mass = mass_of(taker, purchase);
    // Money that buys nothing is not spent.
    purchase.cost = purchase.mass > Mass() ? Money::cents(taker.cents) : Money();
    if (taker.of.lot) purchase.lots = purchase.mass.milligrams() / taker.of.lot->milligrams();
    purchase.status = status_of(taker, purchase, buying.level());
    plan.spent += purchase.cost;
  }
  plan.left = budget - plan.spent;
  plan.level_days = buying.level();
  return plan;
}

} // namespace pvault
