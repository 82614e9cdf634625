// pvault emergency declare, end and list
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/name_list.hpp"
#include "cli/recording_options.hpp"
#include "cli/table_output.hpp"
#include "operations/grant_release.hpp"
#include "reports/columns.hpp"
#include "store/authorities.hpp"
#include "store/facilities.hpp"
#include "store/names.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

namespace pvault::cli {

namespace {

struct EmergencyOptions {
  std::string code;
  std::string declared_by;
  std::string rule;
  std::string until;
  std::vector<std::string> minerals;
  std::string maximum;
  RecordingArguments recording;
};

int run_emergency_declare(const EmergencyOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  operations::EmergencyInput input{
      .code = reader.read("CODE", parse_name("emergency", options.code)),
      .declared_by = reader.read("--declared-by", parse_required_text("declared-by", options.declared_by)),
      .rule = reader.read("--rule", parse_required_text("rule", options.rule)),
      .minerals = options.minerals,
      .maximum = reader.read_optional("--maximum", options.maximum, parse_mass)};
  if (!options.until.empty()) input.until = reader.read_date("--until", options.until, reader.today());
  const Date on = reader.read_date("--from", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::declare_emergency(book, header, input);
  });
}

void setup_emergency_declare(CLI::App& emergency, Context& context) {
  const auto options = std::make_shared<EmergencyOptions>();
  CLI::App& command = add_command(
      emergency, "declare",
      {.about = "Records an emergency that was declared. Emergency releases are made under one.",
       .examples = "pvault emergency declare E-1 --declared-by \"the President\" --rule \"50 U.S.C. 98f\" --from "
                   "2026-05-04 --mineral gallium --mineral germanium --maximum \"10 t\""},
      context);
  add_text(command, "CODE", "", options->code, "The name to call it by: E-1.").required();
  add_text(command, "--declared-by", "TEXT", options->declared_by, "Who declared it.").required();
  add_text(command, "--rule", "TEXT", options->rule, "Under which rule.").required();
  add_text(command, "--from", "DATE", options->recording.on, "Its first day.").required();
  add_text(command, "--until", "DATE", options->until, "Its last day; otherwise it runs until it is ended.");
  add_texts(command, "--mineral", "MINERAL", options->minerals, "A mineral it covers; all when none is named.");
  add_text(command, "--maximum", "MASS", options->maximum, "The most that may be released under it, of each mineral.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_emergency_declare(*options, context); });
}

struct EmergencyEndOptions {
  std::string code;
  std::string reason;
  RecordingArguments recording;
};

int run_emergency_end(const EmergencyEndOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::EmergencyEndInput input{.code = options.code,
                                            .reason = reader.read("--reason", parse_text("reason", options.reason))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::end_emergency(book, header, input); });
}

void setup_emergency_end(CLI::App& emergency, Context& context) {
  const auto options = std::make_shared<EmergencyEndOptions>();
  CLI::App& command = add_command(emergency, "end",
                                  {.about = "Ends an emergency: nothing is released under it after its last day.",
                                   .examples = "pvault emergency end E-1 --on 2026-06-30"},
                                  context);
  add_text(command, "CODE", "", options->code, "The emergency.").required();
  add_required_on(command, options->recording, "Its last day.");
  add_text(command, "--reason", "TEXT", options->reason, "Why.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_emergency_end(*options, context); });
}

reports::Table make_emergency_list(store::Connection& connection) {
  namespace column = reports::column;
  reports::Table table = new_table("emergency-list", "Emergencies",
                                   {column::text("emergency", "Emergency"), column::date("from_on", "From"),
                                    column::date("until_on", "Until"), column::date("ended_on", "Ended"),
                                    column::text("declared_by", "Declared by"), column::text("rule", "Rule"),
                                    column::text("minerals", "Minerals")});
  const auto minerals = store::list_minerals(connection);
  for (const store::EmergencyState& state : store::list_emergencies(connection, store::end_of_time(connection))) {
    const Emergency& emergency = state.emergency;
    std::vector<std::string> covered;
    for (const CoveredMineral& each : emergency.minerals)
      covered.push_back(std::ranges::find(minerals, each.mineral, &Mineral::id)->code);
    add_row(table, {emergency.code, format_date(emergency.period.from), reports::cell(emergency.period.until),
                    reports::cell(emergency.ended_on), state.declared_by, state.rule,
                    covered.empty() ? "all" : fmt::format("{}", fmt::join(covered, ", "))});
  }
  return table;
}

} // namespace

void setup_emergency(CLI::App& program, Context& context) {
  CLI::App& emergency =
      add_noun(program, "emergency",
               {.about = "Emergencies that were declared.",
                .examples = "pvault emergency declare E-1 --declared-by \"the President\" --rule \"50 U.S.C. 98f\" "
                            "--from 2026-05-04 --mineral gallium\n"
                            "pvault emergency end E-1 --on 2026-06-30\n"
                            "pvault report emergencies"},
               context);
  setup_emergency_declare(emergency, context);
  setup_emergency_end(emergency, context);
  add_name_list(
      emergency, context,
      {.about = "Lists the emergencies.", .examples = "pvault emergency list\npvault emergency list --format csv"},
      make_emergency_list);
}

} // namespace pvault::cli
