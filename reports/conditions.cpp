#include "reports/conditions.hpp"

#include "reports/cell_text.hpp"
#include "reports/condition_readings.hpp"
#include "units/date.hpp"
#include "units/exact.hpp"
#include "units/parsing.hpp"
#include "units/rate.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>

namespace pvault::reports {

namespace {

// How a condition is written ------------------------------------------------------------

constexpr std::int64_t most_days = 100'000;

// "limit-N%", or with a number that it takes: "limit-90%".
std::string form_of(const ConditionKind& kind, std::string_view percent = "N", std::string_view days = "N") {
  switch (kind.parameter) {
  case Parameter::none:
    break;
  case Parameter::percent:
    return fmt::format("{}-{}%", kind.name, percent);
  case Parameter::days:
    return fmt::format("{}:{}d", kind.name, days);
  }
  return std::string(kind.name);
}

std::string next_step(const ConditionKind& kind) { return "--fail-on " + form_of(kind, "90", "30"); }

bool can_judge(std::string_view report, const ConditionKind& kind) {
  if (kind.name == any_row_condition) return true;
  return std::ranges::any_of(condition_readings(), [&](const Reading& reading) {
    return reading.report == report && reading.condition == kind.name;
  });
}

std::vector<const ConditionKind*> kinds_of(std::string_view report) {
  std::vector<const ConditionKind*> kinds;
  for (const ConditionKind& kind : condition_kinds()) {
    if (can_judge(report, kind)) kinds.push_back(&kind);
  }
  return kinds;
}

// What stands behind the name and what parts it from the name; nothing when the text names another condition.
std::optional<std::string_view> parameter_text(const ConditionKind& kind, std::string_view text) {
  if (!text.starts_with(kind.name)) return std::nullopt;
  const std::string_view rest = text.substr(kind.name.size());
  if (rest.empty()) return rest;
  const char separator = kind.parameter == Parameter::percent ? '-' : ':';
  if (kind.parameter == Parameter::none || rest.front() != separator) return std::nullopt;
  return rest.substr(1);
}

Expected<std::int64_t> parse_days_back(const ConditionKind& kind, std::string_view text) {
  const std::string_view digits = text.ends_with('d') ? text.substr(0, text.size() - 1) : std::string_view();
  std::int64_t days = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), days);
  const bool is_whole = error == std::errc() && end == digits.data() + digits.size();
  if (is_whole && days >= 0 && days <= most_days) return days;
  return refuse(Rule::option_malformed,
                text.empty() ? fmt::format("{} does not say how many days", kind.name)
                             : fmt::format("{} is not a number of days from 0d to {}d", in_quotes(text), most_days),
                next_step(kind));
}

Expected<std::int64_t> parse_part(const ConditionKind& kind, std::string_view text) {
  if (text.empty())
    return refuse(Rule::option_malformed, fmt::format("{} does not say how many percent", kind.name), next_step(kind));
  return parse_rate(text).map([](const Rate& part) { return part.parts_per_billion(); });
}

Expected<Condition> read_condition(const ConditionKind& kind, const std::string& text, std::string_view parameter) {
  if (kind.parameter == Parameter::none) return Condition{&kind, text, 0};
  const auto number =
      kind.parameter == Parameter::days ? parse_days_back(kind, parameter) : parse_part(kind, parameter);
  if (!number) return tl::unexpected(number.error());
  return Condition{&kind, text, *number};
}

// What a row is ------------------------------------------------------------

const Cell& cell_in(const Table& table, const Row& row, std::string_view column) {
  return row.cells[index_of_column(table, column)];
}

bool has_nothing(const Cell& cell) { return std::holds_alternative<std::monostate>(cell); }

// As a whole number of the column's smallest part; nothing where there is none.
std::optional<std::int64_t> number_in(const Table& table, const Row& row, std::string_view column) {
  const Cell& cell = cell_in(table, row, column);
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return *integer;
  if (const auto* decimal = std::get_if<Decimal>(&cell)) return decimal->scaled;
  return std::nullopt;
}

bool is_one_of(const Table& table, const Row& row, std::string_view column, std::string_view values) {
  const auto* text = std::get_if<std::string>(&cell_in(table, row, column));
  if (text == nullptr || text->empty()) return false;
  return fmt::format("|{}|", values).find(fmt::format("|{}|", *text)) != std::string::npos;
}

bool is_among(const Table& table, const Row& row, const Among& among) {
  if (among.column.empty()) return true;
  if (!among.values.empty()) return is_one_of(table, row, among.column, among.values);
  return number_in(table, row, among.column).value_or(0) > 0;
}

// From the day to the as-of date; a number of days is what it is.
std::optional<std::int64_t> days_back(const Table& table, const Row& row, std::string_view column) {
  const auto* text = std::get_if<std::string>(&cell_in(table, row, column));
  if (text == nullptr) return number_in(table, row, column);
  const auto day = parse_iso_date(*text);
  const auto as_of = parse_iso_date(table.provenance.as_of);
  if (!day || !as_of) return std::nullopt;
  return days_between(*day, *as_of);
}

