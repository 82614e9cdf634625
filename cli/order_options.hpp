// The options of a standing order: what a command line would give the report.
#pragma once

#include "cli/order_file.hpp"
#include "cli/report_question.hpp"

#include <vector>

namespace pvault::cli {

// All options of the order, as a command line would have them.
ReportArguments arguments_of(const StandingOrder& order, const reports::Report& report, Date as_of);

// What the options are held against.
struct OrderQuestion {
  Date as_of;
  Date today;
  store::Connection* connection = nullptr; // without it names are not looked up
  EntryId known_at{};
};

// A fault for each option that the report does not ask for, and for each value that it, or the book, does not take.
void check_options(const StandingOrder& order, const reports::Report& report, const OrderQuestion& question,
                   std::vector<FileFault>& faults);

// The same of an order none of whose reports is understood: a fault for each value that no report would take.
void check_values(const StandingOrder& order, const OrderQuestion& question, std::vector<FileFault>& faults);

// What a rule said against a text of the file, with the rule's word.
FileFault fault_of(Place at, const Refusal& refusal);

} // namespace pvault::cli
