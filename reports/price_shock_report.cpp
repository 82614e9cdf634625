#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/facility_bases.hpp"
#include "reports/price_scenario.hpp"
#include "reports/sheet.hpp"
#include "store/figures.hpp"
#include "store/names.hpp"
#include "units/figure.hpp"

#include <fmt/format.h>
#include <map>

namespace pvault::reports {

namespace {

constexpr int decimals_of_price_change = 7; // parts per billion in percent

struct ShockedLine {
  std::string mineral;
  Mass on_hand = {};
  Money cost = {};
  RelativeChange change = {};
  std::optional<store::PriceFigure> price = {};
  Money lower_before = {}; // of cost and market, lot by lot
  Money lower_after = {};

  // The mass as a whole, as in the report on cost; lot by lot, rounded down, is for lenders.
  [[nodiscard]] std::optional<Money> value_before() const {
    return price ? value_at(price->price, on_hand) : std::nullopt;
  }
  [[nodiscard]] std::optional<Money> value_after() const {
    return price ? value_at_changed_price(price->price, on_hand, change) : std::nullopt;
  }
};

Cell changed_price(const ShockedLine& line) {
  if (!line.price) return no_value();
  return price_cell(Exact(Exact(line.price->price.cents) / line.price->price.per_mg * line.change.factor()));
}

std::vector<Field<ShockedLine>> shock_fields() {
  using Line = ShockedLine;
  using namespace column;
  return {
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral); }},
      {kilograms("on_hand_kg", "On hand"), [](const Line& line) { return cell(line.on_hand); }},
      {usd("cost_usd", "Cost"), [](const Line& line) { return cell(line.cost); }, true},
      {percent("price_change_percent", "Price changes", decimals_of_price_change),
       [](const Line& line) { return decimal(line.change.parts_per_billion()); }},
      {for_machines(date("price_on", "Price of")),
       [](const Line& line) { return line.price ? cell(line.price->on) : no_value(); }},
      {for_machines(usd_per_kilogram("price_before_usd_per_kg", "Price before")),
       [](const Line& line) { return line.price ? price_cell(line.price->price) : no_value(); }},
      {for_machines(usd_per_kilogram("price_after_usd_per_kg", "Price after")), changed_price},
      {usd("market_value_before_usd", "Value before"), [](const Line& line) { return cell(line.value_before()); }, true,
       TotalOfNone::missing},
      {usd("market_value_after_usd", "Value after"), [](const Line& line) { return cell(line.value_after()); }, true,
       TotalOfNone::missing},
      {usd("market_value_change_usd", "Change"),
       [](const Line& line) { return cell(difference_of(line.value_after(), line.value_before())); }, true,
       TotalOfNone::missing},
      {for_machines(usd("unrealised_gain_before_usd", "Unrealised gain before")),
       [](const Line& line) { return cell(difference_of(line.value_before(), line.cost)); }, true,
       TotalOfNone::missing},
      {usd("unrealised_gain_after_usd", "Gain after"),
       [](const Line& line) { return cell(difference_of(line.value_after(), line.cost)); }, true, TotalOfNone::missing},
      {for_machines(usd("lower_value_before_usd", "Lower of both before")),
       [](const Line& line) { return line.price ? cell(line.lower_before) : no_value(); }, true, TotalOfNone::missing},
      {usd("lower_value_after_usd", "Lower of both after"),
       [](const Line& line) { return line.price ? cell(line.lower_after) : no_value(); }, true, TotalOfNone::missing},
  };
}

using LotsByMineral = std::map<MineralId, std::vector<CollateralLot>>;

ShockedLine load_shocked_line(store::Connection& connection, const ReportQuestion& question, const Mineral& mineral,
                              const std::vector<CollateralLot>& lots) {
  ShockedLine line{.mineral = mineral.code,
                   .change = question.scenario.prices.of(mineral.id),
                   .price = store::find_price(connection, mineral.id, question.moment)};
  compute_figure(fmt::format("the value of {}", mineral.code), [&] {
    for (const CollateralLot& lot : lots) {
      line.on_hand += lot.on_hand;
      line.cost += lot.cost;
    }
    if (!line.price) return;
    line.lower_before = lower_of_cost_or_market(lots, {line.price->price, line.price->on});
    line.lower_after = lower_of_cost_or_market(lots, {line.price->price, line.price->on, line.change});
  });
  return line;
}

