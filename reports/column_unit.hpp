// What the name of a column in the book says of its unit (docs/FORMAT.md).
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace pvault::reports {

// "mg" for mass_mg; empty where the name says none.
inline std::string_view unit_of_name(std::string_view name) {
  static constexpr auto endings = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"_mg", "mg"}, {"cents", "cents"}, {"_ppb", "ppb"}, {"_bytes", "bytes"}, {"days", "days"}});
  for (const auto& [ending, unit] : endings) {
    if (name.ends_with(ending)) return unit;
  }
  return {};
}

inline bool is_name_of_day(std::string_view name) { return name == "on" || name.ends_with("_on"); }

} // namespace pvault::reports
