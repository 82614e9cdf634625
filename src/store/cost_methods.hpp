// The cost methods of minerals, and the averagings that have been made under one of them.
#pragma once

#include "journal/entry.hpp"
#include "stockpile/cost_method.hpp"
#include "store/book.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::store {

// In force on the moment's day, as known at it: the method with the latest date, of one date the one recorded last;
// first in, first out before any.
CostMethod find_cost_method(Connection& connection, MineralId mineral, const Moment& moment);

// A date has no default: whoever makes a record must give it, which the check does not see.
struct CostMethodRecord { // NOLINT(cppcoreguidelines-pro-type-member-init)
  EntryId entry{};
  std::optional<MineralId> mineral; // missing: all
  std::string mineral_code;         // or "all"
  Date on;
  CostMethod method = CostMethod::fifo;
  std::string reason;
};
// Those that stand at the moment, the latest first; of a mineral: its own and those of all.
std::vector<CostMethodRecord> list_cost_methods(Connection& connection, const Moment& moment,
                                                std::optional<MineralId> mineral = {});

// The averaging of a mineral that holds on the latest day after `on`, if any does.
std::optional<LaterAveraging> find_later_averaging(Connection& connection, MineralId mineral, Date on);

// What stands in the way of a method from a day on: the releases that stand, are dated then or later, and would go by
// it.
struct ReleasesInTheWay { // NOLINT(cppcoreguidelines-pro-type-member-init)
  std::int64_t count = 0;
  EntryId latest{};
  std::string mineral_code;
  Date latest_on;
};
std::optional<ReleasesInTheWay> find_releases_by_method(Connection& connection, std::optional<MineralId> mineral,
                                                        Date from);

} // namespace pvault::store
