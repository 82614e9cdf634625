// Values as tests write them: mass("25 t"), price("33.1 USD/kg"), day("2026-03-31"). What they ask for must be allowed;
// a refusal ends the test and is shown.
#pragma once

#include "units/date.hpp"
#include "units/mass.hpp"
#include "units/money.hpp"
#include "units/price.hpp"
#include "units/rate.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <utility>

namespace pvault::test {

// What was expected, or the test ends with the refusal as its message.
template <class T>
T allowed(Expected<T> answer) {
  if (!answer) FAIL(fmt::format("refused: {}: {}", rule_name(answer.error().rule), answer.error().message));
  return *std::move(answer);
}

inline Date day(std::string_view text) { return allowed(parse_iso_date(text)); }
inline EnteredMass mass(std::string_view text) { return allowed(parse_mass(text)); }
inline Money money(std::string_view text) { return allowed(parse_money(text)); }
inline QuotedPrice price(std::string_view text) { return allowed(parse_price(text)); }
inline Rate rate(std::string_view text) { return allowed(parse_rate(text)); }

constexpr Mass kilograms(std::int64_t number) { return Mass::milligrams(number * 1'000'000); }

// The answer is this refusal, word for word.
template <class T>
void check_refusal(const Expected<T>& answer, Rule rule, const std::string& message, const std::string& next_step) {
  REQUIRE_FALSE(answer.has_value());
  CHECK_EQ(rule_name(answer.error().rule), rule_name(rule));
  CHECK_EQ(answer.error().message, message);
  CHECK_EQ(answer.error().next_step, next_step);
}

// The answer is a refusal by this rule; used where its words are tested elsewhere.
template <class T>
void check_rule(const Expected<T>& answer, Rule rule) {
  REQUIRE_FALSE(answer.has_value());
  CHECK_EQ(rule_name(answer.error().rule), rule_name(rule));
}

} // namespace pvault::test
