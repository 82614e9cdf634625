// What was sold and not shipped, as it was known when an entry was recorded.
#pragma once

#include "stockpile/release.hpp"
#include "store/connection.hpp"

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace pvault::audit {

// Goes through the book's sales in the order in which they were recorded.
class SoldThen {
public:
  explicit SoldThen(store::Connection& connection);

  // What was sold, shipped and cancelled before the entry counts from now on.
  void go_before(EntryId entry);
  // What came into a lot, or with a minus left it.
  void move(LotId lot, Date on, Mass mass);

  // Of a lot: what a sale holds of it, or, without a sale, what none does; on the day and every later one.
  [[nodiscard]] Mass free_for(std::optional<EntryId> sale, const OpenLot& lot, Date on) const;
  // In the order in which they are shipped.
  [[nodiscard]] std::vector<LotId> lots_of(EntryId sale) const;

private:
  struct Change { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
    EntryId entry{};
    EntryId sale{};
    LotId lot{};
    Date on;
    Mass mass;
  };
  using ChangeOn = std::map<Date, Mass>;
  static Mass least_from(Date on, const ChangeOn& changes);

  std::vector<Change> changes_ = {}; // in the order in which they were recorded
  std::size_t next_ = 0;
  std::set<LotId> ever_sold_ = {}; // also later
  std::set<LotId> sold_ = {};
  std::map<EntryId, std::vector<LotId>> lots_of_ = {};
  std::map<std::pair<EntryId, LotId>, ChangeOn> held_ = {};
  std::map<LotId, ChangeOn> free_ = {};
};

} // namespace pvault::audit
