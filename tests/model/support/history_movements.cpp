// The generator's purchases, releases, drawdowns, payments and reversals.
#include "tests/model/support/history_generator.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace pvault::test {

namespace {} // namespace

Ask HistoryGenerator::make_purchase() {
  const std::string mineral = some_mineral();
  AskPurchase ask{.mineral = spelling_of(mineral),
                  .mass = some_mass(mineral),
                  .supplier = heavy_ ? "TRAXYS" : some_name("party", random_.one_in(40) ? "" : "supplier"),
                  .site = some_name("site")};
  if (random_.one_in(3)) ask.assay = PlainAssay{random_.pick({"99.8", "65", "0.123", "100"})};
  if (ask.assay && random_.one_in(3)) ask.assay->component = some_component(mineral);
  if (random_.one_in(5)) ask.moisture_percent = random_.pick({"2", "0.5", "33.3"});
  const std::uint64_t way = random_.below(40);      // 0: neither, 1: both
  const std::uint64_t with_price = heavy_ ? 6 : 22; // what masses of that size cost at a price is mostly too much
  if (way >= 1 && way < with_price) ask.price = some_price(mineral);
  if (way == 1 || way >= with_price) ask.cost_cents = some_cents();
  while (random_.one_in(3)) {
    const std::string what = random_.pick({"freight", "insurance"});
    ask.landed.emplace_back(what, random_.one_in(25) ? 0 : random_.between(1, 999));
  }
  ask.rotation = some_rotation(mineral);
  if (random_.one_in(4)) ask.lot = fmt::format("L-{}", random_.between(1, 60));
  if (random_.one_in(6)) ask.quality = random_.pick({"unassayed", "accepted", "accepted", "rejected", "quarantined"});
  ask.provisional = random_.one_in(3);
  if (random_.one_in(80)) ask.lot = random_.pick({"77", "L=1"});
  if (random_.one_in(80)) ask.lot = fmt::format("{}-{}", mineral, book_.newest() + random_.between(1, 9));
  return ask;
}

// Lots to name: of the mineral, with or without mass, and sometimes what cannot be drawn.
std::vector<std::string> HistoryGenerator::some_lots(const std::string& mineral) {
  std::vector<std::string> candidates;
  std::vector<std::string> others;
  for (const LotFacts& lot : book_.lots(book_.everything())) {
    const bool fits_well = lot.mineral == mineral && (lot.on_hand_mg > 0 || random_.one_in(6));
    (fits_well ? candidates : others).push_back(lot.code);
  }
  std::vector<std::string> lots;
  for (std::uint64_t i = random_.below(3) + 1; i > 0 && !candidates.empty(); --i) {
    const std::string lot = random_.pick(candidates);
    if (std::ranges::find(lots, lot) == lots.end() || random_.one_in(8))
      lots.push_back(random_.one_in(6) ? lower_case(lot) : lot);
  }
  if (!others.empty() && random_.one_in(15)) lots.push_back(random_.pick(others));
  if (random_.one_in(20)) lots.emplace_back("NOWHERE");
  return lots;
}

