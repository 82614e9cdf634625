// The coverage of all minerals together: the lowest, how many fall into which class, and beside them median and mean,
// which alone hide the lowest (an average of 42 days was once reported of a stock with under 6 days of lithium).
#pragma once

#include "coverage/coverage.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pvault {

struct MineralCoverage {
  std::string mineral;
  Mass available;
  std::optional<DemandFigure> demand;
  CoverageStatus status{};
};

// A class of minerals; each mineral is in one class of a kind.
struct CoverageClass {
  std::string_view name; // under_15_days
  std::vector<std::string> minerals = {};
};

struct LowestCoverage {
  std::string mineral;
  std::int64_t tenths = 0;
  std::string_view sign = {}; // as cover_sign has it
};

struct CoverageSummary {
  std::vector<CoverageClass> by_status = {};
  // no_stock, under_15_days, 15_to_30_days, 30_to_45_days, 45_to_60_days, 60_days_and_over, no_demand,
  // group_figure_only, no_demand_figure. A bound stands where the number shown does.
  std::vector<CoverageClass> by_days = {};
  std::optional<LowestCoverage> lowest = {}; // where there is stock and a demand
  // Of the minerals with a demand that is no bound, those without stock among them: rounded down to tenths of a day.
  std::int64_t counted = 0;
  std::optional<std::int64_t> median_tenths = {};
  std::optional<std::int64_t> mean_tenths = {};
};

CoverageSummary summarise_coverage(std::span<const MineralCoverage> minerals);

} // namespace pvault
