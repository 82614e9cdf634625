// pvault carrying set
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/recording_options.hpp"
#include "operations/set_carrying_rate.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct CarryingOptions {
  std::string kind;
  std::string site;
  std::string mineral;
  std::string rate;
  std::string for_in;
  std::string for_out;
  std::string owed_to;
  bool none = false;
  RecordingArguments recording;

  [[nodiscard]] bool has_terms() const {
    return !rate.empty() || !for_in.empty() || !for_out.empty() || !owed_to.empty();
  }
};

int run_carrying_set(const CarryingOptions& options, const Context& context) {
  if (options.none && options.has_terms())
    return report_refusal({Rule::option_malformed, "--none ends the rate, and takes no charge and no party beside it",
                           "leave out --none, or the rest"});
  if (!options.none && options.owed_to.empty())
    return report_refusal({Rule::option_missing, "pvault carrying set needs --to, the party to whom it is owed",
                           "--to LOGISTIX, or --none to end the rate"});
  OptionReader reader(context.clock.today);
  const operations::CarryingRateInput input{.kind = reader.read("--kind", parse_carrying_kind(options.kind)),
                                            .site = options.site,
                                            .mineral = options.mineral,
                                            .party = options.owed_to,
                                            .rate = reader.read_optional("--rate", options.rate, parse_carrying_rate),
                                            .for_in = reader.read_optional("--in", options.for_in, parse_handling),
                                            .for_out = reader.read_optional("--out", options.for_out, parse_handling)};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::set_carrying_rate(book, header, input);
  });
}

} // namespace

void setup_carrying(CLI::App& program, Context& context) {
  const CommandPage page = {
      .about = "Sets what storage, insurance or handling costs from a day on, and to whom it is owed. Of several rates "
               "the narrowest counts: of a mineral at a site, of a site, of a mineral, of everything in storage. "
               "`pvault accrue` posts what it comes to.",
      .examples =
          "pvault carrying set --kind storage --site HAWTHORNE --rate \"12 USD/t-month\" --to LOGISTIX --on "
          "2026-04-01\n"
          "pvault carrying set --kind insurance --rate 0.35% --to INSURER --on 2026-04-01\n"
          "pvault carrying set --kind handling --site HAWTHORNE --in \"8 USD/t\" --out \"6 USD/t\" --to LOGISTIX "
          "--on 2026-04-01\n"
          "pvault carrying set --kind storage --site HAWTHORNE --mineral gallium --none --on 2027-01-01"};
  CLI::App& carrying =
      add_noun(program, "carrying", {.about = "Storage, insurance and handling.", .examples = page.examples}, context);
  const auto options = std::make_shared<CarryingOptions>();
  CLI::App& command = add_command(carrying, "set", page, context);
  add_text(command, "--kind", "KIND", options->kind, "storage, insurance or handling.").required();
  add_text(command, "--site", "SITE", options->site, "Where it is charged; at every storage site by default.");
  add_text(command, "--mineral", "MINERAL", options->mineral, "For what it is charged; for everything by default.");
  add_text(command, "--rate", "RATE", options->rate,
           "Of storage or insurance: \"12 USD/t-month\" for the mass that lies, or 0.35% of its cost a year.");
  add_text(command, "--in", "PRICE", options->for_in, "Of handling, for what comes in: \"8 USD/t\".");
  add_text(command, "--out", "PRICE", options->for_out, "Of handling, for what goes out: \"6 USD/t\".");
  add_text(command, "--to", "PARTY", options->owed_to, "To whom it is owed: a warehouse, a carrier or another.");
  add_switch(command, "--none", options->none, "Ends the rate; the next narrowest counts again.");
  add_required_on(command, options->recording, "The day from which it holds.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_carrying_set(*options, context); });
}

} // namespace pvault::cli
