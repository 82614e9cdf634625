#include "coverage/coverage.hpp"
#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/mineral_order.hpp"
#include "reports/sheet.hpp"
#include "store/available_stock.hpp"
#include "store/figures.hpp"
#include "store/names.hpp"
#include "units/figure.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace pvault::reports {

namespace {

struct CoverageLine {
  Mineral mineral;
  AvailableStock stock;
  std::optional<DemandFigure> demand;
  std::optional<int> target_days;
  std::optional<store::PriceFigure> price;
  CoverageStatus status{};

  [[nodiscard]] bool is_bound() const { return demand && demand->is_upper_bound; }
  [[nodiscard]] std::optional<Mass> per_year() const { return demand ? std::optional(demand->per_year) : std::nullopt; }
  [[nodiscard]] std::optional<std::int64_t> tenths() const {
    return demand ? coverage_tenths(stock.available(), *demand) : std::nullopt;
  }
  [[nodiscard]] std::optional<Mass> gap() const {
    if (!demand || !target_days) return std::nullopt;
    return coverage_gap(stock.available(), *target_days, *demand);
  }
  [[nodiscard]] std::optional<Money> cost_of_gap() const {
    const auto short_by = gap();
    return short_by && price ? gap_cost(*short_by, price->price) : std::nullopt;
  }
};

// People have less room than machines: whole kilograms, rounded up so that neither demand nor gap looks smaller than it
// is.
Cell whole_kilograms(const std::optional<Mass>& mass) {
  if (!mass) return no_value();
  const auto kilograms = round_to_integer(Exact(mass->milligrams()) / 1'000'000, Rounding::up);
  return kilograms ? cell(*kilograms) : no_value();
}

// "apparent 2025"
Cell demand_in_short(const CoverageLine& line) {
  if (!line.demand) return no_value();
  const std::string& basis = line.demand->basis;
  const std::string kind = basis == "consumption-proxy" ? "proxy" : basis.substr(0, basis.find('-'));
  return fmt::format("{} {}", kind, line.demand->year);
}

// A demand that is at most so much gives a cover that is at least so much.
Cell qualifier(const CoverageLine& line, const char* sign) { return line.is_bound() ? cell(sign) : no_value(); }

Cell coverage_cell(const CoverageLine& line) {
  const auto tenths = line.tenths();
  return tenths ? decimal(*tenths) : no_value();
}

Cell coverage_bar(const CoverageLine& line) {
  const auto tenths = line.tenths();
  return tenths && line.target_days ? cell(Bar{*tenths, std::int64_t{*line.target_days} * 10}) : no_value();
}

std::vector<Field<CoverageLine>> coverage_fields() {
  using Line = CoverageLine;
  using namespace column;
  return {
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral.code); }},
      {for_machines(text("kind", "Kind")),
       [](const Line& line) { return cell(line.mineral.is_group ? "group" : "mineral"); }},
      {kilograms("on_hand_kg", "On hand"), [](const Line& line) { return cell(line.stock.on_hand); }},
      {for_machines(kilograms("in_transit_kg", "In transit")),
       [](const Line& line) { return cell(line.stock.in_transit); }},
      {for_machines(kilograms("in_process_kg", "In process")),
       [](const Line& line) { return cell(line.stock.in_process); }},
      {for_machines(kilograms("held_back_kg", "Held back")),
       [](const Line& line) { return cell(line.stock.held_back()); }},
      {for_machines(kilograms("available_kg", "Available")),
       [](const Line& line) { return cell(line.stock.available()); }},
      {for_machines(text("demand_basis", "Demand basis")),
       [](const Line& line) { return line.demand ? cell(line.demand->basis) : no_value(); }},
      {for_machines(year("demand_year", "Year")),
       [](const Line& line) { return line.demand ? cell(line.demand->year) : no_value(); }},
      {for_machines(text("demand_quality", "Quality")),
       [](const Line& line) { return line.demand ? text_or_missing(line.demand->quality) : no_value(); }},
      {for_machines(text("demand_qualifier", "Demand bound")), [](const Line& line) { return qualifier(line, "<"); }},
      {for_machines(kilograms_a_year("demand_kg_per_year", "Demand")),
       [](const Line& line) { return cell(line.per_year()); }},
      {for_people(count("demand_in_kilograms", "Demand", "kg/year")),
       [](const Line& line) { return whole_kilograms(line.per_year()); }},
      {for_people(text("demand_in_short", "Figure")), demand_in_short},
      {for_machines(text("coverage_qualifier", "Coverage bound")),
       [](const Line& line) { return qualifier(line, ">"); }},
      {for_people(text("more_than", "")), [](const Line& line) { return cell(line.is_bound() ? ">" : ""); }},
      {days_in_tenths("coverage_days", "Cover"), coverage_cell},
      {count("target_days", "Target", "days"), [](const Line& line) { return cell(line.target_days); }},
      {bar("coverage_against_target", "Against target"), coverage_bar},
      {for_machines(kilograms("gap_kg", "Gap")), [](const Line& line) { return cell(line.gap()); }},
      {for_people(count("gap_in_kilograms", "Gap", "kg")),
       [](const Line& line) { return whole_kilograms(line.gap()); }},
      {for_machines(usd_per_kilogram("price_usd_per_kg", "Price")),
       [](const Line& line) { return line.price ? price_cell(line.price->price) : no_value(); }},
      {for_machines(date("price_on", "Price of")),
       [](const Line& line) { return line.price ? cell(line.price->on) : no_value(); }},
      {usd("gap_cost_usd", "Gap cost"), [](const Line& line) { return cell(line.cost_of_gap()); }, true},
      {text("status", "Status"), [](const Line& line) { return cell(std::string(coverage_status_name(line.status))); }},
      {for_machines(kilograms("not_accepted_kg", "Not accepted")),
       [](const Line& line) { return cell(line.stock.not_accepted); }},
      {for_machines(kilograms("encumbered_kg", "Pledged")),
       [](const Line& line) { return cell(line.stock.encumbered); }},
      {for_machines(kilograms("encumbered_held_kg", "Held by pledges")),
       [](const Line& line) { return cell(line.stock.encumbered_held); }},
      {for_machines(kilograms("sold_not_shipped_kg", "Sold, not shipped")),
       [](const Line& line) { return cell(line.stock.sold_not_shipped); }},
      {for_machines(kilograms("owed_back_kg", "Owed back")),
       [](const Line& line) { return cell(line.stock.owed_back); }},
  };
}

