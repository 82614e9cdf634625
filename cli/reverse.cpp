// pvault reverse
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/recording_options.hpp"
#include "operations/reverse_entry.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct ReverseOptions {
  std::string entry;
  std::string reason;
  RecordingArguments recording;
};

int run_reverse(const ReverseOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  operations::ReversalInput input{.entry =
                                      EntryId{reader.read_whole_number("ENTRY", options.entry, "an entry's number")},
                                  .reason = reader.read("--reason", parse_required_text("reason", options.reason))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  if (!options.recording.on.empty()) input.on = on;
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::reverse_entry(book, header, input); });
}

} // namespace

void setup_reverse(CLI::App& program, Context& context) {
  const auto options = std::make_shared<ReverseOptions>();
  CLI::App& command = add_command(
      program, "reverse",
      {.about =
           "Undoes an entry by another one that names it; nothing is ever deleted. By default the reversal bears the "
           "date of the entry, as if that had never been; with --on it takes effect later.",
       .examples = "pvault reverse 183 --reason \"delivered to the wrong site\"\n"
                   "pvault reverse 183 --reason \"contract rescinded\" --on 2026-05-01"},
      context);
  add_text(command, "ENTRY", "", options->entry, "The number of the entry; `pvault report journal` shows it.")
      .required();
  add_text(command, "--reason", "TEXT", options->reason, "Why.").required();
  add_optional_on(command, options->recording, "The day the reversal takes effect; the day of the entry by default.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_reverse(*options, context); });
}

} // namespace pvault::cli
