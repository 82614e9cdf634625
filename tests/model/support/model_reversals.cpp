// What the model answers to a reversal.
#include "tests/model/support/model_rules.hpp"

#include <algorithm>
#include <set>

namespace pvault::test {

namespace {

// Whether `later`, which stands, could not be without `earlier`.
bool rests_on(const ModelBook& book, const Event& later, const Event& earlier) {
  const auto names = [&](const std::string& kind, const std::string& code) {
    return earlier.kind == kind && earlier.code == code;
  };
  const Ask& ask = later.request.ask;
  if (std::ranges::any_of(later.lots, [&](const LotMade& lot) { return names("site", lot.site); })) return true;
  if (carrying_rests_on(later, earlier) || rests_on_lot(book, later, earlier)) return true;
  const bool draws =
      later.kind != "reversal" && std::ranges::any_of(later.effects, [&](const Effect& effect) {
        return effect.mass_mg < 0 && std::ranges::find(earlier.lots, effect.lot, &LotMade::code) != earlier.lots.end();
      });
  if (draws || rests_on_cost(book, later, earlier)) return true;
  if (later.replaces != 0 && later.replaces == earlier.number) return true;
  if (later.ships != 0 && later.ships == earlier.number) return true;
  if (later.kind == "sale") {
    const bool holds = std::ranges::any_of(
        earlier.lots, [&](const LotMade& lot) { return book.unshipped(later.number, lot.code, "9999-12-31") > 0; });
    if (holds) return true;
    return names("party", std::get<AskSale>(ask).buyer) || names("authority", later.authority);
  }
  if (later.kind == "purchase") return names("party", std::get<AskPurchase>(ask).supplier);
  if (later.kind == "opening") return names("party", std::get<AskOpening>(ask).supplier);
  if (later.kind == "payment") return names("party", std::get<AskPayment>(ask).party);
  if (later.kind == "facility") return names("party", std::get<AskFacility>(ask).lender);
  // Those that the book began with were asked for by nobody.
  if (const auto* demand = std::get_if<AskDemand>(&ask)) return names("party", demand->participant);
  if (later.kind == "drawdown")
    return names("facility", std::get<AskDrawdown>(ask).facility) || later.uses.contains(earlier.number);
  if (names("emergency", later.emergency) || (later.returns != 0 && later.returns == earlier.number)) return true;
  return later.kind == "release" &&
         (names("party", std::get<AskRelease>(ask).recipient) || names("authority", later.authority));
}

// What counts on an entry of the kind: undone later than dated, it stood in between.
std::string what_counts_on(const std::string& kind) {
  if (kind == "party") return "carrying-rate";
  if (kind == "authority" || kind == "emergency" || kind == "sale") return "release";
  return kind == "release" ? "return" : "drawdown";
}

// The last day on which something of a settled delivery was sold no more, by the sales that were made since.
std::string last_freed_of(const ModelBook& book, const Event& settlement) {
  std::string on;
  for (const Event& event : book.events()) {
    for (const LotMade& lot : event.lots) {
      if (lot.purchase == settlement.uses.begin()->first) on = std::max(on, book.freed_on(lot.code, settlement.number));
    }
  }
  return on;
}

// Of the lots that an averaging, a write-down or a settlement changed, the last day on which something was given back,
// or a write-down undone that counted on their cost.
std::string given_back(const ModelBook& book, const Event& changed) {
  const bool changes_cost = changed.kind == "averaging" || changed.kind == "settlement";
  if (!changes_cost && changed.kind != "write-down") return changed.on;
  std::set<std::string> lots;
  for (const Effect& effect : changed.effects)
    lots.insert(effect.lot);
  for (const auto& part : changed.write_downs)
    lots.insert(part.first);
  lots.erase("");
  std::set<std::string> shifted;
  for (const Effect& effect : changed.effects)
    shifted.insert(changes_cost ? effect.lot : "");
  std::string last = changed.on;
  for (const Event& event : book.events()) {
    if (event.reverses == 0 || event.on <= book.event(event.reverses).on) continue;
    const bool wrote_down = book.event(event.reverses).kind == "write-down";
    for (const auto& part : event.write_downs) {
      if (wrote_down && shifted.contains(part.first)) last = std::max(last, event.on);
    }
    for (const Effect& effect : event.effects) {
      if (lots.contains(effect.lot)) last = std::max(last, event.on);
    }
  }
  return last;
}

// From which day on all that rested on a purchase, a transfer or a facility is undone.
std::string whole_from(const ModelBook& book, const Event& reversed) {
  std::string from = reversed.on;
  for (const LotMade& lot : reversed.lots)
    from = std::max({from, book.drawable_from(lot.code), book.freed_on(lot.code)});
  from = std::max(from, given_back(book, reversed));
  if (reversed.kind == "settlement") from = std::max(from, last_freed_of(book, reversed));
  for (const Event& event : book.events()) {
    const Event* reversal = book.reversal_of(event.number);
    const bool counts =
        event.kind == what_counts_on(reversed.kind) || (reversed.kind == "authority" && event.kind == "sale");
    if (!counts || reversal == nullptr || !rests_on(book, event, reversed)) continue;
    if (reversal->on > event.on) from = std::max(from, reversal->on);
  }
  return from;
}

// An import stands as long as one of its entries does, be it one that is never reversed.
void check_batch_undone(const ModelBook& book, const Event& reversed) {
  if (reversed.first_of_batch == 0) return;
  for (std::int64_t number = reversed.first_of_batch; number < reversed.number; ++number)
    refuse_if(book.reversal_of(number) == nullptr, "something_depends_on_it");
}

bool is_never_reversed(const std::string& kind) {
  static const std::set<std::string> kinds = {
      "book",          "mineral",  "reversal",          "sale-cancellation", "period-close",
      "period-reopen", "person",   "person-role",       "person-key",        "key-revocation",
      "policy",        "proposal", "proposal-rejection"};
  return kinds.contains(kind);
}

Event undoing(const Event& reversed, const Request& request) {
  Event event{.on = request.on, .request = request, .effects = reversed.effects, .reverses = reversed.number};
  for (Effect& effect : event.effects) {
    effect.mass_mg = -effect.mass_mg;
    effect.amount_cents = -effect.amount_cents;
  }
  for (const auto& [lot, cents] : reversed.write_downs)
    event.write_downs[lot] = -cents;
  return event;
}

} // namespace

Event decide(const ModelBook& book, Request request, const AskReversal& asked) {
  AskReversal ask = asked;
  refuse_if(ask.entry < 1 || ask.entry > book.newest(), "entry_unknown");
  answer_repeat(book, request);
  const Event& reversed = book.event(ask.entry);
  if (ask.on.empty()) ask.on = reversed.on;
  request.on = ask.on;
  request.ask = ask;
  refuse_if(book.reversal_of(reversed.number) != nullptr, "reversed_already");
  refuse_if(is_never_reversed(reversed.kind), "reversal_not_possible");
  refuse_if(request.on < reversed.on, "reversal_before_entry");
  refuse_if(reversed.kind == "carrying-accrual" && request.on != reversed.on, "reversal_not_possible");
  refuse_if(reversed.kind == "cost-method" && request.on != reversed.on, "reversal_not_possible");
  refuse_if(request.on < open_from(book), "period_closed");
  check_batch_undone(book, reversed);
  check_rests_on_counts(book, reversed, request.on);
  for (const Event& event : book.events())
    refuse_if(book.stands(event) && rests_on(book, event, reversed), "something_depends_on_it");
  static const std::set<std::string> lenders = {"facility", "party", "averaging",  "authority", "emergency",
                                                "release",  "sale",  "settlement", "write-down"};
  const bool lends = !reversed.lots.empty() || lenders.contains(reversed.kind);
  refuse_if(lends && request.on < whole_from(book, reversed), "something_depends_on_it");
  Event event = undoing(reversed, request);
  if (const Event* averaging = averaging_of(book, reversed)) {
    const bool counted_on = std::ranges::any_of(book.events(), [&](const Event& later) {
      return later.number != reversed.number && book.stands(later) && rests_on(book, later, *averaging);
    });
    if (!counted_on && request.on >= whole_from(book, *averaging)) event.beside_after = {undoing(*averaging, request)};
  }
  return event;
}

} // namespace pvault::test
