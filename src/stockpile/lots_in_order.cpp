#include "stockpile/lots_in_order.hpp"

#include "stockpile/settlement.hpp"
#include "units/largest_remainder.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace pvault {

namespace {

void set_hold(OpenLot& lot, const std::map<LotId, LotHeld>& holds) {
  const auto held = holds.find(lot.id);
  if (held == holds.end()) return;
  if (held->second.quality) lot.quality = held->second.quality;
  lot.release_forbidden = held->second.release_forbidden;
}

Money part_of_cost(const OpenLot& lot, Mass mass) {
  return Money::cents(share_of(lot.cost.cents(), mass.milligrams(), lot.mass.milligrams(), Rounding::half_even));
}

Mass free_of(const OpenLot& lot) { return std::max(Mass(), lot.free()); }

} // namespace

std::optional<Redrawn> LotsInOrder::take(const StockEvent& event) {
  now_ = &effects_[event.entry];
  if (const auto* made = std::get_if<LotRelease>(&event.what)) return release(event, *made);
  if (const auto* arrival = std::get_if<LotArrival>(&event.what)) {
    arrive(*arrival);
  } else if (const auto* moved = std::get_if<LotMove>(&event.what)) {
    move(*moved);
  } else if (const auto* settlement = std::get_if<LotSettlement>(&event.what)) {
    settle(*settlement);
  } else if (const auto* sale = std::get_if<LotSale>(&event.what)) {
    sell(event.entry, sale->asked);
  } else if (const auto* cancelled = std::get_if<LotSaleCancellation>(&event.what)) {
    cancel(*cancelled);
  } else if (const auto* returned = std::get_if<LotReturn>(&event.what)) {
    come_back(event.entry, *returned);
  } else {
    undo(std::get<LotUndoing>(event.what).undone);
  }
  return std::nullopt;
}

void LotsInOrder::change(const Place& place, Mass mass, Money cost) {
  OpenLot& lot = lots_.at(place).lot;
  lot.mass += mass;
  lot.cost += cost;
  if (lot.mass > Mass()) {
    open_.insert(place);
  } else {
    open_.erase(place);
  }
  now_->lots.push_back({place, mass, cost});
}

void LotsInOrder::leave(LotId delivery, const Delivered& left) {
  for (Delivered* sum : {&left_[delivery], &now_->left[delivery]}) {
    sum->released.mass += left.released.mass;
    sum->released.cost += left.released.cost;
    sum->lost.mass += left.lost.mass;
    sum->lost.cost += left.lost.cost;
    sum->yield_lost += left.yield_lost;
  }
}

// As the newest of its age and origin, which are those of `like`.
void LotsInOrder::keep(Kept kept, const Place& like, LotId known_as) {
  const Place place{std::get<0>(like), std::get<1>(like), arrived_};
  const Mass mass = std::exchange(kept.lot.mass, Mass());
  const Money cost = std::exchange(kept.lot.cost, Money());
  places_.insert_or_assign(kept.lot.id, place);
  places_.insert_or_assign(known_as, place);
  lots_.insert_or_assign(place, std::move(kept));
  change(place, mass, cost);
}

void LotsInOrder::arrive(const LotArrival& arrival) {
  ++arrived_;
  const auto root = places_.find(arrival.root);
  const std::int64_t bought = root == places_.end() ? arrived_ : std::get<1>(root->second);
  keep({arrival.lot, arrival.lot.id}, {arrival.aged_from, bought, arrived_}, arrival.lot.id);
}

void LotsInOrder::move(const LotMove& move) {
  const auto found = places_.find(move.from);
  if (found == places_.end()) return;
  const Place from = found->second;
  const Kept parent = lots_.at(from);
  const Mass taken = std::min(move.mass, free_of(parent.lot));
  if (taken == Mass()) return;
  const Money cost = part_of_cost(parent.lot, taken);
  change(from, -taken, -cost);
  std::vector<Mass> masses;
  Mass left = taken;
  for (const LotArrival& to : move.to) {
    masses.push_back(std::min(left, to.lot.mass));
    left -= masses.back();
  }
  leave(parent.delivery, {.released = {}, .lost = {}, .yield_lost = left});
  const std::vector<Money> costs = share_by_mass(cost, masses);
  for (std::size_t i = 0; i < masses.size(); ++i) {
    Kept child{move.to[i].lot, parent.delivery};
    child.lot.mass = masses[i];
    child.lot.cost = costs[i];
    if (!child.lot.quality) child.lot.quality = parent.lot.quality;
    ++arrived_;
    keep(child, from, child.lot.id);
  }
}

