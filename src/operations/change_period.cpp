#include "operations/change_period.hpp"

#include "operations/service_loan.hpp"
#include "store/counts.hpp"
#include "store/facilities.hpp"
#include "store/period_changes.hpp"
#include "store/settlements.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pvault::operations {

namespace {

Expected<void> check_accrued(store::Connection& connection, CalendarMonth month) {
  const auto unaccrued = list_unaccrued(connection, month.last_day());
  if (unaccrued.empty()) return {};
  return refuse(Rule::period_not_accrued,
                fmt::format("by {} more has accrued than was posted for {}", format_date(month.last_day()),
                            fmt::join(unaccrued, ", ")),
                fmt::format("`pvault accrue --until {}`", format_date(month.last_day())));
}

std::string in_number(std::int64_t number, std::string_view one, std::string_view more) {
  return fmt::format("{} {}", number, number == 1 ? one : more);
}

// What is not settled by the end of the month; that keeps it from being closed no more than what is found out later.
std::vector<std::string> notes_on_closing(store::Connection& connection, CalendarMonth month) {
  const Moment moment{month.last_day(), store::end_of_time(connection).known_at};
  std::int64_t differences = 0;
  for (const store::Count& count : store::list_counts(connection, moment)) {
    differences += std::ranges::count_if(count.lines, [](const store::CountedLine& line) {
      return !is_accurate(line.line) && !line.finding && !line.adjustment;
    });
  }
  std::vector<std::string> notes;
  if (differences > 0) {
    notes.push_back(
        fmt::format("{} by {}, neither explained nor adjusted; `pvault report count-differences` has them",
                    in_number(differences, "difference of a count is open", "differences of counts are open"),
                    format_date(moment.as_of)));
  }
  if (const std::int64_t unsettled = store::count_unsettled_lots(connection, moment); unsettled > 0) {
    notes.push_back(
        fmt::format("{} by {}; a later settlement is an adjustment of a prior period",
                    in_number(unsettled, "provisional lot is not settled", "provisional lots are not settled"),
                    format_date(moment.as_of)));
  }
  return notes;
}

} // namespace

Expected<Recorded> close_period(store::Book& book, const RecordingOptions& options, CalendarMonth month) {
  Recording recording(book, options, "period-close");
  const auto fingerprint = recording.fingerprint().add("month", format_month(month));
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  store::Connection& connection = recording.connection();
  auto allowed = check_closing(store::load_period_change(connection), month, recording.on());
  if (allowed) allowed = check_accrued(connection, month);
  if (!allowed) return tl::unexpected(allowed.error());
  auto notes = notes_on_closing(connection, month);
  RecordRow row("period_change");
  row.set("month", format_month(month)).set("open_from_on", month.day_after());
  auto recorded = recording.finish(
      {row}, {},
      fmt::format("{} closed: entries are dated from {} on", format_month(month), format_date(month.day_after())));
  if (recorded) recorded->notes = std::move(notes);
  return recorded;
}

Expected<Recorded> reopen_period(store::Book& book, const RecordingOptions& options, const ReopeningInput& input) {
  Recording recording(book, options, "period-reopen");
  recording.date_in_open_period();
  const auto fingerprint = recording.fingerprint()
                               .add("month", format_month(input.month))
                               .add("reason", input.reason)
                               .add("approved_by", input.approved_by);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  auto allowed = check_reopening(store::load_period_change(recording.connection()), input.month);
  if (!allowed) return tl::unexpected(allowed.error());
  RecordRow row("period_change");
  row.set("month", format_month(input.month)).set("open_from_on", input.month.first_day());
  row.set("reason", input.reason).set("approved_by", input.approved_by);
  return recording.finish({row}, {},
                          fmt::format("{} opened again, approved by {}: entries are dated from {} on",
                                      format_month(input.month), input.approved_by,
                                      format_date(input.month.first_day())));
}

} // namespace pvault::operations
