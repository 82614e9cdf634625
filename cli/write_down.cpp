// pvault write-down record
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/recording_options.hpp"
#include "operations/record_write_down.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct WriteDownOptions {
  std::string mineral;
  std::string lot;
  std::string amount;
  std::string to;
  std::string reason;
  RecordingArguments recording;
};

Expected<void> check_options(const WriteDownOptions& options) {
  if (options.mineral.empty() == options.lot.empty())
    return refuse(options.lot.empty() ? Rule::option_missing : Rule::option_malformed,
                  options.lot.empty() ? "pvault write-down record needs --mineral or --lot"
                                      : "--mineral and --lot are both given",
                  "--mineral for all its lots, or --lot for one");
  if (options.amount.empty() == options.to.empty())
    return refuse(options.to.empty() ? Rule::option_missing : Rule::option_malformed,
                  options.to.empty() ? "pvault write-down record needs --amount or --to"
                                     : "--amount and --to are both given",
                  "--amount \"12,000 USD\", or --to \"480 USD/kg\", what it is worth");
  return {};
}

int run_write_down_record(const WriteDownOptions& options, const Context& context) {
  if (const auto sound = check_options(options); !sound) return report_refusal(sound.error());
  OptionReader reader(context.clock.today);
  const operations::WriteDownInput input{.mineral = options.mineral,
                                         .lot = options.lot,
                                         .amount = reader.read_optional("--amount", options.amount, parse_money),
                                         .to = reader.read_optional("--to", options.to, parse_price),
                                         .reason =
                                             reader.read("--reason", parse_required_text("reason", options.reason))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::record_write_down(book, header, input);
  });
}

} // namespace

void setup_write_down(CLI::App& program, Context& context) {
  const CommandPage page = {
      .about =
          "Records that stock is worth less than it cost. Its cost stays what it was; the write-down stands beside it "
          "and leaves with the mass.",
      .examples = "pvault write-down record --mineral gallium --to \"480 USD/kg\" --reason \"market of 31 March\" --on "
                  "2026-03-31\n"
                  "pvault write-down record --lot gallium-181 --amount \"12,000 USD\" --reason \"contaminated\" --on "
                  "2026-04-02"};
  CLI::App& write_down = add_noun(
      program, "write-down", {.about = "Stock that is worth less than it cost.", .examples = page.examples}, context);
  const auto options = std::make_shared<WriteDownOptions>();
  CLI::App& command = add_command(write_down, "record", page, context);
  add_text(command, "--mineral", "MINERAL", options->mineral,
           "All its lots that could be drawn that day: gallium, Ga.");
  add_text(command, "--lot", "NAME", options->lot, "Or one lot.");
  add_text(command, "--amount", "MONEY", options->amount, "By how much: \"12,000 USD\".");
  add_text(command, "--to", "PRICE", options->to, "Or what it is worth: \"480 USD/kg\".");
  add_required_on(command, options->recording, "The day from which it holds.");
  add_text(command, "--reason", "TEXT", options->reason, "Why.").required();
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_write_down_record(*options, context); });
}

} // namespace pvault::cli
