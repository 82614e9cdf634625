#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/balances.hpp"

#include <map>
#include <utility>

namespace pvault::reports {

namespace {

struct Position {
  std::string mineral;
  std::string site;
  SiteKind site_kind = SiteKind::storage;
  std::int64_t lots = 0;
  Mass on_hand;
  Money cost;
};

std::vector<Field<Position>> position_fields() {
  using Line = Position;
  return {
      {column::text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral); }},
      {column::text("site", "Site"), [](const Line& line) { return cell(line.site); }},
      {column::count("lots", "Open lots"), [](const Line& line) { return cell(line.lots); }, true},
      {column::kilograms("on_hand_kg", "On hand"), [](const Line& line) { return cell(line.on_hand); }},
      {column::usd("cost_usd", "Cost"), [](const Line& line) { return cell(line.cost); }, true},
      {column::for_machines(column::text("site_kind", "Kind of site")),
       [](const Line& line) { return cell(std::string(site_kind_name(line.site_kind))); }},
  };
}

} // namespace

Table make_position_report(store::Connection& connection, const ReportQuestion& question) {
  std::map<std::pair<std::string, std::string>, Position> positions;
  for (const store::LotState& lot : store::list_lots(connection, question.moment, true)) {
    if (!asks_for(question, lot.mineral)) continue;
    Position& position = positions[{lot.mineral_code, lot.site_code}];
    position.mineral = lot.mineral_code;
    position.site = lot.site_code;
    position.site_kind = lot.site_kind;
    position.lots += 1;
    position.on_hand += lot.on_hand;
    position.cost += lot.cost;
  }
  Sheet<Position> sheet(position_fields());
  for (const auto& [where, position] : positions)
    sheet.add(position);
  return sheet.finish({});
}

} // namespace pvault::reports
