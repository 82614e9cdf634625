// What kept lots from being released, as it was known when an entry was recorded.
#pragma once

#include "stockpile/release.hpp"
#include "store/connection.hpp"

#include <map>
#include <optional>
#include <vector>

namespace pvault::audit {

class LotHolds {
public:
  explicit LotHolds(store::Connection& connection);
  // Its quality on a day, and whether a pledge then forbids its release, known before `entry`.
  void set(OpenLot& lot, Date on, EntryId entry) const;

private:
  struct Undoing { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
    EntryId entry{};
    Date on;
  };
  struct Change { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
    EntryId entry{};
    Date on;
    LotQuality status{};
    std::optional<Undoing> undone;
  };
  struct Pledge { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
    EntryId entry{};
    Date on;
    bool forbids_release = false;
    std::optional<Undoing> undone;
  };
  struct GivenBack { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
    EntryId entry{};
    Date on;
    std::optional<EntryId> undone_by;
  };
  [[nodiscard]] bool holds(const Pledge& pledge, Date on, EntryId entry) const;

  std::map<LotId, LotQuality> first_ = {};
  std::map<LotId, std::vector<Change>> changes_ = {}; // by date, of one date as recorded
  std::map<LotId, std::vector<Pledge>> pledges_ = {};
  std::map<EntryId, std::vector<GivenBack>> given_back_ = {};
};

} // namespace pvault::audit
