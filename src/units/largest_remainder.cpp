#include "units/largest_remainder.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <stdexcept>

namespace pvault {

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
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  for (std::size_t i = 0; left > 0; ++i, --left)
    result.at(order.at(i)) += 1;
  return result;
}

} // namespace pvault
