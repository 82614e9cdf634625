// The lines of the coverage reports: a mineral, its stock and its demand on one of the bases asked for.
#pragma once

#include "coverage/available_stock.hpp"
#include "coverage/coverage_summary.hpp"
#include "coverage/demand.hpp"
#include "reports/report.hpp"
#include "stockpile/mineral.hpp"
#include "store/figures.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::reports {

struct CoverageLine {
  Mineral mineral;
  std::string basis; // as asked for: consumption, imports-from:China
  Date as_of;
  AvailableStock stock;
  Rate unavailable;
  std::optional<DemandFigure> demand;
  std::string missing; // why there is no demand
  std::optional<int> target_days;
  std::optional<store::PriceFigure> price;
  CoverageStatus status{};

  [[nodiscard]] bool is_at_least() const { return demand && demand->is_upper_bound; }
  [[nodiscard]] bool is_at_most() const { return demand && demand->is_lower_bound; }
  [[nodiscard]] std::optional<Mass> per_year() const { return demand ? std::optional(demand->per_year) : std::nullopt; }
  [[nodiscard]] std::optional<int> age() const {
    return demand ? std::optional(age_in_years(*demand, as_of)) : std::nullopt;
  }
  [[nodiscard]] bool is_stale() const { return age().value_or(0) > years_until_stale; }
  [[nodiscard]] std::optional<std::int64_t> tenths() const {
    return demand ? coverage_tenths(stock.available(), *demand) : std::nullopt;
  }
  // Where demand is a lower bound: what cover is at least by what the demand is at most.
  [[nodiscard]] std::optional<std::int64_t> tenths_at_least() const {
    return demand ? coverage_tenths_at_least(stock.available(), *demand) : std::nullopt;
  }
  [[nodiscard]] std::optional<Mass> gap() const;
  // The gap is nothing whatever the demand is within its bounds.
  [[nodiscard]] bool has_certainly_no_gap() const {
    return demand && target_days && is_covered_for_certain(stock.available(), *target_days, *demand);
  }
  [[nodiscard]] std::optional<Money> cost_of_gap() const;
};

// The bases of a question: consumption when none is named; for "all" each that at least one mineral has a demand on.
std::vector<DemandChoice> bases_of(store::Connection& connection, const ReportQuestion& question);

// Minerals in the order of the reports, of each a line for each basis.
std::vector<CoverageLine> load_coverage_lines(store::Connection& connection, const ReportQuestion& question,
                                              const std::vector<DemandChoice>& bases);

// Of the minerals among the lines of a basis; groups are left out, their members are in it.
CoverageSummary summarise(const std::vector<CoverageLine>& lines, const std::string& basis);

// "5.3", "more than 5.3", "less than 5.3"
std::string lowest_in_words(const LowestCoverage& lowest);

} // namespace pvault::reports
