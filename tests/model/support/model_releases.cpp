// What the model answers to a release, and to a change of the cost method it goes by.
#include "tests/model/support/model_rules.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace pvault::test {

using boost::multiprecision::cpp_int;

std::vector<std::int64_t> shares(std::int64_t whole, const std::vector<std::int64_t>& weights) {
  Ratio all = 0;
  for (const std::int64_t weight : weights)
    all += weight;
  std::vector<std::int64_t> parts;
  std::vector<Ratio> rest;
  std::int64_t left = whole;
  for (const std::int64_t weight : weights) {
    const Ratio exact = Ratio(whole) * weight / all;
    parts.push_back(static_cast<std::int64_t>(cpp_int(numerator(exact) / denominator(exact))));
    rest.emplace_back(exact - parts.back());
    left -= parts.back();
  }
  for (; left > 0; --left) {
    const auto most = std::ranges::max_element(rest) - rest.begin(); // the first of equal ones
    parts[static_cast<std::size_t>(most)] += 1;
    rest[static_cast<std::size_t>(most)] = -1;
  }
  return parts;
}

std::vector<LotFacts> averaged_lots(const ModelBook& book, const std::string& mineral, const std::string& on) {
  std::vector<LotFacts> lots = book.lots(book.everything());
  std::erase_if(lots, [&](const LotFacts& lot) {
    return lot.mineral != mineral || lot.on_hand_mg == 0 || book.drawable_from(lot.code) > on;
  });
  return lots;
}