Ask HistoryGenerator::make_release() {
  std::vector<std::string> held;
  for (const LotFacts& lot : book_.lots(book_.everything())) {
    if (lot.on_hand_mg > 0) held.push_back(lot.mineral);
  }
  const std::string mineral = held.empty() || random_.one_in(12) ? some_mineral() : random_.pick(held);
  AskRelease ask{
      .mineral = spelling_of(mineral),
      .mass = {},
      .kind = random_.pick({"sale", "sale", "sale", "emergency", "loan", "exchange", "rotation", "sample", "loss"}),
      .authority = "board",
      .recipient = random_.one_in(5) ? "" : some_name("party")};
  if (ask.kind == "emergency" ? !random_.one_in(12) : random_.one_in(60)) ask.emergency = some_emergency(mineral);
  const bool priced = ask.kind == "sale" ? !random_.one_in(20) : random_.one_in(ask.kind == "emergency" ? 2 : 12);
  if (priced) ask.price = some_price(mineral);
  const bool lends = ask.kind == "loan" || ask.kind == "exchange";
  if (lends && ask.recipient.empty() && !random_.one_in(6)) ask.recipient = some_name("party");
  if (lends ? !random_.one_in(12) : random_.one_in(60)) ask.return_by = day_near(on_, random_.one_in(10) ? -9 : 0, 90);
  const bool must_name = book_.cost_method(mineral, on_) == "specific" && !random_.one_in(6);
  if (must_name || random_.one_in(3)) ask.lots = some_lots(mineral);
  if (random_.one_in(8)) ask.site = some_name("site");
  const Event* site = book_.find_name("site", ask.site);
  std::vector<std::string> lots =
      ask.lots.empty() ? book_.drawable_lots(mineral, on_, site == nullptr ? "" : site->code) : ask.lots;
  std::erase_if(lots, [&](const std::string& lot) { return book_.find_lot(lot) == nullptr; });
  std::int64_t available_mg = 0;
  for (const std::string& lot : lots) {
    const std::string& code = book_.find_lot(lot)->code;
    available_mg += book_.left_in_lot(code).first;
    if (!random_.one_in(8)) on_ = std::max(on_, book_.drawable_from(code));
  }
  ask.authority = some_authority(mineral);
  if (const Event* authority = book_.find_name("authority", ask.authority); authority != nullptr && random_.one_in(2))
    available_mg = std::min(available_mg, authority->quantity_mg - book_.used(authority->code, on_));
  ask.mass = some_part_of(std::max<std::int64_t>(available_mg, 0), mineral);
  return ask;
}

std::string HistoryGenerator::some_lot_name() {
  if (random_.one_in(40)) return random_.pick({"77", "L=1"});
  return random_.one_in(4) ? fmt::format("T-{}", random_.between(1, 200)) : "";
}

// Parts of what is taken: all of it, or with a loss, and sometimes more.
std::vector<AskOutput> HistoryGenerator::some_outputs(std::int64_t taken_mg, const std::string& mineral,
                                                      bool may_lose) {
  std::vector<AskOutput> outputs;
  std::int64_t left_mg = std::min(taken_mg, largest_mass_mg);
  if (left_mg > 2 && (may_lose ? !random_.one_in(4) : random_.one_in(25))) left_mg -= random_.between(1, left_mg / 2);
  if (random_.one_in(20)) left_mg += 1;
  for (std::uint64_t i = random_.below(3); i > 0 && left_mg > 1; --i) {
    // Of what is a fraction of a milligram, two make a whole number of them.
    const bool half = left_mg > 4 && random_.one_in(3);
    const std::int64_t part_mg = random_.between(1, left_mg / 2);
    const std::string number = std::to_string(part_mg) + (half ? ".5" : "");
    outputs.push_back({{number, "mg"}, some_lot_name()});
    left_mg -= part_mg;
    if (!half) continue;
    outputs.push_back({{"0.5", "mg", random_.one_in(9) ? some_component(mineral) : ""}, some_lot_name()});
    left_mg -= 1;
  }
  outputs.push_back({{std::to_string(left_mg), "mg"}, some_lot_name()});
  if (outputs.size() > 1 && random_.one_in(15)) outputs.back().lot = outputs.front().lot;
  return outputs;
}

Ask HistoryGenerator::make_transfer() {
  std::vector<LotFacts> lots = book_.lots(book_.everything());
  std::erase_if(lots, [&](const LotFacts& lot) { return lot.on_hand_mg == 0 && !random_.one_in(9); });
  if (lots.empty() || random_.one_in(40)) return AskTransfer{.lot = "NOWHERE", .to_site = some_name("site")};
  const LotFacts& lot = random_.pick(lots);
  AskTransfer ask{.kind = random_.pick({"transfer", "transfer", "transfer", "repack", "upgrade", "processing"}),
                  .lot = random_.one_in(6) ? lower_case(lot.code) : lot.code,
                  .to_site = some_name("site")};
  if (ask.kind == "transfer" && ask.to_site == lot.site && !random_.one_in(5)) ask.to_site = some_name("site");
  if (ask.kind != "transfer" && random_.one_in(2)) ask.to_site = "";
  if (random_.one_in(4)) ask.from_site = random_.one_in(3) ? some_name("site") : lot.site;
  if (!random_.one_in(3)) ask.mass = some_part_of(lot.on_hand_mg, lot.mineral);
  const bool in_mg = !ask.mass || ask.mass->unit == "mg";
  const std::int64_t taken_mg = ask.mass && in_mg ? std::stoll(ask.mass->number) : lot.on_hand_mg;
  if (ask.kind == "transfer" ? random_.one_in(8) : !random_.one_in(6))
    ask.outputs = some_outputs(taken_mg, lot.mineral, ask.kind == "upgrade" || ask.kind == "processing");
  else
    ask.name = some_lot_name();
  if (random_.one_in(3)) ask.reason = "closer to the customer";
  if (!random_.one_in(8)) on_ = std::max(on_, book_.drawable_from(lot.code));
  return ask;
}

