// pvault sale record and cancel
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/recording_options.hpp"
#include "operations/record_sale.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct SaleOptions {
  std::string mineral;
  std::string mass;
  std::string price;
  std::string buyer;
  std::string ship_by;
  std::string authority;
  std::vector<std::string> lots;
  RecordingArguments recording;
};

int run_sale_record(const SaleOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::SaleInput input{.mineral = options.mineral,
                                    .mass = reader.read("--mass", parse_mass(options.mass)),
                                    .price = reader.read("--price", parse_price(options.price)),
                                    .buyer = options.buyer,
                                    .ship_by = reader.read_date("--ship-by", options.ship_by, context.clock.today),
                                    .authority =
                                        reader.read("--authority", parse_required_text("authority", options.authority)),
                                    .lots = options.lots};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::record_sale(book, header, input); });
}

void setup_sale_record(CLI::App& sale, Context& context) {
  const auto options = std::make_shared<SaleOptions>();
  CLI::App& command = add_command(
      sale, "record",
      {.about = "Records a sale that is shipped later. What is sold stays on hand and is not available: nothing else "
                "takes it.",
       .examples =
           "pvault sale record --mineral gallium --mass \"10 t\" --price \"600 USD/kg\" --to CORNING --ship-by "
           "2026-06-30 --authority BR-12 --on 2026-05-04\n"
           "pvault release record --sale 231 --mineral gallium --mass \"4 t\" --kind sale --authority \"order 7\" "
           "--on 2026-05-20"},
      context);
  add_text(command, "--mineral", "MINERAL", options->mineral, "Its name or symbol: gallium, Ga.").required();
  add_text(command, "--mass", "MASS", options->mass, "What is sold, with its unit: \"10 t\".").required();
  add_text(command, "--price", "PRICE", options->price, "\"600 USD/kg\".").required();
  add_text(command, "--to", "PARTY", options->buyer, "The buyer.").required();
  add_text(command, "--ship-by", "DATE", options->ship_by, "When it is to be shipped.").required();
  add_text(command, "--authority", "TEXT", options->authority,
           "The code of a recorded authority; where the mineral has none, who ordered it and under which rule.")
      .required();
  add_required_on(command, options->recording, "The day it is sold.");
  add_texts(command, "--lot", "NAME", options->lots,
            "A lot to ship from, in the order given; otherwise those that a release of that day would draw.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_sale_record(*options, context); });
}

struct SaleCancelOptions {
  std::string sale;
  std::string reason;
  RecordingArguments recording;
};

int run_sale_cancel(const SaleCancelOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::SaleCancellationInput input{
      .sale = EntryId{reader.read_whole_number("ENTRY", options.sale, "the number of an entry")},
      .reason = reader.read("--reason", parse_required_text("reason", options.reason))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::cancel_sale(book, header, input); });
}

void setup_sale_cancel(CLI::App& sale, Context& context) {
  const auto options = std::make_shared<SaleCancelOptions>();
  CLI::App& command = add_command(sale, "cancel",
                                  {.about = "Records that what is not shipped of a sale will not be. It is available "
                                            "again from that day on.",
                                   .examples = "pvault sale cancel 231 --reason \"buyer withdrew\" --on 2026-06-15"},
                                  context);
  add_text(command, "ENTRY", "", options->sale, "The entry of the sale.").required();
  add_text(command, "--reason", "TEXT", options->reason, "Why.").required();
  add_required_on(command, options->recording, "The day from which it is available.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_sale_cancel(*options, context); });
}

} // namespace

void setup_sale(CLI::App& program, Context& context) {
  CLI::App& sale =
      add_noun(program, "sale",
               {.about = "Sales that are shipped later.",
                .examples = "pvault sale record --mineral gallium --mass \"10 t\" --price \"600 USD/kg\" --to "
                            "CORNING --ship-by 2026-06-30 --authority BR-12 --on 2026-05-04\n"
                            "pvault sale cancel 231 --reason \"buyer withdrew\" --on 2026-06-15\n"
                            "pvault report sales"},
               context);
  setup_sale_record(sale, context);
  setup_sale_cancel(sale, context);
}

} // namespace pvault::cli
