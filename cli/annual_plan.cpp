// pvault annual-plan set
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/recording_options.hpp"
#include "operations/set_annual_plan.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <memory>

namespace pvault::cli {

namespace {

struct AnnualPlanOptions {
  std::string mineral;
  std::string year;
  std::string buy_at_most;
  std::string release_at_most;
  std::string reason;
  RecordingArguments recording;
};

int run_annual_plan_set(const AnnualPlanOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  constexpr std::int64_t latest_year = 1'000'000; // refused as what it is
  const std::int64_t year = reader.read_whole_number("--year", options.year, "a year");
  const operations::AnnualPlanInput input{
      .mineral = options.mineral,
      .year = static_cast<int>(std::clamp(year, -latest_year, latest_year)),
      .buy_at_most = reader.read("--buy-at-most", parse_mass(options.buy_at_most)),
      .release_at_most = reader.read("--release-at-most", parse_mass(options.release_at_most)),
      .reason = reader.read("--reason", parse_required_text("reason", options.reason))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::set_annual_plan(book, header, input);
  });
}

} // namespace

void setup_annual_plan(CLI::App& program, Context& context) {
  const CommandPage page = {
      .about =
          "Sets what of a mineral is to be bought and released at most in a year. `pvault report annual-plan` holds "
          "it against what was; a plan that is exceeded refuses nothing.",
      .examples =
          "pvault annual-plan set gallium --year 2027 --buy-at-most \"20 t\" --release-at-most \"5 t\" --reason "
          "\"board of 12 December\" --on 2026-12-12"};
  CLI::App& plan =
      add_noun(program, "annual-plan", {.about = "Plans of a year by mineral.", .examples = page.examples}, context);
  const auto options = std::make_shared<AnnualPlanOptions>();
  CLI::App& command = add_command(plan, "set", page, context);
  add_text(command, "MINERAL", "", options->mineral, "Its name or symbol: gallium, Ga.").required();
  add_text(command, "--year", "YEAR", options->year, "The year it is for.").required();
  add_text(command, "--buy-at-most", "MASS", options->buy_at_most, "What is to be bought at most, or \"0 kg\".")
      .required();
  add_text(command, "--release-at-most", "MASS", options->release_at_most,
           "What is to be released at most, or \"0 kg\".")
      .required();
  add_text(command, "--reason", "TEXT", options->reason, "Who decided it, and why.").required();
  add_required_on(command, options->recording, "The day it was decided.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_annual_plan_set(*options, context); });
}

} // namespace pvault::cli
