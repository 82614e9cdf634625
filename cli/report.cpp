// pvault report list, pvault report NAME, pvault report pack, pvault report --file FILE
#include "reports/report.hpp"

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/own_report.hpp"
#include "cli/pack.hpp"
#include "cli/report_command.hpp"
#include "cli/text_layout.hpp"
#include "reports/columns.hpp"
#include "reports/conditions.hpp"
#include "units/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

namespace pvault::cli {

namespace {

constexpr std::size_t column_of_about = 20;

std::string print_list_text() {
  std::string page;
  for (const reports::Report& report : reports::all_reports())
    page += labelled(report.name, report.about, column_of_about);
  return page;
}

// It is of no book and no day, so formats that say where a table comes from say nothing of that.
reports::Table list_as_table() {
  reports::Table table = new_table("report-list", "Reports", {});
  for (const auto& [name, heading] :
       {std::pair("report", "Report"), std::pair("title", "Title"), std::pair("about", "About"),
        std::pair("by_mineral", "By mineral"), std::pair("by_facility", "By facility"),
        std::pair("conditions", "Conditions for --fail-on")})
    table.columns.push_back(reports::column::text(name, heading));
  for (const reports::Report& report : reports::all_reports())
    add_row(table, {std::string(report.name), std::string(report.title), std::string(report.about),
                    std::string(report.options.has(reports::Option::mineral) ? "yes" : "no"),
                    std::string(report.options.has(reports::Option::facility) ? "yes" : "no"),
                    fmt::format("{}", fmt::join(reports::list_conditions(report.name), ", "))});
  return table;
}

std::string print_list_json() {
  nlohmann::ordered_json object;
  object["schema"] = "pvault.report-list/1";
  object["reports"] = nlohmann::ordered_json::array();
  for (const reports::Report& report : reports::all_reports()) {
    object["reports"].push_back({{"report", report.name},
                                 {"title", report.title},
                                 {"about", report.about},
                                 {"by_mineral", report.options.has(reports::Option::mineral)},
                                 {"by_facility", report.options.has(reports::Option::facility)},
                                 {"conditions", reports::list_conditions(report.name)}});
  }
  return object.dump(2) + "\n";
}

std::string print_list(const TableOutput& output) {
  if (output.format == TableFormat::text) return print_list_text();
  if (output.format == TableFormat::json) return print_list_json();
  return render_table(list_as_table(), output);
}

// Needs no book.
int run_report_list(const ReportArguments& arguments, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, arguments.table);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  if (!arguments.fail_on.empty())
    return report_refusal(
        {Rule::option_malformed, "--fail-on: the list of the reports is no report", "leave out --fail-on"});
  write_page(print_list(output), output);
  return number_of(ExitCode::done);
}

int run_any(const PackArguments& arguments, const Context& context) {
  const std::string name = lower(arguments.report.name);
  if (!arguments.report.file.empty()) {
    if (const auto single = check_no_pack(arguments); !single) return report_refusal(single.error());
    return run_own_report(arguments.report, context);
  }
  if (const auto built_in = check_built_in(arguments.report); !built_in) return report_refusal(built_in.error());
  if (name == "pack") return run_pack(arguments, context);
  if (const auto single = check_no_pack(arguments); !single) return report_refusal(single.error());
  return name == "list" ? run_report_list(arguments.report, context) : run_report(arguments.report, context);
}

} // namespace

void setup_report(CLI::App& program, Context& context) {
  const auto pack = std::make_shared<PackArguments>();
  ReportArguments* arguments = &pack->report;
  CLI::App& command =
      add_command(program, "report",
                  {.about = "Makes a report, a folder of reports (pack), or lists the reports there are. The same "
                            "book, --as-of and --known-at give the same "
                            "bytes, on any day.",
                   .examples = "pvault report list\n"
                               "pvault report coverage\n"
                               "pvault report coverage --as-of 2026-03-31 --mineral gallium --mineral Co\n"
                               "pvault report coverage --basis consumption,net-imports,imports-from:China,Russia\n"
                               "pvault report disruption --cut-off China,Russia --days 180 --demand +10%\n"
                               "pvault report price-shock --price -30% --price cobalt=-50%\n"
                               "pvault report cost --as-of 2026-03 --known-at 2026-04-05 --output cost-2026-03.csv\n"
                               "pvault report cost-movement --from 2026-01-01 --to 2026-03-31\n"
                               "pvault report coverage --fail-on below-target,stale-price:30d --output coverage.html\n"
                               "pvault report --file examples/reports/purchases-by-supplier.sql --as-of 2026-03-31\n"
                               "pvault report pack --as-of 2026-03-31 --output reports-2026-03-31 --format html,csv\n"
                               "pvault report pack --output latest --replace --reports coverage,cost,facilities "
                               "--fail-on below-target,overdue\n"
                               "pvault report run /etc/pvault/orders.toml"},
                  context);
  command.require_subcommand(0, 1);
  setup_report_run(command, context);
  setup_report_check(command, context);
  add_text(command, "REPORT", "", arguments->name,
           "list, one of the reports it shows, or pack: all of them, in the folder --output.");
  add_text(command, "--file", "FILE", arguments->file,
           "A report of your own: one SELECT over the views of `pvault schema`, below a header; - for standard input.");
  add_sql_options(command, arguments->statement);
  add_texts(command, "--mineral", "MINERAL", arguments->minerals,
            "Only this mineral, by name or symbol; a group stands for its members, too.");
  add_texts(command, "--facility", "FACILITY", arguments->facilities, "Only this facility.");
  add_texts(command, "--site", "SITE", arguments->sites, "Only this site.");
  add_text(command, "--from", "DATE", arguments->from,
           "Of cost, cost-movement, trend and facility-trend: what happened from this day on. Of counts: only those "
           "from it on.");
  add_text(command, "--days", "N", arguments->days,
           "Of unconfirmed: for how many days; 365 by default. Of rotation: only what is due within so many. Of "
           "disruption: how many are looked at; 180 by default.");
  add_texts(
      command, "--basis", "BASIS[,BASIS...]", arguments->bases,
      "Of coverage: what cover is measured by: consumption (default: apparent, else estimated, reported, a proxy), "
      "one of these by its full name, imports, net-imports, imports-from:COUNTRY[,COUNTRY...], "
      "participant-demand, defence-demand, or all. Several stand side by side.");
  add_text(command, "--demand-year", "YEAR", arguments->demand_year,
           "Of coverage: by the demand figures of this year, or the latest before it, whatever the date asked about.");
  add_text(command, "--unavailable", "PERCENT", arguments->unavailable,
           "Of coverage: the part of what is left after the deductions that never counts as available; 0% by default.");
  add_scenario_options(command, arguments->scenario);
  add_text(command, "--by", "STEP", arguments->by, "Of trend and facility-trend: month (default), quarter or year.");
  add_texts(command, "--fail-on", "CONDITION[,CONDITION...]", arguments->fail_on,
            "Exit with 4 and say why when this holds of the report, which is written all the same: below-target, "
            "overdue, limit-90%, stale-price:30d; `pvault report list --format json` has those of each report.");
  add_moment_options(command, arguments->moment, "--as-of,--to");
  add_table_options(command, arguments->table);
  add_pack_options(command, *pack);
  on_run(command, context, [pack, &context] { return run_any(*pack, context); });
}

} // namespace pvault::cli
