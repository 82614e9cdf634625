// pvault query
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/statement_options.hpp"
#include "cli/table_output.hpp"
#include "reports/query_table.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct QueryArguments {
  std::string sql;
  std::string file;
  StatementArguments statement;
  MomentArguments moment;
  TableArguments table;
};

Expected<std::string> find_statement(const QueryArguments& arguments) {
  if (arguments.sql.empty() == arguments.file.empty()) {
    return refuse(arguments.sql.empty() ? Rule::option_missing : Rule::option_malformed,
                  arguments.sql.empty() ? "pvault query needs a statement" : "a statement and a file are two questions",
                  "pvault query \"SELECT * FROM v_stock\", or --file FILE.sql");
  }
  if (!arguments.file.empty()) return read_sql(arguments.file);
  return arguments.sql == "-" ? read_sql("-") : arguments.sql;
}

Expected<reports::Table> ask_query(store::Connection& connection, const Moment& moment, const QueryArguments& arguments,
                                   const std::string& sql, const StatementOptions& options) {
  const auto answer = ask_sql(connection, moment, arguments.moment, sql, options);
  if (!answer) return tl::unexpected(answer.error());
  auto table = reports::make_query_table(*answer);
  if (!table) return table;
  table->name = "query";
  table->title = "Query";
  if (!names_day(*answer)) table->notes.emplace_back(reports::note_of_all_days);
  if (answer->is_cut) table->notes.push_back("Only " + describe_cut(*options.rows) + ".");
  table->provenance = provenance_of(connection, moment);
  return table;
}

int run_query(const QueryArguments& arguments, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, arguments.table);
  const StatementOptions options = read_sql_options(reader, arguments.statement);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  const auto sql = find_statement(arguments);
  if (!sql) return report_refusal(sql.error());
  const auto page = ask_book(context, reader, arguments.moment,
                             [&](store::Connection& connection, const Moment& moment) -> Expected<std::string> {
                               const auto table = ask_query(connection, moment, arguments, *sql, options);
                               if (!table) return tl::unexpected(table.error());
                               return render_table(*table, output);
                             });
  if (!page) return report_refusal(page.error());
  write_page(*page, output);
  return number_of(ExitCode::done);
}

} // namespace

void setup_query(CLI::App& program, Context& context) {
  const auto arguments = std::make_shared<QueryArguments>();
  CLI::App& command = add_command(
      program, "query",
      {.about =
           "Asks the book with one SELECT over the documented views, which `pvault schema` explains, and answers in "
           "any format. It reads and can do nothing else. :as_of and :known_at stand for --as-of and --known-at "
           "wherever the statement names them; without them it sees all entries.",
       .examples =
           "pvault query \"SELECT mineral, on_hand_mg, cost_cents FROM v_stock WHERE on_hand_mg > 0\"\n"
           "pvault query \"SELECT supplier, SUM(metal_cents) AS metal_cents FROM v_purchase WHERE mineral = "
           ":mineral GROUP BY supplier\" --param mineral=cobalt\n"
           "pvault query \"SELECT account, SUM(amount_cents) AS balance_cents FROM v_journal WHERE effective_on "
           "<= :as_of AND entry_id <= :known_at GROUP BY account\" --as-of 2026-03-31\n"
           "pvault query --file suppliers.sql --output suppliers.xlsx"},
      context);
  add_text(command, "SQL", "", arguments->sql, "The statement; - reads it from standard input.");
  add_text(command, "--file", "FILE", arguments->file, "The statement stands in this file; - for standard input.");
  add_sql_options(command, arguments->statement);
  add_moment_options(command, arguments->moment);
  add_table_options(command, arguments->table);
  on_run(command, context, [arguments, &context] { return run_query(*arguments, context); });
}

} // namespace pvault::cli
