// How an amount accrues by the day: Σ base × yearly rate × year fraction, exactly, over the longest stretches in which
// nothing changes.
#pragma once

#include "units/date.hpp"
#include "units/day_count.hpp"
#include "units/exact.hpp"
#include "units/money.hpp"
#include "units/rate.hpp"

#include <optional>
#include <vector>

namespace pvault {

class AccrualCurve {
public:
  // From this day on. Days must come in order; several changes of one day count as one. A stretch ends only when
  // something changes.
  void change(Date on, Money base, Rate rate, DayCount day_count);
  // Ends the stretch on this day, though nothing changes: a payment date.
  void end_stretch(Date on);

  // In cents, exactly, up to a day from the beginning.
  [[nodiscard]] Exact exact_until(Date on) const;
  // The same, half-even to the cent. Throws std::overflow_error when it does not fit.
  [[nodiscard]] Money until(Date on) const;

private:
  struct Stretch {
    Date from;
    Money base;
    Rate rate;
    DayCount day_count;
    Exact before; // what had accrued by `from`
  };
  [[nodiscard]] static Exact within(const Stretch& stretch, Date on);
  std::vector<Stretch> stretches_;
};

} // namespace pvault
