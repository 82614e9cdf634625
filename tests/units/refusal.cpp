#include "units/refusal.hpp"

#include <doctest/doctest.h>
#include <set>
#include <string>
#include <vector>

namespace units_refusal {

using namespace pvault;

namespace {

struct RuleAsListed {
  Rule rule;
  std::string name;
  RefusalAbout about;
};

const std::vector<RuleAsListed> listed = {
#define PVAULT_RULE(name, about) {Rule::name, #name, RefusalAbout::about},
#include "units/refusal_rules.def"
#undef PVAULT_RULE
};

} // namespace

TEST_CASE("every rule answers to its word and says what it is about") {
  for (const RuleAsListed& entry : listed) {
    CAPTURE(entry.name);
    CHECK(rule_name(entry.rule) == entry.name);
    CHECK(refusal_about(entry.rule) == entry.about);
  }
}

TEST_CASE("no two rules share a word, and words are snake_case") {
  std::set<std::string> names;
  for (const RuleAsListed& entry : listed) {
    CAPTURE(entry.name);
    CHECK(names.insert(entry.name).second);
    CHECK(entry.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos);
  }
}

TEST_CASE("text that cannot be understood is about the input, a rule of the book about the book") {
  CHECK(refusal_about(Rule::number_malformed) == RefusalAbout::input);
  CHECK(refusal_about(Rule::lot_mass_insufficient) == RefusalAbout::book);
}

TEST_CASE("a refusal carries rule, fact and next step") {
  const Expected<int> answer = refuse(Rule::lot_mass_insufficient, "asked for 2 kg, 1 kg available", "1 kg or less");
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().rule == Rule::lot_mass_insufficient);
  CHECK(answer.error().message == "asked for 2 kg, 1 kg available");
  CHECK(answer.error().next_step == "1 kg or less");
}

TEST_CASE("a next step may be missing") {
  const Expected<int> answer = refuse(Rule::name_taken, "there is a site \"Hawthorne\"");
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().next_step.empty());
}

} // namespace units_refusal