// As plan_settlement does; what is on loan is settled like what is here.
void LotsInOrder::settle(const LotSettlement& settlement) {
  std::map<std::int64_t, Place> lots; // in the order in which they came
  std::vector<std::pair<EntryId, LentLot*>> lent;
  DeliveryParts before;
  const auto add = [&](Mass mass, Money cost) {
    before.masses_mg.push_back(mass.milligrams());
    before.costs_cents.push_back(cost.cents());
  };
  for (const Place& place : open_) {
    if (lots_.at(place).delivery == settlement.lot) lots.emplace(std::get<2>(place), place);
  }
  for (const auto& [arrived, place] : lots)
    add(lots_.at(place).lot.mass, lots_.at(place).lot.cost);
  for (auto& [release, out] : loans_) {
    for (LentLot& lot : out) {
      if (lots_.at(places_.at(lot.lot)).delivery != settlement.lot || lot.left == Mass()) continue;
      lent.emplace_back(release, &lot);
      add(lot.left, lot.cost);
    }
  }
  const Delivered left = left_[settlement.lot];
  add(left.released.mass, left.released.cost);
  add(left.lost.mass, left.lost.cost);
  before.masses_mg.push_back(left.yield_lost.milligrams());
  const DeliveryParts after = settle_parts(before, settlement.mass, settlement.cost);
  std::size_t i = 0;
  for (const auto& [arrived, place] : lots) {
    const OpenLot& lot = lots_.at(place).lot;
    change(place, Mass::milligrams(after.masses_mg[i]) - lot.mass, Money::cents(after.costs_cents[i]) - lot.cost);
    ++i;
  }
  for (const auto& [release, lot] : lent) {
    const Mass mass = Mass::milligrams(after.masses_mg[i]);
    const Money cost = Money::cents(after.costs_cents[i]);
    now_->settled.push_back({release, lot->lot, mass - lot->left, cost - lot->cost});
    lot->left = mass;
    lot->cost = cost;
    ++i;
  }
}

std::vector<LotsInOrder::Place> LotsInOrder::turns(const LotRelease& release) const {
  std::vector<Place> turns;
  const auto add = [&](LotId lot) {
    const auto place = places_.find(lot);
    if (place != places_.end()) turns.push_back(place->second);
  };
  if (release.sale) {
    const auto sale = sales_.find(*release.sale);
    if (sale == sales_.end()) return turns;
    for (const SoldLot& lot : sale->second)
      add(lot.lot);
  } else if (release.request.lots_named) {
    for (const LotDraw& draw : release.drawn)
      add(draw.lot);
  } else if (release.method == CostMethod::lifo) {
    turns.assign(open_.rbegin(), open_.rend());
  } else {
    turns.assign(open_.begin(), open_.end());
  }
  return turns;
}

Mass LotsInOrder::free_for(const LotRelease& release, const OpenLot& lot) const {
  if (!release.sale) return free_of(lot);
  const auto& sold = sales_.at(*release.sale);
  return std::min(lot.mass, std::ranges::find(sold, lot.id, &SoldLot::lot)->left);
}

std::vector<LotDraw> LotsInOrder::draw(const LotRelease& release) const {
  std::vector<LotDraw> draws;
  Mass left = release.mass;
  for (const Place& place : turns(release)) {
    if (left == Mass()) break;
    OpenLot lot = lots_.at(place).lot;
    set_hold(lot, release.holds);
    const Mass mass = std::min(left, free_for(release, lot));
    if (mass == Mass() || !can_be_taken(lot, release.request)) continue;
    draws.push_back({lot.id, lot.code, mass, part_of_cost(lot, mass)});
    left -= mass;
  }
  return draws;
}

