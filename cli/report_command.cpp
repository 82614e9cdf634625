#include "cli/report_command.hpp"

#include "cli/errors.hpp"
#include "cli/report_question.hpp"
#include "cli/run_record.hpp"
#include "reports/conditions.hpp"
#include "reports/report.hpp"
#include "store/names.hpp"

#include <memory>
#include <utility>

namespace pvault::cli {

namespace {

Expected<std::string> make_page(const ReportArguments& arguments, const Context& context, const TableOutput& output,
                                OptionReader& reader, std::vector<reports::ConditionFound>& found) {
  const auto report = load_report(arguments.name);
  if (!report) return tl::unexpected(report.error());
  const std::string asked = fmt::format("the report {}", (*report)->name);
  if (const auto apply = check_options_apply((*report)->options, asked, arguments); !apply)
    return tl::unexpected(apply.error());
  const auto conditions = reader.read("--fail-on", reports::parse_conditions((*report)->name, arguments.fail_on));
  const ReadQuestion read = read_question(reader, arguments);
  return ask_book(context, reader, arguments.moment,
                  [&](store::Connection& connection, const Moment& moment) -> Expected<std::string> {
                    const auto question = find_question(connection, moment, arguments, read);
                    if (!question) return tl::unexpected(question.error());
                    const reports::Table table = make_report(**report, connection, *question);
                    found = judge(table, conditions);
                    return render_table(table, output);
                  });
}

} // namespace

Expected<std::vector<MineralId>> load_minerals(store::Connection& connection, const std::vector<std::string>& names) {
  std::vector<MineralId> minerals;
  for (const std::string& name : names) {
    const auto named = store::load_mineral(connection, name);
    if (!named) return tl::unexpected(named.error());
    minerals.push_back(named->id);
    if (!named->is_group) continue;
    for (const Mineral& mineral : store::list_minerals(connection)) {
      if (mineral.member_of == named->id) minerals.push_back(mineral.id);
    }
  }
  return minerals;
}

int report_conditions(std::span<const reports::ConditionFound> found) {
  for (const reports::ConditionFound& condition : found)
    print_condition(fmt::format("{}: {}", condition.condition, condition.sentence));
  return number_of(found.empty() ? ExitCode::done : ExitCode::condition);
}

int run_report(const ReportArguments& arguments, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, arguments.table);
  std::vector<reports::ConditionFound> found;
  const auto page = make_page(arguments, context, output, reader, found);
  if (!page) return report_refusal(page.error());
  write_page(*page, output);
  run_record().conditions = std::move(found); // what could not be written warns of nothing
  return report_conditions(run_record().conditions);
}

void add_report_command(CLI::App& noun, const std::string& name, const std::string& report, const CommandPage& page,
                        Context& context) {
  const auto arguments = std::make_shared<ReportArguments>();
  arguments->name = report;
  CLI::App& command = add_command(noun, name, page, context);
  add_moment_options(command, arguments->moment);
  add_table_options(command, arguments->table);
  on_run(command, context, [arguments, &context] { return run_report(*arguments, context); });
}

} // namespace pvault::cli