namespace {

// The lots that were named or are held for the sale that is shipped, or all that can be drawn, in the order of the
// method.
std::vector<std::string> lots_to_draw(const ModelBook& book, const MineralFacts& mineral, const AskRelease& ask,
                                      const std::string& on) {
  const std::vector<std::string>& named = ask.sale == 0 ? ask.lots : book.event(ask.sale).lots_sold;
  if (named.empty()) {
    std::vector<std::string> lots = book.drawable_lots(mineral.code, on, ask.site);
    if (book.cost_method(mineral.code, on) == "lifo") std::ranges::reverse(lots);
    return lots;
  }
  const bool of_what_is_there = ask.kind == "sample" || ask.kind == "loss";
  std::vector<std::string> codes;
  for (const std::string& text : named) {
    const LotMade& lot = *book.find_lot(text);
    refuse_if(lot.mineral != mineral.code, "lot_of_other_mineral");
    refuse_if(std::ranges::find(codes, lot.code) != codes.end(), "lot_named_twice");
    refuse_if(!ask.site.empty() && lot.site != ask.site, "lot_at_other_site");
    refuse_if(!of_what_is_there && book.site_kind(lot.site) != "storage", "lot_not_in_storage");
    const std::string held = of_what_is_there ? "" : book.why_held(lot.code, on);
    refuse_if(held == "not_accepted", "lot_not_accepted");
    refuse_if(held == "pledged", "lot_pledged");
    refuse_if(book.drawable_from(lot.code) > on, "lot_not_yet_received");
    codes.push_back(lot.code);
  }
  return codes;
}

// What a lot has for whoever asks: for a shipment what is sold with its sale, otherwise what is not sold.
using FreeOf = std::function<std::int64_t(const std::string&)>;

std::vector<Effect> draw_lots(const ModelBook& book, const MineralFacts& mineral, const std::vector<std::string>& lots,
                              std::int64_t mass_mg, const FreeOf& free_of) {
  std::vector<Effect> draws;
  std::int64_t sold_mg = 0;
  for (const std::string& lot : lots) {
    const auto [left_mg, left_cents] = book.left_in_lot(lot);
    sold_mg += left_mg - free_of(lot);
    const std::int64_t drawn_mg = std::min(free_of(lot), mass_mg);
    if (drawn_mg == 0) continue;
    const cpp_int share = nearest(Ratio(left_cents) * drawn_mg / left_mg);
    draws.push_back({.account = "inventory",
                     .mineral = mineral.code,
                     .lot = lot,
                     .mass_mg = -drawn_mg,
                     .amount_cents = -static_cast<std::int64_t>(share)});
    mass_mg -= drawn_mg;
  }
  refuse_if(mass_mg > sold_mg, "lot_mass_insufficient");
  refuse_if(mass_mg > 0, "lot_mass_sold");
  return draws;
}

void add_proceeds(std::vector<Effect>& effects, const MineralFacts& mineral, const AskRelease& ask,
                  std::int64_t proceeds_cents) {
  if (proceeds_cents == 0) return;
  const std::string debtor = ask.recipient.empty() ? "cash" : "receivable";
  effects.push_back({.account = debtor, .party = ask.recipient, .amount_cents = proceeds_cents});
  effects.push_back({.account = "sales", .mineral = mineral.code, .amount_cents = -proceeds_cents});
}

// A shipment is of its sale, and goes to its buyer at its price.
void check_shipment(const ModelBook& book, AskRelease& ask, const std::string& mineral, const std::string& on,
                    std::int64_t mg) {
  const bool is_there = ask.sale >= 1 && ask.sale <= book.newest();
  const auto* sale = is_there ? std::get_if<AskSale>(&book.event(ask.sale).request.ask) : nullptr;
  const bool differs = ask.kind != "sale" || sale->mineral != mineral || !ask.lots.empty() || !ask.site.empty() ||
                       (!ask.recipient.empty() && ask.recipient != sale->buyer) ||
                       (ask.price && *ask.price != sale->price);
  refuse_if(differs, "sale_differs");
  refuse_if(on < book.event(ask.sale).on, "shipped_before_sale");
  std::int64_t left_mg = 0;
  for (const auto& [lot, sold_mg] : book.event(ask.sale).sold)
    left_mg += book.unshipped(ask.sale, lot, on);
  refuse_if(mg > left_mg, "above_sold");
  ask.recipient = sale->buyer;
  ask.price = sale->price;
}

void find_sale(const ModelBook& book, std::int64_t sale) {
  const bool is_sale = sale >= 1 && sale <= book.newest() && book.event(sale).kind == "sale";
  refuse_if(!is_sale || !book.stands(book.event(sale)), "sale_unknown");
}

// Whether an averaging of the mineral holds on a later day.
bool averaged_later(const ModelBook& book, const std::string& mineral, const std::string& on) {
  return std::ranges::any_of(book.events(), [&](const Event& event) {
    if (event.kind != "averaging" || event.mineral != mineral) return false;
    const Event* reversal = book.reversal_of(event.number);
    if (reversal == nullptr) return event.on > on;
    return reversal->on > event.on && reversal->on > on;
  });
}

// Costs the draws at the average of all lots that can be drawn on the day, and says how the costs of the lots shift
// before that.
Event even_out(const ModelBook& book, const MineralFacts& mineral, const std::string& on, std::vector<Effect>& draws) {
  const std::vector<LotFacts> pool = averaged_lots(book, mineral.code, on);
  Ratio all_mg = 0;
  std::int64_t all_cents = 0;
  for (const LotFacts& lot : pool) {
    all_mg += lot.on_hand_mg;
    all_cents += lot.cost_cents;
  }
  std::vector<std::int64_t> drawn_mg;
  drawn_mg.reserve(draws.size());
  for (const Effect& draw : draws)
    drawn_mg.push_back(-draw.mass_mg);
  const Ratio leaving_mg = std::accumulate(drawn_mg.begin(), drawn_mg.end(), Ratio(0));
  const auto cost_cents = static_cast<std::int64_t>(nearest(all_cents * leaving_mg / all_mg));
  const std::vector<std::int64_t> costs = shares(cost_cents, drawn_mg);
  std::map<std::string, Effect> drawn;
  for (std::size_t i = 0; i < draws.size(); ++i) {
    draws[i].amount_cents = -costs[i];
    drawn[draws[i].lot] = draws[i];
  }
  std::vector<std::int64_t> kept_mg;
  kept_mg.reserve(pool.size());
  for (const LotFacts& lot : pool)
    kept_mg.push_back(lot.on_hand_mg + drawn[lot.code].mass_mg);
  const bool emptied = leaving_mg == all_mg;
  const std::vector<std::int64_t> kept =
      emptied ? std::vector<std::int64_t>(pool.size()) : shares(all_cents - cost_cents, kept_mg);
  Event averaging{.on = on, .mineral = mineral.code};
  std::vector<LotFacts> evened = pool;
  for (std::size_t i = 0; i < pool.size(); ++i) {
    evened[i].cost_cents = kept[i] - drawn[pool[i].code].amount_cents;
    const std::int64_t shift = evened[i].cost_cents - pool[i].cost_cents;
    if (shift == 0) continue;
    averaging.effects.push_back(
        {.account = "inventory", .mineral = mineral.code, .lot = pool[i].code, .amount_cents = shift});
  }
  averaging.write_downs = even_write_downs(book, evened);
  return averaging;
}

// A loss and a loan go elsewhere than what is gone for good.
std::vector<Effect> destinations(const MineralFacts& mineral, const AskRelease& ask, std::int64_t mg,
                                 std::int64_t cents) {
  const bool lost = ask.kind == "loss";
  const bool lent = ask.kind == "loan" || ask.kind == "exchange";
  Effect mass{.account = "released_to", .mineral = mineral.code, .party = lost ? "" : ask.recipient, .mass_mg = mg};
  Effect cost{.account = "cost_of_releases", .mineral = mineral.code, .amount_cents = cents};
  if (lost) {
    mass.account = "lost";
    cost.account = "loss_and_shrinkage";
  }
  if (lent) {
    mass.account = "owed_back";
    cost.account = "stock_on_loan";
    cost.party = ask.recipient;
  }
  return {mass, cost};
}

// The sale that is shipped, or else the lots that are named.
void find_what_is_drawn(const ModelBook& book, const MineralFacts& mineral, AskRelease& ask, const std::string& on) {
  if (ask.sale == 0) return find_lots_named(book, ask.lots);
  find_sale(book, ask.sale);
  check_shipment(book, ask, mineral.code, on, contained_mass(mineral, ask.mass).mg);
}

} // namespace

