// What the model answers about the quality of lots, their pledges and settlements.
#include "tests/model/support/model_rules.hpp"

#include <algorithm>

namespace pvault::test {

using boost::multiprecision::cpp_int;

std::string ModelBook::quality(const std::string& lot, const When& when) const {
  const auto undone_by_then = undone(when);
  std::string quality = find_lot(lot)->quality;
  std::string since;
  for (const Event& event : events_) {
    if (event.kind != "lot-quality" || !visible(event, when) || event.on < since) continue;
    const auto& ask = std::get<AskQuality>(event.request.ask);
    if (ask.lot != lot || undone_by_then.contains(event.number)) continue;
    quality = ask.status;
    since = event.on;
  }
  return quality;
}

std::string ModelBook::pledged_until(const Event& pledge) const {
  if (const Event* undoing = reversal_of(pledge.number)) return undoing->on;
  for (const Event& event : events_) {
    if (event.kind == "pledge-release" && event.uses.contains(pledge.number) && stands(event)) return event.on;
  }
  return {};
}

// That of the day and the one that holds now may be two: then the one that forbids releases counts.
const Event* ModelBook::pledge_on(const std::string& lot, const std::string& on) const {
  const Event* found = nullptr;
  for (const Event& event : events_) {
    if (event.kind != "pledge" || std::get<AskPledge>(event.request.ask).lot != lot) continue;
    const std::string until = pledged_until(event);
    if (!until.empty() && (event.on > on || on >= until)) continue;
    if (found == nullptr || std::get<AskPledge>(event.request.ask).forbids_release) found = &event;
  }
  return found;
}

void check_no_later_quality(const ModelBook& book, const std::string& lot, const std::string& on) {
  for (const Event& event : book.events()) {
    const auto* change = std::get_if<AskQuality>(&event.request.ask);
    const bool misses = event.kind == "lot-quality" && change->lot == lot && event.on > on && book.stands(event);
    refuse_if(misses, "quality_before_draw");
  }
}

namespace {

std::string held_by(const std::string& quality, const Event* pledge) {
  if (!quality.empty() && quality != "accepted") return "not_accepted";
  const bool forbidden = pledge != nullptr && std::get<AskPledge>(pledge->request.ask).forbids_release;
  return forbidden ? "pledged" : "";
}

} // namespace

std::string ModelBook::why_held(const std::string& lot, const std::string& on) const {
  return held_by(quality_on(lot, on), pledge_on(lot, on));
}

std::string ModelBook::why_held(const std::string& lot, const When& when) const {
  const auto undone_by_then = undone(when);
  std::set<std::int64_t> given_back;
  for (const Event& event : events_) {
    const bool counts =
        event.kind == "pledge-release" && visible(event, when) && !undone_by_then.contains(event.number);
    if (counts) given_back.insert(event.uses.begin()->first);
  }
  const Event* pledge = nullptr;
  for (const Event& event : events_) {
    if (event.kind != "pledge" || !visible(event, when) || undone_by_then.contains(event.number)) continue;
    const bool is_of_it = std::get<AskPledge>(event.request.ask).lot == lot && !given_back.contains(event.number);
    if (is_of_it && pledge == nullptr) pledge = &event;
  }
  return held_by(quality(lot, when), pledge);
}

namespace {

bool takes_of(const Event& event, const std::string& lot) {
  return std::ranges::any_of(event.effects,
                             [&](const Effect& effect) { return effect.lot == lot && effect.mass_mg < 0; });
}

bool is_release(const Event& event) {
  if (event.kind != "release") return false;
  const std::string& kind = std::get<AskRelease>(event.request.ask).kind;
  return kind != "sample" && kind != "loss";
}

bool is_transfer_of(const Event& event, const std::string& lot) {
  return event.kind == "transfer" && std::get<AskTransfer>(event.request.ask).lot == lot;
}

// Whether lots were made of it, with its quality: by a transfer, or as what came back after it was lent.
bool makes_lots_of(const Event& event, const std::string& lot) {
  return is_transfer_of(event, lot) ||
         std::ranges::any_of(event.parts, [&](const PartBack& part) { return part.drawn == lot && !part.lot.empty(); });
}

// A lot that was made by what stands.
const LotMade& find_standing(const ModelBook& book, const std::string& code) {
  const LotMade* lot = book.find_lot(code);
  refuse_if(lot == nullptr, "lot_unknown");
  refuse_if(!book.stands(book.event(lot->entry)), "lot_unknown");
  return *lot;
}

bool is_of(const ModelBook& book, const std::string& lot, std::int64_t purchase) {
  return !lot.empty() && book.find_lot(lot)->purchase == purchase;
}

bool touches(const ModelBook& book, const Event& event, std::int64_t purchase) {
  return std::ranges::any_of(event.effects, [&](const Effect& effect) { return is_of(book, effect.lot, purchase); }) ||
         std::ranges::any_of(event.parts, [&](const PartBack& part) { return is_of(book, part.drawn, purchase); });
}

} // namespace

Event decide(const ModelBook& book, Request request, const AskQuality& asked) {
  AskQuality ask = asked;
  answer_repeat(book, request);
  const LotMade& lot = find_standing(book, ask.lot);
  ask.lot = lot.code;
  request.ask = ask;
  refuse_if(request.on < lot.received_on, "lot_not_yet_received");
  refuse_if(book.quality_on(lot.code, request.on) == ask.status, "quality_unchanged");
  const bool bad = ask.status != "accepted";
  for (const Event& event : book.events()) {
    if (!book.stands(event) || event.on < request.on) continue;
    refuse_if(makes_lots_of(event, lot.code), "quality_before_draw");
    // Another change between the two, which holds on the day of the release, makes up for it.
    const bool made_up_for = std::ranges::any_of(book.events(), [&](const Event& change) {
      const Event* undoing = book.reversal_of(change.number);
      return change.kind == "lot-quality" && std::get<AskQuality>(change.request.ask).lot == lot.code &&
             change.on > request.on && change.on <= event.on && (undoing == nullptr || undoing->on > event.on);
    });
    refuse_if(bad && is_release(event) && takes_of(event, lot.code) && !made_up_for, "quality_before_draw");
  }
  return {.on = request.on, .request = request};
}

Event decide(const ModelBook& book, Request request, const AskPledge& asked) {
  AskPledge ask = asked;
  answer_repeat(book, request);
  const LotMade& lot = find_standing(book, ask.lot);
  ask.lot = lot.code;
  const Event* facility = book.find_name("facility", ask.facility);
  refuse_if(facility == nullptr, "facility_unknown");
  ask.facility = facility->code;
  request.ask = ask;
  refuse_if(request.on < facility->on, "facility_not_in_force");
  refuse_if(request.on < lot.received_on, "lot_not_yet_received");
  refuse_if(book.left_in_lot(lot.code).first == 0, "lot_mass_insufficient");
  for (const Event& event : book.events()) {
    if (event.kind != "pledge" || std::get<AskPledge>(event.request.ask).lot != lot.code) continue;
    const std::string until = book.pledged_until(event);
    refuse_if(until.empty() || (until > request.on && until > event.on), "lot_already_pledged");
  }
  for (const Event& event : book.events()) {
    if (!book.stands(event) || event.on < request.on) continue;
    const bool breaks =
        is_transfer_of(event, lot.code) || (ask.forbids_release && is_release(event) && takes_of(event, lot.code));
    refuse_if(breaks, "pledge_before_draw");
  }
  return {.on = request.on, .request = request};
}

Event decide(const ModelBook& book, Request request, const AskPledgeRelease& asked) {
  AskPledgeRelease ask = asked;
  answer_repeat(book, request);
  ask.lot = find_standing(book, ask.lot).code;
  request.ask = ask;
  const Event* live = nullptr;
  for (const Event& event : book.events()) {
    if (event.kind != "pledge" || std::get<AskPledge>(event.request.ask).lot != ask.lot || event.on > request.on)
      continue;
    if (live == nullptr && book.pledged_until(event).empty()) live = &event;
  }
  refuse_if(live == nullptr, "pledge_unknown");
  return {.on = request.on, .request = request, .uses = {{live->number, 0}}};
}

namespace {

// Where the metal of a purchase is: lots with some left, in the order in which they were made; and what left them.
struct Whereabouts {
  std::vector<std::string> lots = {};
  std::vector<std::int64_t> masses_mg = {}; // of the lots, then released, lost, lost as yield
  std::vector<std::int64_t> costs_cents = {};
};

// Whether a lot is of a delivery by transfers and returns: what a count found beside a lot was delivered by nobody.
bool is_delivered(const ModelBook& book, const std::string& code, std::int64_t purchase) {
  if (!is_of(book, code, purchase)) return false;
  const LotMade& lot = *book.find_lot(code);
  if (lot.parent.empty()) return true;
  return book.event(lot.entry).kind != "count-adjustment" && is_delivered(book, lot.parent, purchase);
}

bool is_loan(const Event& event) {
  return event.kind == "release" && !std::get<AskRelease>(event.request.ask).return_by.empty();
}

// Nothing of a delivery is owed back.
void check_not_lent(const ModelBook& book, std::int64_t purchase) {
  for (const Event& event : book.events()) {
    if (!is_loan(event) || !book.stands(event)) continue;
    for (const PartBack& part : book.out(event.number, "9999-12-31"))
      refuse_if(part.mg > 0 && is_delivered(book, part.drawn, purchase), "lot_lent");
  }
}

void add_what_left(const ModelBook& book, const Event& event, std::int64_t purchase, Whereabouts& where) {
  const std::size_t released = where.lots.size();
  const bool adjusts = event.kind == "count-adjustment";
  const bool lost = adjusts || (event.kind == "release" && std::get<AskRelease>(event.request.ask).kind == "loss");
  bool of_delivery = false;
  for (const PartBack& part : event.parts) {
    if (!part.lot.empty() || !is_delivered(book, part.drawn, purchase)) continue;
    where.masses_mg[released + 1] += part.mg;
    where.costs_cents[released + 1] += part.cents;
  }
  if (is_loan(event)) return; // all of it is back, or was given up
  for (const Effect& effect : event.effects) {
    if (!is_delivered(book, effect.lot, purchase)) continue;
    of_delivery = true;
    if ((event.kind != "release" && !adjusts) || effect.mass_mg >= 0) continue;
    where.masses_mg[released + (lost ? 1 : 0)] -= effect.mass_mg;
    where.costs_cents[released + (lost ? 1 : 0)] -= effect.amount_cents;
  }
  for (const Effect& effect : event.effects) {
    if (event.kind == "transfer" && effect.account == "lost" && of_delivery)
      where.masses_mg[released + 2] += effect.mass_mg;
  }
}

Whereabouts whereabouts_of(const ModelBook& book, std::int64_t purchase) {
  Whereabouts where;
  for (const Event& event : book.events()) {
    for (const LotMade& lot : event.lots) {
      const auto [mass_mg, cents] = book.left_in_lot(lot.code);
      if (!is_delivered(book, lot.code, purchase) || mass_mg == 0) continue;
      where.lots.push_back(lot.code);
      where.masses_mg.push_back(mass_mg);
      where.costs_cents.push_back(cents);
    }
  }
  where.masses_mg.resize(where.lots.size() + 3);
  where.costs_cents.resize(where.lots.size() + 2);
  for (const Event& event : book.events()) {
    if (book.stands(event)) add_what_left(book, event, purchase, where);
  }
  return where;
}

std::vector<std::int64_t> in_proportion(const cpp_int& whole, const std::vector<std::int64_t>& weights) {
  cpp_int sum = 0;
  for (const std::int64_t weight : weights)
    sum += weight;
  std::vector<Ratio> parts;
  for (const std::int64_t weight : weights)
    parts.emplace_back(Ratio(whole * weight, sum));
  return shared(static_cast<std::int64_t>(whole), parts);
}

// By cost, but for lots of which nothing is left; by mass where nothing has cost anything.
std::vector<std::int64_t> costs_after(const Whereabouts& before, const std::vector<std::int64_t>& masses_mg,
                                      std::int64_t delta_cents) {
  cpp_int whole = delta_cents;
  std::vector<std::int64_t> weights = before.costs_cents;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    whole += before.costs_cents[i];
    if (i < before.lots.size() && masses_mg[i] == 0) weights[i] = 0;
  }
  if (whole < 0) { // an averaging has shifted cost away
    std::vector<std::int64_t> costs(weights.size(), 0);
    costs[before.lots.size()] = static_cast<std::int64_t>(whole);
    return costs;
  }
  const auto has_any = [](const auto& values) {
    return std::ranges::any_of(values, [](auto value) { return value > 0; });
  };
  if (!has_any(weights)) weights.assign(masses_mg.begin(), masses_mg.end() - 1);
  if (!has_any(weights)) weights[before.lots.size()] = 1;
  return in_proportion(whole, weights);
}

Contained final_mass(const MineralFacts& mineral, const AskPurchase& bought, const AskSettlement& ask) {
  return contained_mass(mineral, ask.mass.value_or(bought.mass), ask.assay ? ask.assay : bought.assay,
                        ask.moisture_percent.empty() ? bought.moisture_percent : ask.moisture_percent);
}

std::int64_t final_metal_cents(const MineralFacts& mineral, const AskPurchase& bought, const AskSettlement& ask,
                               const Contained& mass) {
  refuse_if(ask.price && ask.cost_cents, "cost_ambiguous");
  refuse_if(!ask.price && !ask.cost_cents && !bought.price, "cost_ambiguous");
  if (ask.cost_cents) return *ask.cost_cents;
  return whole_cents(mass.exact_mg * cents_per_mg(mineral, ask.price ? *ask.price : *bought.price));
}

std::int64_t bought_metal_cents(const ModelBook& book, std::int64_t purchase) {
  std::int64_t cents = book.event(purchase).cost_cents;
  for (const auto& landed : std::get<AskPurchase>(book.event(purchase).request.ask).landed)
    cents -= landed.second;
  return cents;
}

Event settlement_event(const Request& request, const LotMade& lot, const Whereabouts& where,
                       const std::pair<std::int64_t, std::int64_t>& delta) {
  Event event{.on = request.on, .request = request, .uses = {{lot.purchase, 0}}};
  cpp_int whole_mg = delta.first;
  for (const std::int64_t mass_mg : where.masses_mg)
    whole_mg += mass_mg;
  const auto masses_mg = in_proportion(whole_mg, where.masses_mg);
  const auto costs_cents = costs_after(where, masses_mg, delta.second);
  const auto mass = [&](std::size_t i) { return masses_mg[i] - where.masses_mg[i]; };
  const auto cost = [&](std::size_t i) { return costs_cents[i] - where.costs_cents[i]; };
  const std::size_t gone = where.lots.size();
  for (std::size_t i = 0; i < gone; ++i)
    event.effects.push_back({.account = "inventory",
                             .mineral = lot.mineral,
                             .lot = where.lots[i],
                             .mass_mg = mass(i),
                             .amount_cents = cost(i)});
  event.effects.push_back({.account = "released_to", .mineral = lot.mineral, .mass_mg = mass(gone)});
  event.effects.push_back({.account = "lost", .mineral = lot.mineral, .mass_mg = mass(gone + 1) + mass(gone + 2)});
  event.effects.push_back({.account = "cost_of_releases", .mineral = lot.mineral, .amount_cents = cost(gone)});
  event.effects.push_back({.account = "loss_and_shrinkage", .mineral = lot.mineral, .amount_cents = cost(gone + 1)});
  event.effects.push_back(
      {.account = "received_from", .mineral = lot.mineral, .party = lot.supplier, .mass_mg = -delta.first});
  event.effects.push_back({.account = "payable", .party = lot.supplier, .amount_cents = -delta.second});
  std::erase_if(event.effects, [](const Effect& effect) { return effect.mass_mg == 0 && effect.amount_cents == 0; });
  return event;
}

} // namespace

