// pvault return record
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/recording_options.hpp"
#include "operations/record_return.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct ReturnOptions {
  std::string release;
  std::string mass;
  std::string site;
  std::string short_mass;
  std::string reason;
  RecordingArguments recording;
};

Expected<void> check_return_options(const ReturnOptions& options) {
  if (options.mass.empty() && options.short_mass.empty())
    return refuse(Rule::option_missing, "pvault return record needs --mass or --short",
                  "--mass \"5 t\" for what comes back, --short for what will not");
  if (options.mass.empty() != options.site.empty())
    return refuse(Rule::option_missing,
                  options.site.empty() ? "pvault return record needs --site" : "pvault return record needs --mass",
                  "what comes back lies at a site: --mass \"5 t\" --site SITE");
  if (options.short_mass.empty() || !options.reason.empty()) return {};
  return refuse(Rule::option_missing, "pvault return record needs --reason with --short",
                "--reason TEXT says why it does not come back");
}

int run_return_record(const ReturnOptions& options, const Context& context) {
  if (const auto sound = check_return_options(options); !sound) return report_refusal(sound.error());
  OptionReader reader(context.clock.today);
  const operations::ReturnInput input{
      .release = EntryId{reader.read_whole_number("--release", options.release, "the number of an entry")},
      .mass = reader.read_optional("--mass", options.mass, parse_mass),
      .site = options.site,
      .short_mass = reader.read_optional("--short", options.short_mass, parse_mass),
      .reason = reader.read("--reason", parse_text("reason", options.reason))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::record_return(book, header, input); });
}

} // namespace

void setup_return(CLI::App& program, Context& context) {
  const CommandPage page = {
      .about = "Records what comes back of a loan or an exchange. It goes into lots of those that were lent, with "
               "their origin, their age and the cost they left with.",
      .examples = "pvault return record --release 214 --mass \"5 t\" --site HAWTHORNE --on 2026-09-30\n"
                  "pvault return record --release 214 --short \"20 kg\" --reason \"lost in processing\" --on "
                  "2026-09-30"};
  CLI::App& noun = add_noun(program, "return", {.about = "Returns of loans.", .examples = page.examples}, context);
  const auto options = std::make_shared<ReturnOptions>();
  CLI::App& command = add_command(noun, "record", page, context);
  add_text(command, "--release", "ENTRY", options->release, "The entry by which it left.").required();
  add_text(command, "--mass", "MASS", options->mass, "What comes back, with its unit: \"5 t\", \"5 t of Ga2O3\".");
  add_text(command, "--site", "SITE", options->site, "Where it lies then.");
  add_required_on(command, options->recording, "The day it comes back.");
  add_text(command, "--short", "MASS", options->short_mass, "What will not come back and is given up: it is lost.");
  add_text(command, "--reason", "TEXT", options->reason, "Why.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_return_record(*options, context); });
}

} // namespace pvault::cli
