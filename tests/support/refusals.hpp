// How tests state a refusal: the text, the rule, and what the user reads, word for word.
#pragma once

#include "units/refusal.hpp"

#include <doctest/doctest.h>
#include <initializer_list>
#include <string>

namespace pvault::test {

struct RefusedText {
  std::string text;
  Rule rule;
  std::string message;
  std::string next_step;
};

// Holds for every text that `parse` answers with exactly this refusal.
template <class Parse>
void check_refused(const Parse& parse, std::initializer_list<RefusedText> texts) {
  for (const RefusedText& expected : texts) {
    CAPTURE(expected.text);
    const auto answer = parse(expected.text);
    CHECK_FALSE(answer.has_value());
    if (answer.has_value()) continue;
    CHECK_EQ(std::string(rule_name(answer.error().rule)), std::string(rule_name(expected.rule)));
    CHECK_EQ(answer.error().message, expected.message);
    CHECK_EQ(answer.error().next_step, expected.next_step);
  }
}

} // namespace pvault::test