std::vector<Effect> draws_of(const ModelBook& book, const MineralFacts& mineral, const AskRelease& ask,
                             const std::string& on, std::int64_t mg) {
  return draw_lots(book, mineral, lots_to_draw(book, mineral, ask, on), mg, [&](const std::string& lot) {
    return ask.sale == 0 ? book.free_in_lot(lot, on) : book.unshipped(ask.sale, lot, on);
  });
}

void find_lots_named(const ModelBook& book, const std::vector<std::string>& lots) {
  for (const std::string& lot : lots)
    refuse_if(book.find_lot(lot) == nullptr, "lot_unknown");
}

std::int64_t proceeds_at(const MineralFacts& mineral, const Contained& mass, const PlainPrice& price) {
  return whole_cents(mass.exact_mg * cents_per_mg(mineral, price));
}

Event decide(const ModelBook& book, Request request, const AskRelease& asked) {
  AskRelease ask = asked;
  answer_repeat(book, request);
  const MineralFacts& mineral = find_mineral(ask.mineral);
  ask.mineral = mineral.code;
  if (!ask.recipient.empty()) ask.recipient = find_party(book, ask.recipient).code;
  ask.site = find_site(book, ask.site);
  Event release{.on = request.on, .mineral = mineral.code, .ships = ask.sale};
  find_grants(book, ask, release);
  check_loan_terms(ask, request.on);
  find_what_is_drawn(book, mineral, ask, request.on);
  if (ask.sale != 0) release.authority.clear(); // that of the sale
  request.ask = ask;
  refuse_if(mineral.is_group, "mineral_is_group");
  const std::string method = book.cost_method(mineral.code, request.on);
  refuse_if(method == "specific" && ask.lots.empty() && ask.sale == 0, "lots_not_named");
  refuse_if(method == "average" && averaged_later(book, mineral.code, request.on), "average_not_in_order");
  const Contained mass = contained_mass(mineral, ask.mass);
  refuse_if(ask.kind == "sale" && !ask.price, "sale_price_missing");
  refuse_if((ask.kind == "sample" || ask.kind == "loss") && ask.price, "price_not_applicable");
  std::vector<Effect> effects = draws_of(book, mineral, ask, request.on, mass.mg);
  const std::int64_t proceeds_cents = ask.price ? proceeds_at(mineral, mass, *ask.price) : 0;
  Event averaging;
  if (method == "average") averaging = even_out(book, mineral, request.on, effects);
  std::int64_t cost_cents = 0;
  for (const Effect& draw : effects)
    cost_cents -= draw.amount_cents;
  for (const Effect& destination : destinations(mineral, ask, mass.mg, cost_cents))
    effects.push_back(destination);
  add_proceeds(effects, mineral, ask, proceeds_cents);
  if (!averaging.effects.empty() || !averaging.write_downs.empty()) {
    check_controls(book, request, averaging, "averaging"); // it is recorded before the release is decided to its end
    release.beside_before = {averaging};
  }
  check_grants(book, ask, release, mass.mg);
  release.request = request;
  release.effects = effects;
  return release;
}

