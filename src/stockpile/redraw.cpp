#include "stockpile/redraw.hpp"

#include "stockpile/lots_in_order.hpp"

#include <algorithm>
#include <utility>

namespace pvault {

std::vector<Redrawn> redraw(std::vector<StockEvent> history) {
  std::ranges::stable_sort(history, {}, [](const StockEvent& event) { return std::pair(event.on, event.entry); });
  LotsInOrder lots;
  std::vector<Redrawn> redrawn;
  for (const StockEvent& event : history) {
    if (auto drawn = lots.take(event)) redrawn.push_back(*std::move(drawn));
    const auto* undoing = std::get_if<LotUndoing>(&event.what);
    if (undoing != nullptr)
      std::erase_if(redrawn, [&](const Redrawn& release) { return release.entry == undoing->undone; });
  }
  return redrawn;
}

// A lot that comes back in another run has another number, and a name that says what it is.
bool draws_differ(const std::vector<LotDraw>& some, const std::vector<LotDraw>& others) {
  return !std::ranges::equal(some, others, [](const LotDraw& a, const LotDraw& b) {
    return a.code == b.code && a.mass == b.mass && a.cost == b.cost;
  });
}

RedrawComparison compare_redrawn(const std::vector<StockEvent>& history, const StockEvent& further) {
  std::map<EntryId, Redrawn> without;
  for (Redrawn& redrawn : redraw(history))
    without.emplace(redrawn.entry, std::move(redrawn));
  std::vector<StockEvent> with_it = history;
  with_it.push_back(further);
  RedrawComparison comparison;
  for (Redrawn& redrawn : redraw(std::move(with_it))) {
    const auto before = without.find(redrawn.entry);
    if (redrawn.entry == further.entry) {
      comparison.own = std::move(redrawn);
    } else if (before != without.end() && draws_differ(before->second.draws, redrawn.draws)) {
      comparison.later.push_back({redrawn.entry, redrawn.on, before->second.cost, std::move(redrawn)});
    }
  }
  return comparison;
}

} // namespace pvault
