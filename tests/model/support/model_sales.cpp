// What the model answers to sales that are shipped later.
#include "tests/model/support/model_rules.hpp"

#include <algorithm>

namespace pvault::test {

Event decide(const ModelBook& book, Request request, const AskSale& asked) {
  AskSale ask = asked;
  answer_repeat(book, request);
  const MineralFacts& mineral = find_mineral(ask.mineral);
  ask.mineral = mineral.code;
  ask.buyer = find_party(book, ask.buyer).code;
  request.ask = ask;
  refuse_if(ask.ship_by < request.on, "period_ends_before_it_begins");
  find_lots_named(book, ask.lots);
  refuse_if(mineral.is_group, "mineral_is_group");
  refuse_if(book.cost_method(mineral.code, request.on) == "specific" && ask.lots.empty(), "lots_not_named");
  const Contained mass = contained_mass(mineral, ask.mass);
  const AskRelease as_release{.mineral = ask.mineral,
                              .mass = ask.mass,
                              .kind = "sale",
                              .authority = ask.authority,
                              .recipient = ask.buyer,
                              .price = ask.price,
                              .lots = ask.lots};
  Event sale{.on = request.on, .request = request, .mineral = mineral.code};
  for (const Effect& draw : draws_of(book, mineral, as_release, request.on, mass.mg)) {
    sale.lots_sold.push_back(draw.lot);
    sale.sold[draw.lot] = -draw.mass_mg;
  }
  proceeds_at(mineral, mass, ask.price);
  find_grants(book, as_release, sale);
  check_grants(book, as_release, sale, mass.mg);
  return sale;
}

Event decide(const ModelBook& book, Request request, const AskSaleCancellation& asked) {
  answer_repeat(book, request);
  const bool is_sale = asked.sale >= 1 && asked.sale <= book.newest() && book.event(asked.sale).kind == "sale";
  refuse_if(!is_sale || !book.stands(book.event(asked.sale)), "sale_unknown");
  const Event& sale = book.event(asked.sale);
  refuse_if(request.on < sale.on, "shipped_before_sale");
  Event event{.on = request.on, .request = request, .authority = sale.authority, .ships = asked.sale};
  for (const std::string& lot : sale.lots_sold) {
    const std::int64_t left_mg = book.unshipped(asked.sale, lot, request.on);
    if (left_mg > 0) event.sold[lot] = left_mg;
  }
  refuse_if(event.sold.empty(), "above_sold");
  return event;
}

void check_rotation(const ModelBook& book, std::int64_t rotation, const std::string& mineral) {
  if (rotation == 0) return;
  const bool is_there = rotation >= 1 && rotation <= book.newest();
  const auto* release = is_there ? std::get_if<AskRelease>(&book.event(rotation).request.ask) : nullptr;
  const bool rotates = release != nullptr && release->kind == "rotation" && book.stands(book.event(rotation));
  refuse_if(!rotates, "rotation_unknown");
  refuse_if(release->mineral != mineral, "rotation_of_other_mineral");
}

Event decide(const ModelBook& book, Request request, const AskAnnualPlan& asked) {
  refuse_if(asked.year < 1900 || asked.year > 2199, "option_malformed");
  answer_repeat(book, request);
  const MineralFacts& mineral = find_mineral(asked.mineral);
  refuse_if(mineral.is_group, "mineral_is_group");
  for (const PlainMass& mass : {asked.buy_at_most, asked.release_at_most}) {
    if (ratio_of(mass.number) != 0) contained_mass(mineral, mass);
  }
  return {.on = request.on, .request = request};
}

} // namespace pvault::test
