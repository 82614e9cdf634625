// Cost methods: in which order a mineral's lots are drawn when none is named, and what of their cost goes with them.
#pragma once

#include "stockpile/release.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace pvault {

// first in, first out; last in, first out; the lots named with each release; or the oldest lots at what the mineral
// costs on average.
enum class CostMethod { fifo, lifo, average, specific };
std::string_view cost_method_name(CostMethod method);
// Refuses option_malformed with the methods there are.
Expected<CostMethod> parse_cost_method(std::string_view text);

// An averaging that holds on days before its own: since the costs of lots were evened out as of a later day, an average
// of an earlier one would be made of what came after it.
struct LaterAveraging {
  EntryId entry{};
  Date on;
};

// Whether a release may be made by the method. Rules, in this order: mineral_is_group, lots_not_named (specific),
// average_not_in_order.
Expected<void> check_cost_method(const Mineral& mineral, CostMethod method, const ReleaseRequest& request,
                                 const std::optional<LaterAveraging>& later);

// What a mineral's lots hold together: those that can be drawn on the day, wherever they lie.
AverageCost average_of(const std::vector<OpenLot>& lots);

// What leaves with each draw at an average: all cost × what is drawn / all mass, rounded once, half-even, shared by
// mass. Needs draws of what the average counts, above zero.
std::vector<Money> costs_at_average(const AverageCost& average, const std::vector<LotDraw>& draws);

struct CostShift {
  LotId lot{};
  Money amount; // never zero
};
// How the costs of `lots` must shift among them before a release at average cost draws them, so that each draw finds in
// its lot what it takes, and what stays costs the average: the rest of all cost in proportion to the rest of all mass.
// The shifts come to zero. Needs draws that plan_release made of these lots with the average of them.
std::vector<CostShift> plan_averaging(const std::vector<OpenLot>& lots, const std::vector<LotDraw>& draws);
Postings averaging_postings(MineralId mineral, const std::vector<CostShift>& shifts);

} // namespace pvault
