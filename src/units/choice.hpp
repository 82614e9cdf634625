// Words that stand for a few choices.
#pragma once

#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace pvault {

template <class Value, std::size_t Count>
using Choices = std::array<std::pair<Value, std::string_view>, Count>;

// Needs a value that is among the choices.
template <class Value, std::size_t Count>
std::string_view name_of(const Choices<Value, Count>& choices, Value value) {
  return std::ranges::find(choices, value, &std::pair<Value, std::string_view>::first)->second;
}

// Without regard to case; `what` says what they are ("a day count"). Refuses option_malformed.
template <class Value, std::size_t Count>
Expected<Value> parse_choice(const Choices<Value, Count>& choices, std::string_view text, std::string_view what) {
  for (const auto& [value, name] : choices) {
    if (lower(trim(text)) == name) return value;
  }
  std::array<std::string_view, Count> names;
  std::ranges::transform(choices, names.begin(), [](const auto& choice) { return choice.second; });
  return refuse_choice(text, what, names);
}

} // namespace pvault
