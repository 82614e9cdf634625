// How old the demand figures are that a report rests on: a figure without its year misleads.
#pragma once

#include "coverage/coverage.hpp"
#include "reports/table.hpp"
#include "stockpile/mineral.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::reports {

// Cells for the columns demand_age_years and demand_stale; missing without a figure.
Cell demand_age_cell(const std::optional<DemandFigure>& demand, Date on);
Cell demand_stale_cell(const std::optional<DemandFigure>& demand, Date on);

// Collects the minerals whose figures are stale, each once.
class StaleFigures {
public:
  void look_at(const Mineral& mineral, const std::optional<DemandFigure>& demand, Date on);
  // "Demand figures more than 5 years old: boron (1996) and tungsten (2014)."; empty when there are none.
  [[nodiscard]] std::string note() const;

private:
  std::vector<std::string> names_; // with their years
};

} // namespace pvault::reports