// How bad it is, where the condition holds: more is worse.
using Badness = std::optional<Exact>;

// Told before whatever has a figure.
constexpr std::int64_t worst_of_all = std::int64_t{1} << 60;

Badness older_than(const Table& table, const Row& row, const Reading& reading, std::int64_t days) {
  const auto age = days_back(table, row, reading.column);
  return age && *age > days ? Badness(*age) : std::nullopt;
}

Badness due_within(const Table& table, const Row& row, const Reading& reading, std::int64_t days) {
  const auto figure = days_back(table, row, reading.column);
  if (!figure) return std::nullopt;
  const bool is_day = std::holds_alternative<std::string>(cell_in(table, row, reading.column));
  const std::int64_t days_left = is_day ? -*figure : *figure;
  return days_left <= days ? Badness(-days_left) : std::nullopt;
}

// Of a limit of nothing whatever is used is too much.
Badness part_reached(const Table& table, const Row& row, const Reading& reading, std::int64_t parts_per_billion) {
  const auto part = number_in(table, row, reading.column);
  const auto whole = number_in(table, row, reading.whole);
  if (!part || !whole || *part <= 0) return std::nullopt;
  const Exact limit = Exact(*whole) - (reading.less.empty() ? 0 : number_in(table, row, reading.less).value_or(0));
  if (limit <= 0) return Badness(worst_of_all);
  const Exact used = Exact(*part) / limit;
  return used * whole_ppb >= parts_per_billion ? Badness(used) : std::nullopt;
}

Badness by_figure(const Table& table, const Row& row, const Reading& reading) {
  const auto figure = number_in(table, row, reading.column);
  if (!figure || *figure == 0) return std::nullopt;
  const bool holds = reading.test == Test::not_zero || (reading.test == Test::above_zero) == (*figure > 0);
  return holds ? Badness(*figure > 0 ? Exact(*figure) : -Exact(*figure)) : std::nullopt;
}

Badness by_worst(const Table& table, const Row& row, const Reading& reading) {
  if (reading.worst.empty()) return Exact(0);
  const auto figure = number_in(table, row, reading.worst);
  return figure ? -Exact(*figure) : -Exact(worst_of_all);
}

Badness badness_of(const Table& table, const Row& row, const Reading& reading, std::int64_t parameter) {
  if (!is_among(table, row, reading.among)) return std::nullopt;
  switch (reading.test) {
  case Test::any_row:
    return by_worst(table, row, reading);
  case Test::one_of:
    return is_one_of(table, row, reading.column, reading.values) ? by_worst(table, row, reading) : std::nullopt;
  case Test::above_zero:
  case Test::below_zero:
  case Test::not_zero:
    return by_figure(table, row, reading);
  case Test::is_missing:
    return has_nothing(cell_in(table, row, reading.column)) ? by_worst(table, row, reading) : std::nullopt;
  case Test::older_than:
    return older_than(table, row, reading, parameter);
  case Test::due_within:
    return due_within(table, row, reading, parameter);
  case Test::part_reached:
    return part_reached(table, row, reading, parameter);
  }
  return std::nullopt;
}

// What is said of it ------------------------------------------------------------

constexpr std::size_t most_told = 3;

std::string value_in_words(const Table& table, const Row& row, std::string_view name) {
  const std::size_t at = index_of_column(table, name);
  if (has_nothing(row.cells[at])) return "none";
  return format_for_people(row.cells[at], table.columns[at], count_decimals_shown(table, at));
}

// The pattern with the row's values for the columns in braces.
std::string row_in_words(const Table& table, const Row& row, std::string_view pattern) {
  std::string words;
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find('{'), pattern.size());
    const std::size_t close = std::min(pattern.find('}', open), pattern.size());
    words += pattern.substr(0, open);
    if (open < close) words += value_in_words(table, row, pattern.substr(open + 1, close - open - 1));
    pattern.remove_prefix(std::min(close + 1, pattern.size()));
  }
  return words;
}

struct BadRow {
  const Row* row;
  Exact badness;
};

std::string parameter_in_words(const Condition& condition) {
  const std::string_view text = condition.text;
  if (condition.kind->parameter == Parameter::percent) return std::string(text.substr(condition.kind->name.size() + 1));
  return format_days(static_cast<int>(condition.parameter));
}

std::string what_is_found(const Condition& condition) {
  if (condition.kind->parameter == Parameter::none) return std::string(condition.kind->what);
  return fmt::format(fmt::runtime(condition.kind->what), parameter_in_words(condition));
}

std::string count_rows(std::size_t rows) { return rows == 1 ? "1 row" : fmt::format("{} rows", rows); }

