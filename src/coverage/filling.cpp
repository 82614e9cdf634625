#include "coverage/filling.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace pvault {

namespace {

// A level at which a fillable begins to take money, or has taken the most it may.
struct Turn {
  Exact days;
  const Fillable* of = nullptr;
  bool is_full = false;
};

std::vector<Turn> turns_in_order(const std::vector<Fillable>& fillables) {
  std::vector<Turn> turns;
  for (const Fillable& fillable : fillables) {
    if (fillable.most_cents <= 0) continue;
    turns.push_back({fillable.days, &fillable, false});
    turns.push_back({fillable.days_with(fillable.most_cents), &fillable, true});
  }
  std::ranges::stable_sort(turns, [](const Turn& a, const Turn& b) { return a.days < b.days; });
  return turns;
}

// Up to a level T between two turns, cents_per_day × T + fixed_cents is spent.
class Spent {
public:
  void pass(const Turn& turn) {
    const Exact before_cents = turn.of->cents_per_day * turn.of->days;
    if (turn.is_full) {
      cents_per_day_ -= turn.of->cents_per_day;
      fixed_cents_ += before_cents + turn.of->most_cents;
    } else {
      cents_per_day_ += turn.of->cents_per_day;
      fixed_cents_ -= before_cents;
    }
  }
  [[nodiscard]] Exact up_to(const Exact& days) const { return cents_per_day_ * days + fixed_cents_; }
  // Needs somebody who takes money.
  [[nodiscard]] Exact level_of(std::int64_t cents) const { return (cents - fixed_cents_) / cents_per_day_; }
  [[nodiscard]] bool is_level() const { return cents_per_day_ == 0; }

private:
  Exact cents_per_day_;
  Exact fixed_cents_;
};

std::optional<Exact> level_of(const std::vector<Fillable>& fillables, std::int64_t budget_cents) {
  Spent spent;
  for (const Turn& turn : turns_in_order(fillables)) {
    if (spent.up_to(turn.days) >= budget_cents) return spent.is_level() ? turn.days : spent.level_of(budget_cents);
    spent.pass(turn);
  }
  return std::nullopt;
}

// Cents that are given below the level.
std::int64_t cents_below(const Exact& level, const Fillable& fillable) {
  if (level <= fillable.days) return 0;
  const auto cents = round_to_whole((level - fillable.days) * fillable.cents_per_day, Rounding::up);
  return cents < fillable.most_cents ? static_cast<std::int64_t>(cents) : fillable.most_cents;
}

// Whether the last cent of `a` would have been given after that of `b`.
bool was_given_later(const Fillable& a, std::int64_t cents_of_a, const Fillable& b, std::int64_t cents_of_b) {
  const Exact height_of_a = a.days_with(cents_of_a - 1);
  const Exact height_of_b = b.days_with(cents_of_b - 1);
  return height_of_a != height_of_b ? height_of_a > height_of_b : a.cents_per_day >= b.cents_per_day;
}

void take_back_last(const std::vector<Fillable>& fillables, std::vector<std::int64_t>& cents) {
  std::optional<std::size_t> last;
  for (std::size_t i = 0; i < cents.size(); ++i) {
    if (cents[i] == 0) continue;
    if (!last || was_given_later(fillables[i], cents[i], fillables[*last], cents[*last])) last = i;
  }
  if (!last) throw std::logic_error("more cents to be taken back than were given");
  --cents[*last];
}

} // namespace

Filling fill_from_bottom(const std::vector<Fillable>& fillables, std::int64_t budget_cents) {
  if (budget_cents < 0) throw std::logic_error("a budget below zero");
  Filling filling{.cents = {}, .level = level_of(fillables, budget_cents)};
  boost::multiprecision::cpp_int over = -budget_cents;
  for (const Fillable& fillable : fillables) {
    filling.cents.push_back(filling.level ? cents_below(*filling.level, fillable) : fillable.most_cents);
    over += filling.cents.back();
  }
  for (; over > 0; --over) // less than one cent for each
    take_back_last(fillables, filling.cents);
  return filling;
}

bool moves_raise_nothing(const std::vector<Fillable>& fillables, const std::vector<std::int64_t>& cents) {
  std::optional<Exact> highest_given;
  std::optional<Exact> lowest_open;
  for (std::size_t i = 0; i < fillables.size(); ++i) {
    const Fillable& fillable = fillables[i];
    if (cents.at(i) > 0) {
      const Exact height = fillable.days_with(cents[i] - 1);
      if (!highest_given || height > *highest_given) highest_given = height;
    }
    if (cents[i] >= fillable.most_cents) continue;
    const Exact stands_at = fillable.days_with(cents[i]);
    if (!lowest_open || stands_at < *lowest_open) lowest_open = stands_at;
  }
  return !highest_given || !lowest_open || *highest_given <= *lowest_open;
}

} // namespace pvault
