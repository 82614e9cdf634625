// What a report is asked beside its moment: the options as typed, read, and with their names found in the book.
#pragma once

#include "cli/option_reader.hpp"
#include "cli/report_command.hpp"
#include "reports/report.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace pvault::cli {

// Refuses report_unknown; suggests the nearest.
Expected<const reports::Report*> load_report(const std::string& name);

// Refuses option_malformed when an option was given that is none of `options`. `asked` is who is asked, at the
// beginning of a sentence: "the report coverage".
Expected<void> check_options_apply(reports::Options options, std::string_view asked, const ReportArguments& arguments);

// The options that were given, read; minerals are still names.
struct ReadQuestion {
  std::optional<int> days = {};
  std::optional<int> demand_year = {};
  std::optional<Rate> unavailable = {};
  std::optional<Date> from = {};
  std::optional<reports::Interval> by = {};
  NamedScenario scenario = {};
};
// What cannot be read is kept in the reader.
ReadQuestion read_question(OptionReader& reader, const ReportArguments& arguments);

// Refuses period_ends_before_it_begins, mineral_unknown, facility_unknown, site_unknown and what --basis and the
// options that suppose something refuse.
Expected<reports::ReportQuestion> find_question(store::Connection& connection, const Moment& moment,
                                                const ReportArguments& arguments, const ReadQuestion& read);

} // namespace pvault::cli
