// pvault price add, import
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/figure_import.hpp"
#include "cli/recording_options.hpp"
#include "operations/add_figures.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct PriceOptions {
  std::string mineral;
  std::string price;
  std::string source;
  RecordingArguments recording;
};

int run_price_add(const PriceOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::PriceInput input{.mineral = options.mineral,
                                     .price = reader.read("--price", parse_price(options.price)),
                                     .source = reader.read("--source", parse_required_text("source", options.source))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::add_price(book, header, input); });
}

} // namespace

void setup_price(CLI::App& program, Context& context) {
  const CommandPage page = {
      .about = "Records a price of a mineral as it was published. The latest one values the stock.",
      .examples = "pvault price add gallium --on 2026-03-31 --price \"580 USD/kg\" --source \"Argus, "
                  "31 March 2026\"\n"
                  "pvault price add tungsten --on 2026-03-31 --price \"380 USD/mtu of WO3\" "
                  "--source \"Fastmarkets\""};
  CLI::App& price = add_noun(program, "price", {.about = "Prices of minerals.", .examples = page.examples}, context);
  const auto options = std::make_shared<PriceOptions>();
  CLI::App& command = add_command(price, "add", page, context);
  add_text(command, "MINERAL", "", options->mineral, "Its name or symbol: tungsten, W.").required();
  add_required_on(command, options->recording, "The day of the price.");
  add_text(
      command, "--price", "PRICE", options->price,
      "As published, with currency and unit: \"25 USD/lb\"; of a component when it is not the mineral's own basis: "
      "\"9000 USD/t of Li2CO3\".")
      .required();
  add_text(command, "--source", "TEXT", options->source, "Where it was published.").required();
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_price_add(*options, context); });
  setup_figure_import(price, operations::FigureKind::price, context);
}

} // namespace pvault::cli
