#include "cli/own_report.hpp"

#include "cli/errors.hpp"
#include "reports/own_report.hpp"
#include "reports/query_table.hpp"
#include "units/parsing.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

namespace pvault::cli {

namespace {

Expected<void> check_own(const ReportArguments& arguments) {
  const auto of_built_in =
      std::to_array<std::pair<bool, std::string_view>>({{!arguments.minerals.empty(), "--mineral"},
                                                        {!arguments.facilities.empty(), "--facility"},
                                                        {!arguments.sites.empty(), "--site"},
                                                        {!arguments.from.empty(), "--from"},
                                                        {!arguments.days.empty(), "--days"},
                                                        {!arguments.bases.empty(), "--basis"},
                                                        {!arguments.demand_year.empty(), "--demand-year"},
                                                        {!arguments.unavailable.empty(), "--unavailable"},
                                                        {!arguments.scenario.cut_off.empty(), "--cut-off"},
                                                        {!arguments.scenario.demand.empty(), "--demand"},
                                                        {!arguments.scenario.prices.empty(), "--price"},
                                                        {!arguments.by.empty(), "--by"}});
  if (!arguments.name.empty()) {
    return refuse(Rule::option_malformed, fmt::format("{} and --file are two reports", in_quotes(arguments.name)),
                  "the one or the other");
  }
  for (const auto& [given, name] : of_built_in) {
    if (!given) continue;
    return refuse(Rule::option_malformed, fmt::format("{}: a report of --file does not ask for it", name),
                  fmt::format("leave out {}, or give a value of the statement with --param", name));
  }
  return {};
}

// What the command line gives, and for the rest what the header of the file gives.
void add_defaults(StatementOptions& options, const reports::OwnReport& report) {
  for (const reports::OwnParameter& own : report.parameters) {
    if (std::ranges::find(options.parameters, own.name, &store::QueryParameter::name) != options.parameters.end())
      continue;
    options.parameters.push_back(parse_parameter_value(own.name, own.value));
    options.parameters.back().must_be_named = false; // check_parameters says it with the line
  }
}

Expected<std::string> make_own_page(store::Connection& connection, const Moment& moment,
                                    const ReportArguments& arguments, const reports::OwnReport& report,
                                    const StatementOptions& options, const TableOutput& output) {
  const auto answer = ask_sql(connection, moment, arguments.moment, report.sql, options);
  if (!answer) return tl::unexpected(answer.error());
  if (const auto named = check_parameters(report, *answer); !named) return tl::unexpected(named.error());
  auto table = make_own_report(report, *answer);
  if (!table) return tl::unexpected(table.error());
  if (!names_day(*answer)) table->notes.emplace_back(reports::note_of_all_days);
  if (answer->is_cut) table->notes.push_back("Only " + describe_cut(*options.rows) + ".");
  table->provenance = provenance_of(connection, moment);
  return render_table(*table, output);
}

int report_all(const std::vector<Refusal>& refusals) {
  int exit_code = number_of(ExitCode::not_understood);
  for (const Refusal& refusal : refusals)
    exit_code = report_refusal(refusal);
  return exit_code;
}

} // namespace

Expected<void> check_built_in(const ReportArguments& arguments) {
  if (arguments.name.empty()) {
    return refuse(Rule::option_missing, "pvault report needs REPORT or --file",
                  "`pvault report --help` shows what it takes");
  }
  const StatementArguments& statement = arguments.statement;
  if (statement.parameters.empty() && statement.timeout.empty() && statement.limit.empty()) return {};
  return refuse(Rule::option_malformed, "--param, --timeout and --limit are of a report of --file",
                "leave them out, or name the file with --file");
}

int run_own_report(const ReportArguments& arguments, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, arguments.table);
  StatementOptions options = read_sql_options(reader, arguments.statement);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  if (const auto apply = check_own(arguments); !apply) return report_refusal(apply.error());
  const auto report = reports::parse_own_report(arguments.file, read_sql(arguments.file));
  if (!report) return report_all(report.error());
  add_defaults(options, *report);
  const auto page =
      ask_book(context, reader, arguments.moment, [&](store::Connection& connection, const Moment& moment) {
        return make_own_page(connection, moment, arguments, *report, options, output);
      });
  if (!page) return report_refusal(page.error());
  write_page(*page, output);
  return number_of(ExitCode::done);
}

} // namespace pvault::cli
