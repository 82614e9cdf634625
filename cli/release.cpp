// pvault release record
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/recording_options.hpp"
#include "operations/record_release.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct ReleaseOptions {
  std::string mineral;
  std::string mass;
  std::string kind;
  std::string authority;
  std::string recipient;
  std::string price;
  std::vector<std::string> lots;
  std::string site;
  std::string emergency;
  std::string return_by;
  std::string sale;
  RecordingArguments recording;
};

int run_release_record(const ReleaseOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  operations::ReleaseInput input{.mineral = options.mineral,
                                 .mass = reader.read("--mass", parse_mass(options.mass)),
                                 .kind = reader.read("--kind", parse_release_kind(options.kind)),
                                 .authority =
                                     reader.read("--authority", parse_required_text("authority", options.authority)),
                                 .recipient = options.recipient,
                                 .price = reader.read_optional("--price", options.price, parse_price),
                                 .lots = options.lots,
                                 .site = options.site,
                                 .emergency = options.emergency};
  if (!options.return_by.empty()) input.return_by = reader.read_date("--return-by", options.return_by, reader.today());
  if (!options.sale.empty())
    input.sale = EntryId{reader.read_whole_number("--sale", options.sale, "the number of an entry")};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::record_release(book, header, input); });
}

void add_release_options(CLI::App& command, ReleaseOptions& options) {
  add_text(command, "--mineral", "MINERAL", options.mineral, "Its name or symbol: gallium, Ga.").required();
  add_text(command, "--mass", "MASS", options.mass, "What leaves, with its unit: \"10 t\".").required();
  add_required_on(command, options.recording, "The day it leaves.");
  add_text(command, "--kind", "KIND", options.kind, "sale, emergency, loan, exchange, rotation, sample or loss.")
      .required();
  add_text(command, "--authority", "TEXT", options.authority,
           "The code of a recorded authority; where the mineral has none, who ordered it and under which rule.")
      .required();
  add_text(command, "--to", "PARTY", options.recipient, "Who receives it; owes the price then.");
  add_text(command, "--price", "PRICE", options.price, "\"600 USD/kg\"; a sale needs one.");
  add_texts(command, "--lot", "NAME", options.lots,
            "A lot to draw, in the order given; otherwise the oldest lots are drawn first.");
  add_text(command, "--site", "SITE", options.site, "Where it is taken from; any storage site by default.");
  add_text(command, "--emergency", "CODE", options.emergency,
           "The declared emergency; an emergency release needs one.");
  add_text(command, "--sale", "ENTRY", options.sale,
           "The sale that it ships: of its lots, to its buyer, at its price.");
  add_text(command, "--return-by", "DATE", options.return_by, "When a loan or an exchange is owed back.");
}

} // namespace

void setup_release(CLI::App& program, Context& context) {
  const CommandPage page = {
      .about = "Records what leaves the reserve, drawn from its lots with their cost.",
      .examples =
          "pvault release record --mineral gallium --mass \"10 t\" --kind sale --price \"600 USD/kg\" --to CORNING "
          "--authority \"board resolution 12\" --on 2026-04-30\n"
          "pvault release record --mineral gallium --mass \"2 kg\" --kind sample --authority \"quality plan\" --lot "
          "gallium-181 --on 2026-04-30\n"
          "pvault release record --mineral gallium --mass \"5 t\" --kind loan --to CORNING --return-by 2026-09-30 "
          "--authority BR-13 --on 2026-05-04"};
  CLI::App& release = add_noun(program, "release", {.about = "Releases.", .examples = page.examples}, context);
  const auto options = std::make_shared<ReleaseOptions>();
  CLI::App& command = add_command(release, "record", page, context);
  add_release_options(command, *options);
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_release_record(*options, context); });
}

} // namespace pvault::cli
