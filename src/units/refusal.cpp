#include "units/refusal.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace pvault {

namespace {

struct RuleFacts {
  std::string_view name;
  RefusalAbout about;
};

constexpr std::array rules = {
#define PVAULT_RULE(name, about) RuleFacts{#name, RefusalAbout::about},
#include "units/refusal_rules.def"
#undef PVAULT_RULE
};

} // namespace

std::string_view rule_name(Rule rule) { return rules.at(static_cast<std::size_t>(rule)).name; }

RefusalAbout refusal_about(Rule rule) { return rules.at(static_cast<std::size_t>(rule)).about; }

tl::unexpected<Refusal> refuse(Rule rule, std::string message, std::string next_step) {
  return tl::unexpected<Refusal>(Refusal{rule, std::move(message), std::move(next_step)});
}

} // namespace pvault
