// pvault pledge record, release
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/recording_options.hpp"
#include "operations/lot_status.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct PledgeOptions {
  operations::PledgeInput input = {};
  RecordingArguments recording;
};

Expected<void> check_named_once(const operations::PledgedLot& of) {
  if (of.lot.empty() == of.receipt.empty()) {
    return refuse(of.lot.empty() ? Rule::option_missing : Rule::option_malformed,
                  of.lot.empty() ? "which lot is pledged is not said" : "--lot and --receipt are both given",
                  "--lot NAME, or --receipt NUMBER for the lot that has that warehouse receipt");
  }
  return {};
}

void add_lot_options(CLI::App& command, operations::PledgedLot& of) {
  add_text(command, "--lot", "NAME", of.lot, "The lot; or --receipt.");
  add_text(command, "--receipt", "NUMBER", of.receipt, "The warehouse receipt that stands for it.");
}

int run_pledge_record(const PledgeOptions& options, const Context& context) {
  if (const auto sound = check_named_once(options.input.of); !sound) return report_refusal(sound.error());
  OptionReader reader(context.clock.today);
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::record_pledge(book, header, options.input);
  });
}

void setup_pledge_record(CLI::App& pledge, Context& context) {
  const auto options = std::make_shared<PledgeOptions>();
  CLI::App& command = add_command(
      pledge, "record",
      {.about = "Records that a lot is pledged to the lender of a facility. A lot has one pledge at a time, and is not "
                "transferred while it has.",
       .examples = "pvault pledge record --lot GA-1 --facility EXIM-1 --on 2026-04-02\n"
                   "pvault pledge record --receipt LOGISTIX-1007 --facility EXIM-1 --forbids-release --on 2026-04-02"},
      context);
  add_lot_options(command, options->input.of);
  add_text(command, "--facility", "FACILITY", options->input.facility, "The loan it secures.").required();
  add_switch(command, "--forbids-release", options->input.forbids_release,
             "Nothing may be released of it meanwhile; it is then not available.");
  add_required_on(command, options->recording, "The day from which it is pledged.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_pledge_record(*options, context); });
}

int run_pledge_release(const PledgeOptions& options, const Context& context) {
  if (const auto sound = check_named_once(options.input.of); !sound) return report_refusal(sound.error());
  OptionReader reader(context.clock.today);
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::release_pledge(book, header, options.input.of);
  });
}

void setup_pledge_release(CLI::App& pledge, Context& context) {
  const auto options = std::make_shared<PledgeOptions>();
  CLI::App& command =
      add_command(pledge, "release",
                  {.about = "Records that a lender gives a pledged lot back; from that day on it is free.",
                   .examples = "pvault pledge release --lot GA-1 --on 2026-06-30"},
                  context);
  add_lot_options(command, options->input.of);
  add_required_on(command, options->recording, "The first day on which it is not pledged any more.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_pledge_release(*options, context); });
}

} // namespace

void setup_pledge(CLI::App& program, Context& context) {
  CLI::App& pledge = add_noun(program, "pledge",
                              {.about = "Lots pledged to lenders.",
                               .examples = "pvault pledge record --lot GA-1 --facility EXIM-1 --on 2026-04-02\n"
                                           "pvault pledge release --lot GA-1 --on 2026-06-30"},
                              context);
  setup_pledge_record(pledge, context);
  setup_pledge_release(pledge, context);
}

} // namespace pvault::cli
