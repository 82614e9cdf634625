#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/mineral_costs.hpp"
#include "reports/sheet.hpp"
#include "store/names.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <stdexcept>

namespace pvault::reports {

namespace {

// Of a mineral: what lay there before a period, what moved it, and what lies there at the end.
struct MovementLine {
  std::string mineral;
  store::Period period;
  MineralCosts opening;
  StockMovements movements;
  MineralCosts closing;
  MineralCosts moved; // closing less opening
  std::optional<store::PriceFigure> price_before;
  std::optional<store::PriceFigure> price;

  [[nodiscard]] std::optional<Money> gain_before() const { return gain_of(opening.stock, price_before); }
  [[nodiscard]] std::optional<Money> gain_at_end() const { return gain_of(closing.stock, price); }
  [[nodiscard]] std::optional<Money> change_of_gain() const {
    const auto before = gain_before();
    const auto at_end = gain_at_end();
    return before && at_end ? std::optional(*at_end - *before) : std::nullopt;
  }
  // For people, who see the great movements by name.
  [[nodiscard]] Money other_movements() const {
    const auto cost = [&](StockMovement movement) { return movements.of(movement).cost; };
    return movements.total().cost - cost(StockMovement::purchase) - cost(StockMovement::release) -
           cost(StockMovement::loss);
  }
  [[nodiscard]] bool is_used() const {
    const auto holds = [](const store::Balance& stock) { return stock.mass != Mass() || stock.amount != Money(); };
    return holds(opening.stock) || holds(closing.stock) || holds(moved.released) || holds(moved.lost) ||
           moved.accrued.carrying() != Money() || moved.accrued.financing() != Money();
  }

private:
  // Of nothing held, nothing is unrealised, at whatever price.
  static std::optional<Money> gain_of(const store::Balance& stock, const std::optional<store::PriceFigure>& priced) {
    return stock.mass == Mass() ? std::optional(-stock.amount) : unrealised_gain_of(stock, priced);
  }
};

using MovementFields = std::vector<Field<MovementLine>>;

template <StockMovement movement>
Cell moved_mass(const MovementLine& line) {
  return cell(line.movements.of(movement).mass);
}

template <StockMovement movement>
Cell moved_cost(const MovementLine& line) {
  return cell(line.movements.of(movement).cost);
}

MovementFields mass_movements() {
  using Line = MovementLine;
  using namespace column;
  return {
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral); }},
      {for_machines(date("from_on", "From")), [](const Line& line) { return cell(line.period.from); }},
      {for_machines(date("to_on", "To")), [](const Line& line) { return cell(line.period.end.as_of); }},
      {kilograms("opening_kg", "Opening mass"), [](const Line& line) { return cell(line.opening.stock.mass); }},
      {for_machines(kilograms("opening_balances_kg", "Opening balances")), moved_mass<StockMovement::opening_balance>},
      {for_machines(kilograms("purchases_kg", "Purchases")), moved_mass<StockMovement::purchase>},
      {for_machines(kilograms("settlements_kg", "Settlements")), moved_mass<StockMovement::settlement>},
      {for_machines(kilograms("transfers_kg", "Transfers")), moved_mass<StockMovement::transfer>},
      {for_machines(kilograms("releases_kg", "Releases")), moved_mass<StockMovement::release>},
      {for_machines(kilograms("loans_kg", "Loans")), moved_mass<StockMovement::loan>},
      {for_machines(kilograms("returns_kg", "Returns")), moved_mass<StockMovement::loan_return>},
      {for_machines(kilograms("losses_kg", "Losses")), moved_mass<StockMovement::loss>},
      {for_machines(kilograms("count_adjustments_kg", "Count adjustments")),
       moved_mass<StockMovement::count_adjustment>},
      {kilograms("closing_kg", "Closing mass"), [](const Line& line) { return cell(line.closing.stock.mass); }},
  };
}

MovementFields cost_movements() {
  using Line = MovementLine;
  using namespace column;
  return {
      {usd("opening_usd", "Opening cost"), [](const Line& line) { return cell(line.opening.stock.amount); }, true},
      {for_machines(usd("opening_balances_usd", "Opening balances")), moved_cost<StockMovement::opening_balance>, true},
      {usd("purchases_usd", "Purchases"), moved_cost<StockMovement::purchase>, true},
      {for_machines(usd("settlements_usd", "Settlements")), moved_cost<StockMovement::settlement>, true},
      {for_machines(usd("transfers_usd", "Transfers")), moved_cost<StockMovement::transfer>, true},
      {usd("releases_usd", "Releases"), moved_cost<StockMovement::release>, true},
      {for_machines(usd("loans_usd", "Loans")), moved_cost<StockMovement::loan>, true},
      {for_machines(usd("returns_usd", "Returns")), moved_cost<StockMovement::loan_return>, true},
      {usd("losses_usd", "Losses"), moved_cost<StockMovement::loss>, true},
      {for_machines(usd("count_adjustments_usd", "Count adjustments")), moved_cost<StockMovement::count_adjustment>,
       true},
      {for_people(usd("other_movements_usd", "Other")), [](const Line& line) { return cell(line.other_movements()); },
       true},
      {usd("closing_usd", "Closing cost"), [](const Line& line) { return cell(line.closing.stock.amount); }, true},
  };
}

