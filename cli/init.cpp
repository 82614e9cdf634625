// pvault init
#include "operations/init_book.hpp"

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/recorded_text.hpp"
#include "cli/recording_options.hpp"
#include "cli/stop_signals.hpp"
#include "cli/terminal.hpp"
#include "reports/terminal_text.hpp"
#include "units/text.hpp"

#include <memory>
#include <nlohmann/json.hpp>

namespace pvault::cli {

namespace {

// The first day of the year that most reference figures are of, so that reports of any day since find them.
constexpr const char* first_day = "2025-01-01";

struct InitOptions {
  std::string name;
  RecordingArguments recording;
};

struct Made {
  std::string book;
  std::string name;
  operations::NewBook counts;
  bool dry_run = false;
};

std::string print_text(const Made& made) {
  const operations::NewBook& counts = made.counts;
  std::string page = fmt::format("{} {}: \"{}\"\n", made.dry_run ? "dry run: would make" : "made",
                                 reports::format_for_terminal(made.book), reports::format_for_terminal(made.name));
  page += fmt::format("{} minerals and {} group{}, {} demand figures, {} prices ({} of them cannot value a stock), a "
                      "target of {} days for each\n",
                      counts.minerals, counts.groups, counts.groups == 1 ? "" : "s", counts.demand_figures,
                      counts.prices, counts.prices_unusable, operations::published_target_days);
  if (made.dry_run) return page + "nothing was made\n";
  return page + fmt::format("entry {} is the newest\nhash {}\n", counts.entries, counts.hash);
}

std::string print_json(const Made& made) {
  const operations::NewBook& counts = made.counts;
  nlohmann::ordered_json object;
  object["schema"] = "pvault.book/1";
  object["book"] = made.book;
  object["name"] = made.name;
  object["dry_run"] = made.dry_run;
  object["entries"] = counts.entries;
  object["hash"] = made.dry_run ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(counts.hash);
  object["minerals"] = counts.minerals;
  object["groups"] = counts.groups;
  object["demand_figures"] = counts.demand_figures;
  object["prices"] = counts.prices;
  object["prices_unusable"] = counts.prices_unusable;
  object["target_days"] = operations::published_target_days;
  return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

int run_init(const InitOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const std::string name = reader.read("--name", parse_name("name", options.name));
  const std::string on_text = options.recording.on.empty() ? first_day : options.recording.on;
  const Date on = reader.read_date("--on", on_text, context.clock.today);
  const auto format = reader.read("--format", parse_recorded_format(options.recording.format));
  const auto recording = read_recording(reader, options.recording, context, on);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  // A moment's work, which is done to its end once it is begun.
  const operations::NewBook counts =
      run_stoppable([&] { return operations::init_book(book_path(context), recording, name); });
  const Made made{.book = book_path(context).string(), .name = name, .counts = counts, .dry_run = recording.dry_run};
  write_stdout_of_done(format == RecordedFormat::text ? print_text(made) : print_json(made),
                       made.dry_run ? "nothing was made" : fmt::format("the book {} is made", made.book));
  return number_of(ExitCode::done);
}

} // namespace

void setup_init(CLI::App& program, Context& context) {
  const auto options = std::make_shared<InitOptions>();
  CLI::App& command = add_command(
      program, "init",
      {.about =
           "Makes a new book: one file with the 60 minerals of the USGS list of 2025, their reference figures, and a "
           "target of 60 days for each. A file that is there already is never overwritten.",
       .examples = "pvault init --name \"Project Vault\"\n"
                   "pvault init --name \"Project Vault\" --book vault-2026.db"},
      context);
  add_text(command, "--name", "TEXT", options->name, "The name of the book; every report shows it.").required();
  add_optional_on(
      command, options->recording,
      "The day from which the minerals and targets hold; 2025-01-01 by default, the first day of the year of "
      "the reference figures.");
  add_switch(command, "--dry-run", options->recording.dry_run, "Do and check everything, and leave nothing behind.")
      .group(recording_heading);
  add_text(command, "--format", "FORMAT", options->recording.format, "text (default) or json.").group(output_heading);
  on_run(command, context, [options, &context] { return run_init(*options, context); });
}

} // namespace pvault::cli
