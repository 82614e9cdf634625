// Months are closed, and opened again.
#pragma once

#include "operations/recording.hpp"
#include "units/month.hpp"

#include <string>

namespace pvault::operations {

// From then on nothing is recorded that is dated in the month or before it. That the book is sound is for the caller to
// know (src/audit). Refuses: period_already_closed, period_not_over (by the recording's date), period_not_accrued.
Expected<Recorded> close_period(store::Book& book, const RecordingOptions& options, CalendarMonth month);

struct ReopeningInput { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  CalendarMonth month;
  std::string reason;
  std::string approved_by;
};
// Opens the month and all after it. Refuses period_not_closed.
Expected<Recorded> reopen_period(store::Book& book, const RecordingOptions& options, const ReopeningInput& input);

} // namespace pvault::operations
