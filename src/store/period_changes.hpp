// Months that were closed and opened again, and what corrects entries of closed ones.
#pragma once

#include "journal/entry.hpp"
#include "journal/period.hpp"
#include "store/connection.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::store {

// The newest change, which alone says what is open; nothing as long as no month was closed.
std::optional<PeriodChange> load_period_change(Connection& connection);
// The newest one at the moment.
std::optional<PeriodChange> find_period_change(Connection& connection, const Moment& moment);

struct PeriodReopening { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  Date on;
  std::string reason;
  std::string approved_by;
};
// A closing, and what opened its month again.
struct PeriodClosing { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  CalendarMonth month;
  Date on;
  std::string recorded_by;
  std::optional<PeriodReopening> reopened = {};
};
// All of the moment, in the order in which they were recorded.
std::vector<PeriodClosing> list_period_closings(Connection& connection, const Moment& moment);

// What an entry that corrects one of a closed period posts to an account, of a mineral.
struct PriorPeriodLine { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  std::string kind;
  Date on;
  std::string recorded_at;
  EntryId corrected{};
  std::string corrected_kind;
  Date corrected_on;
  std::string account; // empty when it posts nothing
  std::optional<MineralId> mineral = {};
  std::string mineral_code; // empty: none
  Mass mass;
  Money amount;
};
// Those of the moment that are dated from that day on, where one is given.
std::vector<PriorPeriodLine> list_prior_period_lines(Connection& connection, const Moment& moment,
                                                     const std::optional<Date>& from);

} // namespace pvault::store