Event decide(const ModelBook& book, Request request, const AskSettlement& asked) {
  AskSettlement ask = asked;
  answer_repeat(book, request);
  const LotMade& lot = find_standing(book, ask.lot);
  ask.lot = lot.code;
  request.ask = ask;
  const auto* bought = std::get_if<AskPurchase>(&book.event(lot.entry).request.ask);
  refuse_if(bought == nullptr || !bought->provisional, "lot_not_provisional");
  for (const Event& event : book.events()) {
    const bool settles = event.kind == "settlement" && event.uses.contains(lot.purchase) && book.stands(event);
    refuse_if(settles, "lot_already_settled");
  }
  check_not_lent(book, lot.purchase);
  const Whereabouts where = whereabouts_of(book, lot.purchase);
  refuse_if(request.on < lot.received_on, "lot_not_yet_received");
  for (const std::string& part : where.lots)
    refuse_if(request.on < book.drawable_from(part), "lot_not_yet_received");
  const MineralFacts& mineral = find_mineral(lot.mineral);
  const Contained mass = final_mass(mineral, *bought, ask);
  const std::int64_t metal_cents = final_metal_cents(mineral, *bought, ask, mass);
  Event event = settlement_event(request, lot, where,
                                 {mass.mg - lot.received_mg, metal_cents - bought_metal_cents(book, lot.purchase)});
  for (const Effect& effect : event.effects) {
    if (!effect.lot.empty()) refuse_if(book.free_in_lot(effect.lot, request.on) + effect.mass_mg < 0, "lot_mass_sold");
  }
  return event;
}