namespace {

bool is_of(const Event& method, const std::string& mineral) {
  const std::string& of = std::get<AskCostMethod>(method.request.ask).mineral;
  return of == "all" || of == mineral;
}

} // namespace

const Event* ModelBook::cost_method_event(const std::string& mineral, const std::string& on) const {
  const Event* newest = nullptr;
  for (const Event& event : events_) {
    if (event.kind != "cost-method" || !stands(event) || !is_of(event, mineral) || event.on > on) continue;
    if (newest == nullptr || event.on >= newest->on) newest = &event;
  }
  return newest;
}

std::string ModelBook::cost_method(const std::string& mineral, const std::string& on) const {
  const Event* chosen = cost_method_event(mineral, on);
  return chosen == nullptr ? "fifo" : std::get<AskCostMethod>(chosen->request.ask).method;
}

Event decide(const ModelBook& book, Request request, const AskCostMethod& asked) {
  AskCostMethod ask = asked;
  answer_repeat(book, request);
  ask.mineral = lower_case(ask.mineral) == "all" ? "all" : find_mineral(ask.mineral).code;
  request.ask = ask;
  refuse_if(ask.mineral != "all" && find_mineral(ask.mineral).is_group, "mineral_is_group");
  for (const Event& event : book.events()) {
    if (event.kind != "release" || !book.stands(event) || event.on < request.on) continue;
    const std::string& mineral = std::get<AskRelease>(event.request.ask).mineral;
    if (ask.mineral != "all" && ask.mineral != mineral) continue;
    const Event* by = book.cost_method_event(mineral, event.on);
    refuse_if(by == nullptr || by->on <= request.on, "method_in_use");
  }
  return {.on = request.on, .request = request};
}

bool rests_on_cost(const ModelBook& book, const Event& later, const Event& earlier) {
  const auto touches = [&](const auto& is_lot) {
    return std::ranges::any_of(later.effects,
                               [&](const Effect& effect) { return !effect.lot.empty() && is_lot(effect.lot); }) ||
           std::ranges::any_of(later.write_downs, [&](const auto& part) { return is_lot(part.first); });
  };
  if ((later.kind == "averaging" || later.kind == "write-down") && touches([&](const std::string& lot) {
        return std::ranges::find(earlier.lots, lot, &LotMade::code) != earlier.lots.end();
      }))
    return true;
  if (earlier.kind == "cost-method" && later.kind == "release") {
    const Event* by = book.cost_method_event(std::get<AskRelease>(later.request.ask).mineral, later.on);
    return by == &earlier;
  }
  if (later.number <= earlier.number || later.kind == "reversal") return false;
  if (earlier.kind == "settlement" && (later.kind == "write-down" || later.kind == "averaging")) {
    return std::ranges::any_of(earlier.effects, [&](const Effect& effect) {
      return !effect.lot.empty() && later.write_downs.contains(effect.lot);
    });
  }
  if (earlier.kind == "write-down" && later.kind != "write-down") {
    return std::ranges::any_of(later.write_downs,
                               [&](const auto& part) { return earlier.write_downs.contains(part.first); });
  }
  if (earlier.kind != "averaging") return false;
  if (later.kind == "release" && later.number == earlier.number + 1) return true;
  return touches([&](const std::string& lot) {
    return earlier.write_downs.contains(lot) ||
           std::ranges::find(earlier.effects, lot, &Effect::lot) != earlier.effects.end();
  });
}

const Event* averaging_of(const ModelBook& book, const Event& release) {
  if (release.kind != "release") return nullptr;
  const Event& before = book.event(release.number - 1);
  return before.kind == "averaging" && book.stands(before) ? &before : nullptr;
}

} // namespace pvault::test
