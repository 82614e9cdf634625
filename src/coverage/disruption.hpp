// How long a stock lasts when supply is cut off or demand changes, and what is missing by the end of a number of days.
// Where shares, reliance or demand are published only within limits there are two answers, at worst and at best; the
// one at worst is the figure, so that it is never overstated.
#pragma once

#include "coverage/coverage.hpp"
#include "coverage/import_supply.hpp"
#include "units/date.hpp"
#include "units/relative_change.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace pvault {

// Exact, in milligrams a day: a yearly figure by the days of the demand figure's year, 366 in a leap year.
struct DailySupply {
  Exact needed;     // demand with its change
  Exact lost;       // of the demand as published
  Exact continuing; // demand as published, less what is lost
  Exact shortfall;  // needed less continuing, not below zero
};

// `lost` is a part of the demand as published, from 0 to 1.
DailySupply daily_supply(const DemandFigure& demand, RelativeChange change, const Exact& lost);

// How long the stock lasts.
struct Endurance {
  DailySupply supply;
  std::optional<Exact> days; // available / shortfall; missing when there is none and the stock never runs out
  Exact missing_mg;          // by the end of the days asked for
};

struct DisruptionQuestion {
  Mass available; // below zero counts as nothing
  DemandFigure demand;
  RelativeChange demand_change;
  Limits lost; // demand_lost(), a part of the demand as published
  int days = 0;
};

struct Disruption {
  Endurance at_worst; // as much is lost as may be, and demand is at its upper bound
  Endurance at_best;  // as little is lost as may be; below an upper bound demand may be as good as nothing, so nothing
                      // is missing
  bool is_short_at_best = false;
  // Demand is only known to be above a bound, and more of it is short: at worst the stock lasts no day and what is
  // missing has no limit, so that at_worst has days, and otherwise the figures at the bound.
  bool is_unlimited = false;
  [[nodiscard]] bool is_within_limits() const { return at_worst.days != at_best.days; }
};

// shortfall = needed − continuing; days = available / shortfall; missing = max(0, shortfall × days asked − available).
Disruption compute_disruption(const DisruptionQuestion& question);

// In tenths of a day; at worst rounded down, at best up. Empty when it never runs out, or does not fit 64 bits.
std::optional<std::int64_t> tenths_of(const Endurance& endurance, Rounding rounding = Rounding::down);

// The first day whose need cannot be met in full. The cut-off holds from the day after `as_of` on; so it is
// as_of + whole days of endurance + 1, and the day after `as_of` when there is no stock. Empty when there is no such
// day, or none before the year 2200.
std::optional<Date> first_short_day(Date as_of, const Endurance& endurance);

// In whole milligrams. Empty when it does not fit 64 bits.
std::optional<Mass> mass_of(const Exact& milligrams, Rounding rounding);

// What is not known is said: the mineral stays in the report.
enum class DisruptionStatus {
  runs_out,          // within the days asked for, at best as well
  may_run_out,       // within them at worst, and not at best
  holds,             // short, and the stock lasts through the days asked for
  no_stock,          // short from the first day on
  does_not_run_out,  // supply that continues meets the need
  net_exporter,      // the same, since on net nothing is imported
  shares_unknown,    // no shares of suppliers are published
  reliance_unknown,  // no net import reliance is published
  no_demand_figure,  // neither zero nor infinity
  group_figure_only, // demand is published only for the group the mineral belongs to
};
std::string_view disruption_status_name(DisruptionStatus status);

// Of a disruption that could be computed. The stock runs out within the days asked for when something is missing by
// their end.
DisruptionStatus disruption_status(const DisruptionQuestion& question, const Disruption& disruption,
                                   bool is_net_exporter);

// Why one cannot be computed: demand comes first, then shares, then reliance. Empty when it can.
struct KnownFigures {
  bool has_demand = false;
  bool group_has_demand = false;
  bool knows_loss = false; // demand_lost() has an answer
  bool has_shares = false;
};
std::optional<DisruptionStatus> why_unknown(const KnownFigures& known);

} // namespace pvault