Redrawn LotsInOrder::release(const StockEvent& event, const LotRelease& release) {
  Redrawn redrawn{.entry = event.entry,
                  .on = event.on,
                  .draws = draw(release),
                  .cost = {},
                  .missing = release.mass,
                  .recorded = {}};
  for (const LotDraw& draw : release.drawn)
    redrawn.recorded += draw.cost;
  if (release.method == CostMethod::average && !redrawn.draws.empty()) even_out(redrawn.draws);
  const bool is_lent = is_loan(release.request.kind);
  const bool is_lost = release.request.kind == ReleaseKind::loss;
  std::vector<LentLot> lent;
  for (const LotDraw& draw : redrawn.draws) {
    change(places_.at(draw.lot), -draw.mass, -draw.cost);
    redrawn.cost += draw.cost;
    redrawn.missing -= draw.mass;
    if (release.sale) hold(*release.sale, draw.lot, -draw.mass);
    lent.push_back({draw.lot, draw.code, draw.mass, draw.cost});
    const LotId delivery = lots_.at(places_.at(draw.lot)).delivery;
    const Left left{draw.mass, draw.cost};
    if (is_lost) {
      leave(delivery, {.released = {}, .lost = left, .yield_lost = {}});
    } else if (!is_lent) {
      leave(delivery, {.released = left, .lost = {}, .yield_lost = {}});
    }
  }
  now_->shipped = release.sale;
  if (is_lent) loans_[event.entry] = std::move(lent);
  return redrawn;
}

void LotsInOrder::even_out(std::vector<LotDraw>& draws) {
  std::vector<OpenLot> open;
  for (const Place& place : open_)
    open.push_back(lots_.at(place).lot);
  const std::vector<Money> costs = costs_at_average(average_of(open), draws);
  for (std::size_t i = 0; i < draws.size(); ++i)
    draws[i].cost = costs[i];
  for (const CostShift& shift : plan_averaging(open, draws)) {
    const Place& place = places_.at(shift.lot);
    OpenLot& lot = lots_.at(place).lot;
    lot.cost += shift.amount;
    now_->evened.push_back({place, lot.mass, lot.cost, shift.amount});
  }
}

void LotsInOrder::hold(EntryId sale, LotId lot, Mass mass) {
  lots_.at(places_.at(lot)).lot.sold += mass;
  std::vector<SoldLot>& sold = sales_[sale];
  const auto found = std::ranges::find(sold, lot, &SoldLot::lot);
  if (found == sold.end()) {
    sold.push_back({lot, mass});
  } else {
    found->left += mass;
  }
}

void LotsInOrder::sell(EntryId entry, const LotRelease& asked) {
  for (const LotDraw& part : draw(asked))
    hold(entry, part.lot, part.mass);
}

// All that is left of it, but for what is shipped later by entries that were recorded before: that begins with the
// first lots.
void LotsInOrder::cancel(const LotSaleCancellation& cancelled) {
  const auto sale = sales_.find(cancelled.sale);
  if (sale == sales_.end()) return;
  Mass left = cancelled.mass;
  std::for_each(sale->second.rbegin(), sale->second.rend(), [&](const auto& of_lot) {
    const Mass freed = std::min(left, of_lot.left);
    left -= freed;
    hold(cancelled.sale, of_lot.lot, -freed);
  });
}

// What comes back of a lot that was lent: the lot as recorded, or one that comes back instead, which has the quality of
// that lot.
LotsInOrder::Kept LotsInOrder::in_place_of(const LotReturn& returned, const ReturnPart& part, EntryId entry) const {
  const Kept& drawn = lots_.at(places_.at(part.drawn));
  const auto recorded = std::ranges::find(returned.parts, part.drawn, &LotReturn::Part::drawn);
  const bool is_recorded = recorded != returned.parts.end();
  Kept kept{is_recorded ? recorded->to.lot : returned.parts.front().to.lot, drawn.delivery};
  kept.lot.mass = part.mass;
  kept.lot.cost = part.cost;
  if (is_recorded) return kept;
  OpenLot lent = drawn.lot;
  set_hold(lent, returned.holds);
  kept.lot.id = LotId{-arrived_}; // of none that is in the book
  kept.lot.code = fmt::format("{} (back by entry {})", part.drawn_code, number_of(entry));
  kept.lot.quality = lent.quality;
  return kept;
}

