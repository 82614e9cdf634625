// What the model answers to a release.
#include "tests/model/support/model_rules.hpp"

#include <algorithm>
#include <functional>

namespace pvault::test {

using boost::multiprecision::cpp_int;

namespace {

// The lots that were named, or all that can be drawn, oldest first.
std::vector<std::string> lots_to_draw(const ModelBook& book, const MineralFacts& mineral, const AskRelease& ask,
                                      const std::string& on) {
  if (ask.lots.empty()) return book.drawable_lots(mineral.code, on, ask.site);
  const bool of_what_is_there = ask.kind == "sample" || ask.kind == "loss";
  std::vector<std::string> codes;
  for (const std::string& text : ask.lots) {
    const LotMade& lot = *book.find_lot(text);
    refuse_if(lot.mineral != mineral.code, "lot_of_other_mineral");
    refuse_if(std::ranges::find(codes, lot.code) != codes.end(), "lot_named_twice");
    refuse_if(!ask.site.empty() && lot.site != ask.site, "lot_at_other_site");
    refuse_if(!of_what_is_there && book.site_kind(lot.site) != "storage", "lot_not_in_storage");
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

} // namespace

std::vector<Effect> draws_of(const ModelBook& book, const MineralFacts& mineral, const AskRelease& ask,
                             const std::string& on, std::int64_t mg) {
  if (ask.sale == 0) {
    return draw_lots(book, mineral, lots_to_draw(book, mineral, ask, on), mg,
                     [&](const std::string& lot) { return book.free_in_lot(lot, on); });
  }
  return draw_lots(book, mineral, book.event(ask.sale).lots_sold, mg,
                   [&](const std::string& lot) { return book.unshipped(ask.sale, lot, on); });
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
  if (ask.sale != 0) {
    find_sale(book, ask.sale);
    check_shipment(book, ask, mineral.code, request.on, contained_mass(mineral, ask.mass).mg);
    release.authority.clear();
  } else {
    find_lots_named(book, ask.lots);
  }
  request.ask = ask;
  refuse_if(mineral.is_group, "mineral_is_group");
  const Contained mass = contained_mass(mineral, ask.mass);
  refuse_if(ask.kind == "sale" && !ask.price, "sale_price_missing");
  refuse_if((ask.kind == "sample" || ask.kind == "loss") && ask.price, "price_not_applicable");
  std::vector<Effect> effects = draws_of(book, mineral, ask, request.on, mass.mg);
  const std::int64_t proceeds_cents = ask.price ? proceeds_at(mineral, mass, *ask.price) : 0;
  std::int64_t cost_cents = 0;
  for (const Effect& draw : effects)
    cost_cents -= draw.amount_cents;
  const bool lost = ask.kind == "loss";
  const bool lent = ask.kind == "loan" || ask.kind == "exchange";
  effects.push_back({.account = lost   ? "lost"
                                : lent ? "owed_back"
                                       : "released_to",
                     .mineral = mineral.code,
                     .party = lost ? "" : ask.recipient,
                     .mass_mg = mass.mg});
  effects.push_back({.account = lost   ? "loss_and_shrinkage"
                                : lent ? "stock_on_loan"
                                       : "cost_of_releases",
                     .mineral = mineral.code,
                     .party = lent ? ask.recipient : "",
                     .amount_cents = cost_cents});
  add_proceeds(effects, mineral, ask, proceeds_cents);
  check_grants(book, ask, release, mass.mg);
  release.request = request;
  release.effects = effects;
  return release;
}

} // namespace pvault::test
