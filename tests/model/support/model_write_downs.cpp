// What the model answers to a write-down and an opening balance, and what happens to write-downs when lots move.
#include "tests/model/support/model_rules.hpp"

#include <algorithm>

namespace pvault::test {

namespace {

// What is above its limit goes to the first that have room.
void keep_within(std::vector<std::int64_t>& parts, const std::vector<std::int64_t>& limits) {
  std::int64_t excess = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::int64_t kept = std::min(parts[i], limits[i]);
    excess += parts[i] - kept;
    parts[i] = kept;
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::int64_t more = std::min(excess, limits[i] - parts[i]);
    parts[i] += more;
    excess -= more;
  }
}

} // namespace

std::map<std::string, std::int64_t> even_write_downs(const ModelBook& book, const std::vector<LotFacts>& lots) {
  std::int64_t all = 0;
  std::vector<std::int64_t> masses;
  std::vector<std::int64_t> costs;
  for (const LotFacts& lot : lots) {
    all += book.written_down(lot.code);
    masses.push_back(lot.on_hand_mg);
    costs.push_back(lot.cost_cents);
  }
  std::map<std::string, std::int64_t> shifts;
  if (all == 0) return shifts;
  std::vector<std::int64_t> parts = shares(all, masses);
  keep_within(parts, costs);
  for (std::size_t i = 0; i < lots.size(); ++i) {
    const std::int64_t shift = parts[i] - book.written_down(lots[i].code);
    if (shift != 0) shifts[lots[i].code] = shift;
  }
  return shifts;
}

// With the cost that a settlement takes off a lot goes its part of the write-down.
std::int64_t ModelBook::settle_write_downs(Event& event) const {
  std::int64_t left = 0;
  for (const Effect& effect : event.effects) {
    if (effect.lot.empty() || effect.amount_cents >= 0 || written_down(effect.lot) == 0) continue;
    const std::int64_t cost_cents = left_in_lot(effect.lot).second;
    const auto part =
        static_cast<std::int64_t>(nearest(Ratio(written_down(effect.lot)) * -effect.amount_cents / cost_cents));
    if (part != 0) event.write_downs[effect.lot] = -part;
    left += part;
  }
  return left;
}

// What comes back of a loan brings its part of the write-down that left with it.
void ModelBook::return_write_downs(Event& event) const {
  const Event& loan = this->event(event.returns);
  std::int64_t back = 0;
  for (const PartBack& part : event.parts) {
    const auto left = loan.write_downs.find(part.drawn);
    if (part.lot.empty() || left == loan.write_downs.end()) continue;
    std::int64_t lent_mg = 0;
    for (const Effect& effect : loan.effects)
      lent_mg -= effect.lot == part.drawn ? effect.mass_mg : 0;
    std::int64_t back_mg = part.mg;
    std::int64_t brought_cents = 0;
    for (const Event& earlier : events()) {
      if (earlier.returns != event.returns || !stands(earlier)) continue;
      for (const PartBack& other : earlier.parts) {
        if (other.drawn != part.drawn || other.lot.empty()) continue;
        back_mg += other.mg;
        const auto brought = earlier.write_downs.find(other.lot);
        brought_cents += brought == earlier.write_downs.end() ? 0 : brought->second;
      }
    }
    const auto due_cents = static_cast<std::int64_t>(nearest(Ratio(-left->second) * back_mg / lent_mg));
    const std::int64_t cents = std::min(part.cents, due_cents - brought_cents);
    if (cents > 0) event.write_downs[part.lot] = cents;
    back += std::max<std::int64_t>(cents, 0);
  }
  if (back == 0) return;
  const std::string mineral = event.effects.front().mineral;
  event.effects.push_back({.account = "inventory_written_down", .mineral = mineral, .amount_cents = -back});
  event.effects.push_back({.account = "write_downs_released", .mineral = mineral, .amount_cents = back});
}

