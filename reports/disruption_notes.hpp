// A line of the report on disruption, and what its notes say of all lines together.
#pragma once

#include "coverage/disruption.hpp"
#include "coverage/scenario.hpp"
#include "stockpile/mineral.hpp"
#include "store/figures.hpp"
#include "store/mineral_facts.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::reports {

struct DisruptionLine {
  Mineral mineral;
  Date as_of;
  Mass available = {};
  std::optional<DemandFigure> demand = {};
  RelativeChange change = {}; // of demand
  ImportSupply supply = {};
  std::optional<store::ImportReliance> reliance = {}; // as published
  std::optional<Limits> share = {};                   // of imports, that is cut off
  std::optional<store::PriceFigure> price = {};
  std::optional<Disruption> result = {}; // missing when it is unknown
  DisruptionStatus status{};

  [[nodiscard]] std::optional<Mass> needed_per_year() const; // needs a demand figure
  [[nodiscard]] bool is_within_limits() const;
  [[nodiscard]] std::optional<Date> runs_out_on() const;
  [[nodiscard]] std::optional<Mass> missing() const;
  [[nodiscard]] std::optional<Money> missing_cost() const;
};
using DisruptionLines = std::vector<DisruptionLine>;

struct SupposedDisruption {
  Date as_of;
  int days = 0;
  const Scenario& scenario;
  const std::vector<Mineral>& minerals;
  Countries not_named; // cut off, and named by no list of suppliers
};

std::vector<std::string> disruption_notes(const DisruptionLines& lines, const SupposedDisruption& supposed);

} // namespace pvault::reports
