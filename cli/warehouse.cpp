// pvault warehouse reconcile, confirm
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/reconcile.hpp"
#include "cli/recording_options.hpp"
#include "cli/stock_rows.hpp"
#include "operations/confirm_warehouse.hpp"
#include "reports/warehouse_reconciliation.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct WarehouseOptions {
  std::string site;
  std::string statement;
  std::vector<std::string> tolerances;
  MomentArguments moment;
  TableArguments table;
  RecordingArguments recording;
};

void add_statement_options(CLI::App& command, WarehouseOptions& options) {
  add_text(command, "--site", "SITE", options.site, "The site of the warehouse.").required();
  add_text(command, "--statement", "FILE", options.statement,
           "CSV with the columns lot or receipt, mass, and where stated mineral.")
      .required();
  add_texts(command, "--tolerance", "PERCENT|MASS", options.tolerances,
            "A part of each lot's mass, a mass, or one of each; what is within either agrees. None by default.");
}

Expected<operations::StatementInput> read_input(const WarehouseOptions& options) {
  const auto tolerance = parse_count_tolerance(options.tolerances);
  if (!tolerance) return tl::unexpected(tolerance.error());
  operations::StatementInput input{.site = options.site, .tolerance = *tolerance};
  if (const auto read = read_statement_file(options.statement, input); !read) return tl::unexpected(read.error());
  return input;
}

int run_reconcile(const WarehouseOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, options.table);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  const auto input = read_input(options);
  if (!input) return report_refusal(input.error());
  return answer_reconciliation(
      context, reader, options.moment, output,
      [&](store::Connection& connection, const Moment& moment) -> Expected<reports::Reconciliation> {
        const auto lines = operations::compare_with_book(connection, *input, moment);
        if (!lines) return tl::unexpected(lines.error());
        const auto site = store::load_site(connection, options.site);
        if (!site) return tl::unexpected(site.error());
        return reports::reconcile_warehouse(*lines, site->code);
      });
}

void setup_warehouse_reconcile(CLI::App& warehouse, Context& context) {
  const auto options = std::make_shared<WarehouseOptions>();
  CLI::App& command = add_command(
      warehouse, "reconcile",
      {.about = "Holds a warehouse's own statement against what the book has at its site, lot by lot. Records nothing; "
                "exit code 5 when something differs.",
       .examples = "pvault warehouse reconcile --site HAWTHORNE --statement june.csv --as-of 2026-06-30"},
      context);
  add_statement_options(command, *options);
  add_moment_options(command, options->moment);
  add_table_options(command, options->table);
  on_run(command, context, [options, &context] { return run_reconcile(*options, context); });
}

int run_confirm(const WarehouseOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  const auto input = read_input(options);
  if (!input) return report_refusal(input.error());
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::confirm_warehouse(book, header, *input);
  });
}

void setup_warehouse_confirm(CLI::App& warehouse, Context& context) {
  const auto options = std::make_shared<WarehouseOptions>();
  CLI::App& command = add_command(
      warehouse, "confirm",
      {.about = "Records which lots a warehouse's statement confirmed: those that agree with the book on its day. "
                "`pvault report unconfirmed` counts from there.",
       .examples = "pvault warehouse confirm --site HAWTHORNE --statement june.csv --on 2026-06-30 --reference "
                   "\"statement 6/2026\""},
      context);
  add_statement_options(command, *options);
  add_required_on(command, options->recording, "The day of the statement: what lay there at its end.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_confirm(*options, context); });
}

} // namespace

void setup_warehouse(CLI::App& program, Context& context) {
  CLI::App& warehouse =
      add_noun(program, "warehouse",
               {.about = "Statements of warehouses.",
                .examples = "pvault warehouse reconcile --site HAWTHORNE --statement june.csv --as-of 2026-06-30\n"
                            "pvault warehouse confirm --site HAWTHORNE --statement june.csv --on 2026-06-30\n"
                            "pvault report unconfirmed --days 180"},
               context);
  setup_warehouse_reconcile(warehouse, context);
  setup_warehouse_confirm(warehouse, context);
}

} // namespace pvault::cli
