#include "tests/model/support/marks.hpp"

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
  marks.add_if(ask.assay.has_value(), "purchase: with assay");
  marks.add_if(!ask.moisture_percent.empty(), "purchase: with moisture");
  marks.add_if(!ask.mass.component.empty(), "purchase: mass of a component");
  marks.add_if(ask.mass.unit == "mtu" || ask.mass.unit == "stu", "purchase: in a unit of content");
}

void mark_release(Marks& marks, const ModelBook& book, const Event& event) {
  const auto& ask = std::get<AskRelease>(event.request.ask);
  marks.add_if(true, "release: " + ask.kind);
  marks.add_if(!ask.lots.empty(), "release: of named lots");
  std::vector<Effect> draws = event.effects;
  std::erase_if(draws, [](const Effect& effect) { return effect.lot.empty(); });
  marks.add_if(draws.size() > 1, "release: draws several lots");
  marks.add_if(book.left_in_lot(draws.back().lot).first == 0, "release: empties a lot");
  marks.add_if(book.left_in_lot(draws.back().lot).first > 0, "release: leaves some in a lot");
  marks.add_if(std::ranges::any_of(draws, [](const Effect& draw) { return draw.amount_cents == 0; }),
               "release: takes mass without cost");
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
  if (event.kind == "drawdown") mark_drawdown(marks, book, std::get<AskDrawdown>(ask), event.on);
  if (event.kind == "payment")
    marks.add_if(true, std::get<AskPayment>(ask).to_supplier ? "payment: to a supplier" : "payment: from a customer");
  if (event.kind == "reversal") {
    const Event& reversed = book.event(event.reverses);
    marks.add_if(true, "reversal: of a " + reversed.kind);
    marks.add_if(event.on == reversed.on, "reversal: dated as its entry");
    marks.add_if(event.on > reversed.on, "reversal: dated later");
  }
  return marks.all();
}

const std::vector<std::string>& all_marks() {
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
      "drawdown: without uses",
      "drawdown: with several uses",
      "drawdown: takes all that is left",
      "payment: to a supplier",
      "payment: from a customer",
      "reversal: of a site",
      "reversal: of a party",
      "reversal: of a facility",
      "reversal: of a price",
      "reversal: of a demand",
      "reversal: of a target",
      "reversal: of a purchase",
      "reversal: of a release",
      "reversal: of a drawdown",
      "reversal: of a payment",
      "reversal: dated as its entry",
      "reversal: dated later",
  };
  return marks;
}

} // namespace pvault::test
