#include "reports/coverage_lines.hpp"

#include "reports/all_reports.hpp"
#include "reports/mineral_order.hpp"
#include "store/available_stock.hpp"
#include "store/demands.hpp"
#include "store/names.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace pvault::reports {

std::optional<Mass> CoverageLine::gap() const {
  if (!demand || !target_days) return std::nullopt;
  return coverage_gap(stock.available(), *target_days, *demand);
}

std::optional<Money> CoverageLine::cost_of_gap() const {
  const auto short_by = gap();
  return short_by && price ? gap_cost(*short_by, price->price) : std::nullopt;
}

namespace {

// Every basis that counts something a stock can cover.
std::vector<DemandChoice> all_bases(const std::optional<int>& year) {
  std::vector<DemandChoice> choices;
  for (const DemandBasis& basis : demand_bases()) {
    if (basis.name != "exports") choices.push_back({.basis = std::string(basis.name), .countries = {}, .year = year});
  }
  return choices;
}

class CoverageLoader {
public:
  CoverageLoader(store::Connection& connection, const ReportQuestion& question)
      : connection_(connection), question_(question),
        stocks_(store::load_available_stock(connection, question.moment, question.unavailable)) {}

  [[nodiscard]] CoverageLine load_line(const Mineral& mineral, const DemandChoice& choice) const {
    DemandAnswer answer = store::find_demand(connection_, mineral.id, question_.moment, choice);
    CoverageLine line{.mineral = mineral,
                      .basis = choice.name(),
                      .as_of = question_.moment.as_of,
                      .stock = stocks_.at(mineral.id),
                      .unavailable = question_.unavailable,
                      .demand = std::move(answer.figure),
                      .missing = std::move(answer.missing),
                      .target_days = store::find_target_days(connection_, mineral.id, question_.moment),
                      .price = store::find_price(connection_, mineral.id, question_.moment)};
    const bool of_group_only = !line.demand && store::has_group_demand(connection_, mineral, question_.moment, choice);
    if (of_group_only) line.missing = "the figure is of its group only";
    line.status = coverage_status({line.stock.available(), line.demand, of_group_only, line.target_days});
    return line;
  }

private:
  store::Connection& connection_;
  const ReportQuestion& question_;
  std::map<MineralId, AvailableStock> stocks_;
};

} // namespace

std::vector<DemandChoice> bases_of(store::Connection& connection, const ReportQuestion& question) {
  std::vector<DemandChoice> bases;
  const std::vector<Mineral> minerals = store::list_minerals(connection);
  const auto has_figures = [&](const DemandChoice& choice) {
    return std::ranges::any_of(minerals, [&](const Mineral& mineral) {
      return store::find_demand(connection, mineral.id, question.moment, choice).figure.has_value();
    });
  };
  const auto add = [&](const DemandChoice& choice) {
    const auto is_same = [name = choice.name()](const DemandChoice& of) { return of.name() == name; };
    if (std::ranges::none_of(bases, is_same)) bases.push_back(choice);
  };
  for (const DemandChoice& asked : question.bases) {
    if (asked.basis != "all") {
      add(asked);
      continue;
    }
    for (const DemandChoice& choice : all_bases(asked.year)) {
      if (has_figures(choice)) add(choice);
    }
  }
  if (bases.empty()) bases.emplace_back();
  return bases;
}

std::vector<CoverageLine> load_coverage_lines(store::Connection& connection, const ReportQuestion& question,
                                              const std::vector<DemandChoice>& bases) {
  const CoverageLoader loader(connection, question);
  std::vector<CoverageLine> lines;
  for (const Mineral& mineral : minerals_in_order(store::list_minerals(connection))) {
    if (!asks_for(question, mineral.id)) continue;
    for (const DemandChoice& basis : bases)
      lines.push_back(loader.load_line(mineral, basis));
  }
  return lines;
}

CoverageSummary summarise(const std::vector<CoverageLine>& lines, const std::string& basis) {
  std::vector<MineralCoverage> minerals;
  for (const CoverageLine& line : lines) {
    if (line.mineral.is_group || line.basis != basis) continue;
    minerals.push_back({.mineral = line.mineral.code,
                        .available = line.stock.available(),
                        .demand = line.demand,
                        .status = line.status});
  }
  return summarise_coverage(minerals);
}

std::string lowest_in_words(const LowestCoverage& lowest) {
  return fmt::format("{}{}", sign_in_words(lowest.sign), format_scaled(lowest.tenths, 1, 1));
}

} // namespace pvault::reports
