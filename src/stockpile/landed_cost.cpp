#include "stockpile/landed_cost.hpp"

#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pvault {

namespace {

constexpr std::array<std::pair<std::string_view, LandedKind>, 5> landed_kinds = {
    {{"freight", LandedKind::freight},
     {"insurance", LandedKind::insurance},
     {"duty", LandedKind::duty},
     {"inspection", LandedKind::inspection},
     {"assay", LandedKind::assay}}};

} // namespace

LandedKind landed_kind(std::string_view what) {
  const std::string name = lower(what);
  const auto* found =
      std::ranges::find(landed_kinds, std::string_view(name), &std::pair<std::string_view, LandedKind>::first);
  return found == landed_kinds.end() ? LandedKind::other : found->second;
}

Money LandedCosts::of(LandedKind kind) const {
  const auto found = by_kind.find(kind);
  return found == by_kind.end() ? Money() : found->second;
}

Money LandedCosts::total() const {
  Money sum;
  for (const auto& [kind, amount] : by_kind)
    sum += amount;
  return sum;
}

} // namespace pvault
