#include "stockpile/carrying.hpp"

#include "units/largest_remainder.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <span>
#include <stdexcept>
#include <tuple>

namespace pvault {

namespace {

using boost::multiprecision::cpp_int;

// Days from the first to the last, both included.
struct DaySpan {
  Date first;
  Date last;
  [[nodiscard]] int days() const { return days_between(first, last) + 1; }
};

// Calendar months from the beginning of a fixed one to the beginning of a day, or to its end.
Exact months_until(Date on, int days_of_it) {
  const auto day = on.day();
  const date::year_month_day_last last(day.year(), date::month_day_last(day.month()));
  const Exact of_month(static_cast<int>(unsigned{day.day()}) - 1 + days_of_it, static_cast<int>(unsigned{last.day()}));
  return on.year() * 12 + static_cast<int>(unsigned{day.month()}) + of_month;
}

Exact months_in(const DaySpan& days) { return months_until(days.last, 1) - months_until(days.first, 0); }

Exact exact_price(const BasisPrice& price) { return {cpp_int(price.cents), cpp_int(price.per_mg)}; }

constexpr int days_of_rate_year = 365;

// The charges of one lot, by kind and party.
using ChargesOfLot = std::map<std::pair<CarryingKind, PartyId>, CarryingCharge>;

class LotWalk {
public:
  LotWalk(const CarriedLot& lot, Date until) : lot_(lot), until_(until) {}

  void charge(CarryingKind kind, const std::vector<CarryingSpan>& spans) {
    for (std::size_t i = 0; i < spans.size() && spans[i].from <= until_; ++i) {
      if (!spans[i].terms) continue;
      const bool goes_on = i + 1 == spans.size() || spans[i + 1].from > until_;
      const DaySpan days{spans[i].from, goes_on ? until_ : add_days(spans[i + 1].from, -1)};
      CarryingCharge charge;
      if (kind == CarryingKind::handling)
        add_handling(*spans[i].terms, days, charge);
      else
        add_time(*spans[i].terms, days, charge);
      keep(kind, spans[i].terms->party, charge);
    }
  }

  [[nodiscard]] ChargesOfLot& charges() { return charges_; }

private:
  // Over the stretches of days on which the lot holds the same.
  void add_time(const CarryingTerms& terms, const DaySpan& charged, CarryingCharge& charge) const {
    Mass mass;
    Money cost;
    for (std::size_t i = 0; i < lot_.changes.size(); ++i) {
      mass += lot_.changes[i].mass;
      cost += lot_.changes[i].cost;
      const bool is_last = i + 1 == lot_.changes.size();
      const Date first = std::max(lot_.changes[i].on, charged.first);
      const Date last = is_last ? charged.last : std::min(charged.last, add_days(lot_.changes[i + 1].on, -1));
      if (first > last || mass == Mass()) continue;
      const DaySpan days{first, last};
      charge.mg_days += cpp_int(mass.milligrams()) * days.days();
      charge.cent_days += cpp_int(cost.cents()) * days.days();
      if (terms.per_month) charge.cents += exact_price(*terms.per_month) * mass.milligrams() * months_in(days);
      if (terms.of_cost)
        charge.cents += Exact(cpp_int(terms.of_cost->parts_per_billion()) * cost.cents() * days.days(),
                              cpp_int(whole_ppb) * days_of_rate_year);
    }
  }

  void add_handling(const CarryingTerms& terms, const DaySpan& charged, CarryingCharge& charge) const {
    for (const HandledMass& handled : lot_.handled) {
      if (handled.on < charged.first || handled.on > charged.last) continue;
      if (terms.for_in) {
        charge.handled_in_mg += handled.in.milligrams();
        charge.cents += exact_price(*terms.for_in) * handled.in.milligrams();
      }
      if (terms.for_out) {
        charge.handled_out_mg += handled.out.milligrams();
        charge.cents += exact_price(*terms.for_out) * handled.out.milligrams();
      }
    }
  }

  void keep(CarryingKind kind, PartyId party, const CarryingCharge& charge) {
    if (charge.mg_days == 0 && charge.handled_in_mg == 0 && charge.handled_out_mg == 0) return;
    CarryingCharge& sum = charges_[{kind, party}];
    sum.key = {kind, party, lot_.mineral, lot_.place.site};
    sum.lot = lot_.id;
    sum.cents += charge.cents;
    sum.mg_days += charge.mg_days;
    sum.cent_days += charge.cent_days;
    sum.handled_in_mg += charge.handled_in_mg;
    sum.handled_out_mg += charge.handled_out_mg;
  }

