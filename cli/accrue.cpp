// pvault accrue
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/recording_options.hpp"
#include "operations/service_loan.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct AccrueOptions {
  operations::AccrualInput input;
  RecordingArguments recording;
};

} // namespace

void setup_accrue(CLI::App& program, Context& context) {
  const auto options = std::make_shared<AccrueOptions>();
  CLI::App& command =
      add_command(program, "accrue",
                  {.about = "Posts the interest and fees that have accrued on every facility up to a day, and what "
                            "storage, insurance and handling have come to. Asked again, it posts nothing; daily or "
                            "once a year it comes to the same cent.",
                   .examples = "pvault accrue --until 2026-03-31\n"
                               "pvault accrue --until yesterday --dry-run\n"
                               "pvault accrue --until 2026-03-31 --carrying"},
                  context);
  add_text(command, "--until", "DATE", options->recording.on,
           "The day up to which it accrues, and the date of the entry.")
      .required();
  add_texts(command, "--facility", "FACILITY", options->input.facilities, "Accrue this facility, and not the rest.");
  add_switch(command, "--carrying", options->input.carrying,
             "Accrue storage, insurance and handling, and no facility but those named.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] {
    OptionReader reader(context.clock.today);
    const Date until = reader.read_date("--until", options->recording.on, context.clock.today);
    return record(context, reader, options->recording, until, [&](store::Book& book, const auto& header) {
      return operations::accrue(book, header, options->input);
    });
  });
}

} // namespace pvault::cli
