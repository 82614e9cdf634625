#include "coverage/coverage.hpp"
#include "coverage/price_age.hpp"
#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/mineral_costs.hpp"
#include "reports/sheet.hpp"
#include "store/cost_methods.hpp"
#include "store/names.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>

namespace pvault::reports {

namespace {

// What is there, what it cost and what that is worth are as of the end; what came, went and accrued is of the period.
struct CostLine {
  std::string mineral;
  store::Period period;
  MineralCosts at_end;
  MineralCosts moved; // the same when the period is from the beginning of the book
  LandedCosts landed; // of what was purchased in the period
  std::optional<store::PriceFigure> price;
  std::optional<DemandFigure> demand;
  CostMethod method = CostMethod::fifo;

  [[nodiscard]] const store::Balance& stock() const { return at_end.stock; }
  [[nodiscard]] Money cost_without_financing() const { return stock().amount + at_end.accrued.carrying(); }
  [[nodiscard]] Money all_in_cost() const { return cost_without_financing() + at_end.accrued.financing(); }
  [[nodiscard]] std::optional<Money> market_value() const {
    return price ? value_at(price->price, stock().mass) : std::nullopt;
  }
  [[nodiscard]] bool price_is_old() const { return price && is_older_than_a_year(price->on, period.end.as_of); }
  [[nodiscard]] std::optional<Money> per_day(Money cost) const {
    return demand ? cost_per_coverage_day(cost, stock().mass, *demand) : std::nullopt;
  }
  [[nodiscard]] bool is_used() const {
    return at_end.purchased != Mass() || at_end.opening.mass != Mass() || at_end.cost_of_purchases() != Money() ||
           at_end.proceeds != Money();
  }
};

using CostFields = std::vector<Field<CostLine>>;

CostFields stock_fields() {
  using Line = CostLine;
  using namespace column;
  return {
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral); }},
      {kilograms("on_hand_kg", "On hand"), [](const Line& line) { return cell(line.stock().mass); }},
      {usd("cost_usd", "Cost"), [](const Line& line) { return cell(line.stock().amount); }, true},
      {usd_per_kilogram("unit_cost_usd_per_kg", "Unit cost"),
       [](const Line& line) { return price_cell(line.stock().amount, line.stock().mass); }},
      {for_machines(usd("carrying_cost_usd", "Carrying cost")),
       [](const Line& line) { return cell(line.moved.accrued.carrying()); }, true},
      {for_machines(usd("financing_cost_usd", "Financing cost")),
       [](const Line& line) { return cell(line.moved.accrued.financing()); }, true},
      {for_machines(usd("all_in_cost_usd", "All-in cost")), [](const Line& line) { return cell(line.all_in_cost()); },
       true},
      {for_machines(usd_per_kilogram("all_in_usd_per_kg", "All-in unit cost")),
       [](const Line& line) { return price_cell(line.all_in_cost(), line.stock().mass); }},
      {usd_per_kilogram("market_price_usd_per_kg", "Market price"),
       [](const Line& line) { return line.price ? price_cell(line.price->price) : no_value(); }},
      {for_machines(date("price_on", "Price of")),
       [](const Line& line) { return line.price ? cell(line.price->on) : no_value(); }},
      {usd("market_value_usd", "Market value"), [](const Line& line) { return cell(line.market_value()); }, true,
       TotalOfNone::missing},
      {usd("unrealised_gain_usd", "Unrealised gain"),
       [](const Line& line) { return cell(unrealised_gain_of(line.stock(), line.price)); }, true, TotalOfNone::missing},
  };
}

