#include "stockpile/redraw.hpp"

#include "units/largest_remainder.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace pvault {

namespace {

// Lots in the order of drawing, as they are after the events so far.
class LotsInOrder {
public:
  void arrive(const LotArrival& arrival) {
    const Place place{arrival.aged_from, arrival.root, arrival.lot.id};
    places_.insert_or_assign(arrival.lot.id, place);
    lots_.insert_or_assign(place, arrival.lot);
  }

  // What lost its mass to another release before goes as far as there is any.
  void move(const LotMove& move) {
    OpenLot& from = lots_.at(places_.at(move.from));
    const Mass taken = std::min(move.mass, from.mass);
    if (taken == Mass()) return;
    const Money cost =
        Money::cents(share_of(from.cost.cents(), taken.milligrams(), from.mass.milligrams(), Rounding::half_even));
    from.mass -= taken;
    from.cost -= cost;
    std::vector<Mass> masses;
    Mass left = taken;
    for (const LotArrival& to : move.to) {
      masses.push_back(std::min(left, to.lot.mass));
      left -= masses.back();
    }
    const std::vector<Money> costs = share_by_mass(cost, masses);
    for (std::size_t i = 0; i < masses.size(); ++i) {
      LotArrival to = move.to[i];
      to.lot.mass = masses[i];
      to.lot.cost = costs[i];
      arrive(to);
    }
  }

  // What is drawn otherwise by then than it was recorded is settled in proportion.
  void settle(const LotSettlement& settlement) {
    for (const LotSettlement::Part& part : settlement.parts) {
      const auto place = places_.find(part.lot);
      if (place == places_.end()) continue;
      OpenLot& lot = lots_.at(place->second);
      if (part.mass_before > Mass())
        lot.mass = Mass::milligrams(
            in_proportion(lot.mass.milligrams(), part.mass_after.milligrams(), part.mass_before.milligrams()));
      if (part.cost_before > Money())
        lot.cost = Money::cents(in_proportion(lot.cost.cents(), part.cost_after.cents(), part.cost_before.cents()));
      if (lot.mass == Mass()) lot.cost = Money();
    }
  }

  Redrawn release(const StockEvent& event, const LotRelease& release) {
    Redrawn redrawn{.entry = event.entry, .on = event.on, .draws = {}, .cost = {}, .missing = release.mass};
    for (OpenLot lot : candidates(release)) {
      hold(lot, release.holds);
      if (redrawn.missing == Mass() || lot.mass == Mass() || !can_be_taken(lot, release.request)) continue;
      const Mass mass = std::min(redrawn.missing, lot.mass);
      const Money cost =
          Money::cents(share_of(lot.cost.cents(), mass.milligrams(), lot.mass.milligrams(), Rounding::half_even));
      redrawn.draws.push_back({lot.id, lot.code, mass, cost});
      redrawn.missing -= mass;
    }
    if (release.method == CostMethod::average && !redrawn.draws.empty()) even_out(redrawn.draws);
    for (const LotDraw& draw : redrawn.draws) {
      OpenLot& lot = lots_.at(places_.at(draw.lot));
      lot.mass -= draw.mass;
      lot.cost -= draw.cost;
      redrawn.cost += draw.cost;
    }
    return redrawn;
  }

private:
  using Place = std::tuple<Date, LotId, LotId>;

  static std::int64_t in_proportion(std::int64_t whole, std::int64_t after, std::int64_t before) {
    return round_to_integer(Exact(whole) * after / before, Rounding::half_even).value_or(whole);
  }

  [[nodiscard]] std::vector<OpenLot> candidates(const LotRelease& release) const {
    std::vector<OpenLot> lots;
    if (release.request.lots_named) {
      for (const LotDraw& draw : release.drawn) {
        const auto place = places_.find(draw.lot);
        if (place != places_.end()) lots.push_back(lots_.at(place->second));
      }
      return lots;
    }
    for (const auto& [place, lot] : lots_)
      lots.push_back(lot);
    if (release.method == CostMethod::lifo) std::ranges::reverse(lots);
    return lots;
  }

  static void hold(OpenLot& lot, const std::map<LotId, LotHeld>& holds) {
    const auto held = holds.find(lot.id);
    if (held == holds.end()) return;
    if (held->second.quality) lot.quality = held->second.quality;
    lot.release_forbidden = held->second.release_forbidden;
  }

  void even_out(std::vector<LotDraw>& draws) {
    std::vector<OpenLot> open;
    for (const auto& [place, lot] : lots_) {
      if (lot.mass > Mass()) open.push_back(lot);
    }
    const std::vector<Money> costs = costs_at_average(average_of(open), draws);
    for (std::size_t i = 0; i < draws.size(); ++i)
      draws[i].cost = costs[i];
    for (const CostShift& shift : plan_averaging(open, draws))
      lots_.at(places_.at(shift.lot)).cost += shift.amount;
  }

  std::map<LotId, Place> places_;
  std::map<Place, OpenLot> lots_;
};

bool differs(const std::vector<LotDraw>& some, const std::vector<LotDraw>& others) {
  return !std::ranges::equal(some, others, [](const LotDraw& a, const LotDraw& b) {
    return a.lot == b.lot && a.mass == b.mass && a.cost == b.cost;
  });
}

} // namespace

std::vector<Redrawn> redraw(std::vector<StockEvent> history) {
  std::ranges::stable_sort(history, {}, [](const StockEvent& event) { return std::pair(event.on, event.entry); });
  LotsInOrder lots;
  std::vector<Redrawn> redrawn;
  for (const StockEvent& event : history) {
    if (const auto* arrival = std::get_if<LotArrival>(&event.what)) {
      lots.arrive(*arrival);
    } else if (const auto* move = std::get_if<LotMove>(&event.what)) {
      lots.move(*move);
    } else if (const auto* settlement = std::get_if<LotSettlement>(&event.what)) {
      lots.settle(*settlement);
    } else {
      redrawn.push_back(lots.release(event, std::get<LotRelease>(event.what)));
    }
  }
  return redrawn;
}

std::vector<RedrawDifference> compare_redrawn(const std::vector<StockEvent>& history, const StockEvent& further) {
  std::map<EntryId, Redrawn> without;
  for (Redrawn& redrawn : redraw(history))
    without.emplace(redrawn.entry, std::move(redrawn));
  std::vector<StockEvent> with_it = history;
  with_it.push_back(further);
  std::vector<RedrawDifference> differences;
  for (const Redrawn& redrawn : redraw(with_it)) {
    const auto before = without.find(redrawn.entry);
    if (before == without.end() || !differs(before->second.draws, redrawn.draws)) continue;
    differences.push_back({redrawn.entry, redrawn.on, before->second.cost, redrawn});
  }
  return differences;
}

} // namespace pvault
