// A command that answers with a report.
#pragma once

#include "cli/command_line.hpp"
#include "cli/moment_options.hpp"
#include "cli/scenario_options.hpp"
#include "cli/statement_options.hpp"
#include "cli/table_output.hpp"
#include "reports/conditions.hpp"

#include <span>
#include <string>
#include <vector>

namespace pvault::cli {

// As typed; empty where not given.
struct ReportArguments {
  std::string name;
  std::string file; // of a report that somebody else wrote, in place of the name
  std::vector<std::string> minerals;
  std::vector<std::string> facilities;
  std::vector<std::string> sites;
  std::string from;
  std::string days;
  std::vector<std::string> bases;
  std::string demand_year;
  std::string unavailable;
  ScenarioArguments scenario;
  std::string by;
  std::vector<std::string> fail_on;
  StatementArguments statement; // of a report of --file
  MomentArguments moment;
  TableArguments table;
};

// Refuses mineral_unknown. A group stands for itself, which has the figures, and for its members, which have the stock.
Expected<std::vector<MineralId>> load_minerals(store::Connection& connection, const std::vector<std::string>& names);

// Says on standard error which conditions of --fail-on hold; the exit code: 4, or 0 when none does.
int report_conditions(std::span<const reports::ConditionFound> found);

// Makes the report and writes it; the exit code: 4 when a condition of --fail-on holds of it. Refuses report_unknown,
// option_malformed (--mineral for a report without minerals, and the like for the other options that belong to reports;
// --known-at), mineral_unknown, facility_unknown, country_unknown, known_at_unknown, period_ends_before_it_begins and
// what the options refuse.
int run_report(const ReportArguments& arguments, const Context& context);

// Adds a command that makes the report `report`.
void add_report_command(CLI::App& noun, const std::string& name, const std::string& report, const CommandPage& page,
                        Context& context);

} // namespace pvault::cli
