// pvault target set
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/recording_options.hpp"
#include "operations/add_figures.hpp"

#include <algorithm>
#include <memory>

namespace pvault::cli {

namespace {

struct TargetOptions {
  std::string mineral;
  std::string days;
  RecordingArguments recording;
};

int run_target_set(const TargetOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  // More days than any target may have; refused as what they are.
  constexpr std::int64_t most_days = 1'000'000;
  const std::int64_t days = reader.read_whole_number("--days", options.days, "a number of days");
  const operations::TargetInput input{.mineral = options.mineral,
                                      .days = static_cast<int>(std::clamp(days, -most_days, most_days))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::set_target(book, header, input); });
}

} // namespace

void setup_target(CLI::App& program, Context& context) {
  const CommandPage page = {.about = "Sets how many days of demand a mineral's stock is to cover, from a day on.",
                            .examples = "pvault target set gallium --days 90 --on 2026-04-01\n"
                                        "pvault target set all --days 60 --on 2026-02-02"};
  CLI::App& target =
      add_noun(program, "target", {.about = "Days of demand to be covered.", .examples = page.examples}, context);
  const auto options = std::make_shared<TargetOptions>();
  CLI::App& command = add_command(target, "set", page, context);
  add_text(command, "MINERAL", "", options->mineral, "Its name or symbol, or all: gallium, Ga.").required();
  add_text(command, "--days", "DAYS", options->days, "0 to 36500.").required();
  add_required_on(command, options->recording, "The day from which it holds.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_target_set(*options, context); });
}

} // namespace pvault::cli
