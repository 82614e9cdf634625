#include "coverage/coverage.hpp"
#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/balances.hpp"
#include "store/carrying.hpp"
#include "store/cost_methods.hpp"
#include "store/figures.hpp"
#include "store/loans.hpp"
#include "store/names.hpp"
#include "units/figure.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>

namespace pvault::reports {

namespace {

struct CostLine {
  std::string mineral;
  store::Balance stock;
  store::Balance released; // its amount is what it had cost
  Money on_loan;           // what is owed back had cost
  store::Balance lost;
  Mass purchased;
  Money proceeds;
  Money carrying_cost;  // storage, insurance and handling that accruals posted to the mineral
  Money financing_cost; // interest and fees, the same
  std::optional<store::PriceFigure> price;
  std::optional<DemandFigure> demand;
  CostMethod method = CostMethod::fifo;
  Money written_down; // of what is held
  Money write_downs;  // in all
  Money write_downs_released;
  store::Balance opening; // at deemed cost

  // Cost enters by purchases and opening balances and leaves by releases and losses only; a transfer keeps it within,
  // and a yield loss has none. Reversals take back what they undo.
  [[nodiscard]] Money cost_of_purchases() const {
    return stock.amount + on_loan + released.amount + lost.amount - opening.amount;
  }
  [[nodiscard]] Money all_in_cost() const { return stock.amount + carrying_cost + financing_cost; }
  [[nodiscard]] std::optional<Money> market_value() const {
    return price ? value_at(price->price, stock.mass) : std::nullopt;
  }
  [[nodiscard]] std::optional<Money> unrealised_gain() const {
    const auto value = market_value();
    return value ? std::optional(*value - stock.amount) : std::nullopt;
  }
  [[nodiscard]] std::optional<Money> cost_per_day() const {
    return demand ? cost_per_coverage_day(stock.amount, stock.mass, *demand) : std::nullopt;
  }
  [[nodiscard]] bool is_used() const {
    return purchased != Mass() || opening.mass != Mass() || cost_of_purchases() != Money() || proceeds != Money();
  }
};

std::vector<Field<CostLine>> cost_fields() {
  using Line = CostLine;
  using namespace column;
  return {
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral); }},
      {kilograms("on_hand_kg", "On hand"), [](const Line& line) { return cell(line.stock.mass); }},
      {usd("cost_usd", "Cost"), [](const Line& line) { return cell(line.stock.amount); }, true},
      {usd_per_kilogram("unit_cost_usd_per_kg", "Unit cost"),
       [](const Line& line) { return price_cell(line.stock.amount, line.stock.mass); }},
      {for_machines(usd("carrying_cost_usd", "Carrying cost")),
       [](const Line& line) { return cell(line.carrying_cost); }, true},
      {for_machines(usd("financing_cost_usd", "Financing cost")),
       [](const Line& line) { return cell(line.financing_cost); }, true},
      {for_machines(usd("all_in_cost_usd", "All-in cost")), [](const Line& line) { return cell(line.all_in_cost()); },
       true},
      {for_machines(usd_per_kilogram("all_in_usd_per_kg", "All-in unit cost")),
       [](const Line& line) { return price_cell(line.all_in_cost(), line.stock.mass); }},
      {usd_per_kilogram("market_price_usd_per_kg", "Market price"),
       [](const Line& line) { return line.price ? price_cell(line.price->price) : no_value(); }},
      {for_machines(date("price_on", "Price of")),
       [](const Line& line) { return line.price ? cell(line.price->on) : no_value(); }},
      {usd("market_value_usd", "Market value"), [](const Line& line) { return cell(line.market_value()); }, true},
      {usd("unrealised_gain_usd", "Unrealised gain"), [](const Line& line) { return cell(line.unrealised_gain()); },
       true},
      {for_machines(kilograms("purchased_kg", "Purchased")), [](const Line& line) { return cell(line.purchased); }},
      {for_machines(usd("purchased_usd", "Cost of purchases")),
       [](const Line& line) { return cell(line.cost_of_purchases()); }, true},
      {for_machines(kilograms("released_kg", "Released")), [](const Line& line) { return cell(line.released.mass); }},
      {for_machines(usd("released_cost_usd", "Cost of releases")),
       [](const Line& line) { return cell(line.released.amount); }, true},
      {for_machines(kilograms("lost_kg", "Lost")), [](const Line& line) { return cell(line.lost.mass); }},
      {for_machines(usd("lost_cost_usd", "Cost of losses")), [](const Line& line) { return cell(line.lost.amount); },
       true},
      {usd("proceeds_usd", "Proceeds"), [](const Line& line) { return cell(line.proceeds); }, true},
      {usd("realised_gain_usd", "Realised gain"),
       [](const Line& line) { return cell(line.proceeds - line.released.amount); }, true},
      {for_machines(usd("cost_per_coverage_day_usd", "Cost per day of cover")),
       [](const Line& line) { return cell(line.cost_per_day()); }},
      {for_machines(text("cost_method", "Cost method")),
       [](const Line& line) { return cell(std::string(cost_method_name(line.method))); }},
      {for_machines(usd("written_down_usd", "Written down")), [](const Line& line) { return cell(line.written_down); },
       true},
      {for_machines(usd("carrying_value_usd", "Carrying value")),
       [](const Line& line) { return cell(line.stock.amount - line.written_down); }, true},
      {for_machines(usd("write_downs_usd", "Write-downs")), [](const Line& line) { return cell(line.write_downs); },
       true},
      {for_machines(usd("write_downs_released_usd", "Write-downs released")),
       [](const Line& line) { return cell(line.write_downs_released); }, true},
      {for_machines(kilograms("opening_kg", "Opening balance")),
       [](const Line& line) { return cell(line.opening.mass); }},
      {for_machines(usd("opening_usd", "Deemed cost")), [](const Line& line) { return cell(line.opening.amount); },
       true},
  };
}