constexpr const char* see_exposure = "`pvault report exposure-shock` has what it does to those who owe metal back, or "
                                     "bought some that is not shipped.";

std::vector<std::string> shock_notes(const Changes& prices, const std::vector<Mineral>& minerals,
                                     const std::vector<std::string>& unpriced) {
  std::vector<std::string> notes = {supposed_prices(prices, minerals)};
  if (!unpriced.empty())
    notes.push_back(fmt::format("Held without a usable price: {}; the totals of value, gain and the lower of both are "
                                "without them.",
                                list_in_words(unpriced)));
  notes.emplace_back("Lower of both is lot by lot the lower of cost and market value. `pvault report "
                     "borrowing-shock` has what it does to borrowing bases.");
  notes.emplace_back(see_exposure);
  return notes;
}

} // namespace

Table make_price_shock_report(store::Connection& connection, const ReportQuestion& question) {
  LotsByMineral lots;
  for (const CollateralLot& lot : store::list_collateral(connection, question.moment))
    lots[lot.mineral].push_back(lot);
  const std::vector<Mineral> minerals = store::list_minerals(connection);
  Sheet<ShockedLine> sheet(shock_fields());
  std::vector<std::string> unpriced;
  for (const Mineral& mineral : minerals) {
    if (mineral.is_group || !asks_for(question, mineral.id)) continue;
    const ShockedLine line = load_shocked_line(connection, question, mineral, lots[mineral.id]);
    sheet.add(line).mood = line.on_hand > Mass() ? "" : "faint";
    if (line.on_hand > Mass() && !line.price) unpriced.push_back(line.mineral);
  }
  return sheet.finish(shock_notes(question.scenario.prices, minerals, unpriced));
}

