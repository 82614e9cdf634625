#include "reports/plan_report.hpp"

#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/mineral_order.hpp"
#include "reports/plan_words.hpp"
#include "reports/sheet.hpp"
#include "store/available_stock.hpp"
#include "store/demands.hpp"
#include "store/figures.hpp"
#include "store/names.hpp"
#include "units/figure.hpp"

#include <algorithm>
#include <utility>

namespace pvault::reports {

namespace {

// Whole kilograms, rounded down so that no purchase looks larger than it is.
Cell kilograms_to_buy(const PlanLine& line) {
  if (!takes_part(line.purchase.status)) return no_value();
  return cell(*round_to_integer(Exact(line.purchase.mass.milligrams()) / 1'000'000, Rounding::down));
}

// What only a mineral has that takes part.
template <class Value>
Cell of_part(const PlanLine& line, Value value) {
  return takes_part(line.purchase.status) ? cell(value(line.purchase)) : no_value();
}

std::vector<Field<PlanLine>> cover_fields() {
  using Line = PlanLine;
  using namespace column;
  return {
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral.code); }},
      {for_machines(text("kind", "Kind")),
       [](const Line& line) { return cell(line.mineral.is_group ? "group" : "mineral"); }},
      {for_machines(kilograms("available_kg", "Available")),
       [](const Line& line) { return cell(line.candidate.available); }},
      {for_machines(year("demand_year", "Year")),
       [](const Line& line) { return line.candidate.demand ? cell(line.candidate.demand->year) : no_value(); }},
      {for_machines(kilograms_a_year("demand_kg_per_year", "Demand")),
       [](const Line& line) { return line.candidate.demand ? cell(line.candidate.demand->per_year) : no_value(); }},
      {for_machines(text("coverage_qualifier", "Coverage bound")),
       [](const Line& line) { return text_or_missing(std::string(line.sign())); }},
      {for_people(text("more_than", "")), [](const Line& line) { return cell(std::string(line.sign())); }},
      {days_in_tenths("coverage_before_days", "Before"),
       [](const Line& line) { return tenths_cell(line.tenths_before()); }},
      {days_in_tenths("coverage_after_days", "After"),
       [](const Line& line) { return tenths_cell(line.tenths_after()); }},
      {count("target_days", "Target", "days"), [](const Line& line) { return cell(line.candidate.target_days); }},
  };
}

std::vector<Field<PlanLine>> purchase_fields() {
  using Line = PlanLine;
  using Purchase = PlannedPurchase;
  using namespace column;
  return {
      {usd_per_kilogram("price_usd_per_kg", "Price"),
       [](const Line& line) { return price_cell(line.candidate.price); }},
      {for_machines(date("price_on", "Price of")), [](const Line& line) { return cell(line.price_on); }},
      {for_machines(kilograms("buy_kg", "Buy")),
       [](const Line& line) { return of_part(line, [](const Purchase& purchase) { return purchase.mass; }); }},
      {for_people(count("buy_in_kilograms", "Buy", "kg")), kilograms_to_buy},
      {usd("buy_usd", "Buy for"),
       [](const Line& line) { return of_part(line, [](const Purchase& purchase) { return purchase.cost; }); }, true},
      {for_machines(kilograms("lot_kg", "Lot")), [](const Line& line) { return cell(line.candidate.lot); }},
      {for_machines(count("buy_lots", "Lots")),
       [](const Line& line) {
         return line.candidate.lot ? of_part(line, [](const Purchase& purchase) { return purchase.lots; }) : no_value();
       }},
      {for_machines(usd("cap_usd", "Cap")), [](const Line& line) { return cell(line.candidate.cap); }},
      {for_machines(kilograms("fill_to_target_kg", "To fill")),
       [](const Line& line) { return cell(line.purchase.fill_mass); }},
      {usd("fill_to_target_usd", "To fill"), [](const Line& line) { return cell(line.purchase.fill_cost); }, true},
      {for_machines(text("status", "Status")),
       [](const Line& line) { return cell(std::string(plan_status_name(line.purchase.status))); }},
      {text("why", "Why"), [](const Line& line) { return cell(line.why); }},
  };
}