// What stands beside the stock: its write-downs, what accrued on it, and gain.
MovementFields beside_stock() {
  using Line = MovementLine;
  using namespace column;
  return {
      {for_machines(usd("opening_written_down_usd", "Written down before")),
       [](const Line& line) { return cell(line.opening.written_down); }, true},
      {for_machines(usd("write_downs_usd", "Write-downs")),
       [](const Line& line) { return cell(line.moved.write_downs); }, true},
      {for_machines(usd("write_downs_released_usd", "Write-downs released")),
       [](const Line& line) { return cell(line.moved.write_downs_released); }, true},
      {for_machines(usd("closing_written_down_usd", "Written down after")),
       [](const Line& line) { return cell(line.closing.written_down); }, true},
      {for_machines(usd("carrying_cost_usd", "Carrying cost")),
       [](const Line& line) { return cell(line.moved.accrued.carrying()); }, true},
      {for_machines(usd("financing_cost_usd", "Financing cost")),
       [](const Line& line) { return cell(line.moved.accrued.financing()); }, true},
      {for_machines(usd("proceeds_usd", "Proceeds")), [](const Line& line) { return cell(line.moved.proceeds); }, true},
      {for_machines(usd("released_cost_usd", "Cost of releases")),
       [](const Line& line) { return cell(line.moved.released.amount); }, true},
      {for_machines(usd("lost_cost_usd", "Cost of losses")),
       [](const Line& line) { return cell(line.moved.lost.amount); }, true},
      {usd("realised_gain_usd", "Realised gain"), [](const Line& line) { return cell(line.moved.realised_gain()); },
       true},
      {for_machines(usd("opening_unrealised_gain_usd", "Unrealised gain before")),
       [](const Line& line) { return cell(line.gain_before()); }, true},
      {for_machines(usd("closing_unrealised_gain_usd", "Unrealised gain after")),
       [](const Line& line) { return cell(line.gain_at_end()); }, true},
      {usd("unrealised_gain_change_usd", "Unrealised change"),
       [](const Line& line) { return cell(line.change_of_gain()); }, true},
  };
}

MovementFields movement_fields() {
  MovementFields fields = mass_movements();
  for (const MovementFields& more : {cost_movements(), beside_stock()})
    fields.insert(fields.end(), more.begin(), more.end());
  return fields;
}

// Figures that do not tie are not shown.
void check_ties(const MovementLine& line) {
  const auto amount = [](const store::Balance& stock) { return StockAmount{stock.mass, stock.amount}; };
  check_movements_tie(line.mineral, amount(line.opening.stock), line.movements, amount(line.closing.stock));
  const Money reached = line.opening.written_down + line.moved.write_downs - line.moved.write_downs_released;
  if (reached == line.closing.written_down) return;
  throw std::logic_error(fmt::format("the write-downs of {} do not tie: {} before and what the period changed come to "
                                     "{}, and {} is written down at its end; `pvault audit verify` says whether the "
                                     "book is sound",
                                     line.mineral, format_money(line.opening.written_down), format_money(reached),
                                     format_money(line.closing.written_down)));
}

std::vector<std::string> movement_notes(const store::Period& period, const std::vector<std::string>& unpriced,
                                        const std::vector<std::string>& of_accruals) {
  std::vector<std::string> notes = {fmt::format("From {}: opening and what moved come to closing, in mass and in cost. "
                                                "A reversal is of what it undoes, on its day.",
                                                dates_of(period))};
  if (!unpriced.empty())
    notes.push_back(fmt::format("Held without a usable price at the beginning or the end: {}; the totals of unrealised "
                                "gain are without them.",
                                list_in_words(unpriced)));
  std::ranges::copy(of_accruals, std::back_inserter(notes));
  return notes;
}

} // namespace

Table make_cost_movement_report(store::Connection& connection, const ReportQuestion& question) {
  const store::Period period{question.from, question.moment};
  const auto before = store::moment_before(period);
  const store::Balances opening = store::load_balances_before(connection, period);
  const store::Balances closing = store::load_mineral_balances(connection, question.moment);
  const store::Balances moved = store::changes_of(closing, opening);
  auto movements = store::load_stock_movements(connection, period);
  Sheet<MovementLine> sheet(movement_fields());
  std::vector<std::string> unpriced;
  for (const Mineral& mineral : store::list_minerals(connection)) {
    if (mineral.is_group || !asks_for(question, mineral.id)) continue;
    const MovementLine line{.mineral = mineral.code,
                            .period = period,
                            .opening = costs_of(opening, mineral),
                            .movements = movements[mineral.id],
                            .closing = costs_of(closing, mineral),
                            .moved = costs_of(moved, mineral),
                            .price_before = before ? store::find_price(connection, mineral.id, *before) : std::nullopt,
                            .price = store::find_price(connection, mineral.id, question.moment)};
    check_ties(line);
    sheet.add(line).mood = line.is_used() ? "" : "faint";
    if (!line.change_of_gain()) unpriced.push_back(line.mineral);
  }
  return sheet.finish(movement_notes(period, unpriced, accrual_notes(connection, period, moved)));
}

} // namespace pvault::reports
