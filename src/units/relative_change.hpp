// What a scenario makes of a figure: +10%, -30%.
#pragma once

#include "units/exact.hpp"
#include "units/refusal.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace pvault {

// By how much something is more or less than it was, in whole parts per billion; at most all of it less.
class RelativeChange {
public:
  constexpr RelativeChange() = default;
  static constexpr RelativeChange parts_per_billion(std::int64_t count) { return RelativeChange(count); }
  [[nodiscard]] constexpr std::int64_t parts_per_billion() const { return parts_per_billion_; }
  // What the figure is multiplied by: 1.1 for +10%.
  [[nodiscard]] Exact factor() const;
  friend constexpr auto operator<=>(RelativeChange, RelativeChange) = default;

private:
  constexpr explicit RelativeChange(std::int64_t count) : parts_per_billion_(count) {}
  std::int64_t parts_per_billion_ = 0;
};

// "+10%" or "-30%": the sign says that a change is meant and not what is left. Refuses option_malformed (no sign),
// percent_out_of_range (below -100%), and what parse_rate refuses of the rest.
Expected<RelativeChange> parse_change(std::string_view text);

std::string format_change(RelativeChange change); // +10%, -30%, +0%

} // namespace pvault
