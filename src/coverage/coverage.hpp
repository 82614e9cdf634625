// How many days of consumption a stock covers. All figures exact; days are rounded down so that cover is never
// overstated, a gap is rounded up so that it is never understated.
#pragma once

#include "units/mass.hpp"
#include "units/money.hpp"
#include "units/price.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pvault {

// A yearly demand figure with what a reader must know of it.
struct DemandFigure {
  Mass per_year;
  int year = 0;
  std::string basis;           // apparent-consumption, ...
  bool is_upper_bound = false; // "<2,000 kg": cover is then at least what is computed
  std::string quality;         // A, B-stale, ...; empty when the source gives none
};

// 365, or 366 when the figure's year is a leap year.
int days_in_figure_year(const DemandFigure& demand);

// available × days in the figure's year / demand a year, in tenths of a day, rounded down.
// Empty when it does not fit 64 bits.
std::optional<std::int64_t> coverage_tenths(Mass available, const DemandFigure& demand);

// max(0, target × demand a year / days in the year − available), rounded up to the milligram.
// Empty when it does not fit 64 bits.
std::optional<Mass> coverage_gap(Mass available, int target_days, const DemandFigure& demand);

// gap × price, half-even. Empty when it does not fit.
std::optional<Money> gap_cost(Mass gap, const BasisPrice& price);

// What each day of cover cost: cost × demand a year / (available × days in the year), half-even. Empty when nothing is
// available.
std::optional<Money> cost_per_coverage_day(Money cost, Mass available, const DemandFigure& demand);

// No figure is neither zero nor infinity: the mineral stays in every report and says why.
enum class CoverageStatus { on_target, below_target, no_stock, no_demand_figure, group_figure_only };
std::string_view coverage_status_name(CoverageStatus status);

struct CoverageQuestion {
  Mass available;
  std::optional<DemandFigure> demand;
  bool group_has_figure = false; // the figure exists only for the group the mineral belongs to
  std::optional<int> target_days;
};

// no_demand_figure or group_figure_only when there is no figure; no_stock when nothing is available; below_target when
// the cover is less than the target; on_target otherwise, also when no target is set. Compared exactly, not after
// rounding.
CoverageStatus coverage_status(const CoverageQuestion& question);

} // namespace pvault