  const CarriedLot& lot_;
  Date until_;
  ChargesOfLot charges_ = {};
};

using Charges = std::span<CarryingCharge>;

Exact sum_of(Charges charges) {
  return std::accumulate(charges.begin(), charges.end(), Exact(0),
                         [](const Exact& sum, const CarryingCharge& charge) { return Exact(sum + charge.cents); });
}

// Neighbours of which `same` says so come into one group.
template <class Same>
std::vector<Charges> groups_of(Charges charges, const Same& same) {
  std::vector<Charges> groups;
  for (std::size_t first = 0; first < charges.size();) {
    std::size_t end = first + 1;
    while (end < charges.size() && same(charges[first], charges[end]))
      ++end;
    groups.push_back(charges.subspan(first, end - first));
    first = end;
  }
  return groups;
}

// What amounts are shared over, one after the other.
enum class Level { minerals, sites, lots };

bool is_same(Level level, const CarryingCharge& a, const CarryingCharge& b) {
  if (level == Level::minerals) return a.key.mineral == b.key.mineral;
  return level == Level::sites ? a.key.site == b.key.site : a.lot == b.lot;
}

void share(Charges charges, std::int64_t whole, std::span<const Level> levels) {
  if (levels.empty()) {
    charges.front().amount = Money::cents(whole);
    return;
  }
  const auto groups = groups_of(charges, [&](const auto& a, const auto& b) { return is_same(levels.front(), a, b); });
  std::vector<Exact> parts;
  parts.reserve(groups.size());
  for (const Charges group : groups)
    parts.push_back(sum_of(group));
  const std::vector<std::int64_t> wholes = whole_parts(whole, parts);
  for (std::size_t i = 0; i < groups.size(); ++i)
    share(groups[i], wholes[i], levels.subspan(1));
}

void share_all(Charges charges) {
  static constexpr std::array<Level, 3> levels = {Level::minerals, Level::sites, Level::lots};
  const auto same_debt = [](const CarryingCharge& a, const CarryingCharge& b) {
    return a.key.kind == b.key.kind && a.key.party == b.key.party;
  };
  for (const Charges debt : groups_of(charges, same_debt)) {
    const auto whole = round_to_integer(sum_of(debt), Rounding::half_even);
    if (!whole) throw std::overflow_error("what is owed for carrying does not fit 64 bits");
    share(debt, *whole, levels);
  }
}

} // namespace

std::vector<CarryingCharge> charge_carrying(const std::vector<CarriedLot>& lots, const std::vector<CarryingRate>& rates,
                                            Date until) {
  std::map<std::tuple<CarryingKind, SiteId, MineralId>, std::vector<CarryingSpan>> spans;
  const auto spans_of = [&](CarryingKind kind, const CarriedLot& lot) -> const std::vector<CarryingSpan>& {
    const auto [at, is_new] = spans.try_emplace({kind, lot.place.site, lot.mineral});
    if (is_new) at->second = list_carrying_spans(rates, kind, lot.place, lot.mineral);
    return at->second;
  };
  std::vector<CarryingCharge> charges;
  for (const CarriedLot& lot : lots) {
    LotWalk walk(lot, until);
    for (const CarryingKind kind : {CarryingKind::storage, CarryingKind::insurance, CarryingKind::handling})
      walk.charge(kind, spans_of(kind, lot));
    for (auto& [debt, charge] : walk.charges())
      charges.push_back(std::move(charge));
  }
  std::ranges::sort(charges, [](const CarryingCharge& a, const CarryingCharge& b) {
    return std::tie(a.key, a.lot) < std::tie(b.key, b.lot);
  });
  share_all(charges);
  return charges;
}

CarryingAmounts amounts_of(const std::vector<CarryingCharge>& charges) {
  CarryingAmounts amounts;
  for (const CarryingCharge& charge : charges)
    amounts[charge.key] += charge.amount;
  return amounts;
}

PlannedCarrying plan_carrying_accrual(const CarryingAmounts& owed, const CarryingAmounts& posted) {
  PlannedCarrying planned;
  planned.difference = owed;
  for (const auto& [key, amount] : posted)
    planned.difference[key] -= amount;
  std::erase_if(planned.difference, [](const auto& part) { return part.second == Money(); });

  std::map<std::tuple<CarryingKind, PartyId, MineralId>, Money> costs;
  std::map<PartyId, Money> payables;
  for (const auto& [key, amount] : planned.difference) {
    costs[{key.kind, key.party, key.mineral}] += amount;
    payables[key.party] += amount;
  }
  for (const auto& [cost, amount] : costs) {
    const auto& [kind, party, mineral] = cost;
    if (amount != Money())
      planned.postings.push_back(
          {.account = carrying_account(kind), .mineral = mineral, .party = party, .amount = amount});
  }
  for (const auto& [party, amount] : payables) {
    if (amount != Money()) planned.postings.push_back({.account = Account::payable, .party = party, .amount = -amount});
  }
  return planned;
}

} // namespace pvault
