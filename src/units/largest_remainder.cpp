#include "units/largest_remainder.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <stdexcept>

namespace pvault {

namespace {

// One unit each to the largest remainders, until nothing is left.
template <class Remainder>
void give_out(std::int64_t left, const std::vector<Remainder>& remainders, std::vector<std::int64_t>& parts) {
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  for (std::size_t i = 0; left > 0; ++i, --left)
    parts.at(order.at(i)) += 1;
}

// whole × part mod all, where `floor` is whole × part / all rounded down. The products overflow, their difference does
// not.
std::uint64_t remainder_of(std::int64_t whole, std::int64_t part, std::int64_t all, std::int64_t floor) {
  const auto bits = [](std::int64_t value) { return static_cast<std::uint64_t>(value); };
  return bits(whole) * bits(part) - bits(floor) * bits(all);
}

std::vector<Money> as_money(const std::vector<std::int64_t>& cents) {
  std::vector<Money> amounts;
  amounts.reserve(cents.size());
  for (const std::int64_t one : cents)
    amounts.push_back(Money::cents(one));
  return amounts;
}

} // namespace

std::vector<std::int64_t> whole_parts(std::int64_t whole, const std::vector<Exact>& parts) {
  std::vector<std::int64_t> result;
  std::vector<Exact> remainders;
  std::int64_t left = whole;
  for (const Exact& part : parts) {
    const auto rounded = round_to_integer(part, Rounding::down);
    if (!rounded) throw std::overflow_error("a part does not fit 64 bits");
    result.push_back(*rounded);
    remainders.emplace_back(part - result.back());
    left -= result.back();
  }
  give_out(left, remainders, result);
  return result;
}

std::vector<Money> share_by_weight(Money whole, const std::vector<Exact>& weights) {
  const Exact all = std::accumulate(weights.begin(), weights.end(), Exact(0));
  if (all <= 0) throw std::logic_error("there is nothing to share by");
  std::vector<Exact> parts;
  parts.reserve(weights.size());
  for (const Exact& weight : weights)
    parts.emplace_back(weight * whole.cents() / all);
  return as_money(whole_parts(whole.cents(), parts));
}

std::vector<Money> share_by_weight(Money whole, const std::vector<std::int64_t>& weights) {
  const std::int64_t all = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  std::vector<std::int64_t> parts;
  std::vector<std::uint64_t> remainders;
  std::int64_t left = whole.cents();
  for (const std::int64_t weight : weights) {
    parts.push_back(share_of(whole.cents(), weight, all, Rounding::down));
    remainders.push_back(remainder_of(whole.cents(), weight, all, parts.back()));
    left -= parts.back();
  }
  if (left > 0 && parts.empty()) throw std::logic_error("there is nothing to share by");
  give_out(left, remainders, parts);
  return as_money(parts);
}

std::vector<Money> share_by_mass(Money whole, const std::vector<Mass>& masses) {
  std::vector<std::int64_t> weights;
  weights.reserve(masses.size());
  for (const Mass mass : masses)
    weights.push_back(mass.milligrams());
  return share_by_weight(whole, weights);
}

} // namespace pvault