void ModelBook::carry_write_downs(Event& event) const {
  if (event.kind == "write-down" || event.kind == "reversal") return;
  if (event.kind == "return") return return_write_downs(event);
  std::int64_t left = 0;
  std::vector<std::string> filled;
  std::vector<std::int64_t> masses;
  std::vector<std::int64_t> costs;
  for (const Effect& effect : event.effects) {
    if (effect.lot.empty() || event.kind == "settlement" || effect.mass_mg == 0) continue;
    if (effect.mass_mg > 0) {
      filled.push_back(effect.lot);
      masses.push_back(effect.mass_mg);
      costs.push_back(effect.amount_cents);
      continue;
    }
    const std::int64_t written = written_down(effect.lot);
    const auto [mass_mg, cost_cents] = left_in_lot(effect.lot);
    if (written == 0) continue;
    auto part = static_cast<std::int64_t>(nearest(Ratio(written) * -effect.mass_mg / mass_mg));
    part = std::max(part, written - (cost_cents + effect.amount_cents)); // what stays is not below its cost
    part = std::min({part, written, -effect.amount_cents});
    if (part != 0) event.write_downs[effect.lot] = -part;
    left += part;
  }
  if (event.kind == "settlement") left = settle_write_downs(event);
  if (left == 0) return;
  if (event.kind != "transfer") {
    const std::string mineral = event.effects.front().mineral;
    event.effects.push_back({.account = "inventory_written_down", .mineral = mineral, .amount_cents = left});
    event.effects.push_back({.account = "write_downs_released", .mineral = mineral, .amount_cents = -left});
    return;
  }
  std::vector<std::int64_t> parts = shares(left, masses);
  keep_within(parts, costs);
  for (std::size_t i = 0; i < filled.size(); ++i) {
    if (parts[i] != 0) event.write_downs[filled[i]] = parts[i];
  }
}

Event decide(const ModelBook& book, Request request, const AskWriteDown& asked) {
  AskWriteDown ask = asked;
  answer_repeat(book, request);
  std::vector<LotFacts> lots;
  if (ask.lot.empty()) {
    ask.mineral = find_mineral(ask.mineral).code;
    lots = averaged_lots(book, ask.mineral, request.on);
  } else {
    const LotMade* lot = book.find_lot(ask.lot);
    refuse_if(lot == nullptr, "lot_unknown");
    refuse_if(book.drawable_from(lot->code) > request.on, "lot_not_yet_received");
    ask.lot = lot->code;
    lots = book.lots(book.everything());
    std::erase_if(lots, [&](const LotFacts& other) { return other.code != lot->code; });
  }
  request.ask = ask;
  const std::string mineral = ask.lot.empty() ? ask.mineral : lots.front().mineral;
  refuse_if(find_mineral(mineral).is_group, "mineral_is_group");
  std::int64_t all_cents = 0;
  std::vector<std::int64_t> carrying;
  for (const LotFacts& lot : lots) {
    carrying.push_back(lot.cost_cents - book.written_down(lot.code));
    all_cents += carrying.back();
  }
  refuse_if(ask.amount_cents == 0, "amount_not_positive");
  refuse_if(ask.amount_cents > all_cents, "write_down_above_cost");
  Event event{
      .on = request.on,
      .request = request,
      .effects = {{.account = "write_downs", .mineral = mineral, .amount_cents = ask.amount_cents},
                  {.account = "inventory_written_down", .mineral = mineral, .amount_cents = -ask.amount_cents}}};
  const std::vector<std::int64_t> parts = shares(ask.amount_cents, carrying);
  for (std::size_t i = 0; i < lots.size(); ++i) {
    if (parts[i] != 0) event.write_downs[lots[i].code] = parts[i];
  }
  return event;
}

void check_after_openings(const ModelBook& book, const std::string& on) {
  for (const Event& event : book.events())
    refuse_if(event.kind == "opening" && book.stands(event) && event.on > on, "opening_after_stock");
}

Event decide(const ModelBook& book, Request request, const AskOpening& asked) {
  AskOpening ask = asked;
  answer_repeat(book, request);
  const MineralFacts& mineral = find_mineral(ask.mineral);
  ask.mineral = mineral.code;
  ask.supplier = find_party(book, ask.supplier, "supplier").code;
  const Event* site = book.find_name("site", ask.site);
  refuse_if(site == nullptr, "site_unknown");
  ask.site = site->code;
  request.ask = ask;
  const std::string lot = free_lot_name(book, mineral);
  refuse_if(mineral.is_group, "mineral_is_group");
  const Contained mass = contained_mass(mineral, ask.mass);
  for (const Event& event : book.events())
    refuse_if(event.kind == "purchase" && book.stands(event) && event.on < request.on, "opening_after_stock");
  return {.on = request.on,
          .request = request,
          .effects = {{.account = "inventory",
                       .mineral = mineral.code,
                       .lot = lot,
                       .mass_mg = mass.mg,
                       .amount_cents = ask.cost_cents},
                      {.account = "opening_stock", .mineral = mineral.code, .mass_mg = -mass.mg},
                      {.account = "opening_balance", .mineral = mineral.code, .amount_cents = -ask.cost_cents}},
          .code = lot,
          .mineral = mineral.code,
          .lots = {LotMade{.code = lot,
                           .mineral = mineral.code,
                           .supplier = ask.supplier,
                           .site = ask.site,
                           .received_on = request.on,
                           .received_mg = mass.mg,
                           .aged_from = request.on}}};
}

} // namespace pvault::test