class CoverageLoader {
public:
  CoverageLoader(store::Connection& connection, const Moment& moment)
      : connection_(connection), moment_(moment), minerals_(minerals_in_order(store::list_minerals(connection))),
        stocks_(store::load_available_stock(connection, moment)) {}

  [[nodiscard]] const std::vector<Mineral>& minerals() const { return minerals_; }

  [[nodiscard]] CoverageLine load_line(const Mineral& mineral) const {
    CoverageLine line{.mineral = mineral,
                      .stock = stocks_.at(mineral.id),
                      .demand = store::find_demand(connection_, mineral.id, moment_),
                      .target_days = store::find_target_days(connection_, mineral.id, moment_),
                      .price = store::find_price(connection_, mineral.id, moment_)};
    const bool group_has_figure =
        !line.demand && mineral.member_of && store::find_demand(connection_, *mineral.member_of, moment_);
    line.status = coverage_status({line.stock.available(), line.demand, group_has_figure, line.target_days});
    return line;
  }

private:
  store::Connection& connection_;
  Moment moment_;
  std::vector<Mineral> minerals_;
  std::map<MineralId, AvailableStock> stocks_;
};

std::string mood(const CoverageLine& line) {
  const bool has_target = line.target_days.value_or(0) > 0;
  switch (line.status) {
  case CoverageStatus::on_target:
    return "good";
  case CoverageStatus::below_target:
    return "bad";
  case CoverageStatus::no_stock:
    return has_target ? "bad" : "faint";
  case CoverageStatus::no_demand_figure:
  case CoverageStatus::group_figure_only:
    return "faint";
  }
  return "";
}

using CoverageLines = std::vector<CoverageLine>;

std::string summary(const CoverageLines& lines) {
  std::map<CoverageStatus, int> with_status;
  int minerals = 0;
  for (const CoverageLine& line : lines) {
    if (line.mineral.is_group) continue;
    ++with_status[line.status];
    ++minerals;
  }
  return fmt::format("Of {} {} {} on target, {} below target, {} without stock, {} without a demand figure, "
                     "{} with a figure for their "
                     "group only.",
                     counted(minerals, "mineral"), with_status[CoverageStatus::on_target],
                     with_status[CoverageStatus::on_target] == 1 ? "is" : "are",
                     with_status[CoverageStatus::below_target], with_status[CoverageStatus::no_stock],
                     with_status[CoverageStatus::no_demand_figure], with_status[CoverageStatus::group_figure_only]);
}