// Mostly within the dates of the facility, often on their edge.
void HistoryGenerator::date_drawdown(const std::string& facility) {
  const Event* signing = book_.find_name("facility", facility);
  if (signing == nullptr) return;
  const auto& terms = std::get<AskFacility>(signing->request.ask);
  const std::string first = std::max(signing->on, terms.available_from);
  switch (random_.below(10)) {
  case 0:
    on_ = day_near(random_.one_in(2) ? terms.available_from : signing->on, -1, 0);
    break;
  case 1:
    on_ = day_near(terms.available_until, 0, 1);
    break;
  default:
    on_ = std::min(std::max(on_, first), terms.available_until);
  }
}

std::vector<std::pair<std::string, std::int64_t>> HistoryGenerator::some_uses(std::int64_t can_be_drawn_cents) {
  std::vector<std::int64_t> purchases;
  for (const Event& event : book_.events()) {
    const bool has_use = event.kind == "purchase" && (book_.stands(event) || random_.one_in(8));
    if (has_use) purchases.push_back(event.number);
  }
  std::vector<std::pair<std::string, std::int64_t>> uses;
  for (std::uint64_t i = random_.below(4); i > 0 && !purchases.empty(); --i) {
    const std::int64_t purchase = random_.one_in(2) ? purchases.back() : random_.pick(purchases);
    const std::int64_t open_cents =
        book_.event(purchase).cost_cents - book_.financed(purchase, book_.event(purchase).on);
    std::string name = random_.one_in(2) ? std::to_string(purchase) : book_.event(purchase).code;
    for (const LotFacts& lot : book_.lots(book_.everything())) {
      const bool is_of_it = book_.find_lot(lot.code)->purchase == purchase;
      if (is_of_it && random_.one_in(8)) name = lot.code;
    }
    const bool on_the_edge = random_.one_in(3) || open_cents == 0 || can_be_drawn_cents < 4;
    const std::int64_t most_cents = std::min(open_cents, can_be_drawn_cents / 4);
    uses.emplace_back(name, on_the_edge ? some_part_of(open_cents) : random_.between(1, most_cents));
    std::erase(purchases, purchase);
    if (random_.one_in(25)) uses.emplace_back(std::to_string(purchase), 1);
  }
  if (random_.one_in(25)) uses.emplace_back(std::to_string(random_.between(0, book_.newest() + 1)), 1);
  if (random_.one_in(50)) uses.emplace_back("no-such-lot", 1);
  return uses;
}

Ask HistoryGenerator::make_drawdown() {
  AskDrawdown ask{.facility = some_name("facility")};
  date_drawdown(ask.facility);
  const Event* facility = book_.find_name("facility", ask.facility);
  const std::int64_t open_cents = facility == nullptr ? 100 : book_.undisbursed(facility->code, on_);
  if (!random_.one_in(3)) ask.uses = some_uses(open_cents);
  std::int64_t used_cents = 0;
  for (const auto& use : ask.uses)
    used_cents += use.second;
  switch (random_.below(12)) {
  case 0:
  case 1:
    ask.amount_cents = some_part_of(open_cents);
    break;
  case 2:
    ask.amount_cents = used_cents > 1 ? used_cents - 1 : random_.between(0, 1);
    break;
  default:
    ask.amount_cents =
        used_cents + random_.between(ask.uses.empty() ? 1 : 0, std::max<std::int64_t>(open_cents / 8, 1));
    break;
  }
  return ask;
}

// With whom something is open on the day.
std::string HistoryGenerator::some_debtor(bool to_supplier) {
  std::vector<std::string> codes;
  for (const Event& event : book_.events()) {
    if (event.kind == "party" && book_.stands(event) && book_.owed(to_supplier, event.code, on_) > 0)
      codes.push_back(event.code);
  }
  return codes.empty() ? some_name("party") : random_.pick(codes);
}

