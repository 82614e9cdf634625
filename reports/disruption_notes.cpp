#include "reports/disruption_notes.hpp"

#include "reports/all_reports.hpp"
#include "reports/demand_age.hpp"
#include "reports/scenario_words.hpp"
#include "units/text.hpp"

#include <fmt/format.h>
#include <map>

namespace pvault::reports {

namespace {

// The last of so many days after a day; empty when it is after the last day of a Date.
std::string until_in_words(Date as_of, int days) {
  if (days > days_between(as_of, Date::of(date::year{2199} / 12 / 31))) return {};
  return fmt::format(" (to {})", format_date(add_days(as_of, days)));
}

std::string what_is_supposed(const SupposedDisruption& supposed) {
  const Scenario& scenario = supposed.scenario;
  if (scenario.cut_off.empty() && scenario.demand.empty())
    return "Nothing is supposed: no country is cut off and demand is as published. `--cut-off China` and "
           "`--demand +10%` suppose something.";
  std::vector<std::string> parts;
  if (!scenario.cut_off.empty())
    parts.push_back(fmt::format("nothing comes from {}", countries_in_words(scenario.cut_off)));
  if (!scenario.demand.empty())
    parts.push_back(fmt::format("demand changes by {}", changes_in_words(scenario.demand, supposed.minerals)));
  std::string note = fmt::format("Supposed from the day after {} on, for {}{}: ", format_date(supposed.as_of),
                                 format_days(supposed.days), until_in_words(supposed.as_of, supposed.days));
  for (std::size_t i = 0; i < parts.size(); ++i)
    note += (i == 0 ? "" : "; ") + parts[i];
  return note + ".";
}

std::string names_with(const DisruptionLines& lines, DisruptionStatus status) {
  std::vector<std::string> names;
  for (const DisruptionLine& line : lines) {
    if (line.status == status) names.push_back(line.mineral.code);
  }
  return list_in_words(names);
}

bool is_unknown(DisruptionStatus status) {
  return status == DisruptionStatus::shares_unknown || status == DisruptionStatus::reliance_unknown ||
         status == DisruptionStatus::no_demand_figure || status == DisruptionStatus::group_figure_only;
}

std::string disruption_summary(const DisruptionLines& lines, int days) {
  std::map<DisruptionStatus, int> with;
  int minerals = 0;
  int unknown = 0;
  for (const DisruptionLine& line : lines) {
    if (line.mineral.is_group) continue;
    ++with[line.status];
    ++minerals;
    if (is_unknown(line.status)) ++unknown;
  }
  return fmt::format("Of {} {} out within {}, {} may, {} without stock and short at once, {}, {} out, and "
                     "{} unknown.",
                     counted(minerals, "mineral"), counted(with[DisruptionStatus::runs_out], "runs", "run"),
                     format_days(days), with[DisruptionStatus::may_run_out],
                     counted(with[DisruptionStatus::no_stock], "is", "are"),
                     counted(with[DisruptionStatus::holds], "holds", "hold"),
                     counted(with[DisruptionStatus::does_not_run_out] + with[DisruptionStatus::net_exporter],
                             "does not run", "do not run"),
                     counted(unknown, "is", "are"));
}

// Of what there is stock of, a group by its own figure.
std::string first_to_run_out(const DisruptionLines& lines) {
  const DisruptionLine* first = nullptr;
  for (const DisruptionLine& line : lines) {
    if (line.available <= Mass() || !line.result || !line.result->at_worst.days) continue;
    if (first == nullptr || *line.result->at_worst.days < *first->result->at_worst.days) first = &line;
  }
  if (first == nullptr) return "Nothing that is in stock is known to run out.";
  const auto on = first->runs_out_on();
  const auto tenths = tenths_of(first->result->at_worst);
  return fmt::format("First to run out of what is in stock: {}, {}{} days, short from {}.", first->mineral.code,
                     first->is_within_limits() ? "at worst after " : "after ",
                     tenths ? format_scaled(*tenths, 1, 1) : "too many", on ? format_date(*on) : "a day after 2199");
}

void add_list(std::vector<std::string>& notes, const char* what, const std::string& names) {
  if (!names.empty()) notes.push_back(fmt::format("{}: {}.", what, names));
}

std::string names_within_limits(const DisruptionLines& lines) {
  std::vector<std::string> names;
  for (const DisruptionLine& line : lines) {
    if (line.is_within_limits()) names.push_back(line.mineral.code);
  }
  return list_in_words(names);
}

std::string names_without_limit(const DisruptionLines& lines) {
  std::vector<std::string> names;
  for (const DisruptionLine& line : lines) {
    if (line.result && line.result->is_unlimited) names.push_back(line.mineral.code);
  }
  return list_in_words(names);
}

// The total of the cost counts no group.
std::string missing_without_limit(const DisruptionLines& lines, int days) {
  std::vector<std::string> names;
  for (const DisruptionLine& line : lines) {
    if (days > 0 && !line.mineral.is_group && line.result && line.result->is_unlimited)
      names.push_back(line.mineral.code);
  }
  return list_in_words(names);
}

std::string missing_without_price(const DisruptionLines& lines) {
  std::vector<std::string> names;
  for (const DisruptionLine& line : lines) {
    const bool is_missing = line.missing().value_or(Mass()) > Mass();
    if (!line.mineral.is_group && is_missing && !line.price) names.push_back(line.mineral.code);
  }
  return list_in_words(names);
}

} // namespace

std::vector<std::string> disruption_notes(const DisruptionLines& lines, const SupposedDisruption& supposed) {
  std::vector<std::string> notes = {what_is_supposed(supposed), disruption_summary(lines, supposed.days),
                                    first_to_run_out(lines)};
  StaleFigures stale;
  for (const DisruptionLine& line : lines)
    stale.look_at(line.mineral, line.demand, line.as_of);
  if (!stale.note().empty()) notes.push_back(stale.note());
  add_list(notes, "Unknown, since no shares of suppliers are published",
           names_with(lines, DisruptionStatus::shares_unknown));
  add_list(notes, "Unknown, since no net import reliance is published",
           names_with(lines, DisruptionStatus::reliance_unknown));
  add_list(notes, "Unknown, since there is no demand figure", names_with(lines, DisruptionStatus::no_demand_figure));
  add_list(notes, "Unknown but for their group", names_with(lines, DisruptionStatus::group_figure_only));
  add_list(notes, "Net exporters, of which nothing is lost on net", names_with(lines, DisruptionStatus::net_exporter));
  add_list(notes, "Known only within limits (a country that may be among the others, a bound), and shown at worst",
           names_within_limits(lines));
  add_list(notes, "Of which demand is only known to be above a figure, so that at worst any stock is short at once",
           names_without_limit(lines));
  add_list(notes, "Named by no published list, so that its share is only known to be within that of other countries",
           countries_in_words(supposed.not_named));
  add_list(notes, "Missing without a limit, so that the total of the cost is without it",
           missing_without_limit(lines, supposed.days));
  add_list(notes, "Missing and without a usable price, so that the total of the cost is without it",
           missing_without_price(lines));
  notes.emplace_back("Lost is demand × net import reliance × share of imports, as published; what continues is the "
                     "rest of the demand as published. Days are rounded down to a tenth, what is missing up to the "
                     "milligram, and for reading up to the kilogram; at best the other way. A group has no price.");
  return notes;
}

} // namespace pvault::reports
