#include "units/date.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <stdexcept>

namespace pvault {

namespace {

struct DayCountName {
  DayCount day_count;
  std::string_view name;
};

constexpr std::array<DayCountName, 4> day_count_names = {{{DayCount::thirty_360, "30/360"},
                                                          {DayCount::act_360, "act/360"},
                                                          {DayCount::act_365f, "act/365f"},
                                                          {DayCount::act_act_isda, "act/act-isda"}}};

} // namespace

std::string_view day_count_name(DayCount day_count) {
  const auto found = std::ranges::find(day_count_names, day_count, &DayCountName::day_count);
  if (found == day_count_names.end()) throw std::logic_error("a day count without a name");
  return found->name;
}

Expected<DayCount> parse_day_count(std::string_view text) {
  for (const auto& [day_count, name] : day_count_names) {
    if (equals_ignoring_case(name, trim(text))) return day_count;
  }
  // All of them, never the nearest one: act/365 is as near to act/360, and millions apart.
  return refuse(Rule::option_malformed, fmt::format("{} is not a day count", in_quotes(trim(text))),
                "30/360, act/360, act/365f or act/act-isda");
}

} // namespace pvault
