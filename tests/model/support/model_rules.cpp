// What the model book answers: each rule in the order in which a request meets it.
#include "tests/model/support/model_rules.hpp"

#include "tests/model/support/model_lines.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace pvault::test {

using boost::multiprecision::cpp_int;

void refuse_if(bool condition, const char* rule) {
  if (condition) throw Refused{rule};
}

const MineralFacts& find_mineral(const std::string& text) {
  for (const MineralFacts& mineral : model_minerals()) {
    for (const std::string& known : {mineral.code, mineral.name, mineral.symbol}) {
      if (lower_case(known) == lower_case(text)) return mineral;
    }
  }
  throw Refused{"mineral_unknown"};
}

const Event& find_party(const ModelBook& book, const std::string& code, const std::string& role) {
  const Event* party = book.find_name("party", code);
  refuse_if(party == nullptr, "party_unknown");
  refuse_if(!role.empty() && std::get<AskParty>(party->request.ask).role != role, "party_role_wrong");
  return *party;
}

void answer_repeat(const ModelBook& book, const Request& request) {
  if (request.request_id.empty()) return;
  for (const Event& event : book.events()) {
    if (event.as_asked.request_id != request.request_id) continue;
    refuse_if(event.as_asked != content_of(request), "request_id_reused");
    throw Repeated{event.number};
  }
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

void check_lot_free(const ModelBook& book, const std::string& code) {
  refuse_if(book.find_lot(code) != nullptr, "name_taken");
}

void check_code_free(const ModelBook& book, const std::string& kind, const std::string& code) {
  for (const Event& event : book.events())
    refuse_if(event.kind == kind && lower_case(event.code) == lower_case(code), "name_taken");
}

namespace {

constexpr std::int64_t largest_amount_cents = 1'000'000'000'000'000; // 10 trillion USD

const UnitFacts& find_unit(const std::string& symbol) {
  return *std::ranges::find(model_units(), symbol, &UnitFacts::symbol);
}

Ratio content_factor(const MineralFacts& mineral, const std::string& component, bool unit_counts_content) {
  if (component.empty()) {
    refuse_if(unit_counts_content && !mineral.content.empty(), "component_missing");
    return 1;
  }
  if (lower_case(component) == lower_case(mineral.basis)) return 1;
  for (const auto& [material, factor] : mineral.content) {
    if (lower_case(material) == lower_case(component)) return ratio_of(factor);
  }
  throw Refused{"component_unknown"};
}

} // namespace

Contained contained_mass(const MineralFacts& mineral, const PlainMass& mass, const std::optional<PlainAssay>& assay,
                         const std::string& moisture_percent) {
  const UnitFacts& unit = find_unit(mass.unit);
  Ratio mg = ratio_of(mass.number) * ratio_of(unit.milligrams);
  std::string component = mass.component;
  if (unit.counts_content || !mass.component.empty()) {
    const bool assay_only_names = assay && mass.component.empty() && !assay->component.empty();
    refuse_if(!moisture_percent.empty() || (assay && !assay_only_names), "content_stated_twice");
  } else if (assay) {
    mg *= ratio_of(assay->percent) / 100;
  }
  if (component.empty() && assay) component = assay->component;
  mg *= content_factor(mineral, component, unit.counts_content);
  if (!moisture_percent.empty()) mg *= (100 - ratio_of(moisture_percent)) / 100;
  const cpp_int whole = nearest(mg);
  refuse_if(whole <= 0, "mass_not_positive");
  return {mg, static_cast<std::int64_t>(whole)};
}

Ratio cents_per_mg(const MineralFacts& mineral, const PlainPrice& price) {
  const UnitFacts& unit = find_unit(price.unit);
  const Ratio cents = ratio_of(price.number) * (price.currency == "USD" ? 100 : 1);
  const Ratio ratio = cents / ratio_of(unit.milligrams) / content_factor(mineral, price.component, unit.counts_content);
  refuse_if(!fits(numerator(ratio)) || !fits(denominator(ratio)), "price_out_of_range");
  return ratio;
}

std::int64_t whole_cents(const Ratio& cents) {
  const cpp_int whole = nearest(cents);
  refuse_if(whole > largest_amount_cents, "money_out_of_range");
  return static_cast<std::int64_t>(whole);
}

namespace {

Event decide(const ModelBook& book, const Request& request, const AskSite& ask) {
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  refuse_if(ask.country.size() != 2 || !std::ranges::all_of(ask.country, is_letter), "option_malformed");
  answer_repeat(book, request);
  check_code_free(book, "site", ask.code);
  return {.on = request.on, .request = request, .code = ask.code};
}

Event decide(const ModelBook& book, const Request& request, const AskParty& ask) {
  const std::set<std::string> roles = {"supplier", "participant", "lender", "warehouse", "carrier", "other"};
  refuse_if(!roles.contains(ask.role), "option_malformed");
  answer_repeat(book, request);
  check_code_free(book, "party", ask.code);
  return {.on = request.on, .request = request, .code = ask.code};
}

Event decide(const ModelBook& book, Request request, const AskFacility& asked) {
  AskFacility ask = asked;
  answer_repeat(book, request);
  ask.lender = find_party(book, ask.lender, "lender").code;
  request.ask = ask;
  check_code_free(book, "facility", ask.code);
  refuse_if(ask.commitment_cents <= 0, "amount_not_positive");
  const bool in_order = ask.available_from <= ask.available_until && request.on <= ask.available_until &&
                        ask.available_until <= ask.matures_on;
  const std::string& first = ask.first_payment_on;
  const bool first_in_order = first.empty() || (ask.available_from <= first && first <= ask.matures_on);
  refuse_if(!in_order || !first_in_order, "facility_terms_inconsistent");
  return {.on = request.on,
          .request = request,
          .effects = {{.account = "commitment_undisbursed", .facility = ask.code, .amount_cents = ask.commitment_cents},
                      {.account = "commitment_granted", .facility = ask.code, .amount_cents = -ask.commitment_cents}},
          .code = ask.code};
}

Event decide(const ModelBook& book, Request request, const AskPrice& asked) {
  AskPrice ask = asked;
  answer_repeat(book, request);
  const MineralFacts& mineral = find_mineral(ask.mineral);
  ask.mineral = mineral.code;
  request.ask = ask;
  refuse_if(mineral.is_group, "mineral_is_group");
  return {
      .on = request.on, .request = request, .mineral = mineral.code, .cents_per_mg = cents_per_mg(mineral, ask.price)};
}

Event decide(const ModelBook& book, Request request, const AskDemand& asked) {
  const std::set<std::string> bases = {"apparent-consumption", "reported-consumption", "estimated-consumption",
                                       "consumption-proxy", "participant-demand"};
  AskDemand ask = asked;
  refuse_if(ask.year < 1900 || ask.year > 2199 || !bases.contains(ask.basis), "option_malformed");
  const bool declared = ask.basis == "participant-demand";
  refuse_if(declared && ask.participant.empty(), "participant_missing");
  refuse_if(!declared && !ask.participant.empty(), "participant_not_applicable");
  answer_repeat(book, request);
  const MineralFacts& mineral = find_mineral(ask.mineral);
  ask.mineral = mineral.code;
  if (declared) ask.participant = find_party(book, ask.participant, "participant").code;
  request.on = std::to_string(ask.year) + "-01-01";
  request.ask = ask;
  // No mass at all is a figure; one that comes to less than half a milligram is none.
  const bool is_nothing = ask.mass.number == "0";
  const Ratio factor = content_factor(mineral, ask.mass.component, find_unit(ask.mass.unit).counts_content);
  const std::int64_t mg = is_nothing || factor == 0 ? 0 : contained_mass(mineral, ask.mass).mg;
  return {
      .on = request.on, .request = request, .mineral = mineral.code, .demand = DemandFacts{mg, ask.year, ask.basis}};
}

Event decide(const ModelBook& book, Request request, const AskTarget& asked) {
  AskTarget ask = asked;
  refuse_if(ask.days < 0 || ask.days > 36'500, "option_malformed");
  answer_repeat(book, request);
  const bool all = lower_case(ask.mineral) == "all";
  ask.mineral = all ? "all" : find_mineral(ask.mineral).code;
  request.ask = ask;
  Event event{.on = request.on, .request = request};
  for (const MineralFacts& mineral : model_minerals()) {
    if (all || mineral.code == ask.mineral) event.target_days[mineral.code] = ask.days;
  }
  return event;
}

} // namespace

// gallium-181 of entry 181; gallium-181-2 when somebody gave that name to another lot.
std::string free_lot_name(const ModelBook& book, const MineralFacts& mineral) {
  const std::string first = mineral.code + "-" + std::to_string(book.newest() + 1);
  std::string name = first;
  for (int number = 2; book.find_lot(name) != nullptr; ++number)
    name = first + "-" + std::to_string(number);
  return name;
}

namespace {

std::int64_t landed_cost(const MineralFacts& mineral, const AskPurchase& ask, const Contained& mass) {
  refuse_if(ask.price.has_value() == ask.cost_cents.has_value(), "cost_ambiguous");
  for (const auto& landed : ask.landed)
    refuse_if(landed.second <= 0, "amount_not_positive");
  Ratio total =
      whole_cents(ask.price ? Ratio(mass.exact_mg * cents_per_mg(mineral, *ask.price)) : Ratio(*ask.cost_cents));
  for (const auto& landed : ask.landed)
    total += landed.second;
  return whole_cents(total);
}

Event decide(const ModelBook& book, Request request, const AskPurchase& asked) {
  AskPurchase ask = asked;
  const bool reads_like_a_use = is_number(ask.lot) || ask.lot.find('=') != std::string::npos;
  refuse_if(reads_like_a_use, "option_malformed");
  answer_repeat(book, request);
  const MineralFacts& mineral = find_mineral(ask.mineral);
  ask.mineral = mineral.code;
  ask.supplier = find_party(book, ask.supplier, "supplier").code;
  const Event* site = book.find_name("site", ask.site);
  refuse_if(site == nullptr, "site_unknown");
  ask.site = site->code;
  request.ask = ask;
  check_rotation(book, ask.rotation, mineral.code);
  const std::string lot = ask.lot.empty() ? free_lot_name(book, mineral) : ask.lot;
  check_lot_free(book, lot);
  check_after_openings(book, request.on);
  refuse_if(mineral.is_group, "mineral_is_group");
  const Contained mass = contained_mass(mineral, ask.mass, ask.assay, ask.moisture_percent);
  refuse_if(is_gross_for_contained(mineral, ask), "gross_for_contained");
  const std::int64_t cost_cents = landed_cost(mineral, ask, mass);
  const LotMade made{.code = lot,
                     .mineral = mineral.code,
                     .supplier = ask.supplier,
                     .site = ask.site,
                     .received_on = request.on,
                     .received_mg = mass.mg,
                     .aged_from = request.on,
                     .quality = ask.quality};
  return {.on = request.on,
          .request = request,
          .effects = {{.account = "inventory",
                       .mineral = mineral.code,
                       .lot = lot,
                       .mass_mg = mass.mg,
                       .amount_cents = cost_cents},
                      {.account = "received_from", .mineral = mineral.code, .party = ask.supplier, .mass_mg = -mass.mg},
                      {.account = "payable", .party = ask.supplier, .amount_cents = -cost_cents}},
          .code = lot,
          .mineral = mineral.code,
          .lots = {made},
          .cost_cents = cost_cents,
          .replaces = ask.rotation};
}

void check_uses(const ModelBook& book, const AskDrawdown& ask, const std::string& on) {
  std::set<std::string> named;
  std::int64_t used_cents = 0;
  for (const auto& [purchase, cents] : ask.uses) {
    refuse_if(!named.insert(purchase).second, "use_named_twice");
    refuse_if(cents <= 0, "amount_not_positive");
    const std::int64_t number = std::stoll(purchase);
    refuse_if(number < 1 || number > book.newest() || book.event(number).kind != "purchase", "use_not_a_purchase");
    refuse_if(!book.stands(book.event(number)), "use_not_a_purchase");
    refuse_if(cents > book.event(number).cost_cents - book.financed(number, on), "purchase_already_financed");
    used_cents += cents;
  }
  refuse_if(used_cents > ask.amount_cents, "use_above_drawdown");
}

Event decide(const ModelBook& book, Request request, const AskDrawdown& asked) {
  AskDrawdown ask = asked;
  answer_repeat(book, request);
  const Event* facility = book.find_name("facility", ask.facility);
  refuse_if(facility == nullptr, "facility_unknown");
  ask.facility = facility->code;
  for (auto& use : ask.uses) {
    if (is_number(use.first)) continue;
    const LotMade* lot = book.find_lot(use.first);
    refuse_if(lot == nullptr, "lot_unknown");
    use.first = std::to_string(lot->purchase);
  }
  request.ask = ask;
  const auto& terms = std::get<AskFacility>(facility->request.ask);
  refuse_if(ask.amount_cents <= 0, "amount_not_positive");
  refuse_if(request.on < facility->on, "facility_not_in_force");
  refuse_if(request.on < terms.available_from || request.on > terms.available_until, "outside_availability");
  refuse_if(ask.amount_cents > book.undisbursed(facility->code, request.on), "above_undisbursed");
  check_uses(book, ask, request.on);
  Event event{
      .on = request.on,
      .request = request,
      .effects = {{.account = "cash", .amount_cents = ask.amount_cents},
                  {.account = "loan_principal", .facility = facility->code, .amount_cents = -ask.amount_cents},
                  {.account = "commitment_undisbursed", .facility = facility->code, .amount_cents = -ask.amount_cents},
                  {.account = "commitment_disbursed", .facility = facility->code, .amount_cents = ask.amount_cents}}};
  for (const auto& [purchase, cents] : ask.uses)
    event.uses[std::stoll(purchase)] = cents;
  return event;
}

Event decide(const ModelBook& book, Request request, const AskPayment& asked) {
  AskPayment ask = asked;
  answer_repeat(book, request);
  ask.party = find_party(book, ask.party).code;
  request.ask = ask;
  refuse_if(ask.amount_cents <= 0, "amount_not_positive");
  const bool too_much = ask.amount_cents > book.owed(ask.to_supplier, ask.party, request.on);
  refuse_if(too_much, ask.to_supplier ? "payment_above_payable" : "payment_above_receivable");
  const std::int64_t cash_cents = ask.to_supplier ? -ask.amount_cents : ask.amount_cents;
  return {
      .on = request.on,
      .request = request,
      .effects = {
          {.account = "cash", .amount_cents = cash_cents},
          {.account = ask.to_supplier ? "payable" : "receivable", .party = ask.party, .amount_cents = -cash_cents}}};
}

// What is told of an event: its postings, but for those of nothing.
Answer told(const std::string& said, const Event& event) {
  Answer answer{.said = said, .entry = event.number, .on = event.on};
  for (const Effect& effect : event.effects) {
    if (effect.mass_mg == 0 && effect.amount_cents == 0) continue;
    const std::string& by = !effect.mineral.empty()    ? effect.mineral
                            : !effect.facility.empty() ? effect.facility
                                                       : effect.party;
    const std::string account = effect.account + (by.empty() ? "" : ":" + by);
    answer.postings.push_back(posting_in_words(account, effect.lot, effect.mass_mg, effect.amount_cents));
  }
  std::ranges::sort(answer.postings);
  return answer;
}

} // namespace

void ModelBook::add_beside(const std::vector<Event>& events, const std::string& kind, const std::string& recorded_at) {
  for (Event event : events) {
    event.number = newest() + 1;
    event.kind = kind;
    event.recorded_at = recorded_at;
    events_.push_back(event);
  }
}

void ModelBook::forget_from(std::size_t place) {
  events_.erase(events_.begin() + static_cast<std::ptrdiff_t>(place), events_.end());
}

Answer ModelBook::propose_or_refuse(const Request& request, const Event& event) {
  try {
    return propose(request, event);
  } catch (const Refused& refused) {
    return {refused.rule};
  }
}

Answer ModelBook::answer(const Request& request, bool may_propose) {
  const std::size_t events_before = events_.size();
  Event event;
  try {
    if (request.carries_out != 0) check_approval(*this, request);
    event = std::visit([&](const auto& ask) { return decide(*this, request, ask); }, request.ask);
    check_totals(*this, event);
    const std::vector<Event> before = std::exchange(event.beside_before, {});
    const std::vector<Event> after = std::exchange(event.beside_after, {});
    event.number = newest() + 1 + static_cast<std::int64_t>(before.size());
    event.kind = kind_of(request.ask);
    event.on = dated_when_open(*this, request, event);
    for (LotMade& lot : event.lots) {
      lot.entry = event.number;
      if (lot.purchase == 0) lot.purchase = event.number;
    }
    event.as_asked = content_of(request);
    event.recorded_at = std::max(request.recorded_at, events_.back().recorded_at); // time never runs back
    add_beside(before, "averaging", event.recorded_at);
    carry_write_downs(event);
    check_controls(*this, request, event, event.kind);
    event.decides = std::max(event.decides, request.carries_out);
    events_.push_back(event);
    add_beside(after, "reversal", event.recorded_at);
    check_as_proposed(*this, request, {events_.begin() + static_cast<std::ptrdiff_t>(events_before), events_.end()});
    if (request.dry_run) forget_from(events_before);
    return told(request.dry_run ? "tried" : "recorded", event);
  } catch (const Refused& refused) {
    forget_from(events_before);
    // There is nothing left to record of what was proposed.
    return {request.carries_out != 0 && refused.rule == "nothing" ? "proposal_changed" : refused.rule};
  } catch (const Waits&) {
    forget_from(events_before);
    return may_propose ? propose_or_refuse(request, event) : Answer{"approval_missing"};
  } catch (const Repeated& repeated) {
    return told("repeated", ModelBook::event(repeated.entry));
  }
}

} // namespace pvault::test
