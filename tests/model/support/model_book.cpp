#include "tests/model/support/model_book.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace pvault::test {

using boost::multiprecision::cpp_int;

const std::vector<MineralFacts>& model_minerals() {
  static const std::vector<MineralFacts> minerals = {
      {.code = "gallium", .name = "Gallium", .symbol = "Ga", .basis = "Ga"},
      {.code = "tungsten", .name = "Tungsten", .symbol = "W", .basis = "W", .content = {{"WO3", "0.793"}}},
      {.code = "niobium",
       .name = "Niobium",
       .symbol = "Nb",
       .basis = "Nb",
       .content = {{"ferroniobium", "0.65"}, {"Nb2O5", "0.69904"}}},
      {.code = "cerium", .name = "Cerium", .symbol = "Ce", .member_of = "rare-earths", .basis = "REO"},
      {.code = "rare-earths", .name = "Rare earths", .symbol = "REE", .is_group = true, .basis = "REO"},
  };
  return minerals;
}

// By definition: the avoirdupois pound, the troy ounce, the metric carat; 10 kg and 20 lb of content.
const std::vector<UnitFacts>& model_units() {
  static const std::vector<UnitFacts> units = {{"mg", "1"},
                                               {"ct", "200"},
                                               {"g", "1000"},
                                               {"ozt", "31103.4768"},
                                               {"lb", "453592.37"},
                                               {"kg", "1000000"},
                                               {"t", "1000000000"},
                                               {"stu", "9071847.4", true},
                                               {"mtu", "10000000", true}};
  return units;
}

Ratio ratio_of(const std::string& number) {
  cpp_int digits = 0;
  cpp_int divisor = 1;
  bool behind_point = false;
  for (const char c : number) {
    if (c == '.') {
      behind_point = true;
      continue;
    }
    if (c < '0' || c > '9') throw std::logic_error("not a plain number: " + number);
    digits = digits * 10 + (c - '0');
    if (behind_point) divisor *= 10;
  }
  return {digits, divisor};
}

cpp_int nearest(const Ratio& ratio) {
  const cpp_int above = numerator(ratio);
  const cpp_int below = denominator(ratio);
  cpp_int whole = above / below;
  if (whole * below > above) --whole; // division cuts towards zero
  const cpp_int twice_the_rest = 2 * (above - whole * below);
  const bool up = twice_the_rest > below || (twice_the_rest == below && whole % 2 != 0);
  return up ? cpp_int(whole + 1) : whole;
}

bool fits(const cpp_int& number) {
  return number <= std::numeric_limits<std::int64_t>::max() && number >= std::numeric_limits<std::int64_t>::min();
}

const Event* ModelBook::reversal_of(std::int64_t number) const {
  for (const Event& event : events_) {
    if (event.reverses == number) return &event;
  }
  return nullptr;
}

bool ModelBook::visible(const Event& event, const When& when) const {
  return event.on <= when.as_of && event.number <= when.known_at;
}

// What visible reversals undo.
std::set<std::int64_t> ModelBook::undone(const When& when) const {
  std::set<std::int64_t> numbers;
  for (const Event& event : events_) {
    if (event.reverses != 0 && visible(event, when)) numbers.insert(event.reverses);
  }
  return numbers;
}

ModelBalances ModelBook::balances(const When& when) const {
  ModelBalances balances;
  for (const Event& event : events_) {
    if (!visible(event, when)) continue;
    for (const Effect& effect : event.effects) {
      auto& [mass, amount] = balances[{effect.account, effect.mineral, effect.party, effect.facility}];
      mass += effect.mass_mg;
      amount += effect.amount_cents;
    }
  }
  std::erase_if(balances, [](const auto& balance) { return balance.second == std::pair<Wide, Wide>(0, 0); });
  return balances;
}