std::string lowest_coverage(const CoverageLines& lines) {
  const CoverageLine* lowest = nullptr;
  for (const CoverageLine& line : lines) {
    if (line.mineral.is_group || line.stock.available() <= Mass() || !line.tenths()) continue;
    if (lowest == nullptr || *line.tenths() < *lowest->tenths()) lowest = &line;
  }
  if (lowest == nullptr) return "No mineral has both stock and a demand figure.";
  return fmt::format("Lowest coverage where there is stock and a figure: {}, {}{} days.", lowest->mineral.code,
                     lowest->demand->is_upper_bound ? "more than " : "", format_scaled(*lowest->tenths(), 1, 1));
}

// Names with the years of their figures: "boron (1996) and tungsten (2014)".
template <class Condition>
std::string figures_where(const CoverageLines& lines, Condition condition) {
  std::vector<std::string> names;
  for (const CoverageLine& line : lines) {
    if (line.demand && condition(*line.demand))
      names.push_back(fmt::format("{} ({})", line.mineral.code, line.demand->year));
  }
  return list_in_words(names);
}

// Minerals whose gap is known and its cost is not, held or not: the total is without them.
std::string gaps_without_price(const CoverageLines& lines) {
  std::vector<std::string> names;
  for (const CoverageLine& line : lines) {
    const bool has_gap = line.gap().value_or(Mass()) > Mass();
    if (!line.mineral.is_group && has_gap && !line.price) names.push_back(line.mineral.code);
  }
  return list_in_words(names);
}

// "gallium (5,000 kg in transit, 2 kg in process)"
std::string held_back_in_words(const CoverageLines& lines) {
  std::vector<std::string> names;
  for (const CoverageLine& line : lines) {
    if (line.mineral.is_group || line.stock.held_back() == Mass()) continue;
    std::string where;
    for (const auto& [mass, what] :
         {std::pair(line.stock.in_transit, site_kind_in_words(SiteKind::in_transit)),
          std::pair(line.stock.in_process, site_kind_in_words(SiteKind::in_process)),
          std::pair(line.stock.not_accepted, std::string_view("not accepted")),
          std::pair(line.stock.encumbered_held, std::string_view("held by pledges")),
          std::pair(line.stock.sold_not_shipped, std::string_view("sold and not shipped"))}) {
      if (mass == Mass()) continue;
      where += fmt::format("{}{} kg {}", where.empty() ? "" : ", ", format_kilograms(mass), what);
    }
    names.push_back(fmt::format("{} ({})", line.mineral.code, where));
  }
  return list_in_words(names);
}

constexpr int years_until_stale = 5;

std::vector<std::string> notes(const CoverageLines& lines, Date as_of) {
  std::vector<std::string> notes = {summary(lines), lowest_coverage(lines)};
  const std::string stale =
      figures_where(lines, [&](const DemandFigure& demand) { return as_of.year() - demand.year > years_until_stale; });
  const std::string bounds = figures_where(lines, [](const DemandFigure& demand) { return demand.is_upper_bound; });
  const std::string unpriced = gaps_without_price(lines);
  const std::string held = held_back_in_words(lines);
  if (!held.empty()) notes.push_back(fmt::format("On hand but not available, and not counted as cover: {}.", held));
  if (!stale.empty())
    notes.push_back(fmt::format("Demand figures more than {} years old: {}.", years_until_stale, stale));
  if (!bounds.empty())
    notes.push_back(fmt::format("Demand is only known to be below: {}; coverage is then above what is shown.", bounds));
  if (!unpriced.empty())
    notes.push_back(
        fmt::format("A gap without a usable price: {}; the total of the gap cost is without them.", unpriced));
  notes.emplace_back(
      "Days of coverage are rounded down to a tenth, gaps up to the milligram, and for reading up to "
      "the kilogram. A group's stock is the sum of its members'; it has no price, so its gap has no cost.");
  return notes;
}

} // namespace

Table make_coverage_report(store::Connection& connection, const ReportQuestion& question) {
  const CoverageLoader loader(connection, question.moment);
  Sheet<CoverageLine> sheet(coverage_fields());
  CoverageLines lines;
  std::optional<MineralId> group; // the one whose row was shown last
  for (const Mineral& mineral : loader.minerals()) {
    if (!asks_for(question, mineral.id)) continue;
    const CoverageLine& line = lines.emplace_back(loader.load_line(mineral));
    Row& row = mineral.is_group ? sheet.append(line) : sheet.add(line);
    row.mood = mood(line);
    row.indent = mineral.member_of && mineral.member_of == group ? 1 : 0;
    if (mineral.is_group) group = mineral.id;
  }
  Table table = sheet.finish(notes(lines, question.moment.as_of));
  table.chart =
      Chart{.title = "Cover against target", .label = "mineral", .bars = {"coverage_days"}, .target = "target_days"};
  return table;
}

} // namespace pvault::reports
