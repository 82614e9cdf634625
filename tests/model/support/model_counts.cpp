// What the model answers to a count, a finding, an adjustment and a warehouse's statement.
#include "tests/model/support/model_rules.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace pvault::test {

namespace {

using boost::multiprecision::cpp_int;

// Whether it came back for what was exchanged: of the same mineral, not of the same form.
bool came_for_another(const ModelBook& book, const Event& maker) {
  if (maker.returns == 0) return false;
  return std::get<AskRelease>(book.event(maker.returns).request.ask).kind == "exchange";
}

// The final assay and moisture of a purchase, where it is settled by that day.
AskPurchase settled_by(const ModelBook& book, std::int64_t purchase, const AskPurchase& bought, const std::string& on) {
  AskPurchase form = bought;
  for (const Event& event : book.events()) {
    const auto* settlement = std::get_if<AskSettlement>(&event.request.ask);
    const Event* undoing = book.reversal_of(event.number);
    const bool holds = event.on <= on && (undoing == nullptr || undoing->on > on);
    if (settlement == nullptr || !holds || !event.uses.contains(purchase)) continue;
    if (settlement->assay) form.assay = settlement->assay;
    if (!settlement->moisture_percent.empty()) form.moisture_percent = settlement->moisture_percent;
  }
  return form;
}

// The purchase whose assay and moisture a lot is weighed with; none when it was made into something else since.
std::optional<AskPurchase> form_of(const ModelBook& book, const LotMade& lot, const std::string& on) {
  const Event& maker = book.event(lot.entry);
  if (const auto* purchase = std::get_if<AskPurchase>(&maker.request.ask))
    return settled_by(book, maker.number, *purchase, on);
  if (lot.parent.empty()) return std::nullopt; // an opening balance, whose mass was said without an assay
  const auto* transfer = std::get_if<AskTransfer>(&maker.request.ask);
  const bool changed = (transfer != nullptr && (transfer->kind == "upgrade" || transfer->kind == "processing")) ||
                       came_for_another(book, maker);
  return changed ? std::nullopt : form_of(book, *book.find_lot(lot.parent), on);
}

std::int64_t weighed(const ModelBook& book, const LotMade& lot, const PlainMass& mass, const std::string& on) {
  const std::optional<AskPurchase> form = form_of(book, lot, on);
  const bool says_itself = !mass.component.empty() || mass.unit == "mtu" || mass.unit == "stu";
  if (!form || says_itself) return contained_mass(find_mineral(lot.mineral), mass).mg;
  return contained_mass(find_mineral(lot.mineral), mass, form->assay, form->moisture_percent).mg;
}

// Whether the mass is none of the lot's mineral, or nothing.
bool is_wrong(const ModelBook& book, const LotMade& lot, const PlainMass& mass, const std::string& on) {
  try {
    weighed(book, lot, mass, on);
    return false;
  } catch (const Refused&) {
    return true;
  }
}

std::int64_t on_book(const ModelBook& book, const std::string& lot, const std::string& site, const std::string& on) {
  for (const LotFacts& facts : book.lots({on, book.newest()})) {
    if (facts.code == lot && facts.site == site) return facts.on_hand_mg;
  }
  return 0;
}

std::int64_t allowed(std::int64_t ppb, std::int64_t mg, std::int64_t expected_mg) {
  return std::max(mg, static_cast<std::int64_t>(cpp_int(expected_mg) * ppb / 1'000'000'000));
}

bool is_accurate(const CountedFact& line) {
  return line.status == "counted" && std::abs(line.counted_mg - line.expected_mg) <= line.allowed_mg;
}

std::vector<CountedFact> read_rows(const ModelBook& book, const AskCount& ask, const std::string& site,
                                   const std::string& on) {
  std::set<std::string> seen;
  std::vector<CountedFact> lines;
  bool sound = true;
  for (const CountedRowAsk& row : ask.rows) {
    sound = sound && seen.insert(lower_case(row.lot)).second;
    CountedFact line{.name = row.lot};
    const LotMade* lot = book.find_lot(row.lot);
    if (lot != nullptr) {
      line.name = line.lot = lot->code;
      line.expected_mg = on_book(book, lot->code, site, on);
      const bool wrong = row.mass && is_wrong(book, *lot, *row.mass, on);
      sound = sound && !wrong;
      if (row.mass && !wrong) line.counted_mg = weighed(book, *lot, *row.mass, on);
    }
    sound = sound && (row.mass || line.expected_mg > 0);
    if (line.expected_mg > 0) {
      line.status = row.mass ? "counted" : "not-found";
      line.allowed_mg = allowed(ask.tolerance_ppb, ask.tolerance_mg, line.expected_mg);
    }
    lines.push_back(line);
  }
  refuse_if(!sound, "count_malformed");
  return lines;
}

} // namespace

Event decide(const ModelBook& book, Request request, const AskCount& asked) {
  AskCount ask = asked;
  answer_repeat(book, request);
  refuse_if(ask.site.empty(), "site_unknown");
  ask.site = find_site(book, ask.site);
  request.ask = ask;
  Event event{.on = request.on, .request = request, .counted = read_rows(book, ask, ask.site, request.on)};
  for (const LotFacts& lot : book.lots({request.on, book.newest()})) {
    if (lot.site != ask.site || lot.on_hand_mg == 0) continue;
    refuse_if(std::ranges::find(event.counted, lot.code, &CountedFact::lot) == event.counted.end(), "count_incomplete");
  }
  return event;
}

namespace {

struct Found {
  const Event* count;
  const CountedFact* line;
};

Found find_line(const ModelBook& book, std::int64_t count, const std::string& lot) {
  refuse_if(count < 1 || count > book.newest(), "entry_unknown");
  const Event& event = book.event(count);
  refuse_if(event.kind != "count", "count_unknown");
  refuse_if(book.reversal_of(count) != nullptr, "reversed_already");
  for (const CountedFact& line : event.counted) {
    if (lower_case(line.name) == lower_case(lot)) return {&event, &line};
  }
  throw Refused{"lot_not_counted"};
}

void check_difference(const Found& found, const std::string& on) {
  refuse_if(on < found.count->on, "count_out_of_order");
  refuse_if(is_accurate(*found.line), "difference_within_tolerance");
}

} // namespace

Event decide(const ModelBook& book, Request request, const AskFinding& asked) {
  AskFinding ask = asked;
  answer_repeat(book, request);
  const Found found = find_line(book, ask.count, ask.lot);
  ask.lot = found.line->name;
  request.ask = ask;
  check_difference(found, request.on);
  return {.on = request.on, .request = request, .count = ask.count, .counted_lot = found.line->name};
}

namespace {

// The latest finding that stands; nullptr when there is none.
const Event* find_finding(const ModelBook& book, std::int64_t count, const std::string& name) {
  const Event* latest = nullptr;
  for (const Event& event : book.events()) {
    const bool is_of_it = event.kind == "count-finding" && event.count == count && event.counted_lot == name;
    if (is_of_it && book.stands(event)) latest = &event;
  }
  return latest;
}

bool is_adjusted(const ModelBook& book, std::int64_t count, const std::string& lot) {
  return std::ranges::any_of(book.events(), [&](const Event& event) {
    return event.kind == "count-adjustment" && event.count == count && event.counted_lot == lot && book.stands(event);
  });
}

// A later count of the lot, or an adjustment of it dated later.
bool is_superseded(const ModelBook& book, const Event& count, const std::string& lot) {
  return !lot.empty() && std::ranges::any_of(book.events(), [&](const Event& event) {
    if (!book.stands(event)) return false;
    if (event.kind == "count-adjustment") return event.counted_lot == lot && event.on > count.on;
    const bool later = std::pair(event.on, event.number) > std::pair(count.on, count.number);
    return event.kind == "count" && later &&
           std::ranges::find(event.counted, lot, &CountedFact::lot) != event.counted.end();
  });
}

std::int64_t what_is_left(const ModelBook& book, const Found& found) {
  const CountedFact& line = *found.line;
  refuse_if(line.lot.empty(), "adjustment_not_possible");
  const LotMade& lot = *book.find_lot(line.lot);
  const std::string& site = std::get<AskCount>(found.count->request.ask).site;
  refuse_if(book.reversal_of(lot.entry) != nullptr || lot.received_on > found.count->on || lot.site != site,
            "adjustment_not_possible");
  const std::int64_t difference_mg = line.counted_mg - line.expected_mg;
  const std::int64_t left_mg = line.counted_mg - on_book(book, line.lot, site, found.count->on);
  const bool gone = left_mg == 0 || (line.status == "counted" && std::abs(left_mg) <= line.allowed_mg);
  const bool other = (left_mg > 0) != (difference_mg > 0) || std::abs(left_mg) > std::abs(difference_mg);
  refuse_if(gone || other, "adjustment_not_possible");
  return left_mg;
}

// PARENT.1, PARENT.2, ...: from the number of lots that were ever taken of it on.
std::string name_surplus(const ModelBook& book, const std::string& parent) {
  int number = 1;
  for (const Event& event : book.events())
    number += static_cast<int>(std::ranges::count(event.lots, parent, &LotMade::parent));
  while (book.find_lot(parent + "." + std::to_string(number)) != nullptr)
    ++number;
  return parent + "." + std::to_string(number);
}

} // namespace

Event decide(const ModelBook& book, Request request, const AskAdjustment& asked) {
  AskAdjustment ask = asked;
  answer_repeat(book, request);
  const Found found = find_line(book, ask.count, ask.lot);
  const std::string& code = found.line->lot;
  ask.lot = found.line->name;
  request.ask = ask;
  check_difference(found, request.on);
  refuse_if(!code.empty() && is_adjusted(book, ask.count, code), "adjusted_already");
  const Event* finding = find_finding(book, ask.count, found.line->name);
  refuse_if(finding == nullptr || finding->on > request.on, "difference_not_explained");
  const auto& counted = std::get<AskCount>(found.count->request.ask);
  refuse_if(lower_case(ask.approved_by) == lower_case(counted.counted_by), "approver_counted");
  refuse_if(is_superseded(book, *found.count, code), "count_superseded");
  const std::int64_t left_mg = what_is_left(book, found);
  const LotMade lot = *book.find_lot(code);
  Event event{
      .on = request.on, .request = request, .count = ask.count, .finding = finding->number, .counted_lot = code};
  const auto add = [&](const std::string& account, const std::string& of, std::int64_t mass_mg, std::int64_t cents) {
    event.effects.push_back(
        {.account = account, .mineral = lot.mineral, .lot = of, .mass_mg = mass_mg, .amount_cents = cents});
  };
  if (left_mg > 0) {
    check_no_later_quality(book, code, request.on);
    const std::string name = name_surplus(book, code);
    add("inventory", name, left_mg, 0);
    event.lots.push_back({.code = name,
                          .mineral = lot.mineral,
                          .supplier = lot.supplier,
                          .site = lot.site,
                          .received_on = request.on,
                          .received_mg = left_mg,
                          .aged_from = lot.aged_from,
                          .parent = code,
                          .purchase = lot.purchase,
                          .quality = book.quality_on(code, request.on)});
  } else {
    refuse_if(book.drawable_from(code) > request.on, "lot_not_yet_received");
    const auto [held_mg, held_cents] = book.left_in_lot(code);
    refuse_if(-left_mg > held_mg, "lot_mass_insufficient");
    refuse_if(-left_mg > book.free_in_lot(code, request.on), "lot_mass_sold");
    const auto cents = static_cast<std::int64_t>(nearest(Ratio(held_cents) * -left_mg / held_mg));
    add("inventory", code, left_mg, -cents);
    add("loss_and_shrinkage", "", 0, cents);
  }
  add("lost", "", -left_mg, 0);
  return event;
}

Event decide(const ModelBook& book, Request request, const AskConfirmation& asked) {
  AskConfirmation ask = asked;
  answer_repeat(book, request);
  refuse_if(ask.site.empty(), "site_unknown");
  ask.site = find_site(book, ask.site);
  request.ask = ask;
  std::set<std::string> seen;
  bool sound = true;
  bool any = false;
  for (const CountedRowAsk& row : ask.rows) {
    sound = sound && seen.insert(lower_case(row.lot)).second;
    const LotMade* lot = book.find_lot(row.lot);
    if (lot == nullptr) continue;
    const bool wrong = is_wrong(book, *lot, *row.mass, request.on);
    sound = sound && !wrong;
    const std::int64_t expected_mg = on_book(book, lot->code, ask.site, request.on);
    if (wrong || expected_mg == 0) continue;
    any = any || std::abs(weighed(book, *lot, *row.mass, request.on) - expected_mg) <= ask.tolerance_mg;
  }
  refuse_if(!sound, "statement_malformed");
  refuse_if(!any, "confirmation_empty");
  return {.on = request.on, .request = request};
}

namespace {

bool rests_on_counted(const ModelBook& book, const Event& later, const Event& earlier) {
  if (later.kind == "count-finding") return later.count == earlier.number;
  if (later.kind == "count-adjustment") {
    const bool found_beside = !later.lots.empty() && book.find_lot(later.counted_lot)->entry == earlier.number;
    return later.count == earlier.number || later.finding == earlier.number || found_beside;
  }
  if (earlier.kind != "site") return false;
  if (later.kind == "count") return std::get<AskCount>(later.request.ask).site == earlier.code;
  return later.kind == "warehouse-confirmation" && std::get<AskConfirmation>(later.request.ask).site == earlier.code;
}

} // namespace

void check_rests_on_counts(const ModelBook& book, const Event& reversed, const std::string& on) {
  for (const Event& event : book.events()) {
    const Event* undone = book.reversal_of(event.number);
    const bool until_later = undone != nullptr && undone->on > event.on && undone->on > on;
    refuse_if((book.stands(event) || until_later) && rests_on_counted(book, event, reversed),
              "something_depends_on_it");
  }
}

} // namespace pvault::test