std::vector<Field<PlanLine>> plan_fields() {
  std::vector<Field<PlanLine>> all = cover_fields();
  for (Field<PlanLine>& field : purchase_fields())
    all.push_back(std::move(field));
  return all;
}

template <class Value>
std::optional<Value> find_in(const std::map<MineralId, Value>& values, MineralId mineral) {
  const auto found = values.find(mineral);
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

PlanLine load_plan_line(store::Connection& connection, const PlanQuestion& question, const Mineral& mineral,
                        Mass available) {
  const Moment& moment = question.moment;
  PlanLine line{.mineral = mineral};
  line.candidate = {.is_asked_for = question.minerals.empty() ||
                                    std::ranges::find(question.minerals, mineral.id) != question.minerals.end(),
                    .is_group = mineral.is_group,
                    .available = available,
                    .demand = store::find_demand(connection, mineral.id, moment),
                    .target_days = question.target_days ? question.target_days
                                                        : store::find_target_days(connection, mineral.id, moment),
                    .cap = find_in(question.caps, mineral.id),
                    .lot = find_in(question.lots, mineral.id)};
  line.candidate.group_has_figure = !line.candidate.demand && store::has_group_demand(connection, mineral, moment);
  if (const auto price = store::find_price(connection, mineral.id, moment)) {
    line.candidate.price = price->price;
    line.price_on = price->on;
  }
  return line;
}

PlanLines load_plan_lines(store::Connection& connection, const PlanQuestion& question) {
  const auto stocks = store::load_available_stock(connection, question.moment);
  PlanLines lines;
  for (const Mineral& mineral : minerals_in_order(store::list_minerals(connection)))
    lines.push_back(load_plan_line(connection, question, mineral, stocks.at(mineral.id).available()));
  return lines;
}

// Money first, then what could have been bought, then what is left out; by cover before within the first two.
int rank_of(const PlanLine& line) {
  if (line.purchase.cost > Money()) return 0;
  return takes_part(line.purchase.status) ? 1 : 2;
}

bool stands_before(const PlanLine& a, const PlanLine& b) {
  if (rank_of(a) != rank_of(b)) return rank_of(a) < rank_of(b);
  return takes_part(a.purchase.status) && a.days_before() < b.days_before();
}

std::string mood_of(const PlanLine& line) {
  if (!takes_part(line.purchase.status)) return "faint";
  return line.purchase.cost > Money() || line.purchase.status == PlanStatus::at_target ? "good" : "";
}

BuyingPlan decide(PlanLines& lines, Money budget) {
  std::vector<PlanCandidate> candidates;
  for (const PlanLine& line : lines)
    candidates.push_back(line.candidate);
  BuyingPlan plan = plan_purchases(candidates, budget);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i].purchase = plan.purchases[i];
    lines[i].why = why_in_words(lines[i], plan.level_days);
  }
  std::ranges::stable_sort(lines, stands_before);
  return plan;
}

Table fill_plan_table(store::Connection& connection, const PlanQuestion& question) {
  const PurchaseFunds funds = load_purchase_funds(connection, question.moment);
  const Money budget = question.budget.value_or(funds.allowed());
  PlanLines lines = load_plan_lines(connection, question);
  const BuyingPlan plan = decide(lines, budget);
  Sheet<PlanLine> sheet(plan_fields());
  for (const PlanLine& line : lines)
    sheet.add(line).mood = mood_of(line);
  return sheet.finish(plan_notes(lines, plan, {budget, !question.budget, funds, question.moment.as_of}));
}

} // namespace

Table make_plan(store::Connection& connection, const PlanQuestion& question) {
  Table table = compute_figure("plan", [&] { return fill_plan_table(connection, question); });
  table.name = "plan";
  table.title = "Plan of purchases";
  return table;
}

} // namespace pvault::reports
