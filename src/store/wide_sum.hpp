// Sums of what one account holds over all parties, which recording does not keep within 64 bits: in two columns of a
// table, whose sums fit whatever is added.
#pragma once

#include "store/connection.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace pvault::store {

struct WideSum {
  static constexpr std::int64_t billion = 1'000'000'000;

  std::int64_t billions = 0;
  std::int64_t rest = 0; // of each amount with its own sign, so it may be more than a billion

  WideSum() = default;
  explicit WideSum(std::int64_t amount) : billions(amount / billion), rest(amount % billion) {}
  // Of this column and the next.
  WideSum(const Query& row, int column) : billions(row.integer(column)), rest(row.integer(column + 1)) {}

  WideSum& operator+=(const WideSum& other) {
    billions += other.billions;
    rest += other.rest;
    return *this;
  }
  friend WideSum operator-(const WideSum& sum) {
    WideSum negative;
    return negative.billions = -sum.billions, negative.rest = -sum.rest, negative;
  }

  // Empty when it does not fit 64 bits.
  [[nodiscard]] std::optional<std::int64_t> value() const {
    std::int64_t whole = billions + rest / billion;
    std::int64_t left = rest % billion;
    if (whole > 0 && left < 0) { // the same sign for both, so that the larger part alone fits when the sum does
      whole -= 1;
      left += billion;
    } else if (whole < 0 && left > 0) {
      whole += 1;
      left -= billion;
    }
    std::int64_t sum = 0;
    if (__builtin_mul_overflow(whole, billion, &sum) || __builtin_add_overflow(sum, left, &sum)) return std::nullopt;
    return sum;
  }

  // Of something that has to fit, for example "the cost of a mineral at a site". Throws std::overflow_error, which
  // names it, when it does not.
  [[nodiscard]] std::int64_t fitting_value(std::string_view what) const {
    const auto fitting = value();
    if (!fitting) throw std::overflow_error(fmt::format("{} is more than 64 bits hold", what));
    return *fitting;
  }
};

// The two columns of a sum over a column.
inline std::string wide_sum_sql(std::string_view column) {
  return fmt::format("SUM({0} / {1}), SUM({0} % {1})", column, WideSum::billion);
}

} // namespace pvault::store
