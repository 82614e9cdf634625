#include "units/date.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <stdexcept>
#include <utility>

namespace pvault {

namespace {

using date::year_month_day;

constexpr int first_year = 1900;
constexpr int last_year = 2199;
constexpr std::size_t size_of_a_month = 7; // "2026-03"
constexpr std::string_view iso_example = "2026-03-31";
constexpr std::string_view date_example = "2026-03-31, 2026-03 (its last day), today or yesterday";

constexpr std::array<std::string_view, 12> month_names = {"January",   "February", "March",    "April",
                                                          "May",       "June",     "July",     "August",
                                                          "September", "October",  "November", "December"};

bool is_in_range(year_month_day day) {
  return day.ok() && int{day.year()} >= first_year && int{day.year()} <= last_year;
}

// A field of a date as written: "03" is 3 in two digits.
struct Field {
  int number;
  std::size_t digits;
};

// Takes one to four digits off the text.
std::optional<Field> take_field(std::string_view& text) {
  Field field{0, 0};
  while (field.digits < text.size() && text[field.digits] >= '0' && text[field.digits] <= '9') {
    field.number = field.number * 10 + (text[field.digits] - '0');
    if (++field.digits > 4) return std::nullopt;
  }
  if (field.digits == 0) return std::nullopt;
  text.remove_prefix(field.digits);
  return field;
}

// Three fields between '-', '/' or '.', as anyone might write a date.
struct WrittenDate {
  std::array<Field, 3> fields;
  bool hyphens;
};

std::optional<WrittenDate> read_fields(std::string_view text) {
  WrittenDate written{{}, true};
  for (Field& field : written.fields) {
    if (&field != written.fields.begin()) {
      if (!text.starts_with('-') && !text.starts_with('/') && !text.starts_with('.')) return std::nullopt;
      written.hyphens = written.hyphens && text.starts_with('-');
      text.remove_prefix(1);
    }
    const std::optional<Field> taken = take_field(text);
    if (!taken) return std::nullopt;
    field = *taken;
  }
  return text.empty() ? std::optional(written) : std::nullopt;
}

year_month_day make_day(int year, int month, int day) {
  return date::year(year) / date::month(static_cast<unsigned>(month)) / date::day(static_cast<unsigned>(day));
}

unsigned last_day_of(date::year_month month) { return static_cast<unsigned>((month / date::last).day()); }

std::string iso_text(year_month_day day) {
  return fmt::format("{:04}-{:02}-{:02}", int{day.year()}, unsigned{day.month()}, unsigned{day.day()});
}

tl::unexpected<Refusal> refuse_date(std::string_view text, std::string_view why, std::string next_step) {
  return refuse(Rule::date_malformed, fmt::format("{} {}", in_quotes(text), why), std::move(next_step));
}

// The day if it exists and is within a book's years.
Expected<Date> accept_day(std::string_view text, int year, int month, int day) {
  const year_month_day wanted = make_day(year, month, day);
  if (!wanted.month().ok())
    return refuse_date(text, fmt::format("is not a date: there is no month {}", month), std::string(iso_example));
  const unsigned days = last_day_of(wanted.year() / wanted.month());
  if (!wanted.ok())
    return refuse_date(text, fmt::format("is not a date: {:04}-{:02} has {} days", year, month, days),
                       iso_text(make_day(year, month, day == 0 ? 1 : static_cast<int>(days))));
  if (!is_in_range(wanted))
    return refuse_date(text, fmt::format("is outside {}-01-01 to {}-12-31", first_year, last_year),
                       std::string(iso_example));
  return Date::of(wanted);
}

std::string day_and_month(year_month_day day) {
  return fmt::format("{} {}", unsigned{day.day()}, month_names[unsigned{day.month()} - 1]);
}

// "03/04/2026" is 3 April to some and 4 March to others; "31/03/2026" can only be one day, but is not read either.
tl::unexpected<Refusal> refuse_year_at_end(std::string_view text, int first, int second, int year) {
  const year_month_day day_first = make_day(year, second, first);
  const year_month_day month_first = make_day(year, first, second);
  if (is_in_range(day_first) && is_in_range(month_first) && first != second)
    return refuse_date(text,
                       fmt::format("is ambiguous: {} or {}", day_and_month(month_first), day_and_month(day_first)),
                       fmt::format("{} ({}) or {} ({})", iso_text(month_first), day_and_month(month_first),
                                   iso_text(day_first), day_and_month(day_first)));
  std::string next_step(iso_example);
  if (is_in_range(day_first) || is_in_range(month_first))
    next_step = iso_text(is_in_range(day_first) ? day_first : month_first);
  return refuse_date(text, "is not written as YYYY-MM-DD", std::move(next_step));
}

// "20260331" with its hyphens; any other text as it is.
std::string with_hyphens(std::string_view text) {
  const bool is_compact = text.size() == 8 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_compact) return std::string(text);
  return fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6));
}

