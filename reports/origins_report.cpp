#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/balances.hpp"
#include "store/lot_papers.hpp"

#include <fmt/format.h>
#include <map>
#include <set>
#include <tuple>

namespace pvault::reports {

namespace {

struct OriginLine {
  std::string mineral;
  std::string ore_country;        // empty: not stated
  std::string processing_country; // the same
  std::int64_t lots = 0;
  Mass on_hand;
  Money cost;
  Mass of_mineral; // on hand from everywhere
};

// Rounded down at the second decimal, so that no country is made to look larger.
Cell share_cell(const OriginLine& line) {
  const auto hundredths =
      round_to_integer(Exact(line.on_hand.milligrams()) * 10'000 / line.of_mineral.milligrams(), Rounding::down);
  return hundredths ? decimal(*hundredths) : no_value();
}

std::vector<Field<OriginLine>> origin_fields() {
  using Line = OriginLine;
  using namespace column;
  return {
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral); }},
      {text("ore_country", "Mined in"), [](const Line& line) { return text_or_missing(line.ore_country); }},
      {text("processing_country", "Processed in"),
       [](const Line& line) { return text_or_missing(line.processing_country); }},
      {count("lots", "Lots"), [](const Line& line) { return cell(line.lots); }, true},
      {kilograms("on_hand_kg", "On hand"), [](const Line& line) { return cell(line.on_hand); }},
      {usd("cost_usd", "Cost"), [](const Line& line) { return cell(line.cost); }, true},
      {percent("share_percent", "Share", 2), share_cell},
  };
}

} // namespace

Table make_origins_report(store::Connection& connection, const ReportQuestion& question) {
  const auto papers = store::load_lot_papers(connection);
  std::map<std::tuple<std::string, std::string, std::string>, OriginLine> lines;
  std::map<std::string, Mass> of_mineral;
  std::set<std::string> unknown;
  for (const store::LotState& lot : store::list_lots(connection, question.moment, true)) {
    if (!asks_for(question, lot.mineral)) continue;
    const store::LotPapers& paper = papers.at(lot.id);
    OriginLine& line = lines[{lot.mineral_code, paper.ore_country, paper.processing_country}];
    line.mineral = lot.mineral_code;
    line.ore_country = paper.ore_country;
    line.processing_country = paper.processing_country;
    ++line.lots;
    line.on_hand += lot.on_hand;
    line.cost += lot.cost;
    of_mineral[lot.mineral_code] += lot.on_hand;
    if (paper.ore_country.empty()) unknown.insert(lot.mineral_code);
  }
  Sheet<OriginLine> sheet(origin_fields());
  for (auto& [key, line] : lines) {
    line.of_mineral = of_mineral.at(line.mineral);
    sheet.add(line).mood = line.ore_country.empty() ? "faint" : "";
  }
  std::vector<std::string> notes = {"Shares are of the mineral's mass on hand, rounded down at the second decimal."};
  if (!unknown.empty())
    notes.push_back(fmt::format("Lots whose papers do not say where they were mined: of {}.",
                                list_in_words({unknown.begin(), unknown.end()})));
  return sheet.finish(std::move(notes));
}

} // namespace pvault::reports