std::vector<LotFacts> ModelBook::lots(const When& when) const {
  const auto undone_by_then = undone(when);
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> left;
  for (const Event& event : events_) {
    if (!visible(event, when)) continue;
    for (const Effect& effect : event.effects) {
      left[effect.lot].first += effect.lot.empty() ? 0 : effect.mass_mg;
      left[effect.lot].second += effect.lot.empty() ? 0 : effect.amount_cents;
    }
  }
  std::vector<LotFacts> lots;
  std::map<std::string, std::int64_t> purchase_of;
  for (const Event& event : events_) {
    if (!visible(event, when)) continue;
    for (const LotMade& lot : event.lots) {
      purchase_of[lot.code] = lot.purchase;
      lots.push_back({.code = lot.code,
                      .mineral = lot.mineral,
                      .supplier = lot.supplier,
                      .site = lot.site,
                      .received_on = lot.received_on,
                      .aged_from = lot.aged_from,
                      .parent = lot.parent,
                      .received_mg = lot.received_mg,
                      .on_hand_mg = left[lot.code].first,
                      .cost_cents = left[lot.code].second,
                      .reversed = undone_by_then.contains(event.number)});
    }
  }
  std::ranges::stable_sort(lots, {},
                           [&](const LotFacts& lot) { return std::pair(lot.aged_from, purchase_of.at(lot.code)); });
  return lots;
}

// Of the events that meet the condition, are visible and not undone: the one dated last, of one date the one recorded
// last.
template <class Condition>
const Event* ModelBook::newest_figure(const When& when, const Condition& condition) const {
  const auto undone_by_then = undone(when);
  const Event* newest = nullptr;
  for (const Event& event : events_) {
    if (!condition(event) || !visible(event, when) || undone_by_then.contains(event.number)) continue;
    if (newest == nullptr || event.on >= newest->on) newest = &event;
  }
  return newest;
}

const Event* ModelBook::price(const std::string& mineral, const When& when) const {
  return newest_figure(when,
                       [&](const Event& event) { return event.mineral == mineral && event.cents_per_mg.has_value(); });
}

// Of the latest year; within it apparent consumption counts before an estimate, that before what was reported, and that
// before a proxy.
std::optional<DemandFacts> ModelBook::demand(const std::string& mineral, const When& when) const {
  const Event* best = nullptr;
  for (const char* basis :
       {"apparent-consumption", "estimated-consumption", "reported-consumption", "consumption-proxy"}) {
    const Event* newest = newest_figure(when, [&](const Event& event) {
      return event.mineral == mineral && event.demand.has_value() && event.demand->basis == basis;
    });
    if (newest != nullptr && (best == nullptr || newest->demand->year > best->demand->year)) best = newest;
  }
  return best == nullptr ? std::nullopt : best->demand;
}

std::optional<int> ModelBook::target_days(const std::string& mineral, const When& when) const {
  const Event* newest = newest_figure(when, [&](const Event& event) { return event.target_days.contains(mineral); });
  return newest == nullptr ? std::nullopt : std::optional(newest->target_days.at(mineral));
}

Answer ModelBook::known_at(const std::string& text) const {
  const bool is_number = text.find_first_not_of("0123456789") == std::string::npos;
  if (is_number) {
    const std::int64_t number = std::stoll(text);
    return number >= 1 && number <= newest() ? Answer{"known", number} : Answer{"known_at_unknown"};
  }
  // A day lasts to its end, and so does a second; a moment with milliseconds is meant to the millisecond.
  const std::string until = text.size() == 10   ? text + "T23:59:59.999Z"
                            : text.size() == 20 ? text.substr(0, 19) + ".999Z"
                                                : text;
  std::int64_t known = 0;
  for (const Event& event : events_) {
    if (event.recorded_at <= until) known = event.number;
  }
  return known > 0 ? Answer{"known", known} : Answer{"known_at_unknown"};
}

