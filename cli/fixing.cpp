// pvault fixing add, pvault fixing list
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/name_list.hpp"
#include "cli/recording_options.hpp"
#include "cli/table_output.hpp"
#include "operations/change_facility.hpp"
#include "reports/columns.hpp"
#include "reports/loan_runs.hpp"
#include "store/facilities.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct FixingOptions {
  std::string index;
  std::string rate;
  std::string source;
  RecordingArguments recording;
};

int run_fixing_add(const FixingOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::FixingInput input{.index = reader.read("INDEX", parse_name("index", options.index)),
                                      .rate = reader.read("--rate", parse_rate(options.rate)),
                                      .source = reader.read("--source", parse_required_text("source", options.source))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::add_fixing(book, header, input); });
}

reports::Table make_fixing_list(store::Connection& connection) {
  namespace column = reports::column;
  reports::Table table =
      new_table("fixing-list", "Fixings",
                {column::text("index", "Index"), column::date("on", "On"),
                 column::percent("rate_percent", "Rate", reports::decimals_of_rate), column::text("source", "Source"),
                 column::entry("entry", "Entry"), column::text("replaced", "Replaced")});
  for (const store::RecordedFixing& fixing : store::list_fixings(connection))
    add_row(table, {fixing.index, format_date(fixing.on), reports::rate_cell(fixing.rate), fixing.source,
                    reports::cell(fixing.entry), std::string(fixing.replaced ? "yes" : "no")});
  return table;
}

} // namespace

void setup_fixing(CLI::App& program, Context& context) {
  const CommandPage page = {
      .about = "Records a published value of an index that floating rates follow. One with the same date replaces it.",
      .examples = "pvault fixing add SOFR --on 2026-03-31 --rate 4.31% --source \"Federal Reserve Bank of New York\""};
  CLI::App& fixing = add_noun(program, "fixing", {.about = "Fixings of indices.", .examples = page.examples}, context);
  const auto options = std::make_shared<FixingOptions>();
  CLI::App& command = add_command(fixing, "add", page, context);
  add_text(command, "INDEX", "", options->index, "Its name, as the facilities' terms have it: SOFR.").required();
  add_text(command, "--rate", "PERCENT", options->rate, "A year: 4.31%.").required();
  add_text(command, "--source", "TEXT", options->source, "Who published it.").required();
  add_required_on(command, options->recording, "The day it is of.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_fixing_add(*options, context); });
  add_name_list(fixing, context,
                {.about = "Lists all fixings, the newest of each index first.",
                 .examples = "pvault fixing list\npvault fixing list --format csv"},
                make_fixing_list);
}

} // namespace pvault::cli