ConditionFound found_in(const Table& table, const Condition& condition, std::string_view pattern,
                        std::vector<BadRow> bad) {
  std::ranges::stable_sort(bad, std::ranges::greater(), &BadRow::badness);
  const auto worst = std::span(bad).first(std::min(bad.size(), most_told));
  std::vector<std::string> told;
  told.reserve(worst.size());
  for (const BadRow& line : worst)
    told.push_back(row_in_words(table, *line.row, pattern));
  std::string sentence =
      fmt::format("{}, in {}: {}", what_is_found(condition), count_rows(bad.size()), fmt::join(told, ", "));
  if (bad.size() > most_told) sentence += fmt::format(" and {} more", bad.size() - most_told);
  return {condition.text, bad.size(), std::move(sentence), table.name};
}

std::vector<BadRow> find_bad_rows(const Table& table, const Reading& reading, std::int64_t parameter) {
  std::vector<BadRow> bad;
  for (const Row& row : table.rows) {
    if (auto badness = badness_of(table, row, reading, parameter)) bad.push_back({&row, *std::move(badness)});
  }
  return bad;
}

// Of any row, its first column says which it is.
ConditionFound any_row_found(const Table& table, const Condition& condition) {
  std::vector<BadRow> rows;
  rows.reserve(table.rows.size());
  for (const Row& row : table.rows)
    rows.push_back({&row, Exact(0)});
  return found_in(table, condition, fmt::format("{{{}}}", table.columns.front().name), std::move(rows));
}

} // namespace

std::vector<std::string> list_conditions(std::string_view report) {
  const std::vector<const ConditionKind*> kinds = kinds_of(report);
  std::vector<std::string> forms;
  forms.reserve(kinds.size());
  for (const ConditionKind* kind : kinds)
    forms.push_back(form_of(*kind));
  return forms;
}

Expected<Condition> parse_condition(std::string_view report, std::string_view text) {
  const std::string wanted = lower(trim(text));
  const std::vector<const ConditionKind*> kinds = kinds_of(report);
  std::vector<std::string> names;
  for (const ConditionKind* kind : kinds) {
    if (const auto parameter = parameter_text(*kind, wanted)) return read_condition(*kind, wanted, *parameter);
    names.emplace_back(kind->name);
  }
  const std::string nearest = nearest_name(wanted.substr(0, wanted.find(':')), names);
  const auto meant = std::ranges::find(kinds, nearest.empty() ? any_row_condition : nearest,
                                       [](const ConditionKind* kind) { return kind->name; });
  return refuse(Rule::option_malformed,
                fmt::format("{} is no condition that {} can judge; it can: {}", in_quotes(text), report,
                            fmt::join(list_conditions(report), ", ")),
                next_step(**meant));
}

Expected<std::vector<Condition>> parse_conditions(std::string_view report, std::span<const std::string> texts) {
  std::vector<Condition> conditions;
  for (const std::string& text : texts) {
    for (const std::string_view part : split_at_commas(text)) {
      auto condition = parse_condition(report, part);
      if (!condition) return tl::unexpected(std::move(condition).error());
      if (std::ranges::find(conditions, condition->text, &Condition::text) == conditions.end())
        conditions.push_back(*std::move(condition));
    }
  }
  return conditions;
}

Expected<void> check_condition(std::string_view text) {
  const std::string wanted = lower(trim(text.substr(0, text.find(','))));
  std::vector<std::string> names;
  bool known = false;
  for (const ConditionKind& kind : condition_kinds()) {
    names.emplace_back(kind.name);
    const auto parameter = parameter_text(kind, wanted);
    if (!parameter) continue;
    known = true;
    if (const auto read = read_condition(kind, wanted, *parameter); !read) return tl::unexpected(read.error());
    break;
  }
  if (!known) {
    const std::string nearest = nearest_name(wanted.substr(0, wanted.find(':')), names);
    return refuse(Rule::option_malformed,
                  fmt::format("{} is no condition that any report can judge", in_quotes(wanted)),
                  nearest.empty() ? "`pvault report list --format json` has the conditions of each report" : nearest);
  }
  const std::size_t comma = text.find(',');
  return comma == std::string_view::npos ? Expected<void>() : check_condition(text.substr(comma + 1));
}

std::vector<ConditionFound> judge(const Table& table, std::span<const Condition> conditions) {
  std::vector<ConditionFound> found;
  for (const Condition& condition : conditions) {
    if (condition.kind->name == any_row_condition && !table.rows.empty())
      found.push_back(any_row_found(table, condition));
    for (const Reading& reading : condition_readings()) {
      if (reading.report != table.name || reading.condition != condition.kind->name) continue;
      auto bad = find_bad_rows(table, reading, condition.parameter);
      if (!bad.empty()) found.push_back(found_in(table, condition, reading.row, std::move(bad)));
    }
  }
  return found;
}

} // namespace pvault::reports