CostFields flow_fields() {
  using Line = CostLine;
  using namespace column;
  return {
      {for_machines(kilograms("purchased_kg", "Purchased")),
       [](const Line& line) { return cell(line.moved.purchased); }},
      {for_machines(usd("purchased_usd", "Cost of purchases")),
       [](const Line& line) { return cell(line.moved.cost_of_purchases()); }, true},
      {for_machines(kilograms("released_kg", "Released")),
       [](const Line& line) { return cell(line.moved.released.mass); }},
      {for_machines(usd("released_cost_usd", "Cost of releases")),
       [](const Line& line) { return cell(line.moved.released.amount); }, true},
      {for_machines(kilograms("lost_kg", "Lost")), [](const Line& line) { return cell(line.moved.lost.mass); }},
      {for_machines(usd("lost_cost_usd", "Cost of losses")),
       [](const Line& line) { return cell(line.moved.lost.amount); }, true},
      {usd("proceeds_usd", "Proceeds"), [](const Line& line) { return cell(line.moved.proceeds); }, true},
      {usd("realised_gain_usd", "Realised gain"), [](const Line& line) { return cell(line.moved.realised_gain()); },
       true},
      {for_machines(usd("cost_per_coverage_day_usd", "Cost per day of cover")),
       [](const Line& line) { return cell(line.per_day(line.stock().amount)); }},
      {for_machines(text("cost_method", "Cost method")),
       [](const Line& line) { return cell(std::string(cost_method_name(line.method))); }},
      {for_machines(usd("written_down_usd", "Written down")),
       [](const Line& line) { return cell(line.at_end.written_down); }, true},
      {for_machines(usd("carrying_value_usd", "Carrying value")),
       [](const Line& line) { return cell(line.stock().amount - line.at_end.written_down); }, true},
      {for_machines(usd("write_downs_usd", "Write-downs")),
       [](const Line& line) { return cell(line.moved.write_downs); }, true},
      {for_machines(usd("write_downs_released_usd", "Write-downs released")),
       [](const Line& line) { return cell(line.moved.write_downs_released); }, true},
      {for_machines(kilograms("opening_kg", "Opening balance")),
       [](const Line& line) { return cell(line.moved.opening.mass); }},
      {for_machines(usd("opening_usd", "Deemed cost")),
       [](const Line& line) { return cell(line.moved.opening.amount); }, true},
  };
}

template <LandedKind kind>
Cell landed_cell(const CostLine& line) {
  return cell(line.landed.of(kind));
}

// What the sums above are made of: each kind of cost on its own.
CostFields part_fields() {
  using Line = CostLine;
  using namespace column;
  return {
      {for_machines(usd("purchased_metal_usd", "Metal purchased")),
       [](const Line& line) { return cell(line.moved.cost_of_purchases() - line.landed.total()); }, true},
      {for_machines(usd("purchased_landed_usd", "Landed cost of purchases")),
       [](const Line& line) { return cell(line.landed.total()); }, true},
      {for_machines(usd("purchased_freight_usd", "Freight")), landed_cell<LandedKind::freight>, true},
      {for_machines(usd("purchased_insurance_usd", "Insurance on the way")), landed_cell<LandedKind::insurance>, true},
      {for_machines(usd("purchased_duty_usd", "Duty")), landed_cell<LandedKind::duty>, true},
      {for_machines(usd("purchased_inspection_usd", "Inspection")), landed_cell<LandedKind::inspection>, true},
      {for_machines(usd("purchased_assay_usd", "Assay")), landed_cell<LandedKind::assay>, true},
      {for_machines(usd("purchased_other_usd", "Other landed cost")), landed_cell<LandedKind::other>, true},
      {for_machines(usd("storage_usd", "Storage")), [](const Line& line) { return cell(line.moved.accrued.storage); },
       true},
      {for_machines(usd("insurance_usd", "Insurance")),
       [](const Line& line) { return cell(line.moved.accrued.insurance); }, true},
      {for_machines(usd("handling_usd", "Handling")),
       [](const Line& line) { return cell(line.moved.accrued.handling); }, true},
      {for_machines(usd("interest_usd", "Interest")),
       [](const Line& line) { return cell(line.moved.accrued.interest); }, true},
      {for_machines(usd("commitment_fee_usd", "Commitment fee")),
       [](const Line& line) { return cell(line.moved.accrued.commitment_fee); }, true},
      {for_machines(usd("exposure_fee_usd", "Exposure fee")),
       [](const Line& line) { return cell(line.moved.accrued.exposure_fee); }, true},
      {for_machines(usd("fees_usd", "Fees")), [](const Line& line) { return cell(line.moved.accrued.fees()); }, true},
  };
}

// Cost with and without what it is borrowed at, and how old the price is that it is held against.
CostFields derived_fields() {
  using Line = CostLine;
  using namespace column;
  return {
      {for_machines(usd("cost_without_financing_usd", "Cost without financing")),
       [](const Line& line) { return cell(line.cost_without_financing()); }, true},
      {for_machines(usd_per_kilogram("cost_without_financing_usd_per_kg", "Unit cost without financing")),
       [](const Line& line) { return price_cell(line.cost_without_financing(), line.stock().mass); }},
      {for_machines(usd("cost_without_financing_per_coverage_day_usd", "Per day of cover without financing")),
       [](const Line& line) { return cell(line.per_day(line.cost_without_financing())); }},
      {for_machines(usd("all_in_cost_per_coverage_day_usd", "All-in per day of cover")),
       [](const Line& line) { return cell(line.per_day(line.all_in_cost())); }},
      {for_machines(count("price_age_days", "Age of the price", "days")),
       [](const Line& line) {
         return line.price ? cell(days_between(line.price->on, line.period.end.as_of)) : no_value();
       }},
      {for_machines(text("price_stale", "Price older than a year")),
       [](const Line& line) { return line.price ? cell(line.price_is_old() ? "yes" : "no") : no_value(); }},
      {for_machines(date("from_on", "From")), [](const Line& line) { return cell(line.period.from); }},
  };
}

