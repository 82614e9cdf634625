#include "cli/name_list.hpp"

#include "cli/errors.hpp"
#include "cli/moment_options.hpp"
#include "cli/table_output.hpp"

#include <memory>

namespace pvault::cli {

namespace {

int run_name_list(const TableArguments& arguments, const Context& context,
                  const std::function<reports::Table(store::Connection&)>& make) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, arguments);
  const auto page = ask_book(context, reader, {}, [&](store::Connection& connection, const Moment& moment) {
    reports::Table table = make(connection);
    table.provenance = provenance_of(connection, moment);
    return Expected<std::string>(render_table(table, output));
  });
  if (!page) return report_refusal(page.error());
  write_page(*page, output);
  return number_of(ExitCode::done);
}

} // namespace

void add_name_list(CLI::App& noun, Context& context, const CommandPage& page,
                   const std::function<reports::Table(store::Connection&)>& make) {
  const auto arguments = std::make_shared<TableArguments>();
  CLI::App& command = add_command(noun, "list", page, context);
  add_table_options(command, *arguments);
  on_run(command, context, [arguments, &context, make] { return run_name_list(*arguments, context, make); });
}

} // namespace pvault::cli