CostLine load_line(store::Connection& connection, const Moment& moment, const store::Balances& balances,
                   const Mineral& mineral) {
  const auto balance = [&](std::string_view what, Account account) {
    return compute_figure(fmt::format("what was {} of {}", what, mineral.code),
                          [&] { return store::balance_of(balances, account, mineral.id); });
  };
  return {.mineral = mineral.code,
          .stock = balance("held", Account::inventory),
          .released = {balance("released", Account::released_to).mass,
                       balance("released", Account::cost_of_releases).amount},
          .on_loan = balance("lent", Account::stock_on_loan).amount,
          .lost = {balance("lost", Account::lost).mass, balance("lost", Account::loss_and_shrinkage).amount},
          .purchased = -balance("purchased", Account::received_from).mass,
          .proceeds = -balance("sold", Account::sales).amount,
          .carrying_cost = balance("charged as storage", Account::storage).amount +
                           balance("charged as insurance", Account::insurance).amount +
                           balance("charged as handling", Account::handling).amount,
          .financing_cost = balance("charged as interest", Account::interest).amount +
                            balance("charged as commitment fee", Account::commitment_fee).amount +
                            balance("charged as exposure fee", Account::exposure_fee).amount,
          .price = store::find_price(connection, mineral.id, moment),
          .demand = store::find_demand(connection, mineral.id, moment),
          .method = store::find_cost_method(connection, mineral.id, moment),
          .written_down = -balance("written down", Account::inventory_written_down).amount,
          .write_downs = balance("written down in all", Account::write_downs).amount,
          .write_downs_released = -balance("released of write-downs", Account::write_downs_released).amount,
          .opening = {-balance("on hand at the beginning", Account::opening_stock).mass,
                      -balance("deemed to have cost at the beginning", Account::opening_balance).amount}};
}

// Which minerals do not go by first in, first out, and which are carried below cost.
std::vector<std::string> further_notes(const std::map<CostMethod, std::vector<std::string>>& by_method,
                                       const std::vector<std::string>& written_down) {
  std::vector<std::string> notes;
  for (const auto& [method, minerals] : by_method) {
    if (method != CostMethod::fifo)
      notes.push_back(fmt::format("Cost method {}: {}.", cost_method_name(method), list_in_words(minerals)));
  }
  if (!written_down.empty())
    notes.push_back(fmt::format("Written down, cost stays what it was: {}.", list_in_words(written_down)));
  return notes;
}

std::vector<std::string> notes(const std::vector<std::string>& unpriced, const std::vector<std::string>& of_accruals,
                               std::vector<std::string> notes) {
  if (!unpriced.empty()) {
    notes.push_back(
        fmt::format("Held without a usable price: {}; the totals of market value and unrealised gain are without them.",
                    list_in_words(unpriced)));
  }
  std::ranges::copy(of_accruals, std::back_inserter(notes));
  notes.emplace_back("All-in is landed cost, carrying cost and financing cost.");
  return notes;
}

// Financing cost that no mineral bears.
Money unallocated(const store::Balances& balances) {
  Money sum;
  for (const auto& [key, balance] : balances) {
    const bool is_cost = key.account == Account::interest || key.account == Account::commitment_fee ||
                         key.account == Account::exposure_fee;
    if (is_cost && !key.mineral) sum += balance.amount;
  }
  return sum;
}

std::string financing_note(store::Connection& connection, const Moment& moment, const store::Balances& balances) {
  const auto until = store::find_accrued_until(connection, moment);
  if (!until) return "Financing cost is zero: no interest or fees were accrued; `pvault accrue --until DATE` does.";
  return fmt::format("Financing cost is what was accrued to {}; {} of it no mineral bears. `pvault report financing` "
                     "has what has accrued since.",
                     format_date(*until), format_money(unallocated(balances)));
}

std::string carrying_note(store::Connection& connection, const Moment& moment) {
  const auto until = store::find_carrying_accrued_until(connection, moment);
  if (!until)
    return "Carrying cost is zero: no storage, insurance or handling was accrued; `pvault accrue --until DATE` does.";
  return fmt::format("Carrying cost is the storage, insurance and handling that was accrued to {}. `pvault report "
                     "carrying` has what has come since.",
                     format_date(*until));
}

} // namespace

Table make_cost_report(store::Connection& connection, const ReportQuestion& question) {
  const store::Balances balances = store::load_balances(connection, question.moment);
  Sheet<CostLine> sheet(cost_fields());
  std::vector<std::string> unpriced;
  std::map<CostMethod, std::vector<std::string>> by_method;
  std::vector<std::string> written_down;
  for (const Mineral& mineral : store::list_minerals(connection)) {
    if (mineral.is_group || !asks_for(question, mineral.id)) continue;
    const CostLine line = load_line(connection, question.moment, balances, mineral);
    sheet.add(line).mood = line.is_used() ? "" : "faint";
    if (line.written_down != Money())
      written_down.push_back(fmt::format("{} by {} to {}", line.mineral, format_money(line.written_down),
                                         format_money(line.stock.amount - line.written_down)));
    if (line.is_used()) by_method[line.method].push_back(line.mineral);
    if (line.stock.mass > Mass() && !line.price) unpriced.push_back(line.mineral);
  }
  Table table = sheet.finish(notes(
      unpriced, {carrying_note(connection, question.moment), financing_note(connection, question.moment, balances)},
      further_notes(by_method, written_down)));
  table.chart =
      Chart{.title = "Market value against cost", .label = "mineral", .bars = {"cost_usd", "market_value_usd"}};
  return table;
}

} // namespace pvault::reports