const Event* ModelBook::find_name(const std::string& kind, const std::string& code) const {
  for (const Event& event : events_) {
    if (event.kind == kind && lower_case(event.code) == lower_case(code) && stands(event)) return &event;
  }
  return nullptr;
}

const LotMade* ModelBook::find_lot(const std::string& code) const {
  for (const Event& event : events_) {
    for (const LotMade& lot : event.lots) {
      if (lower_case(lot.code) == lower_case(code)) return &lot;
    }
  }
  return nullptr;
}

std::string ModelBook::site_kind(const std::string& site) const {
  for (const Event& event : events_) {
    if (event.kind == "site" && event.code == site) return std::get<AskSite>(event.request.ask).kind;
  }
  return {};
}

std::pair<std::int64_t, std::int64_t> ModelBook::left_in_lot(const std::string& lot) const {
  std::pair<std::int64_t, std::int64_t> left;
  for (const Event& event : events_) {
    for (const Effect& effect : event.effects) {
      if (effect.lot != lot) continue;
      left.first += effect.mass_mg;
      left.second += effect.amount_cents;
    }
  }
  return left;
}

// The day of receipt, or the latest day on which a reversal gave back what had left on an earlier day, cost was shifted
// to the lot or from it by an averaging that stands, or a settlement that stands (or its reversal on a later day)
// changed what is in it.
std::string ModelBook::drawable_from(const std::string& lot) const {
  std::string from = find_lot(lot)->received_on;
  for (const Event& reversal : events_) {
    if (reversal.reverses == 0 || reversal.on <= event(reversal.reverses).on) continue;
    for (const Effect& effect : reversal.effects) {
      const bool gives_back = effect.mass_mg >= 0 || event(reversal.reverses).kind == "settlement";
      if (effect.lot == lot && gives_back) from = std::max(from, reversal.on);
    }
  }
  for (const Event& averaging : events_) {
    const bool holds = averaging.kind == "averaging" || averaging.kind == "settlement";
    if (!holds || !stands(averaging)) continue;
    if (std::ranges::find(averaging.effects, lot, &Effect::lot) != averaging.effects.end())
      from = std::max(from, averaging.on);
  }
  for (const Event& event : events_) {
    if (!event.write_downs.contains(lot)) continue;
    if (event.reverses != 0) {
      const Event& reversed = this->event(event.reverses);
      const bool held = reversed.kind == "write-down" || reversed.kind == "averaging";
      if (held && event.on > reversed.on) from = std::max(from, event.on);
    } else if (stands(event) && (event.kind == "write-down" || event.kind == "averaging")) {
      from = std::max(from, event.on);
    }
  }
  return from;
}

std::int64_t ModelBook::written_down(const std::string& lot) const {
  std::int64_t cents = 0;
  for (const Event& event : events_) {
    const auto part = event.write_downs.find(lot);
    if (part != event.write_downs.end()) cents += part->second;
  }
  return cents;
}

std::vector<std::string> ModelBook::drawable_lots(const std::string& mineral, const std::string& on,
                                                  const std::string& site) const {
  std::vector<std::string> codes;
  for (const LotFacts& lot : lots(everything())) {
    const bool is_here = site_kind(lot.site) == "storage" && (site.empty() || lot.site == site);
    const bool can_be_drawn = lot.on_hand_mg > 0 && drawable_from(lot.code) <= on && why_held(lot.code, on).empty();
    if (lot.mineral == mineral && is_here && can_be_drawn) codes.push_back(lot.code);
  }
  return codes;
}

namespace {

// The least that a balance is on a day or any later one, when it changes so much on each day.
std::int64_t least_from(const std::string& on, std::map<std::string, std::int64_t> change_on) {
  change_on.try_emplace(on, 0);
  std::int64_t running = 0;
  std::optional<std::int64_t> least;
  for (const auto& [day, change] : change_on) {
    running += change;
    if (day >= on) least = std::min(least.value_or(running), running);
  }
  return *least;
}

} // namespace