CostFields cost_fields() {
  CostFields fields = stock_fields();
  for (const CostFields& more : {flow_fields(), part_fields(), derived_fields()})
    fields.insert(fields.end(), more.begin(), more.end());
  return fields;
}

// The minerals that a note is about.
class CostNotes {
public:
  void add(const CostLine& line) {
    const Money written_down = line.at_end.written_down;
    if (written_down != Money())
      written_down_.push_back(fmt::format("{} by {} to {}", line.mineral, format_money(written_down),
                                          format_money(line.stock().amount - written_down)));
    if (line.is_used()) by_method_[line.method].push_back(line.mineral);
    if (line.stock().mass == Mass()) return;
    if (!line.price) unpriced_.push_back(line.mineral);
    if (line.price_is_old()) stale_.push_back(fmt::format("{} of {}", line.mineral, format_date(line.price->on)));
  }

  [[nodiscard]] std::vector<std::string> make(const store::Period& period,
                                              const std::vector<std::string>& of_accruals) const {
    std::vector<std::string> notes = of_period(period);
    for (const auto& [method, minerals] : by_method_) {
      if (method != CostMethod::fifo)
        notes.push_back(fmt::format("Cost method {}: {}.", cost_method_name(method), list_in_words(minerals)));
    }
    if (!written_down_.empty())
      notes.push_back(fmt::format("Written down, cost stays what it was: {}.", list_in_words(written_down_)));
    if (!unpriced_.empty())
      notes.push_back(fmt::format("Held without a usable price: {}; the totals of market value and unrealised gain are "
                                  "without them.",
                                  list_in_words(unpriced_)));
    if (!stale_.empty())
      notes.push_back(fmt::format("Held at a price that is older than a year: {}.", list_in_words(stale_)));
    std::ranges::copy(of_accruals, std::back_inserter(notes));
    notes.emplace_back("All-in is landed cost, carrying cost and financing cost.");
    return notes;
  }

private:
  static std::vector<std::string> of_period(const store::Period& period) {
    if (!period.from) return {};
    return {fmt::format("Of {}: purchases and what landed them, opening balances, releases, losses, proceeds, realised "
                        "gain, write-downs, carrying and financing cost.",
                        dates_of(period)),
            fmt::format("As of {}, whenever it came about: what is on hand, its cost, all-in cost, price, market value "
                        "and unrealised gain, what it is written down by, cost per day of cover.",
                        format_date(period.end.as_of))};
  }

  std::map<CostMethod, std::vector<std::string>> by_method_;
  std::vector<std::string> written_down_;
  std::vector<std::string> unpriced_;
  std::vector<std::string> stale_;
};

} // namespace

Table make_cost_report(store::Connection& connection, const ReportQuestion& question) {
  const store::Period period{question.from, question.moment};
  const store::Balances closing = store::load_mineral_balances(connection, question.moment);
  const store::Balances moved = store::changes_of(closing, store::load_balances_before(connection, period));
  auto landed = store::load_landed_costs(connection, period);
  Sheet<CostLine> sheet(cost_fields());
  CostNotes notes;
  for (const Mineral& mineral : store::list_minerals(connection)) {
    if (mineral.is_group || !asks_for(question, mineral.id)) continue;
    const CostLine line{.mineral = mineral.code,
                        .period = period,
                        .at_end = costs_of(closing, mineral),
                        .moved = costs_of(moved, mineral),
                        .landed = landed[mineral.id],
                        .price = store::find_price(connection, mineral.id, question.moment),
                        .demand = store::find_demand(connection, mineral.id, question.moment),
                        .method = store::find_cost_method(connection, mineral.id, question.moment)};
    sheet.add(line).mood = line.is_used() ? "" : "faint";
    notes.add(line);
  }
  Table table = sheet.finish(notes.make(period, accrual_notes(connection, period, moved)));
  table.chart =
      Chart{.title = "Market value against cost", .label = "mineral", .bars = {"cost_usd", "market_value_usd"}};
  return table;
}

} // namespace pvault::reports
