// Filling from the bottom: which money raises the lowest of several covers most.
#pragma once

#include "units/exact.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace pvault {

// Something whose cover money raises.
struct Fillable {
  Exact days;                  // cover before
  Exact cents_per_day;         // what a day of cover costs; above zero
  std::int64_t most_cents = 0; // what it may take; not below zero

  [[nodiscard]] Exact days_with(std::int64_t cents) const { return days + Exact(cents) / cents_per_day; }
};

struct Filling {
  std::vector<std::int64_t> cents; // one for each fillable
  // The common level T in days, exact, at which Σ min(most, cents a day × max(0, T − days)) is the budget. Missing when
  // the budget is enough for all that each may take, and when there is nothing to fill.
  std::optional<Exact> level;
};

// Shares a budget in whole cents so that no other sharing is better: the lowest cover is as high as it can be, then the
// next lowest, and so on. All of the budget is spent, or each takes the most it may.
//
// Why it is the best: call the cover at which a fillable stands when it is given a cent the cent's height. A sharing in
// which no cent was given at a greater height than that at which another stands that could take one more
// (moves_raise_nothing) is best, since any other has one that stands at or below the height of the cent it lacks. Those
// are the lowest cents, as many as the budget has: all below the exact level T, of which there are at least so many,
// less the highest. Rounding the exact shares down instead would keep cents with one that hardly rises by them and
// leave without one another that rises by days.
//
// Of equal heights the cent goes to the one that it raises most, then to the first. Needs a budget of at least zero.
Filling fill_from_bottom(const std::vector<Fillable>& fillables, std::int64_t budget_cents);

// Whether no cent moved from one to another would raise a lower cover without taking a cover as low as that: what the
// best sharing keeps. `cents` as in Filling.
bool moves_raise_nothing(const std::vector<Fillable>& fillables, const std::vector<std::int64_t>& cents);

} // namespace pvault