std::int64_t ModelBook::undisbursed(const std::string& facility, const std::string& on) const {
  std::map<std::string, std::int64_t> change_on;
  for (const Event& event : events_) {
    for (const Effect& effect : event.effects) {
      const bool counts = effect.account == "commitment_undisbursed" && effect.facility == facility;
      if (counts) change_on[event.on] += effect.amount_cents;
    }
  }
  return least_from(on, change_on);
}

std::int64_t ModelBook::financed(std::int64_t purchase, const std::string& on) const {
  std::map<std::string, std::int64_t> change_on; // of what is not financed
  const auto change = [&](const Event& drawn, const std::string& day, std::int64_t sign) {
    const auto use = drawn.uses.find(purchase);
    if (use != drawn.uses.end()) change_on[day] += sign * use->second;
  };
  for (const Event& event : events_) {
    change(event, event.on, -1);
    if (event.reverses != 0) change(this->event(event.reverses), event.on, 1);
  }
  return std::max<std::int64_t>(0, -least_from(on, change_on));
}

namespace {

std::int64_t mass_released(const Event& release) {
  std::int64_t mg = 0;
  for (const Effect& effect : release.effects)
    mg -= effect.lot.empty() ? 0 : effect.mass_mg;
  return mg;
}

} // namespace

std::int64_t ModelBook::used(const std::string& authority, const std::string& on) const {
  std::map<std::string, std::int64_t> change_on;
  for (const Event& event : events_) {
    if (event.authority != authority) continue;
    for (const auto& [lot, mg] : event.sold) {
      const std::int64_t counts_mg = event.kind == "sale" ? mg : -mg;
      change_on[event.on] -= counts_mg;
      if (const Event* reversal = reversal_of(event.number)) change_on[reversal->on] += counts_mg;
    }
    if (event.kind != "release") continue;
    change_on[event.on] -= mass_released(event);
    if (const Event* reversal = reversal_of(event.number)) change_on[reversal->on] += mass_released(event);
  }
  return -least_from(on, change_on);
}

std::int64_t ModelBook::used(const std::string& emergency, const std::string& mineral, const std::string& on) const {
  std::map<std::string, std::int64_t> change_on;
  for (const Event& event : events_) {
    if (event.kind != "release" || event.emergency != emergency || event.mineral != mineral) continue;
    change_on[event.on] -= mass_released(event);
    if (const Event* reversal = reversal_of(event.number)) change_on[reversal->on] += mass_released(event);
  }
  return -least_from(on, change_on);
}

std::vector<PartBack> ModelBook::out(std::int64_t release, const std::string& on) const {
  std::vector<PartBack> lots;
  for (const Effect& effect : event(release).effects) {
    if (!effect.lot.empty())
      lots.push_back({.drawn = effect.lot, .lot = {}, .mg = -effect.mass_mg, .cents = -effect.amount_cents});
  }
  for (const Event& returned : events_) {
    const Event* reversal = reversal_of(returned.number);
    if (returned.returns != release || (reversal != nullptr && reversal->on <= on)) continue;
    for (const PartBack& part : returned.parts) {
      for (PartBack& lot : lots) {
        lot.mg -= lot.drawn == part.drawn ? part.mg : 0;
        lot.cents -= lot.drawn == part.drawn ? part.cents : 0;
      }
    }
  }
  return lots;
}

// Sold, shipped and cancelled, and each undone.
std::vector<ModelBook::SoldChange> ModelBook::sold_changes() const {
  std::vector<SoldChange> changes;
  for (const Event& event : events_) {
    std::map<std::string, std::int64_t> of_lots;
    const bool sells = event.kind == "sale";
    const bool ships = event.kind == "release" && event.ships != 0;
    if (!sells && !ships && event.kind != "sale-cancellation") continue;
    for (const auto& [lot, mg] : event.sold)
      of_lots[lot] += sells ? mg : -mg;
    for (const Effect& effect : event.effects) {
      if (!effect.lot.empty()) of_lots[effect.lot] += effect.mass_mg;
    }
    const Event* reversal = reversal_of(event.number);
    for (const auto& [lot, mg] : of_lots) {
      changes.push_back({event.on, event.number, sells ? event.number : event.ships, lot, mg});
      if (reversal != nullptr)
        changes.push_back({reversal->on, reversal->number, sells ? event.number : event.ships, lot, -mg});
    }
  }
  return changes;
}