Ask HistoryGenerator::make_payment() {
  AskPayment ask{.to_supplier = !random_.one_in(3)};
  ask.party = random_.one_in(5) ? some_name("party") : some_debtor(ask.to_supplier);
  const Event* party = book_.find_name("party", ask.party);
  ask.amount_cents = some_part_of(party == nullptr ? 10 : book_.owed(ask.to_supplier, party->code, on_));
  return ask;
}

// What a drawdown that is undone had rested on, or else what still rests on that: undoing all of it in turn comes to
// the day from which on it may be undone.
std::vector<std::int64_t> HistoryGenerator::once_drawn_on() {
  std::map<std::string, std::vector<std::int64_t>> standing; // drawdowns by facility
  for (const Event& event : book_.events()) {
    const bool stands = event.kind == "drawdown" && book_.stands(event);
    if (stands) standing[std::get<AskDrawdown>(event.request.ask).facility].push_back(event.number);
  }
  std::vector<std::int64_t> entries;
  for (const Event& event : book_.events()) {
    if (event.kind != "drawdown" || book_.stands(event)) continue;
    const std::string& facility = std::get<AskDrawdown>(event.request.ask).facility;
    const Event* signing = book_.find_name("facility", facility);
    if (signing != nullptr) entries.push_back(standing[facility].empty() ? signing->number : standing[facility].back());
    for (const auto& use : event.uses)
      entries.push_back(use.first);
  }
  return entries;
}

// Mostly what was recorded lately and stands, sometimes what cannot be undone.
std::int64_t HistoryGenerator::some_entry() {
  if (random_.one_in(20)) return random_.one_in(4) ? book_.newest() + 1 : random_.between(0, book_.newest());
  const std::vector<std::int64_t> drawn_on = once_drawn_on();
  if (!drawn_on.empty() && random_.one_in(6)) return random_.pick(drawn_on);
  static const std::vector<std::string> rare = {
      "facility",  "site",          "site",      "party",   "drawdown",        "drawdown",
      "authority", "emergency-end", "emergency", "payment", "carrying-accrual"};
  const bool any = random_.one_in(10);
  const std::string kind = random_.one_in(3) ? random_.pick(rare) : "";
  std::vector<std::int64_t> entries;
  for (const Event& event : book_.events()) {
    if ((any || (book_.stands(event) && event.number > named_first_)) && (kind.empty() || event.kind == kind))
      entries.push_back(event.number);
  }
  if (entries.empty()) return book_.newest();
  const std::size_t late = random_.one_in(2) ? std::min<std::size_t>(entries.size(), 12) : entries.size();
  return entries[entries.size() - 1 - random_.below(late)];
}

Ask HistoryGenerator::make_reversal() {
  AskReversal ask{.entry = some_entry(), .reason = "mistake"};
  if (heavy_ || ask.entry < 1 || ask.entry > book_.newest() || random_.one_in(2)) return ask;
  const std::string& entered_on = book_.event(ask.entry).on;
  ask.on = random_.one_in(8) ? day_near(entered_on, -3, 0) : day_near(entered_on, 0, 60);
  if (random_.one_in(4)) ask.on = std::max(on_, entered_on);
  return ask;
}

Ask HistoryGenerator::make_carrying_rate() {
  AskCarryingRate ask{.kind = random_.pick({"storage", "insurance", "handling"})};
  if (random_.one_in(2)) ask.site = some_name("site");
  if (random_.one_in(2)) ask.mineral = spelling_of(some_mineral());
  if (random_.one_in(6)) return ask;
  ask.party = some_name("party", random_.one_in(8) ? "supplier" : random_.pick({"warehouse", "warehouse", "other"}));
  const auto price = [&] {
    return PlainPrice{std::to_string(random_.between(0, 3'000)), "USc", random_.pick({"g", "ct", "kg"})};
  };
  const bool by_movement = (ask.kind == "handling") != random_.one_in(20);
  if (by_movement) {
    if (random_.one_in(2)) ask.for_in = price();
    if (!ask.for_in || random_.one_in(2)) ask.for_out = price();
  } else if (random_.one_in(2)) {
    ask.per_month = price();
  } else {
    ask.percent = std::to_string(random_.between(0, 90));
  }
  return ask;
}

Ask HistoryGenerator::make_accrual() { return AskAccrual{}; }

} // namespace pvault::test
