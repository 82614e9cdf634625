// pvault report --file: a report that somebody else wrote.
#pragma once

#include "cli/report_command.hpp"

namespace pvault::cli {

// Makes it and writes it; the exit code. Refuses report_file_malformed, option_malformed (an option of the built-in
// reports, --known-at), known_at_unknown and what a statement is refused for.
int run_own_report(const ReportArguments& arguments, const Context& context);

// A name, and no option that is of --file alone. Refuses option_missing, option_malformed.
Expected<void> check_built_in(const ReportArguments& arguments);

} // namespace pvault::cli
