// pvault accrue
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/recording_options.hpp"
#include "operations/service_loan.hpp"

#include <memory>

namespace pvault::cli {

void setup_accrue(CLI::App& program, Context& context) {
  const auto arguments = std::make_shared<RecordingArguments>();
  CLI::App& command = add_command(program, "accrue",
                                  {.about = "Posts the interest and fees that have accrued on every facility up to a "
                                            "day. Asked again, it posts nothing; daily or once a year it "
                                            "comes to the same cent.",
                                   .examples = "pvault accrue --until 2026-03-31\n"
                                               "pvault accrue --until yesterday --dry-run"},
                                  context);
  add_text(command, "--until", "DATE", arguments->on, "The day up to which it accrues, and the date of the entry.")
      .required();
  add_recording_options(command, *arguments);
  on_run(command, context, [arguments, &context] {
    OptionReader reader(context.clock.today);
    const Date until = reader.read_date("--until", arguments->on, context.clock.today);
    return record(context, reader, *arguments, until,
                  [](store::Book& book, const auto& header) { return operations::accrue(book, header); });
  });
}

} // namespace pvault::cli
