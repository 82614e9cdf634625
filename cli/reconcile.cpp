// pvault facility reconcile
#include "cli/reconcile.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/csv_input.hpp"
#include "cli/errors.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct ReconcileOptions {
  std::string facility;
  std::string statement;
  MomentArguments moment;
  TableArguments table;
};

const CsvForm& statement_form() {
  static const CsvForm form{
      Rule::statement_malformed,
      {"on", "item", "amount_usd"},
      "columns on,item,amount_usd; item is principal, interest, fees or undisbursed: 2026-03-31,principal,1250000.00"};
  return form;
}

Expected<reports::LenderLine> read_line(const operations::CsvRows& rows, std::size_t row, Date as_of) {
  const auto on = parse_iso_date(trim(rows.at(row, "on")));
  if (!on) return tl::unexpected(on.error());
  if (*on > as_of) {
    return refuse(Rule::statement_malformed, fmt::format("{} is after {}", format_date(*on), format_date(as_of)),
                  "ask as of a later day");
  }
  const auto item = reports::parse_statement_item(rows.at(row, "item"));
  if (!item) return tl::unexpected(item.error());
  const auto amount = parse_usd_cell(rows.at(row, "amount_usd"));
  if (!amount) return tl::unexpected(amount.error());
  return reports::LenderLine{*on, *item, *amount};
}

Expected<std::vector<reports::LenderLine>> read_statement(const std::string& path, Date as_of) {
  return read_csv_lines<reports::LenderLine>(
      statement_form(), path,
      [&](const operations::CsvRows& rows, std::size_t row) { return read_line(rows, row, as_of); });
}

int run_reconcile(const ReconcileOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, options.table);
  const Date as_of = reader.read_date("--as-of", options.moment.as_of, context.clock.today);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  const auto lines = read_statement(options.statement, as_of);
  if (!lines) return report_refusal(lines.error());
  return answer_reconciliation(
      context, reader, options.moment, output,
      [&](store::Connection& connection, const Moment& moment) -> Expected<reports::Reconciliation> {
        const auto facility = store::load_facility(connection, options.facility, moment);
        if (!facility) return tl::unexpected(facility.error());
        return reports::reconcile(connection, *facility, *lines, moment);
      });
}

} // namespace

int answer_reconciliation(const Context& context, OptionReader& reader, const MomentArguments& moment,
                          const TableOutput& output, const Reconcile& reconcile) {
  std::size_t differences = 0;
  const auto page =
      ask_book(context, reader, moment, [&](store::Connection& connection, const Moment& at) -> Expected<std::string> {
        auto result = reconcile(connection, at);
        if (!result) return tl::unexpected(result.error());
        result->table.provenance = provenance_of(connection, at);
        differences = result->differences;
        return render_table(result->table, output);
      });
  if (!page) return report_refusal(page.error());
  write_page(*page, output);
  return number_of(differences == 0 ? ExitCode::done : ExitCode::findings);
}

void setup_facility_reconcile(CLI::App& facility, Context& context) {
  const auto options = std::make_shared<ReconcileOptions>();
  CLI::App& command =
      add_command(facility, "reconcile",
                  {.about = "Holds a lender's own statement against the book, day by day; differences have their age. "
                            "Records nothing; exit code 5 when something differs.",
                   .examples = "pvault facility reconcile EXIM-1 --statement exim-2026-q1.csv --as-of 2026-04-15"},
                  context);
  add_text(command, "FACILITY", "", options->facility, "The facility.").required();
  add_text(command, "--statement", "FILE", options->statement,
           "CSV with the columns on,item,amount_usd; item is principal, interest, fees or undisbursed at the end of "
           "that day.")
      .required();
  add_moment_options(command, options->moment);
  add_table_options(command, options->table);
  on_run(command, context, [options, &context] { return run_reconcile(*options, context); });
}

} // namespace pvault::cli
