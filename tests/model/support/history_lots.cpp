// The generator's changes of quality, pledges and settlements.
#include "tests/model/support/history_generator.hpp"

#include <algorithm>

namespace pvault::test {

// Mostly one with mass left, made by what stands.
std::string HistoryGenerator::some_lot(bool with_mass) {
  std::vector<LotFacts> lots = book_.lots(book_.everything());
  std::erase_if(lots, [&](const LotFacts& lot) {
    return (lot.reversed || (with_mass && lot.on_hand_mg == 0)) && !random_.one_in(9);
  });
  if (lots.empty() || random_.one_in(40)) return "NOWHERE";
  const LotFacts& lot = random_.pick(lots);
  if (!random_.one_in(8)) on_ = std::max(on_, book_.find_lot(lot.code)->received_on);
  return random_.one_in(6) ? lower_case(lot.code) : lot.code;
}

Ask HistoryGenerator::make_quality() {
  return AskQuality{.lot = some_lot(true),
                    .status = random_.pick({"unassayed", "accepted", "accepted", "rejected", "quarantined"}),
                    .reason = "assay"};
}

Ask HistoryGenerator::make_pledge() {
  AskPledge ask{.lot = some_lot(true), .facility = some_name("facility"), .forbids_release = random_.one_in(2)};
  const Event* facility = book_.find_name("facility", ask.facility);
  if (facility != nullptr && !random_.one_in(12)) on_ = std::max(on_, facility->on);
  return ask;
}

Ask HistoryGenerator::make_pledge_release() {
  std::vector<const Event*> live;
  for (const Event& event : book_.events()) {
    if (event.kind == "pledge" && book_.pledged_until(event).empty()) live.push_back(&event);
  }
  if (live.empty() || random_.one_in(6)) return AskPledgeRelease{some_lot(false)};
  const Event* pledge = random_.pick(live);
  if (!random_.one_in(6)) on_ = std::max(on_, pledge->on);
  return AskPledgeRelease{std::get<AskPledge>(pledge->request.ask).lot};
}

Ask HistoryGenerator::make_settlement() {
  std::vector<const Event*> open;
  for (const Event& event : book_.events()) {
    const auto* bought = std::get_if<AskPurchase>(&event.request.ask);
    const bool is_settled = std::ranges::any_of(book_.events(), [&](const Event& other) {
      return other.kind == "settlement" && other.uses.contains(event.number) && book_.stands(other);
    });
    if (bought != nullptr && bought->provisional && book_.stands(event) && !is_settled) open.push_back(&event);
  }
  if (open.empty() || random_.one_in(8)) return AskSettlement{.lot = some_lot(false), .cost_cents = some_cents()};
  const Event& purchase = *random_.pick(open);
  const auto& bought = std::get<AskPurchase>(purchase.request.ask);
  AskSettlement ask{.lot = purchase.code};
  if (bought.assay && random_.one_in(2)) {
    ask.assay = bought.assay;
    ask.assay->percent = random_.pick({"99.8", "64.1", "0.124", "50"});
  }
  if (!ask.assay || random_.one_in(3)) ask.mass = random_.one_in(4) ? some_mass(purchase.mineral) : bought.mass;
  // More came than was thought; no figure may be more than 100 million tonnes.
  const bool may_grow = ask.mass && std::min(ask.mass->number.find('.'), ask.mass->number.size()) < 8;
  if (may_grow && random_.one_in(2)) ask.mass->number = "1" + ask.mass->number;
  if (random_.one_in(6)) ask.moisture_percent = random_.pick({"3", "0.25"});
  const std::uint64_t way = random_.below(6); // 0: neither, or what the purchase had
  if (way == 1 || way == 2) ask.price = some_price(purchase.mineral);
  if (way >= 2) ask.cost_cents = some_cents();
  if (way == 2 && !random_.one_in(4)) ask.price.reset();
  for (const LotFacts& lot : book_.lots(book_.everything())) {
    const bool is_of_it = book_.find_lot(lot.code)->purchase == purchase.number && lot.on_hand_mg > 0;
    if (is_of_it && !random_.one_in(10)) on_ = std::max(on_, book_.drawable_from(lot.code));
  }
  return ask;
}

} // namespace pvault::test