namespace {

// Of a facility as a whole, or of one mineral in its base.
struct ShockedBaseLine {
  const FacilityBase& before;
  const BorrowingBase& after;
  std::string mineral = {};
  const MineralBase* part_before = nullptr; // both missing in the facility's own line
  const MineralBase* part_after = nullptr;
  RelativeChange change = {};
};

Money base_of(const BorrowingBase& base, const MineralBase* part) { return part ? part->counted() : base.base; }

Cell lender_status(const BorrowingBase& base, const MineralBase* part) {
  if (part) return cell(eligibility_name(part->eligibility));
  return cell(base.is_breached() ? "breached" : "within");
}

Cell lender_market_value(const BorrowingBase& base, const MineralBase* part) {
  if (part) return cell(part->market_value);
  return cell(sum_of_eligible(base, [](const MineralBase& one) { return one.market_value.value_or(Money()); }));
}

Money lender_lower_value(const BorrowingBase& base, const MineralBase* part) {
  return part ? part->lower_value : sum_of_eligible(base, [](const MineralBase& one) { return one.lower_value; });
}

Cell further_fall(const BorrowingBase& base, const MineralBase* part) {
  const auto fall = part ? part->breaching_fall : base.breaching_fall;
  return fall ? decimal(hundredths_of(*fall)) : no_value();
}

std::vector<Field<ShockedBaseLine>> lender_fields() {
  using Line = ShockedBaseLine;
  using namespace column;
  return {
      {text("facility", "Facility"), [](const Line& line) { return cell(line.before.facility); }},
      {text("mineral", "Mineral"), [](const Line& line) { return text_or_missing(line.mineral); }},
      {for_machines(percent("price_change_percent", "Price changes", decimals_of_price_change)),
       [](const Line& line) { return line.part_after ? decimal(line.change.parts_per_billion()) : no_value(); }},
      {for_machines(text("status_before", "Status before")),
       [](const Line& line) { return lender_status(line.before.base, line.part_before); }},
      {tells_why(text("status_after", "Status after")),
       [](const Line& line) { return lender_status(line.after, line.part_after); }},
      {for_machines(usd("market_value_before_usd", "Value before")),
       [](const Line& line) { return lender_market_value(line.before.base, line.part_before); }},
      {usd("market_value_after_usd", "Value after"),
       [](const Line& line) { return lender_market_value(line.after, line.part_after); }},
      {for_machines(usd("lower_value_before_usd", "Lower of both before")),
       [](const Line& line) { return cell(lender_lower_value(line.before.base, line.part_before)); }},
      {for_machines(usd("lower_value_after_usd", "Lower of both after")),
       [](const Line& line) { return cell(lender_lower_value(line.after, line.part_after)); }},
      {usd("base_before_usd", "Base before"),
       [](const Line& line) { return cell(base_of(line.before.base, line.part_before)); }},
      {usd("base_after_usd", "Base after"),
       [](const Line& line) { return cell(base_of(line.after, line.part_after)); }},
      {usd("base_change_usd", "Change"),
       [](const Line& line) {
         return cell(base_of(line.after, line.part_after) - base_of(line.before.base, line.part_before));
       }},
      {usd("debt_usd", "Debt"), [](const Line& line) { return line.part_after ? no_value() : cell(line.after.debt); }},
      {usd("headroom_before_usd", "Headroom before"),
       [](const Line& line) { return line.part_after ? no_value() : cell(line.before.base.headroom()); }},
      {tells_why(usd("headroom_after_usd", "Headroom after")),
       [](const Line& line) { return line.part_after ? no_value() : cell(line.after.headroom()); }},
      {for_machines(percent("breaching_price_fall_before_percent", "Breaching fall before", decimals_of_fall)),
       [](const Line& line) { return further_fall(line.before.base, line.part_before); }},
      {for_machines(percent("breaching_price_fall_after_percent", "Further breaching fall", decimals_of_fall)),
       [](const Line& line) { return further_fall(line.after, line.part_after); }},
  };
}

std::string lender_note(const FacilityBase& before, const BorrowingBase& after) {
  std::string headroom =
      fmt::format("{}: the base goes from {} to {}, against a debt of {}; headroom from {} to "
                  "{}.",
                  before.facility, format_money(before.base.base), format_money(after.base), format_money(after.debt),
                  format_money(before.base.headroom()), format_money(after.headroom()));
  if (!after.is_breached()) return headroom;
  const char* since = before.base.is_breached() ? "Breached before, and then" : "Breached then";
  return headroom + fmt::format(" {} by {}.", since, format_money(-after.headroom()));
}

void add_lender_rows(Sheet<ShockedBaseLine>& sheet, const FacilityBase& before, const BorrowingBase& after,
                     const Changes& prices, const std::map<MineralId, std::string>& codes) {
  sheet.add({.before = before, .after = after}).mood = after.is_breached() ? "bad" : "";
  for (std::size_t i = 0; i < after.minerals.size(); ++i) {
    const MineralBase& part = after.minerals[i];
    Row& row = sheet.add({.before = before,
                          .after = after,
                          .mineral = codes.at(part.mineral),
                          .part_before = &before.base.minerals[i],
                          .part_after = &part,
                          .change = prices.of(part.mineral)});
    row.indent = 1;
    row.mood = part.eligibility == Eligibility::eligible ? "" : "faint";
  }
}

CollateralPrices changed_prices(CollateralPrices collateral, const Changes& prices) {
  for (auto& [mineral, price] : collateral)
    price.change = prices.of(mineral);
  return collateral;
}

} // namespace

Table make_borrowing_shock_report(store::Connection& connection, const ReportQuestion& question) {
  const Changes& prices = question.scenario.prices;
  const std::vector<Mineral> minerals = store::list_minerals(connection);
  std::map<MineralId, std::string> codes;
  for (const Mineral& mineral : minerals)
    codes.emplace(mineral.id, mineral.code);
  const Collateral collateral = load_collateral(connection, question.moment);
  const CollateralPrices changed = changed_prices(collateral.prices, prices);
  const std::vector<FacilityBase> bases = load_facility_bases(connection, question, collateral);
  Sheet<ShockedBaseLine> sheet(lender_fields());
  std::vector<std::string> notes = {supposed_prices(prices, minerals)};
  for (const FacilityBase& before : bases) {
    const BorrowingBase after = compute_borrowing_base(before.recorded.terms, collateral.lots, changed,
                                                       before.base.debt, question.moment.as_of);
    add_lender_rows(sheet, before, after, prices, codes);
    notes.push_back(lender_note(before, after));
  }
  if (bases.empty()) notes.push_back(no_borrowing_base_note(question.moment.as_of));
  notes.emplace_back(see_exposure);
  return sheet.finish(std::move(notes));
}

} // namespace pvault::reports
