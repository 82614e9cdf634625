#include "cli/order_days.hpp"

#include "units/text.hpp"

#include <optional>

namespace pvault::cli {

namespace {

constexpr unsigned months_of_quarter = 3;

// The first day of the month, quarter or year (behind the prefix) in which `on` is.
std::optional<Date> find_first_day(std::string_view text, std::string_view prefix, Date on) {
  const std::string word = lower(trim(text));
  if (!word.starts_with(prefix)) return std::nullopt;
  const std::string_view period = std::string_view(word).substr(prefix.size());
  unsigned month = unsigned{on.day().month()};
  if (period == "year")
    month = 1;
  else if (period == "quarter")
    month -= (month - 1) % months_of_quarter;
  else if (period != "month")
    return std::nullopt;
  return Date::of(on.day().year() / date::month{month} / date::day{1});
}

} // namespace

Expected<Date> parse_order_day(std::string_view text, Date today) {
  if (const auto first = find_first_day(text, "last-", today)) return add_days(*first, -1);
  return parse_date(text, today);
}

std::string first_day_text(const std::string& text, Date as_of) {
  const auto first = find_first_day(text, "this-", as_of);
  return first ? format_date(*first) : text;
}

} // namespace pvault::cli
