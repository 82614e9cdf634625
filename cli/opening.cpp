// pvault opening record
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/lot_paper_options.hpp"
#include "cli/recording_options.hpp"
#include "operations/record_opening.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct OpeningOptions {
  std::string mineral;
  std::string mass;
  std::string cost;
  std::string supplier;
  std::string site;
  std::string authority;
  std::string lot;
  std::string assay;
  std::string moisture;
  LotPaperArguments paper;
  RecordingArguments recording;
};

int run_opening_record(const OpeningOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  operations::OpeningInput input{
      .mineral = options.mineral,
      .delivery = {.mass = reader.read("--mass", parse_mass(options.mass)),
                   .assay = reader.read_optional("--assay", options.assay, parse_assay),
                   .moisture = reader.read_optional("--moisture", options.moisture, parse_moisture),
                   .moisture_text = std::string(trim(options.moisture))},
      .deemed_cost = reader.read("--cost", parse_money(options.cost)),
      .supplier = options.supplier,
      .site = options.site,
      .authority = reader.read("--authority", parse_required_text("authority", options.authority)),
      .paper = read_lot_paper(reader, options.paper)};
  if (!options.lot.empty()) input.lot = reader.read("--lot", parse_name("lot", options.lot));
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::record_opening(book, header, input); });
}

} // namespace

void setup_opening(CLI::App& program, Context& context) {
  const CommandPage page = {
      .about =
          "Records what was on hand when the book began: one lot at deemed cost. No other stock may have come earlier.",
      .examples =
          "pvault opening record --mineral gallium --mass \"12 t\" --cost \"6,000,000 USD\" --supplier DLA --site "
          "HAWTHORNE --authority \"valuation of 2 February, note 4\" --on 2026-02-02"};
  CLI::App& opening = add_noun(program, "opening", {.about = "Opening balances.", .examples = page.examples}, context);
  const auto options = std::make_shared<OpeningOptions>();
  CLI::App& command = add_command(opening, "record", page, context);
  add_text(command, "--mineral", "MINERAL", options->mineral, "Its name or symbol: gallium, Ga.").required();
  add_text(command, "--mass", "MASS", options->mass, "What is on hand, with its unit: \"12 t\".").required();
  add_text(command, "--cost", "MONEY", options->cost, "Its deemed cost as a whole: \"6,000,000 USD\".").required();
  add_text(command, "--supplier", "PARTY", options->supplier, "Whom it came from: a party with the role supplier.")
      .required();
  add_text(command, "--site", "SITE", options->site, "Where it lies.").required();
  add_text(command, "--authority", "TEXT", options->authority, "Who decided on the deemed cost, on what grounds.")
      .required();
  add_required_on(command, options->recording, "The day of the opening balance; the lot ages from it.");
  add_text(command, "--lot", "NAME", options->lot,
           "The name of the lot; otherwise MINERAL-ENTRY, such as gallium-181.");
  add_text(command, "--assay", "PERCENT", options->assay, "How much of the mass is of the mineral's basis: 99.8%.");
  add_text(command, "--moisture", "PERCENT", options->moisture, "Of the mass: 2%.");
  add_opening_paper_options(command, options->paper);
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_opening_record(*options, context); });
}

} // namespace pvault::cli