namespace {

bool counts_on_status(const Event& later, const Event& earlier) {
  if (later.number < earlier.number || later.on < earlier.on) return false;
  if (const auto* quality = std::get_if<AskQuality>(&earlier.request.ask))
    return makes_lots_of(later, quality->lot) || (is_release(later) && takes_of(later, quality->lot));
  return false;
}

bool counts_on_giving_back(const ModelBook& book, const Event& later, const Event& earlier) {
  const auto& lot = std::get<AskPledgeRelease>(earlier.request.ask).lot;
  if (later.number < earlier.number) return false;
  if (const auto* pledge = std::get_if<AskPledge>(&later.request.ask)) return pledge->lot == lot;
  const Event& pledge = book.event(earlier.uses.begin()->first);
  const bool forbids = std::get<AskPledge>(pledge.request.ask).forbids_release;
  return (later.on >= earlier.on || later.on < pledge.on) &&
         (is_transfer_of(later, lot) || (forbids && is_release(later) && takes_of(later, lot)));
}

bool names_lot_of(const Event& later, const Event& earlier) {
  const auto made = [&](const std::string& lot) {
    return std::ranges::find(earlier.lots, lot, &LotMade::code) != earlier.lots.end();
  };
  if (const auto* quality = std::get_if<AskQuality>(&later.request.ask)) return made(quality->lot);
  const auto* pledge = std::get_if<AskPledge>(&later.request.ask);
  return pledge != nullptr && (made(pledge->lot) || (earlier.kind == "facility" && earlier.code == pledge->facility));
}

} // namespace

bool rests_on_lot(const ModelBook& book, const Event& later, const Event& earlier) {
  if (names_lot_of(later, earlier) || counts_on_status(later, earlier)) return true;
  if (earlier.kind == "pledge-release" && counts_on_giving_back(book, later, earlier)) return true;
  if (earlier.kind == "pledge" && later.kind == "pledge-release") return later.uses.contains(earlier.number);
  if (later.number <= earlier.number) return false;
  if (earlier.kind == "settlement" && later.kind == "sale") {
    return std::ranges::any_of(later.lots_sold, [&](const std::string& lot) {
      return is_of(book, lot, earlier.uses.begin()->first) && book.unshipped(later.number, lot, "9999-12-31") > 0;
    });
  }
  if (later.kind == "settlement" && touches(book, earlier, later.uses.begin()->first)) return true;
  return earlier.kind == "settlement" && touches(book, later, earlier.uses.begin()->first);
}

} // namespace pvault::test
