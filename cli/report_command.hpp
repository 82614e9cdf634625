// A command that answers with a report.
#pragma once

#include "cli/command_line.hpp"
#include "cli/moment_options.hpp"
#include "cli/table_output.hpp"

#include <string>
#include <vector>

namespace pvault::cli {

// As typed; empty where not given.
struct ReportArguments {
  std::string name;
  std::vector<std::string> minerals;
  std::vector<std::string> facilities;
  std::vector<std::string> sites;
  std::string from;
  std::string days;
  std::string by;
  MomentArguments moment;
  TableArguments table;
};

// Makes the report and writes it; the exit code. Refuses report_unknown, option_malformed (--mineral for a report
// without minerals, and the like for --facility, --site, --from, --days and --by; --known-at), mineral_unknown,
// facility_unknown, known_at_unknown and what the options refuse.
int run_report(const ReportArguments& arguments, const Context& context);

// Adds a command that makes the report `report`.
void add_report_command(CLI::App& noun, const std::string& name, const std::string& report, const CommandPage& page,
                        Context& context);

} // namespace pvault::cli
