// pvault report pack: many reports of one moment as a folder.
#pragma once

#include "cli/context.hpp"
#include "cli/report_command.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace pvault::cli {

// As typed; empty where not given.
struct PackArguments {
  // Options for the reports, each handed to those that take it. `format` names one or several formats, `output` the
  // folder.
  ReportArguments report;
  std::vector<std::string> reports = {}; // names, or several in one text with commas; none: all reports
  bool replace = false;                  // an earlier pack of that name gives its place
};
void add_pack_options(CLI::App& command, PackArguments& arguments);

struct MadePack {
  std::filesystem::path folder;
  std::size_t reports = 0;                              // that were made
  std::size_t files = 0;                                // all that lie in the folder
  std::vector<std::string> not_made = {};               // "report carrying: ..."
  std::string sums_sha256 = {};                         // of SHA256SUMS, and so of everything
  std::vector<reports::ConditionFound> conditions = {}; // of --fail-on, that hold
};

// Makes the pack, whole or not at all, all reports of one state of the book. A report that has a figure which does not
// fit is left out and named. Refuses folder_in_the_way, option_missing (--output), option_malformed, report_unknown and
// what the reports' options refuse. Throws std::system_error when it cannot be written. Ends the program, with nothing
// left behind, when it is stopped by a signal of StopSignals.
Expected<MadePack> make_pack(const PackArguments& arguments, const Context& context);

// Makes it and says what was made; the exit code.
int run_pack(const PackArguments& arguments, const Context& context);

// Refuses option_malformed when options of a pack were given and a single report is asked for.
Expected<void> check_no_pack(const PackArguments& arguments);

} // namespace pvault::cli