void LotsInOrder::come_back(EntryId entry, const LotReturn& returned) {
  const auto loan = loans_.find(returned.release);
  if (loan == loans_.end()) return;
  now_->loan = returned.release;
  now_->back = take_of_lent(loan->second, returned.mass);
  const std::vector<ReturnPart> back = now_->back;
  for (const ReturnPart& part : take_of_lent(loan->second, returned.given_up)) {
    now_->back.push_back(part);
    leave(lots_.at(places_.at(part.drawn)).delivery,
          {.released = {}, .lost = {part.mass, part.cost}, .yield_lost = {}});
  }
  std::vector<LotId> in_place; // recorded lots of what does not come back
  for (const LotReturn::Part& part : returned.parts) {
    if (std::ranges::find(back, part.drawn, &ReturnPart::drawn) == back.end()) in_place.push_back(part.to.lot.id);
  }
  auto next = in_place.begin();
  for (const ReturnPart& part : back) {
    ++arrived_;
    const Kept kept = in_place_of(returned, part, entry);
    const bool stands_in = number_of(kept.lot.id) < 0 && next != in_place.end();
    keep(kept, places_.at(part.drawn), stands_in ? *next++ : kept.lot.id);
  }
}

void LotsInOrder::undo(EntryId entry) {
  const auto found = effects_.find(entry);
  if (found == effects_.end()) return;
  const Effects effects = std::move(found->second);
  effects_.erase(found);
  undo_lots(effects.lots);
  undo_evening(effects.evened);
  undo_left(effects.left);
  if (effects.shipped) {
    for (const Change& drawn : effects.lots)
      hold(*effects.shipped, lots_.at(drawn.place).lot.id, -drawn.mass);
  }
  if (effects.loan) undo_return(*effects.loan, effects.back);
  undo_lent(effects.settled);
  loans_.erase(entry);
  const auto sale = sales_.find(entry);
  if (sale == sales_.end()) return;
  for (const SoldLot& lot : std::vector<SoldLot>(sale->second))
    hold(entry, lot.lot, -lot.left);
  sales_.erase(sale);
}

// What is gone from the lots that it filled does not go back to the one that it was taken of.
void LotsInOrder::undo_lots(const std::vector<Change>& changes) {
  Mass gone;
  Money gone_cost;
  for (const Change& filled : changes) {
    if (filled.mass <= Mass()) continue;
    const OpenLot lot = lots_.at(filled.place).lot;
    const Mass mass = std::min(filled.mass, lot.mass);
    const Money cost = mass == lot.mass ? lot.cost : std::min(filled.cost, lot.cost);
    change(filled.place, -mass, -cost);
    gone += filled.mass - mass;
    gone_cost += filled.cost - cost;
  }
  for (const Change& emptied : changes) {
    if (emptied.mass > Mass()) continue;
    const OpenLot lot = lots_.at(emptied.place).lot;
    const Mass mass = std::max(Mass(), -emptied.mass - std::exchange(gone, Mass()));
    const Money cost = -emptied.cost - std::exchange(gone_cost, Money());
    change(emptied.place, mass, lot.mass + mass == Mass() ? -lot.cost : std::max(cost, -lot.cost));
  }
}

// As long as the lots are as it left them.
void LotsInOrder::undo_evening(const std::vector<Evened>& evened) {
  for (const Evened& lot : evened) {
    const OpenLot& now = lots_.at(lot.place).lot;
    if (now.mass != lot.mass || now.cost != lot.cost) return;
  }
  for (const Evened& lot : evened)
    lots_.at(lot.place).lot.cost -= lot.shift;
}

void LotsInOrder::undo_left(const std::map<LotId, Delivered>& left) {
  for (const auto& [delivery, was] : left) {
    leave(delivery, {.released = {-was.released.mass, -was.released.cost},
                     .lost = {-was.lost.mass, -was.lost.cost},
                     .yield_lost = -was.yield_lost});
  }
}

void LotsInOrder::undo_return(EntryId loan, const std::vector<ReturnPart>& back) {
  const auto found = loans_.find(loan);
  if (found == loans_.end()) return;
  for (const ReturnPart& part : back) {
    const auto lot = std::ranges::find(found->second, part.drawn, &LentLot::lot);
    lot->left += part.mass;
    lot->cost += part.cost;
  }
}

// What came back since is no more on loan: of that nothing is taken.
void LotsInOrder::undo_lent(const std::vector<LentChange>& settled) {
  for (const LentChange& change : settled) {
    const auto loan = loans_.find(change.loan);
    if (loan == loans_.end()) continue;
    const auto lot = std::ranges::find(loan->second, change.lot, &LentLot::lot);
    lot->left = std::max(Mass(), lot->left - change.mass);
    lot->cost = lot->left == Mass() ? Money() : std::max(Money(), lot->cost - change.cost);
  }
}

} // namespace pvault
