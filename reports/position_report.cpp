#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/names.hpp"
#include "store/site_stock.hpp"

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
  std::map<MineralId, std::string> minerals;
  for (const Mineral& mineral : store::list_minerals(connection))
    minerals.emplace(mineral.id, mineral.code);
  std::map<SiteId, store::Site> sites;
  for (store::Site& site : store::list_sites_ever(connection))
    sites.emplace(site.id, std::move(site));
  std::map<std::pair<std::string, std::string>, Position> positions;
  for (const auto& [where, stock] : store::load_site_stock(connection, question.moment)) {
    if (stock.lots == 0 || !asks_for(question, where.mineral)) continue;
    const std::string& mineral = minerals.at(where.mineral);
    const store::Site& site = sites.at(where.site);
    positions.emplace(std::pair(mineral, site.code),
                      Position{mineral, site.code, site.kind, stock.lots, stock.on_hand, stock.cost});
  }
  Sheet<Position> sheet(position_fields());
  for (const auto& [where, position] : positions)
    sheet.add(position);
  return sheet.finish({});
}

} // namespace pvault::reports
