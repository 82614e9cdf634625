#include "journal/period.hpp"

#include <fmt/format.h>

namespace pvault {

namespace {

// "entry 190 closed 2026-03, and entries are dated from 2026-04-01 on"
std::string change_in_words(const PeriodChange& change) {
  return fmt::format("entry {} {} {}, and entries are dated from {} on", number_of(change.entry),
                     change.reopens ? "opened" : "closed", format_month(change.month), format_date(change.open_from));
}

} // namespace

std::string how_to_reopen(Date on) {
  return fmt::format("`pvault period reopen {} --reason TEXT --approved-by NAME`", format_month(CalendarMonth::of(on)));
}

Expected<void> check_period_open(const std::optional<PeriodChange>& newest, std::string_view kind, Date on) {
  if (!newest || on >= newest->open_from || kind == "demand") return {};
  return refuse(Rule::period_closed,
                fmt::format("{} is in a closed period: {}, {} later", format_date(on), change_in_words(*newest),
                            format_days(days_between(on, newest->open_from))),
                fmt::format("date it {} or later, or open the month again: {}", format_date(newest->open_from),
                            how_to_reopen(on)));
}

Expected<void> check_period_over(CalendarMonth month, Date on) {
  const Date last = month.last_day();
  if (on >= last) return {};
  return refuse(Rule::period_not_over,
                fmt::format("{} ends on {}, and would be closed on {}, {} earlier", format_month(month),
                            format_date(last), format_date(on), format_days(days_between(on, last))),
                fmt::format("close it on {} or later", format_date(last)));
}

Expected<void> check_closing(const std::optional<PeriodChange>& newest, CalendarMonth month, Date on) {
  if (newest && month.day_after() <= newest->open_from) {
    return refuse(Rule::period_already_closed,
                  fmt::format("{} is closed: {}", format_month(month), change_in_words(*newest)),
                  "`pvault report periods` shows what is closed");
  }
  return check_period_over(month, on);
}

Expected<void> check_reopening(const std::optional<PeriodChange>& newest, CalendarMonth month) {
  if (newest && month.first_day() < newest->open_from) return {};
  return refuse(Rule::period_not_closed,
                newest ? fmt::format("{} is open: {}", format_month(month), change_in_words(*newest))
                       : fmt::format("{} is open: no month was ever closed", format_month(month)),
                "`pvault report periods` shows what is closed");
}

} // namespace pvault
