// pvault export
#include "reports/export.hpp"

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/known_at.hpp"
#include "cli/left_document.hpp"
#include "cli/moment_options.hpp"
#include "cli/stop_signals.hpp"
#include "cli/terminal.hpp"
#include "reports/output_file.hpp"
#include "store/transaction.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <system_error>

namespace pvault::cli {

namespace {

struct ExportOptions {
  std::string to;
  std::string output;
  MomentArguments moment;
};

enum class ExportForm { ledger, hledger, beancount, jsonl };

constexpr std::array<std::string_view, 4> export_forms = {"ledger", "hledger", "beancount", "jsonl"};

Expected<ExportForm> parse_form(std::string_view text) {
  const auto* found = std::ranges::find(export_forms, lower(trim(text)));
  if (found == export_forms.end()) return refuse_choice(text, "what a book can be exported to", export_forms);
  return static_cast<ExportForm>(found - export_forms.begin());
}

Expected<std::string> parse_as_of_lines(std::string_view /*text*/) {
  return refuse(Rule::option_malformed, "lines of JSON hold every entry, whatever day it is dated",
                "--known-at ENTRY for the entries up to one");
}

void write_form(store::Connection& connection, const Moment& moment, ExportForm form, const reports::Sink& sink) {
  switch (form) {
  case ExportForm::ledger:
    return reports::write_plain_journal(connection, moment, reports::PlainDialect::ledger, sink);
  case ExportForm::hledger:
    return reports::write_plain_journal(connection, moment, reports::PlainDialect::hledger, sink);
  case ExportForm::beancount:
    return reports::write_beancount_journal(connection, moment, sink);
  case ExportForm::jsonl:
    return reports::write_jsonl(connection, moment.known_at, sink);
  }
}

// Gathers small pieces, so that the system is not called for each.
void write_gathered(const std::function<void(const reports::Sink&)>& write, const reports::Sink& sink) {
  constexpr std::size_t enough_bytes = 1U << 18U;
  std::string gathered;
  write([&](std::string_view bytes) {
    gathered += bytes;
    if (gathered.size() < enough_bytes) return;
    StopSignals::check();
    sink(gathered);
    gathered.clear();
  });
  if (!gathered.empty()) sink(gathered);
}

// What goes into a pipe or a device is there as soon as it is written: a signal ends that at once.
bool is_passed_on(const std::filesystem::path& output) {
  std::error_code error;
  const auto status = std::filesystem::status(output, error);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
}

void write_output(const std::filesystem::path& output, const std::function<void(const reports::Sink&)>& write) {
  if (is_passed_on(output)) return reports::write_file_atomically(output, write);
  run_stoppable([&] {
    reports::write_file_atomically(output, [&](const reports::Sink& sink) {
      write(sink);
      StopSignals::check();
    });
  });
}

int run_export(const ExportOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const ExportForm form = reader.read("--to", parse_form(options.to));
  if (form == ExportForm::jsonl) reader.read_optional("--as-of", options.moment.as_of, parse_as_of_lines);
  const Date as_of = reader.read_date("--as-of", options.moment.as_of, context.clock.today);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  store::Book book = store::Book::open(book_path(context), store::Access::read);
  const store::ReadTransaction reading(book.connection());
  const auto known_at = find_known_at(book.connection(), options.moment.known_at);
  if (!known_at) return report_refusal(known_at.error());
  check_is_no_document(book.connection(), options.output);
  const auto write = [&](const reports::Sink& sink) {
    write_gathered(
        [&](const reports::Sink& pieces) {
          write_form(book.connection(), {as_of, *known_at}, form, pieces);
        },
        sink);
  };
  if (options.output.empty() || options.output == "-")
    write(write_stdout);
  else
    write_output(options.output, write);
  return number_of(ExitCode::done);
}

} // namespace

void setup_export(CLI::App& program, Context& context) {
  const auto options = std::make_shared<ExportOptions>();
  CLI::App& command = add_command(
      program, "export",
      {.about = "Writes the book for other programs: as a journal of ledger, hledger or beancount, which they accept "
                "under their strictest checks, or every entry as a line of JSON, of which a book with the same hashes "
                "can be made again (`pvault restore`).",
       .examples = "pvault export --to hledger --as-of 2026-03-31 --output vault.journal\n"
                   "pvault export --to beancount --output vault.beancount\n"
                   "pvault export --to jsonl --output vault.jsonl"},
      context);
  add_text(command, "--to", "FORM", options->to, "ledger, hledger, beancount or jsonl.").required();
  add_moment_options(command, options->moment);
  add_text(command, "--output", "FILE", options->output,
           "Into a file instead of standard output, all of it or nothing.")
      .group(output_heading);
  on_run(command, context, [options, &context] { return run_export(*options, context); });
}

} // namespace pvault::cli
