#include "financing/instalments.hpp"

#include "financing/payment_dates.hpp"
#include "units/largest_remainder.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace pvault {

namespace {

Money rounded(const Exact& cents, Rounding rounding) {
  const auto whole = round_to_integer(cents, rounding);
  if (!whole) throw std::overflow_error("an amount of a loan does not fit 64 bits");
  return Money::cents(*whole);
}

Money part_of(Money amount, std::size_t parts) {
  return rounded(Exact(amount.cents()) / static_cast<std::int64_t>(parts), Rounding::down);
}

Money take(Money& from, Money at_most) {
  const Money taken = std::min(from, at_most);
  from -= taken;
  return taken;
}

} // namespace

Money sum_of(const std::vector<Instalment>& instalments) {
  return std::accumulate(instalments.begin(), instalments.end(), Money(),
                         [](Money sum, const Instalment& instalment) { return sum + instalment.amount; });
}

void add_equally(std::vector<Instalment>& instalments, Money amount) {
  const Money part = part_of(amount, instalments.size());
  Money left = amount;
  for (Instalment& instalment : instalments) {
    instalment.amount += part;
    left -= part;
  }
  instalments.back().amount += left;
}

std::vector<Instalment> divide_equally(Money principal, const std::vector<Date>& dates) {
  std::vector<Instalment> instalments;
  instalments.reserve(dates.size());
  for (const Date on : dates)
    instalments.push_back({on, Money()});
  add_equally(instalments, principal);
  return instalments;
}

std::vector<Instalment> divide_as_given(Money principal, const std::vector<Date>& dates,
                                        const std::vector<Instalment>& given, BusinessDayRule rule) {
  std::vector<Instalment> instalments;
  Money left = principal;
  for (const Date on : dates) {
    Money amount;
    for (const Instalment& one : given) {
      if (adjust(one.due_on, rule) == on) amount += one.amount;
    }
    instalments.push_back({on, take(left, amount)});
  }
  instalments.back().amount += left;
  return instalments;
}

void take_prepayment(std::vector<Instalment>& instalments, Money amount, Prepayment rule) {
  Money left = amount;
  if (rule == Prepayment::next) {
    for (Instalment& instalment : instalments)
      left -= take(instalment.amount, left);
    return;
  }
  if (rule == Prepayment::inverse) {
    std::for_each(instalments.rbegin(), instalments.rend(),
                  [&](Instalment& instalment) { left -= take(instalment.amount, left); });
    return;
  }
  std::vector<Exact> weights;
  weights.reserve(instalments.size());
  for (const Instalment& instalment : instalments)
    weights.emplace_back(instalment.amount.cents());
  if (amount == Money()) return;
  const std::vector<Money> shares = share_by_weight(amount, weights);
  for (std::size_t i = 0; i < instalments.size(); ++i)
    instalments[i].amount -= shares[i];
}

// From the last period backwards: 1 / (1 + i1) × (1 + 1 / (1 + i2) × (1 + ...)).
Money level_payment(Money principal, Rate rate, const std::vector<Exact>& year_fractions) {
  constexpr std::int64_t whole = 1'000'000'000; // parts per billion
  const auto one_period_earlier = [&](const Exact& annuity, const Exact& fraction) -> Exact {
    return (annuity + 1) / (Exact(rate.parts_per_billion()) / whole * fraction + 1);
  };
  const Exact annuity = std::accumulate(year_fractions.rbegin(), year_fractions.rend(), Exact(0), one_period_earlier);
  return rounded(Exact(principal.cents()) / annuity, Rounding::half_even);
}

} // namespace pvault
