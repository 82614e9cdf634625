// pvault transfer record
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/lot_paper_options.hpp"
#include "cli/recording_options.hpp"
#include "operations/record_transfer.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct TransferOptions {
  std::string lot;
  std::string mass;
  bool all = false;
  std::string from_site;
  std::string to_site;
  std::string kind;
  std::vector<std::string> outputs;
  std::string name;
  std::string reason;
  LotPaperArguments paper;
  RecordingArguments recording;
};

Expected<void> check_options(const TransferOptions& options, TransferKind kind) {
  if (options.mass.empty() && !options.all)
    return refuse(Rule::option_missing, "pvault transfer record needs --mass or --all",
                  "--mass \"5 t\", or --all for what is in the lot");
  if (!options.mass.empty() && options.all)
    return refuse(Rule::option_malformed, "--mass and --all are both given", "leave one of them out");
  if (!options.outputs.empty() && !options.name.empty())
    return refuse(Rule::option_malformed, "--as and --output are both given",
                  "name the outputs: --output \"4,900 kg=W-1B\"");
  if (kind == TransferKind::transfer && options.to_site.empty())
    return refuse(Rule::option_missing, "pvault transfer record needs --to-site",
                  "--to-site SITE; a repack, upgrade or processing may stay where the lot lies");
  return {};
}

// "4,900 kg=W-1B", or a mass alone.
operations::OutputInput read_output(OptionReader& reader, const std::string& text) {
  const std::size_t equals = text.find('=');
  operations::OutputInput output{.mass = reader.read("--output", parse_mass(text.substr(0, equals)))};
  if (equals != std::string::npos)
    output.lot = reader.read("--output", parse_name("lot", trim(std::string_view(text).substr(equals + 1))));
  return output;
}

int run_transfer_record(const TransferOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const TransferKind kind =
      reader.read_optional("--kind", options.kind, parse_transfer_kind).value_or(TransferKind::transfer);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  if (const auto sound = check_options(options, kind); !sound) return report_refusal(sound.error());
  operations::TransferInput input{.lot = options.lot,
                                  .kind = kind,
                                  .mass = reader.read_optional("--mass", options.mass, parse_mass),
                                  .from_site = options.from_site,
                                  .to_site = options.to_site,
                                  .reason = reader.read("--reason", parse_text("reason", options.reason)),
                                  .paper = read_lot_paper(reader, options.paper)};
  if (!options.name.empty()) input.name = reader.read("--as", parse_name("lot", options.name));
  for (const std::string& output : options.outputs)
    input.outputs.push_back(read_output(reader, output));
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::record_transfer(book, header, input);
  });
}

void add_transfer_options(CLI::App& command, TransferOptions& options) {
  add_text(command, "--lot", "NAME", options.lot, "The lot it is taken from.").required();
  add_text(command, "--mass", "MASS", options.mass, "What is taken, with its unit: \"5 t\"; or --all.");
  add_switch(command, "--all", options.all, "Take all that is in the lot.");
  add_text(command, "--to-site", "SITE", options.to_site,
           "Where it goes; a repack, upgrade or processing stays where the lot lies without it.");
  add_required_on(command, options.recording, "The day it moves.");
  add_text(command, "--from-site", "SITE", options.from_site,
           "Where the lot should lie; refused when it does not. Otherwise wherever it lies.");
  add_text(command, "--kind", "KIND", options.kind, "transfer (default), repack, upgrade or processing.");
  add_texts(command, "--output", "MASS[=NAME]", options.outputs,
            "A lot that comes out, and its name: \"4,900 kg=W-1B\". What no output has is the yield loss.");
  add_text(command, "--as", "NAME", options.name,
           "The name of the new lot when there is no --output; otherwise the old one's and a number, such as W-1.1.");
  add_text(command, "--reason", "TEXT", options.reason, "Why.");
  add_output_paper_options(command, options.paper);
}

} // namespace

void setup_transfer(CLI::App& program, Context& context) {
  const CommandPage page = {
      .about = "Records that mass of a lot goes to another site, or into another form. It becomes a lot of its own, "
               "with its part of the cost, its age and its origin.",
      .examples = "pvault transfer record --lot gallium-181 --mass \"5 t\" --to-site SENECA --on 2026-05-04\n"
                  "pvault transfer record --lot W-1 --mass \"5 t\" --kind processing --to-site SENECA --output \"4,900 "
                  "kg=W-1B\" --on 2026-05-04"};
  CLI::App& transfer =
      add_noun(program, "transfer",
               {.about = "Transfers, repacks, upgrades and processing.", .examples = page.examples}, context);
  const auto options = std::make_shared<TransferOptions>();
  CLI::App& command = add_command(transfer, "record", page, context);
  add_transfer_options(command, *options);
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_transfer_record(*options, context); });
}

} // namespace pvault::cli
