#include "tests/model/support/marks.hpp"

#include "tests/model/support/model_rules.hpp"

#include <algorithm>

namespace pvault::test {

namespace {

// Notes down what holds.
class Marks {
public:
  void add_if(bool holds, const std::string& mark) {
    if (holds) marks_.push_back(mark);
  }
  [[nodiscard]] const std::vector<std::string>& all() const { return marks_; }

private:
  std::vector<std::string> marks_;
};

void mark_purchase(Marks& marks, const AskPurchase& ask) {
  marks.add_if(ask.price.has_value(), "purchase: at a price");
  marks.add_if(ask.cost_cents.has_value(), "purchase: at a cost");
  marks.add_if(!ask.landed.empty(), "purchase: with landed cost");
  marks.add_if(ask.rotation != 0, "purchase: takes the place of a rotation");
  marks.add_if(ask.assay.has_value(), "purchase: with assay");
  marks.add_if(!ask.moisture_percent.empty(), "purchase: with moisture");
  marks.add_if(!ask.mass.component.empty(), "purchase: mass of a component");
  marks.add_if(ask.mass.unit == "mtu" || ask.mass.unit == "stu", "purchase: in a unit of content");
}

void mark_release(Marks& marks, const ModelBook& book, const Event& event) {
  const auto& ask = std::get<AskRelease>(event.request.ask);
  marks.add_if(true, "release: " + ask.kind);
  marks.add_if(ask.sale != 0, "release: ships a sale");
  marks.add_if(ask.sale != 0 && book.unshipped_of(ask.sale) == 0, "release: ships the last of a sale");
  marks.add_if(!ask.lots.empty(), "release: of named lots");
  std::vector<Effect> draws = event.effects;
  std::erase_if(draws, [](const Effect& effect) { return effect.lot.empty(); });
  marks.add_if(draws.size() > 1, "release: draws several lots");
  marks.add_if(!ask.site.empty(), "release: from a site");
  marks.add_if(!event.authority.empty(), "release: under an authority");
  marks.add_if(!event.authority.empty() &&
                   book.used(event.authority, event.on) == book.find_name("authority", event.authority)->quantity_mg,
               "release: uses up an authority");
  const LotMade& first = *book.find_lot(draws.front().lot);
  const LotMade& last = *book.find_lot(draws.back().lot);
  marks.add_if(!first.parent.empty(), "release: of what was transferred");
  marks.add_if(book.site_kind(first.site) != "storage", "release: of what lies elsewhere");
  marks.add_if(ask.lots.empty() && first.received_on > last.received_on, "release: the oldest first, which came last");
  marks.add_if(book.left_in_lot(draws.back().lot).first == 0, "release: empties a lot");
  marks.add_if(book.left_in_lot(draws.back().lot).first > 0, "release: leaves some in a lot");
  marks.add_if(std::ranges::any_of(draws, [](const Effect& draw) { return draw.amount_cents == 0; }),
               "release: takes mass without cost");
}

void mark_return(Marks& marks, const ModelBook& book, const Event& event) {
  std::int64_t left_mg = 0;
  for (const PartBack& lot : book.out(event.returns, event.on))
    left_mg += lot.mg;
  marks.add_if(left_mg == 0, "return: of all that was owed");
  marks.add_if(left_mg > 0, "return: of a part");
  marks.add_if(event.lots.size() > 1, "return: into several lots");
  marks.add_if(event.lots.empty(), "return: of nothing, which is given up");
}

void mark_method(Marks& marks, const ModelBook& book, const Event& release) {
  const auto& ask = std::get<AskRelease>(release.request.ask);
  const Event* averaging = averaging_of(book, release);
  marks.add_if(true, "release: by " + book.cost_method(ask.mineral, release.on));
  marks.add_if(averaging != nullptr, "averaging: recorded");
  marks.add_if(averaging != nullptr && averaging->effects.size() > 3, "averaging: of many lots");
  marks.add_if(book.cost_method(ask.mineral, release.on) == "average" && averaging == nullptr,
               "release: at an average that needs no averaging");
  // Lots that an averaging shifts cost between, and what counts had done to them before.
  const auto shifts = [&](const std::string& lot) {
    return averaging != nullptr && std::ranges::find(averaging->effects, lot, &Effect::lot) != averaging->effects.end();
  };
  for (const Event& event : book.events()) {
    if (event.kind != "count-adjustment" || !book.stands(event)) continue;
    const bool found = std::ranges::any_of(event.lots, [&](const LotMade& lot) { return shifts(lot.code); });
    marks.add_if(found, "averaging: of what a count found");
    marks.add_if(!found && shifts(event.counted_lot), "averaging: of a lot that a count found short");
  }
}

void mark_transfer(Marks& marks, const ModelBook& book, const Event& event) {
  const auto& ask = std::get<AskTransfer>(event.request.ask);
  const LotMade& parent = *book.find_lot(ask.lot);
  const LotMade* grandparent = parent.parent.empty() ? nullptr : book.find_lot(parent.parent);
  marks.add_if(true, "transfer: " + ask.kind);
  marks.add_if(book.left_in_lot(parent.code).first == 0, "transfer: of all of a lot");
  marks.add_if(book.left_in_lot(parent.code).first > 0, "transfer: of a part of a lot");
  marks.add_if(event.lots.size() > 1, "transfer: into several lots");
  marks.add_if(event.effects.back().account == "lost", "transfer: with a yield loss");
  marks.add_if(grandparent != nullptr, "transfer: of what was transferred");
  marks.add_if(grandparent != nullptr && grandparent->site == event.lots.front().site &&
                   parent.site != event.lots.front().site,
               "transfer: back to where it came from");
  marks.add_if(book.site_kind(parent.site) != "storage" && book.site_kind(ask.to_site) == "storage",
               "transfer: into storage");
  marks.add_if(book.site_kind(ask.to_site) == "in-transit", "transfer: on its way");
  marks.add_if(book.site_kind(ask.to_site) == "in-process", "transfer: to be processed");
}

void mark_settlement(Marks& marks, const ModelBook& book, const Event& event) {
  const auto posts_to = [&](const std::string& account) {
    return std::ranges::find(event.effects, account, &Effect::account) != event.effects.end();
  };
  int lots = 0;
  for (const Effect& effect : event.effects) {
    lots += effect.lot.empty() ? 0 : 1;
    marks.add_if(effect.account == "received_from" && effect.mass_mg < 0, "settlement: more came");
    marks.add_if(effect.account == "received_from" && effect.mass_mg > 0, "settlement: less came");
    marks.add_if(effect.account == "payable" && effect.amount_cents > 0, "settlement: something is owed back");
  }
  marks.add_if(lots > 1, "settlement: of several lots");
  marks.add_if(posts_to("released_to"), "settlement: of what was released");
  marks.add_if(posts_to("lost"), "settlement: of what was lost");
  marks.add_if(book.left_in_lot(std::get<AskSettlement>(event.request.ask).lot).first == 0,
               "settlement: of an emptied lot");
}

void mark_drawdown(Marks& marks, const ModelBook& book, const AskDrawdown& ask, const std::string& on) {
  marks.add_if(ask.uses.empty(), "drawdown: without uses");
  marks.add_if(ask.uses.size() > 1, "drawdown: with several uses");
  marks.add_if(book.undisbursed(ask.facility, on) == 0, "drawdown: takes all that is left");
}

} // namespace

std::vector<std::string> marks_of_newest(const ModelBook& book) {
  const Event& event = book.event(book.newest());
  const Event& before = book.event(book.newest() - 1);
  const Ask& ask = event.request.ask;
  Marks marks;
  marks.add_if(event.on < before.on, "any: backdated");
  marks.add_if(event.on.ends_with("-02-29"), "any: on a leap day");
  if (event.kind == "purchase") mark_purchase(marks, std::get<AskPurchase>(ask));
  if (event.kind == "release") mark_release(marks, book, event);
  if (event.kind == "return") mark_return(marks, book, event);
  if (event.kind == "release") mark_method(marks, book, event);
  marks.add_if(event.kind == "write-down" && event.write_downs.size() > 1, "write-down: of several lots");
  marks.add_if(event.kind == "release" && !event.write_downs.empty(), "write-down: leaves with a release");
  marks.add_if(event.kind == "return" && !event.write_downs.empty(), "write-down: comes back of a loan");
  marks.add_if(event.kind == "transfer" && !event.write_downs.empty(), "write-down: goes with a transfer");
  marks.add_if(event.kind == "settlement" && !event.write_downs.empty(), "write-down: taken back by a settlement");
  marks.add_if(before.kind == "averaging" && !before.write_downs.empty(), "write-down: evened out");
  if (event.kind == "cost-method") marks.add_if(true, "cost method: " + std::get<AskCostMethod>(ask).method);
  if (event.kind == "transfer") mark_transfer(marks, book, event);
  if (event.kind == "settlement") mark_settlement(marks, book, event);
  if (event.kind == "lot-quality") marks.add_if(true, "quality: " + std::get<AskQuality>(ask).status);
  if (event.kind == "pledge")
    marks.add_if(true, std::get<AskPledge>(ask).forbids_release ? "pledge: forbids release" : "pledge: lets go");
  for (const std::string& mark : marks_of_count(book, event))
    marks.add_if(true, mark);
  if (event.kind == "drawdown") mark_drawdown(marks, book, std::get<AskDrawdown>(ask), event.on);
  if (event.kind == "payment")
    marks.add_if(true, std::get<AskPayment>(ask).to_supplier ? "payment: to a supplier" : "payment: from a customer");
  if (event.kind == "carrying-rate") marks.add_if(std::get<AskCarryingRate>(ask).party.empty(), "carrying-rate: ends");
  for (const auto& [name, cents] : event.carrying) {
    marks.add_if(true, "carrying-accrual: of " + std::get<0>(name));
    marks.add_if(cents < 0, "carrying-accrual: takes some back");
    const bool averaged = std::ranges::any_of(
        book.events(), [&](const Event& other) { return other.kind == "averaging" && book.stands(other); });
    marks.add_if(averaged, "carrying-accrual: with averaged lots");
  }
  if (event.kind == "reversal") {
    const Event& reversed = book.event(event.reverses);
    marks.add_if(true, "reversal: of a " + reversed.kind);
    marks.add_if(event.on == reversed.on, "reversal: dated as its entry");
    marks.add_if(event.on > reversed.on, "reversal: dated later");
  }
  return marks.all();
}

namespace {

const std::vector<std::string>& marks_of_lots() {
  static const std::vector<std::string> marks = {
      "settlement: more came",
      "settlement: less came",
      "settlement: something is owed back",
      "settlement: of several lots",
      "settlement: of what was released",
      "settlement: of what was lost",
      "settlement: of an emptied lot",
      "quality: unassayed",
      "quality: accepted",
      "quality: rejected",
      "quality: quarantined",
      "pledge: forbids release",
      "pledge: lets go",
      "reversal: of a lot-quality",
      "reversal: of a pledge",
      "reversal: of a pledge-release",
      "reversal: of a settlement",
  };
  return marks;
}

const std::vector<std::string>& marks_of_cost() {
  static const std::vector<std::string> marks = {
      "release: by fifo",
      "release: by lifo",
      "release: by average",
      "release: by specific",
      "release: at an average that needs no averaging",
      "averaging: recorded",
      "averaging: of many lots",
      "averaging: of what a count found",
      "carrying-accrual: with averaged lots",
      "cost method: fifo",
      "cost method: lifo",
      "cost method: average",
      "cost method: specific",
      "write-down: of several lots",
      "write-down: leaves with a release",
      "write-down: goes with a transfer",
      "write-down: comes back of a loan",
      "write-down: evened out",
      "write-down: taken back by a settlement",
      "reversal: of a averaging",
      "reversal: of a write-down",
      "reversal: of a opening",
      "reversal: of a cost-method",
  };
  return marks;
}

const std::vector<std::string>& marks_of_stock() {
  static const std::vector<std::string> marks = {
      "any: backdated",
      "any: on a leap day",
      "purchase: at a price",
      "purchase: at a cost",
      "purchase: with landed cost",
      "purchase: with assay",
      "purchase: with moisture",
      "purchase: mass of a component",
      "purchase: in a unit of content",
      "release: sale",
      "release: emergency",
      "release: sample",
      "release: loss",
      "release: of named lots",
      "release: draws several lots",
      "release: empties a lot",
      "release: leaves some in a lot",
      "release: takes mass without cost",
      "release: from a site",
      "release: under an authority",
      "release: uses up an authority",
      "release: of what was transferred",
      "release: of what lies elsewhere",
      "release: the oldest first, which came last",
      "release: loan",
      "release: rotation",
      "purchase: takes the place of a rotation",
      "release: ships a sale",
      "release: ships the last of a sale",
      "release: exchange",
      "return: of all that was owed",
      "return: of a part",
      "return: into several lots",
      "return: of nothing, which is given up",
      "transfer: transfer",
      "transfer: repack",
      "transfer: upgrade",
      "transfer: processing",
      "transfer: of all of a lot",
      "transfer: of a part of a lot",
      "transfer: into several lots",
      "transfer: with a yield loss",
      "transfer: of what was transferred",
      "transfer: back to where it came from",
      "transfer: into storage",
      "transfer: on its way",
      "transfer: to be processed",
  };
  return marks;
}

const std::vector<std::string>& other_marks() {
  static const std::vector<std::string> marks = {
      "drawdown: without uses",     "drawdown: with several uses",  "drawdown: takes all that is left",
      "payment: to a supplier",     "payment: from a customer",     "reversal: of a site",
      "reversal: of a party",       "reversal: of a facility",      "reversal: of a price",
      "reversal: of a demand",      "reversal: of a target",        "reversal: of a purchase",
      "reversal: of a release",     "reversal: of a transfer",      "reversal: of a drawdown",
      "reversal: of a payment",     "reversal: of a emergency",     "reversal: of a emergency-end",
      "reversal: of a authority",   "reversal: of a return",        "reversal: of a sale",
      "reversal: of a annual-plan", "reversal: dated as its entry", "reversal: dated later",
  };
  return marks;
}

} // namespace

std::vector<std::string> all_marks() {
  std::vector<std::string> marks = marks_of_stock();
  marks.insert(marks.end(), marks_of_cost().begin(), marks_of_cost().end());
  marks.insert(marks.end(), marks_of_lots().begin(), marks_of_lots().end());
  marks.insert(marks.end(), other_marks().begin(), other_marks().end());
  return marks;
}

} // namespace pvault::test
