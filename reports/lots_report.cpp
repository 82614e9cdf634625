#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/balances.hpp"
#include "store/write_downs.hpp"

#include <fmt/format.h>
#include <map>

namespace pvault::reports {

namespace {

struct LotLine {
  store::LotState lot;
  std::string status;
  int age_days = 0;
  Money written_down;
};

std::string lot_status(const store::LotState& lot) {
  if (lot.reversed) return "reversed";
  return lot.on_hand > Mass() ? "open" : "emptied";
}

std::vector<Field<LotLine>> lots_fields() {
  using Line = LotLine;
  return {
      {column::text("lot", "Lot"), [](const Line& line) { return cell(line.lot.code); }},
      {column::text("mineral", "Mineral"), [](const Line& line) { return cell(line.lot.mineral_code); }},
      {column::text("site", "Site"), [](const Line& line) { return cell(line.lot.site_code); }},
      {column::date("received_on", "Received"), [](const Line& line) { return cell(line.lot.received_on); }},
      {column::text("supplier", "Supplier"), [](const Line& line) { return cell(line.lot.supplier_code); }},
      {column::kilograms("received_kg", "Received"), [](const Line& line) { return cell(line.lot.received); }},
      {column::kilograms("on_hand_kg", "On hand"), [](const Line& line) { return cell(line.lot.on_hand); }},
      {column::usd("cost_usd", "Cost"), [](const Line& line) { return cell(line.lot.cost); }, true},
      {column::usd_per_kilogram("unit_cost_usd_per_kg", "Unit cost"),
       [](const Line& line) { return price_cell(line.lot.cost, line.lot.on_hand); }},
      {column::count("age_days", "Age", "days"), [](const Line& line) { return cell(line.age_days); }},
      {column::text("status", "Status"), [](const Line& line) { return cell(line.status); }},
      {column::text("parent", "Taken of"), [](const Line& line) { return text_or_missing(line.lot.parent_code); }},
      {column::for_machines(column::text("origin", "Bought as")),
       [](const Line& line) { return cell(line.lot.origin_code); }},
      {column::for_machines(column::date("aged_from_on", "Aged from")),
       [](const Line& line) { return cell(line.lot.aged_from); }},
      {column::for_machines(column::usd("written_down_usd", "Written down")),
       [](const Line& line) { return cell(line.written_down); }, true},
      {column::for_machines(column::usd("carrying_value_usd", "Carrying value")),
       [](const Line& line) { return cell(line.lot.cost - line.written_down); }, true},
  };
}

} // namespace

Table make_lots_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<LotLine> sheet(lots_fields());
  std::map<std::string, int> lots_by_status;
  auto written_down = store::list_written_down(connection, question.moment);
  for (const store::LotState& lot : store::list_lots(connection, question.moment, false)) {
    if (!asks_for(question, lot.mineral)) continue;
    const LotLine line{lot, lot_status(lot), days_between(lot.aged_from, question.moment.as_of), written_down[lot.id]};
    sheet.add(line).mood = line.status == "open" ? "" : "faint";
    ++lots_by_status[line.status];
  }
  return sheet.finish({fmt::format("{} lots open, {} emptied, {} reversed.", lots_by_status["open"],
                                   lots_by_status["emptied"], lots_by_status["reversed"])});
}

} // namespace pvault::reports
