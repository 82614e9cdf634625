// pvault report list, pvault report NAME
#include "reports/report.hpp"

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/report_command.hpp"
#include "cli/text_layout.hpp"
#include "reports/columns.hpp"
#include "units/text.hpp"

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
        std::pair("by_mineral", "By mineral"), std::pair("by_facility", "By facility")})
    table.columns.push_back(reports::column::text(name, heading));
  for (const reports::Report& report : reports::all_reports())
    add_row(table, {std::string(report.name), std::string(report.title), std::string(report.about),
                    std::string(report.options.has(reports::Option::mineral) ? "yes" : "no"),
                    std::string(report.options.has(reports::Option::facility) ? "yes" : "no")});
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
                                 {"by_facility", report.options.has(reports::Option::facility)}});
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
  write_page(print_list(output), output);
  return number_of(ExitCode::done);
}

// Not asked of CLI11, which would ask for it with a verb as well.
Refusal name_missing() {
  return {.rule = Rule::option_missing,
          .message = "pvault report needs REPORT",
          .next_step = "`pvault report --help` shows what it takes"};
}

} // namespace

void setup_report(CLI::App& program, Context& context) {
  const auto arguments = std::make_shared<ReportArguments>();
  CLI::App& command = add_command(
      program, "report",
      {.about = "Makes a report, or lists the reports there are. The same book, --as-of and --known-at give the same "
                "bytes, on any day.",
       .examples = "pvault report list\n"
                   "pvault report coverage\n"
                   "pvault report coverage --as-of 2026-03-31 --mineral gallium --mineral Co\n"
                   "pvault report coverage --basis consumption,net-imports,imports-from:China,Russia\n"
                   "pvault report disruption --cut-off China,Russia --days 180 --demand +10%\n"
                   "pvault report price-shock --price -30% --price cobalt=-50%\n"
                   "pvault report cost --as-of 2026-03 --known-at 2026-04-05 --output cost-2026-03.csv\n"
                   "pvault report cost-movement --from 2026-01-01 --to 2026-03-31\n"
                   "pvault report run /etc/pvault/orders.toml"},
      context);
  command.require_subcommand(0, 1);
  setup_report_run(command, context);
  setup_report_check(command, context);
  add_text(command, "REPORT", "", arguments->name, "list, or one of the reports it shows.");
  add_texts(command, "--mineral", "MINERAL", arguments->minerals,
            "Only this mineral, by name or symbol; a group stands for its members, too.");
  add_texts(command, "--facility", "FACILITY", arguments->facilities, "Only this facility.");
  add_texts(command, "--site", "SITE", arguments->sites, "Only this site.");
  add_text(command, "--from", "DATE", arguments->from,
           "Of cost, cost-movement and trend: what happened from this day on. Of counts: only those from it on.");
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
  add_text(command, "--by", "STEP", arguments->by, "Of trend: month (default), quarter or year.");
  add_moment_options(command, arguments->moment, "--as-of,--to");
  add_table_options(command, arguments->table);
  on_run(command, context, [arguments, &context] {
    if (arguments->name.empty()) return report_refusal(name_missing());
    return lower(arguments->name) == "list" ? run_report_list(*arguments, context) : run_report(*arguments, context);
  });
}

} // namespace pvault::cli
