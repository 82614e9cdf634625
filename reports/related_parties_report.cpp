#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/figures.hpp"
#include "store/lot_papers.hpp"
#include "units/figure.hpp"

#include <fmt/format.h>
#include <set>

namespace pvault::reports {

namespace {

struct RelatedLine {
  store::RelatedPurchase bought;
  std::optional<store::PriceFigure> price; // on the day of the purchase

  [[nodiscard]] std::optional<Money> market_value() const {
    return price ? value_at(price->price, bought.received) : std::nullopt;
  }
  [[nodiscard]] std::optional<Money> above_market() const {
    const auto value = market_value();
    return value ? std::optional(bought.metal - *value) : std::nullopt;
  }
};

// To the nearest hundredth of a percent: what was paid may be above the market or below it.
Cell percent_above(const RelatedLine& line) {
  const auto above = line.above_market();
  if (!above || *line.market_value() <= Money()) return no_value();
  const auto hundredths =
      round_to_integer(Exact(above->cents()) * 10'000 / line.market_value()->cents(), Rounding::half_even);
  return hundredths ? decimal(*hundredths) : no_value();
}

std::vector<Field<RelatedLine>> related_fields() {
  using Line = RelatedLine;
  using namespace column;
  return {
      {entry("entry", "Entry"), [](const Line& line) { return cell(line.bought.entry); }},
      {date("on", "On"), [](const Line& line) { return cell(line.bought.on); }},
      {text("supplier", "Supplier"), [](const Line& line) { return cell(line.bought.supplier_code); }},
      {for_machines(text("supplier_name", "Name")), [](const Line& line) { return cell(line.bought.supplier_name); }},
      {text("lot", "Lot"), [](const Line& line) { return cell(line.bought.lot_code); }},
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.bought.mineral_code); }},
      {kilograms("received_kg", "Received"), [](const Line& line) { return cell(line.bought.received); }},
      {usd("metal_usd", "Metal"), [](const Line& line) { return cell(line.bought.metal); }, true},
      {for_machines(usd("landed_usd", "Landed")), [](const Line& line) { return cell(line.bought.landed); }, true},
      {for_machines(text("price_entered", "Price agreed")),
       [](const Line& line) { return text_or_missing(line.bought.price_entered); }},
      {usd_per_kilogram("price_usd_per_kg", "Price"),
       [](const Line& line) { return price_cell(line.bought.metal, line.bought.received); }},
      {usd_per_kilogram("market_price_usd_per_kg", "Market"),
       [](const Line& line) { return line.price ? price_cell(line.price->price) : no_value(); }},
      {for_machines(date("market_price_on", "Market price of")),
       [](const Line& line) { return line.price ? cell(line.price->on) : no_value(); }},
      {for_machines(usd("market_value_usd", "Market value")),
       [](const Line& line) { return cell(line.market_value()); }},
      {usd("above_market_usd", "Above market"), [](const Line& line) { return cell(line.above_market()); }, true},
      {percent("above_market_percent", "Above", 2), percent_above},
      {for_machines(text("contract", "Contract")),
       [](const Line& line) { return text_or_missing(line.bought.contract); }},
  };
}

} // namespace

Table make_related_parties_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<RelatedLine> sheet(related_fields());
  std::set<std::string> suppliers;
  std::set<std::string> unpriced;
  int purchases = 0;
  for (const store::RelatedPurchase& bought : store::list_related_purchases(connection, question.moment)) {
    if (!asks_for(question, bought.mineral)) continue;
    const RelatedLine line{bought,
                           store::find_price(connection, bought.mineral, {bought.on, question.moment.known_at})};
    sheet.add(line);
    suppliers.insert(bought.supplier_code);
    if (!line.price) unpriced.insert(bought.mineral_code);
    ++purchases;
  }
  std::vector<std::string> notes = {
      purchases == 0
          ? "Nothing was bought from a related party."
          : fmt::format("{} purchase{} from {}. The market is the latest usable price on the day of the "
                        "purchase; freight and other landed cost is not compared.",
                        purchases, purchases == 1 ? "" : "s", list_in_words({suppliers.begin(), suppliers.end()}))};
  if (!unpriced.empty())
    notes.push_back(fmt::format("No usable price by the day of the purchase: {}; the total above market is without "
                                "them.",
                                list_in_words({unpriced.begin(), unpriced.end()})));
  return sheet.finish(std::move(notes));
}

} // namespace pvault::reports
