// What the model answers to loans and what comes back of them.
#include "tests/model/support/model_rules.hpp"

#include <algorithm>
#include <set>

namespace pvault::test {

using boost::multiprecision::cpp_int;

void check_loan_terms(const AskRelease& ask, const std::string& on) {
  const bool lends = ask.kind == "loan" || ask.kind == "exchange";
  refuse_if(!lends && !ask.return_by.empty(), "return_date_not_applicable");
  refuse_if(lends && ask.recipient.empty(), "recipient_missing");
  refuse_if(lends && ask.return_by.empty(), "return_date_missing");
  refuse_if(lends && ask.return_by < on, "period_ends_before_it_begins");
}

namespace {

std::vector<PartBack> take(std::vector<PartBack>& out, std::int64_t mg) {
  std::vector<PartBack> taken;
  for (PartBack& lot : out) {
    const std::int64_t part_mg = std::min(lot.mg, mg);
    if (part_mg == 0) continue;
    const auto cents = static_cast<std::int64_t>(nearest(Ratio(lot.cents) * part_mg / lot.mg));
    taken.push_back({.drawn = lot.drawn, .lot = {}, .mg = part_mg, .cents = cents});
    lot.mg -= part_mg;
    lot.cents -= cents;
    mg -= part_mg;
  }
  return taken;
}

// PARENT.1, PARENT.2, ...
std::string name_back(const ModelBook& book, const std::string& drawn, const std::set<std::string>& taken) {
  int number = 1;
  for (const Event& event : book.events())
    number += static_cast<int>(std::ranges::count(event.lots, drawn, &LotMade::parent));
  while (true) {
    std::string name = drawn + "." + std::to_string(number++);
    if (book.find_lot(name) == nullptr && !taken.contains(lower_case(name))) return name;
  }
}

LotMade lot_back(const ModelBook& book, const PartBack& part, const std::string& site, const std::string& on) {
  const LotMade& drawn = *book.find_lot(part.drawn);
  return {.code = part.lot,
          .mineral = drawn.mineral,
          .supplier = drawn.supplier,
          .site = site,
          .received_on = on,
          .received_mg = part.mg,
          .aged_from = drawn.aged_from,
          .parent = drawn.code,
          .purchase = drawn.purchase,
          .quality = book.quality_on(drawn.code, on)};
}

} // namespace

Event decide(const ModelBook& book, Request request, const AskReturn& asked) {
  AskReturn ask = asked;
  answer_repeat(book, request);
  const bool is_there = ask.release >= 1 && ask.release <= book.newest();
  const auto* lent = is_there ? std::get_if<AskRelease>(&book.event(ask.release).request.ask) : nullptr;
  const bool is_loan = lent != nullptr && !lent->return_by.empty() && book.stands(book.event(ask.release));
  refuse_if(!is_loan, "loan_unknown");
  ask.site = find_site(book, ask.site);
  request.ask = ask;
  const Event& release = book.event(ask.release);
  refuse_if(request.on < release.on, "return_before_release");
  const MineralFacts& mineral = find_mineral(lent->mineral);
  const std::int64_t mg = ask.mass ? contained_mass(mineral, *ask.mass).mg : 0;
  const std::int64_t short_mg = ask.short_mass ? contained_mass(mineral, *ask.short_mass).mg : 0;
  std::vector<PartBack> out = book.out(ask.release, request.on);
  cpp_int owed_mg = 0;
  for (const PartBack& lot : out)
    owed_mg += lot.mg;
  refuse_if(cpp_int(mg) + short_mg > owed_mg, "above_owed_back");
  Event event{.on = request.on, .request = request, .mineral = mineral.code, .returns = ask.release};
  std::int64_t cents = 0;
  std::int64_t lost_cents = 0;
  std::set<std::string> taken;
  for (PartBack& part : take(out, mg)) {
    check_no_later_quality(book, part.drawn, request.on);
    part.lot = name_back(book, part.drawn, taken);
    taken.insert(lower_case(part.lot));
    event.lots.push_back(lot_back(book, part, ask.site, request.on));
    event.effects.push_back({.account = "inventory",
                             .mineral = mineral.code,
                             .lot = part.lot,
                             .mass_mg = part.mg,
                             .amount_cents = part.cents});
    cents += part.cents;
    event.parts.push_back(part);
  }
  for (const PartBack& part : take(out, short_mg)) {
    lost_cents += part.cents;
    event.parts.push_back(part);
  }
  event.effects.push_back(
      {.account = "owed_back", .mineral = mineral.code, .party = lent->recipient, .mass_mg = -(mg + short_mg)});
  event.effects.push_back({.account = "stock_on_loan",
                           .mineral = mineral.code,
                           .party = lent->recipient,
                           .amount_cents = -(cents + lost_cents)});
  event.effects.push_back({.account = "lost", .mineral = mineral.code, .mass_mg = short_mg});
  event.effects.push_back({.account = "loss_and_shrinkage", .mineral = mineral.code, .amount_cents = lost_cents});
  return event;
}

} // namespace pvault::test
