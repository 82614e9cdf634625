#include "reports/all_reports.hpp"
#include "reports/carrying_columns.hpp"
#include "reports/sheet.hpp"

#include <algorithm>

namespace pvault::reports {

namespace {

struct CarriedLotLine {
  std::string lot;
  LotId id{};
  CarryingNames names;
  CarriedSums sums = {};
  Money amount = {};
};

std::vector<Field<CarriedLotLine>> carried_lot_fields() {
  using Line = CarriedLotLine;
  using namespace column;
  return {
      {text("lot", "Lot"), [](const Line& line) { return cell(line.lot); }},
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.names.mineral); }},
      {text("site", "Site"), [](const Line& line) { return cell(line.names.site); }},
      {text("kind", "Charge"), [](const Line& line) { return cell(line.names.kind); }},
      {text("owed_to", "Owed to"), [](const Line& line) { return cell(line.names.party); }},
      {tonne_days(), [](const Line& line) { return tonne_days_cell(line.sums); }},
      {for_machines(cost_days()), [](const Line& line) { return cost_days_cell(line.sums); }},
      {for_machines(kilograms("handled_in_kg", "In")), [](const Line& line) { return handled_in_cell(line.sums); }},
      {for_machines(kilograms("handled_out_kg", "Out")), [](const Line& line) { return handled_out_cell(line.sums); }},
      {usd("amount_usd", "Amount"), [](const Line& line) { return cell(line.amount); }, true},
  };
}

} // namespace

Table make_carrying_lots_report(store::Connection& connection, const ReportQuestion& question) {
  const CarryingNaming naming(connection);
  std::vector<CarriedLotLine> lines;
  for (const CarryingCharge& charge : store::load_carrying_charges(connection, question.moment)) {
    if (!asks_for(question, charge.key.mineral)) continue;
    CarriedLotLine& line = lines.emplace_back();
    line.lot = naming.of(charge.lot);
    line.id = charge.lot;
    line.names = naming.of(charge.key);
    line.sums.add(charge);
    line.amount = charge.amount;
  }
  std::ranges::stable_sort(lines, [](const CarriedLotLine& a, const CarriedLotLine& b) {
    return std::tie(a.id, a.names.kind_order) < std::tie(b.id, b.names.kind_order);
  });
  Sheet<CarriedLotLine> sheet(carried_lot_fields());
  for (const CarriedLotLine& line : lines)
    sheet.add(line);
  return sheet.finish(
      {"What is owed to a party is rounded once and shared over minerals, sites and lots to the cent."});
}

} // namespace pvault::reports
