// Closed periods: nothing is recorded any more with a date in one. A month is closed with all before it, and opened
// again with all after it, so that one day says what is open: the first on which an entry may be dated.
#pragma once

#include "journal/posting.hpp"
#include "units/month.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace pvault {

// A month that was closed or opened again.
struct PeriodChange { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  CalendarMonth month;
  Date open_from;
  bool reopens = false;
};

// Whether an entry of the kind may be dated so, by the newest change; where there is none, all is open. Demand figures
// may: they are dated the first day of their year, and published after it. Refuses period_closed.
Expected<void> check_period_open(const std::optional<PeriodChange>& newest, std::string_view kind, Date on);

// What opens the month of a day again, as a next step.
std::string how_to_reopen(Date on);

// Whether a month is over by the end of a day. Refuses period_not_over.
Expected<void> check_period_over(CalendarMonth month, Date on);

// Whether a month may be closed on a day. Refuses period_not_over and period_already_closed.
Expected<void> check_closing(const std::optional<PeriodChange>& newest, CalendarMonth month, Date on);

// Whether there is anything to be opened again from a month on. Refuses period_not_closed.
Expected<void> check_reopening(const std::optional<PeriodChange>& newest, CalendarMonth month);

} // namespace pvault
