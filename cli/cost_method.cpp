// pvault cost-method set, pvault cost-method list
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/name_list.hpp"
#include "cli/recording_options.hpp"
#include "cli/table_output.hpp"
#include "operations/set_cost_method.hpp"
#include "reports/columns.hpp"
#include "store/cost_methods.hpp"
#include "store/loans.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct CostMethodOptions {
  std::string mineral;
  std::string method;
  std::string reason;
  RecordingArguments recording;
};

int run_cost_method_set(const CostMethodOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::CostMethodInput input{
      .mineral = options.mineral,
      .method = reader.read_optional("METHOD", options.method, parse_cost_method).value_or(CostMethod::fifo),
      .reason = reader.read("--reason", parse_text("reason", options.reason))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::set_cost_method(book, header, input);
  });
}

reports::Table make_cost_method_list(store::Connection& connection) {
  namespace column = reports::column;
  reports::Table table =
      new_table("cost-method-list", "Cost methods",
                {column::date("effective_on", "From"), column::text("mineral", "Mineral"),
                 column::text("method", "Method"), column::count("entry", "Entry"), column::text("reason", "Reason")});
  for (const store::CostMethodRecord& record : store::list_cost_methods(connection, store::end_of_time(connection)))
    add_row(table, {format_date(record.on), record.mineral_code, std::string(cost_method_name(record.method)),
                    number_of(record.entry), record.reason});
  return table;
}

void setup_cost_method_set(CLI::App& cost_method, Context& context) {
  const auto options = std::make_shared<CostMethodOptions>();
  CLI::App& command = add_command(
      cost_method, "set",
      {.about = "Sets how a mineral's lots are drawn and what they cost, for releases from a day on.",
       .examples = "pvault cost-method set gallium average --on 2026-01-01 --reason \"audit committee, item 4\"\n"
                   "pvault cost-method set all lifo --on 2026-01-01"},
      context);
  add_text(command, "MINERAL", "", options->mineral, "Its name or symbol, or all: gallium, Ga.").required();
  add_text(
      command, "METHOD", "", options->method,
      "fifo (oldest first, as without any), lifo (youngest first), average (oldest first, at what all lots cost on "
      "average) or specific (each release names its lots).")
      .required();
  add_required_on(command, options->recording, "The day of the first release that goes by it.");
  add_text(command, "--reason", "TEXT", options->reason, "Why it changes.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_cost_method_set(*options, context); });
}

} // namespace

void setup_cost_method(CLI::App& program, Context& context) {
  CLI::App& cost_method = add_noun(program, "cost-method",
                                   {.about = "How lots are drawn and what leaves costs.",
                                    .examples = "pvault cost-method set gallium average --on 2026-01-01\n"
                                                "pvault cost-method list"},
                                   context);
  setup_cost_method_set(cost_method, context);
  add_name_list(cost_method, context,
                {.about = "Lists the cost methods that were set, the latest first.",
                 .examples = "pvault cost-method list\npvault cost-method list --format csv"},
                make_cost_method_list);
}

} // namespace pvault::cli
