#include "audit/sold_then.hpp"

#include <algorithm>

namespace pvault::audit {

SoldThen::SoldThen(store::Connection& connection) {
  store::Query row = connection.query(
      "SELECT entry_id, sale_entry_id, lot_id, effective_on, change_mg FROM sale_change ORDER BY entry_id");
  while (row.next()) {
    changes_.push_back({row.id<EntryId>(0), row.id<EntryId>(1), row.id<LotId>(2), row.date(3), row.mass(4)});
    ever_sold_.insert(changes_.back().lot);
  }
  store::Query lot = connection.query("SELECT entry_id, lot_id FROM sale_lot ORDER BY entry_id, line");
  while (lot.next())
    lots_of_[lot.id<EntryId>(0)].push_back(lot.id<LotId>(1));
}

void SoldThen::go_before(EntryId entry) {
  for (; next_ < changes_.size() && changes_[next_].entry < entry; ++next_) {
    const Change& change = changes_[next_];
    held_[{change.sale, change.lot}][change.on] += change.mass;
    free_[change.lot][change.on] -= change.mass;
    sold_.insert(change.lot);
  }
}

void SoldThen::move(LotId lot, Date on, Mass mass) {
  if (ever_sold_.contains(lot)) free_[lot][on] += mass;
}

Mass SoldThen::free_for(std::optional<EntryId> sale, const OpenLot& lot, Date on) const {
  if (sale) {
    const auto held = held_.find({*sale, lot.id});
    return held == held_.end() ? Mass() : std::min(least_from(on, held->second), lot.mass);
  }
  return sold_.contains(lot.id) ? std::clamp(least_from(on, free_.at(lot.id)), Mass(), lot.mass) : lot.mass;
}

std::vector<LotId> SoldThen::lots_of(EntryId sale) const {
  const auto lots = lots_of_.find(sale);
  return lots == lots_of_.end() ? std::vector<LotId>() : lots->second;
}

Mass SoldThen::least_from(Date on, const ChangeOn& changes) {
  const auto after = changes.upper_bound(on);
  Mass running;
  for (auto change = changes.begin(); change != after; ++change)
    running += change->second;
  Mass least = running;
  for (auto change = after; change != changes.end(); ++change) {
    running += change->second;
    least = std::min(least, running);
  }
  return least;
}

} // namespace pvault::audit
