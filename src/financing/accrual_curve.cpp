#include "financing/accrual_curve.hpp"

#include <algorithm>
#include <stdexcept>

namespace pvault {

Exact AccrualCurve::within(const Stretch& stretch, Date on) {
  if (stretch.base == Money() || stretch.rate == Rate() || on <= stretch.from) return 0;
  constexpr std::int64_t whole = 1'000'000'000; // parts per billion
  return Exact(stretch.base.cents()) * stretch.rate.parts_per_billion() / whole *
         year_fraction(stretch.day_count, stretch.from, on);
}

void AccrualCurve::change(Date on, Money base, Rate rate, DayCount day_count) {
  if (stretches_.empty()) {
    stretches_.push_back({on, base, rate, day_count, 0});
    return;
  }
  Stretch& last = stretches_.back();
  if (on < last.from) throw std::logic_error("an accrual curve changes in the order of days");
  if (last.base == base && last.rate == rate && last.day_count == day_count) return;
  if (last.from == on) {
    last = {on, base, rate, day_count, last.before};
  } else {
    stretches_.push_back({on, base, rate, day_count, last.before + within(last, on)});
  }
}

void AccrualCurve::end_stretch(Date on) {
  if (stretches_.empty() || stretches_.back().from >= on) return;
  Stretch next = stretches_.back();
  next.before += within(next, on);
  next.from = on;
  stretches_.push_back(std::move(next));
}

Exact AccrualCurve::exact_until(Date on) const {
  const auto after = std::ranges::upper_bound(stretches_, on, {}, &Stretch::from);
  if (after == stretches_.begin()) return 0;
  const Stretch& stretch = *(after - 1);
  return stretch.before + within(stretch, on);
}

Money AccrualCurve::until(Date on) const {
  const auto cents = round_to_integer(exact_until(on), Rounding::half_even);
  if (!cents) throw std::overflow_error("what has accrued on a facility does not fit 64 bits");
  return Money::cents(*cents);
}

} // namespace pvault