std::int64_t ModelBook::unshipped(std::int64_t sale, const std::string& lot, const std::string& on) const {
  std::map<std::string, std::int64_t> change_on;
  for (const SoldChange& change : sold_changes()) {
    if (change.sale == sale && change.lot == lot) change_on[change.on] += change.mg;
  }
  return least_from(on, change_on);
}

std::int64_t ModelBook::free_in_lot(const std::string& lot, const std::string& on) const {
  const auto changes = sold_changes();
  const std::int64_t left_mg = left_in_lot(lot).first;
  if (std::ranges::find(changes, lot, &SoldChange::lot) == changes.end()) return left_mg;
  std::map<std::string, std::int64_t> change_on;
  for (const Event& event : events_) {
    for (const Effect& effect : event.effects)
      change_on[event.on] += effect.lot == lot ? effect.mass_mg : 0;
  }
  for (const SoldChange& change : changes)
    change_on[change.on] -= change.lot == lot ? change.mg : 0;
  return std::clamp<std::int64_t>(least_from(on, change_on), 0, left_mg);
}

std::int64_t ModelBook::unshipped_of(std::int64_t sale) const {
  std::int64_t mg = 0;
  for (const SoldChange& change : sold_changes())
    mg += change.sale == sale ? change.mg : 0;
  return mg;
}

std::string ModelBook::freed_on(const std::string& lot, std::int64_t since) const {
  std::string on;
  for (const SoldChange& change : sold_changes()) {
    if (change.lot != lot || change.sale <= since) continue;
    if (change.mg < 0 && change.on > event(change.sale).on) on = std::max(on, change.on);
  }
  return on;
}

std::int64_t ModelBook::sold(const std::string& mineral, const When& when) const {
  std::int64_t mg = 0;
  for (const SoldChange& change : sold_changes()) {
    if (change.on <= when.as_of && change.entry <= when.known_at && find_lot(change.lot)->mineral == mineral)
      mg += change.mg;
  }
  return mg;
}

std::int64_t ModelBook::sold_of_lot(const std::string& lot, const When& when) const {
  std::int64_t mg = 0;
  for (const SoldChange& change : sold_changes())
    mg += change.lot == lot && change.on <= when.as_of && change.entry <= when.known_at ? change.mg : 0;
  return mg;
}

std::string ModelBook::ended_on(const std::string& emergency, const std::string& on) const {
  std::string by_then;
  std::string at_all;
  for (const Event& event : events_) {
    if (event.kind != "emergency-end" || event.emergency != emergency) continue;
    const Event* reversal = reversal_of(event.number);
    if (reversal == nullptr) at_all = event.on;
    const bool holds = event.on <= on && (reversal == nullptr || reversal->on > on);
    if (holds && (by_then.empty() || event.on < by_then)) by_then = event.on;
  }
  return by_then.empty() ? at_all : by_then;
}

std::int64_t ModelBook::owed(bool to_supplier, const std::string& party, const std::string& on) const {
  std::map<std::string, std::int64_t> change_on;
  for (const Event& event : events_) {
    for (const Effect& effect : event.effects) {
      const bool counts = effect.account == (to_supplier ? "payable" : "receivable") && effect.party == party;
      if (counts) change_on[event.on] += to_supplier ? -effect.amount_cents : effect.amount_cents;
    }
  }
  return std::max<std::int64_t>(0, least_from(on, change_on));
}

} // namespace pvault::test