// Shows the day in the form wanted when the text can only mean one.
tl::unexpected<Refusal> refuse_form(std::string_view text, std::string_view example) {
  std::string next_step(example);
  if (const std::optional<WrittenDate> written = read_fields(with_hyphens(text))) {
    const auto& [a, b, c] = written->fields;
    if (a.digits <= 2 && b.digits <= 2 && c.digits == 4) return refuse_year_at_end(text, a.number, b.number, c.number);
    const bool year_first = a.digits == 4 && b.digits <= 2 && c.digits <= 2;
    if (year_first && is_in_range(make_day(a.number, b.number, c.number)))
      next_step = iso_text(make_day(a.number, b.number, c.number));
  }
  return refuse_date(text, "is not written as YYYY-MM-DD", std::move(next_step));
}

Expected<Date> parse_full_date(std::string_view text, std::string_view example) {
  const std::optional<WrittenDate> written = text.size() == 10 ? read_fields(text) : std::nullopt;
  if (!written || !written->hyphens || written->fields[0].digits != 4 || written->fields[1].digits != 2)
    return refuse_form(text, example);
  const auto [year, month, day] = written->fields;
  return accept_day(text, year.number, month.number, day.number);
}

Expected<Date> parse_month(std::string_view text) {
  std::string_view rest = text;
  const std::optional<Field> year = take_field(rest);
  rest.remove_prefix(rest.starts_with('-') ? 1 : 0);
  const std::optional<Field> month = take_field(rest);
  if (!year || year->digits != 4 || !month || month->digits != 2 || text[4] != '-')
    return refuse_form(text, date_example);
  const date::month named(static_cast<unsigned>(month->number));
  const int last_day = named.ok() ? static_cast<int>(last_day_of(date::year(year->number) / named)) : 1;
  return accept_day(text, year->number, month->number, last_day);
}

} // namespace

Date Date::of(year_month_day day) {
  if (!is_in_range(day)) throw std::logic_error("Date::of: not a day between 1900-01-01 and 2199-12-31");
  return Date(day);
}

std::string format_date(Date date) { return iso_text(date.day()); }

int days_between(Date from, Date until) {
  return static_cast<int>((date::sys_days(until.day()) - date::sys_days(from.day())).count());
}

std::string format_days(int days) { return fmt::format("{} {}", days, days == 1 ? "day" : "days"); }

bool is_last_day_of_month(Date date) { return date.day() == date.day().year() / date.day().month() / date::last; }

Date end_of_month(Date date) {
  const date::year_month_day_last last = date.day().year() / date.day().month() / date::last;
  return Date::of(year_month_day(last));
}

Date add_days(Date date, int days) {
  // In 64 bits, and looked at before it becomes a day: a year of date::year has 16 bits.
  const std::int64_t wanted = std::int64_t{date::sys_days(date.day()).time_since_epoch().count()} + days;
  const auto count_of = [](year_month_day day) { return date::sys_days(day).time_since_epoch().count(); };
  if (wanted < count_of(make_day(first_year, 1, 1)) || wanted > count_of(make_day(last_year, 12, 31)))
    throw std::out_of_range("add_days: no day between 1900-01-01 and 2199-12-31");
  return Date::of(date::sys_days(date::days(wanted)));
}

Date add_months(Date date, int months) {
  const year_month_day from = date.day();
  const std::int64_t wanted = std::int64_t{date.year()} * 12 + unsigned{from.month()} - 1 + months;
  const std::int64_t year = wanted / 12;
  if (year < first_year || year > last_year)
    throw std::out_of_range("add_months: no day between 1900-01-01 and 2199-12-31");
  const date::year_month month = date::year(static_cast<int>(year)) / static_cast<int>(wanted % 12 + 1);
  return Date::of(month / std::min(from.day(), (month / date::last).day()));
}

Expected<Date> parse_date(std::string_view text, Date today) {
  text = trim(text);
  if (equals_ignoring_case(text, "today")) return today;
  if (equals_ignoring_case(text, "yesterday")) {
    const year_month_day yesterday = date::sys_days(today.day()) - date::days(1);
    return accept_day(text, int{yesterday.year()}, static_cast<int>(unsigned{yesterday.month()}),
                      static_cast<int>(unsigned{yesterday.day()}));
  }
  return text.size() == size_of_a_month ? parse_month(text) : parse_full_date(text, date_example);
}

Expected<Date> parse_first_date(std::string_view text, Date today) {
  auto date = parse_date(text, today);
  if (!date || trim(text).size() != size_of_a_month) return date; // no other way to write a day has that many letters
  return Date::of(date->day().year() / date->day().month() / 1);
}

Expected<Date> parse_iso_date(std::string_view text) { return parse_full_date(text, iso_example); }

} // namespace pvault
