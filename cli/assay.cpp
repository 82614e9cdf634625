// pvault assay settle
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/recording_options.hpp"
#include "operations/settle_assay.hpp"
#include "stockpile/lot_paper.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct SettleOptions {
  std::string lot;
  std::string mass;
  std::string assay;
  std::string moisture;
  std::vector<std::string> components;
  std::string price;
  std::string cost;
  RecordingArguments recording;
};

Expected<void> check_options(const SettleOptions& options) {
  const bool states_something = !options.mass.empty() || !options.assay.empty() || !options.moisture.empty() ||
                                !options.price.empty() || !options.cost.empty();
  if (states_something) return {};
  return refuse(Rule::option_missing,
                "pvault assay settle needs what is final: --assay, --mass, --moisture, --price or "
                "--cost",
                "--assay \"66.1% WO3\"; where nothing changed, state the assay again");
}

int run_settle(const SettleOptions& options, const Context& context) {
  if (const auto sound = check_options(options); !sound) return report_refusal(sound.error());
  OptionReader reader(context.clock.today);
  operations::SettlementInput input{.lot = options.lot,
                                    .mass = reader.read_optional("--mass", options.mass, parse_mass),
                                    .assay = reader.read_optional("--assay", options.assay, parse_assay),
                                    .moisture = reader.read_optional("--moisture", options.moisture, parse_moisture),
                                    .moisture_text = std::string(trim(options.moisture)),
                                    .price = reader.read_optional("--price", options.price, parse_price),
                                    .cost = reader.read_optional("--cost", options.cost, parse_money)};
  for (const std::string& component : options.components)
    input.components.push_back(reader.read("--component", parse_component_assay(component)));
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::settle_assay(book, header, input); });
}

} // namespace

void setup_assay(CLI::App& program, Context& context) {
  const CommandPage page = {
      .about = "Settles a lot that was bought with --provisional: what the final assay, mass and price change of mass "
               "and cost is an entry of its own, shared over where the metal is by then. What is not stated stays as "
               "it was bought.",
      .examples = "pvault assay settle W-1 --assay \"66.1% WO3\" --on 2026-06-15\n"
                  "pvault assay settle W-1 --mass \"39.8 t\" --moisture 2.2% --assay \"66.1% WO3\" --component \"0.03% "
                  "As\" --price \"375 USD/mtu of WO3\" --on 2026-06-15"};
  CLI::App& assay = add_noun(program, "assay", {.about = "Assays.", .examples = page.examples}, context);
  const auto options = std::make_shared<SettleOptions>();
  CLI::App& command = add_command(assay, "settle", page, context);
  add_text(command, "LOT", "", options->lot, "The lot that was bought.").required();
  add_text(command, "--assay", "PERCENT", options->assay, "The final assay: \"66.1% WO3\".");
  add_text(command, "--mass", "MASS", options->mass, "The final mass, if it is another.");
  add_text(command, "--moisture", "PERCENT", options->moisture, "The final moisture, if it is another.");
  add_texts(command, "--component", "ASSAY", options->components, "What else was found in it: \"0.03% As\".");
  add_text(command, "--price", "PRICE", options->price, "The final price of the metal; or --cost.");
  add_text(command, "--cost", "MONEY", options->cost, "What the metal costs after all; or --price.");
  add_required_on(command, options->recording, "The day of the settlement.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_settle(*options, context); });
}

} // namespace pvault::cli
