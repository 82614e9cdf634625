// How many days of consumption a stock covers. All figures exact; days are rounded down so that cover is never
// overstated, a gap is rounded up so that it is never understated.
#pragma once

#include "units/date.hpp"
#include "units/mass.hpp"
#include "units/money.hpp"
#include "units/price.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pvault {

// A yearly demand figure with what a reader must know of it. A demand of nothing is a figure: it asks for no cover.
struct DemandFigure {
  Mass per_year;
  int year = 0;
  std::string basis;           // apparent-consumption, ...
  bool is_upper_bound = false; // "<2,000 kg": cover is then at least what is computed
  std::string quality;         // A, B-stale, ...; empty when the source gives none
  bool is_lower_bound = false; // ">2,000 kg": cover is then at most what is computed; never both
  std::string source = {};
  std::string published = {};       // the words of the source, where they were kept
  std::string derivation = {};      // what it was computed of: "imports 12 kg less exports 2 kg of 2025"; else empty
  int oldest_year = 0;              // of a sum: the year of its oldest figure; else 0
  std::optional<Mass> at_most = {}; // of a lower bound: what it is at most, where that is known
  std::string unpublished = {};     // the countries of which no share is published: "Russia"; else empty
};

// 365, or 366 when the figure's year is a leap year.
int days_in_figure_year(const DemandFigure& demand);

// How cover stands to what is computed of a demand: ">" when it is more, since the demand is an upper bound; "<" when
// it is less, since the demand is a lower bound; "" otherwise, also without a demand.
std::string_view cover_sign(const std::optional<DemandFigure>& demand);
// "more than ", "less than ", ""
std::string_view sign_in_words(std::string_view sign);

// A figure is stale when it is more than so many years old.
inline constexpr int years_until_stale = 5;
// How many years a figure, of a sum its oldest, lies before the year of `on`; below zero when it lies after it.
int age_in_years(const DemandFigure& demand, Date on);
inline bool is_stale(const DemandFigure& demand, Date on) { return age_in_years(demand, on) > years_until_stale; }

// available × days in the figure's year / demand a year, in days. Empty when the demand is nothing.
std::optional<Exact> exact_coverage_days(Mass available, const DemandFigure& demand);

// The same in tenths of a day, rounded down; where the demand is a lower bound up, so that "less than" stays true.
// Empty when the demand is nothing, or when it does not fit 64 bits.
std::optional<std::int64_t> coverage_tenths(Mass available, const DemandFigure& demand);

// Where the demand is a lower bound and known to be at most so much: what cover is at least, in tenths of a day,
// rounded down. Empty otherwise.
std::optional<std::int64_t> coverage_tenths_at_least(Mass available, const DemandFigure& demand);

// max(0, target × demand a year / days in the year − available), rounded up to the milligram; down where the demand is
// a lower bound, so that "more than" stays true. Empty when it does not fit 64 bits.
std::optional<Mass> coverage_gap(Mass available, int target_days, const DemandFigure& demand);

// Whether it is certain that what is available covers so many days, so that the gap is nothing and no bound: with a
// lower bound of demand by what it is at most, and not where that is not known, unless it is no day at all.
bool is_covered_for_certain(Mass available, int target_days, const DemandFigure& demand);

// gap × price, half-even. Empty when it does not fit.
std::optional<Money> gap_cost(Mass gap, const BasisPrice& price);

// What each day of cover cost: cost × demand a year / (available × days in the year), half-even. Empty when nothing is
// available, or the demand is nothing.
std::optional<Money> cost_per_coverage_day(Money cost, Mass available, const DemandFigure& demand);

// No figure is neither zero nor infinity: the mineral stays in every report and says why.
enum class CoverageStatus { on_target, below_target, no_stock, no_demand_figure, group_figure_only, no_demand };
std::string_view coverage_status_name(CoverageStatus status);

struct CoverageQuestion {
  Mass available;
  std::optional<DemandFigure> demand;
  bool group_has_figure = false; // the figure exists only for the group the mineral belongs to
  std::optional<int> target_days;
};

// no_demand_figure or group_figure_only when there is no figure; no_demand when the figure is nothing; no_stock when
// nothing is available; below_target when the cover is less than the target; on_target otherwise, also when no target
// is set. Compared exactly, not after rounding. A bound is on target only where that is certain: with a lower bound of
// demand by what it is at most; where that is not known never, unless the target is no day at all.
CoverageStatus coverage_status(const CoverageQuestion& question);

} // namespace pvault
