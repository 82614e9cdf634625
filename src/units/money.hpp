// Money in whole US cents.
#pragma once

#include "units/exact.hpp"
#include "units/refusal.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace pvault {

class Money {
public:
  constexpr Money() = default;
  static constexpr Money cents(std::int64_t count) { return Money(count); }
  [[nodiscard]] constexpr std::int64_t cents() const { return cents_; }

  // Sums are checked: a total past 64 bits throws std::overflow_error and never wraps.
  friend Money operator+(Money a, Money b);
  friend Money operator-(Money a, Money b);
  friend Money operator-(Money a) { return Money() - a; }
  Money& operator+=(Money other) { return *this = *this + other; }
  Money& operator-=(Money other) { return *this = *this - other; }
  friend constexpr auto operator<=>(Money, Money) = default;

private:
  constexpr explicit Money(std::int64_t count) : cents_(count) {}
  std::int64_t cents_ = 0;
};

// Largest amount one figure may have: 10 trillion USD.
inline constexpr std::int64_t largest_money_cents = 1'000'000'000'000'000;

// Reads "827500 USD", "10e9 USD", "1.67B USD" (k, M, B), "1,234.56 USD"; USD in any case, the suffix as it stands here
// (K as well), since m may be a thousand or a million. Refuses: number_malformed, currency_missing (suggests USD),
// currency_unknown, money_finer_than_a_cent, money_out_of_range (also negative). Zero is an amount.
Expected<Money> parse_money(std::string_view text);

// 1,234.56 USD
std::string format_money(Money money);

} // namespace pvault
