// pvault demand add, import
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/figure_import.hpp"
#include "cli/recording_options.hpp"
#include "operations/add_figures.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <memory>

namespace pvault::cli {

namespace {

struct DemandOptions {
  std::string mineral;
  std::string year;
  std::string mass;
  std::string basis;
  bool is_upper_bound = false;
  bool is_lower_bound = false;
  std::string participant;
  std::string source;
  std::string quality;
  RecordingArguments recording;
};

int run_demand_add(const DemandOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  // A year no int holds is as wrong as the year 0, and refused as it.
  constexpr std::int64_t latest_year = 9'999;
  const std::int64_t year = reader.read_whole_number("--year", options.year, "a year");
  const operations::DemandInput input{.mineral = options.mineral,
                                      .year = static_cast<int>(std::clamp(year, std::int64_t{0}, latest_year)),
                                      .mass = reader.read("--mass", parse_mass(options.mass)),
                                      .basis = lower(options.basis),
                                      .is_upper_bound = options.is_upper_bound,
                                      .source = reader.read("--source", parse_required_text("source", options.source)),
                                      .quality = reader.read("--quality", parse_text("quality", options.quality)),
                                      .is_lower_bound = options.is_lower_bound,
                                      .participant = options.participant};
  return record(context, reader, options.recording, context.clock.today,
                [&](store::Book& book, const auto& header) { return operations::add_demand(book, header, input); });
}

} // namespace

void setup_demand(CLI::App& program, Context& context) {
  const CommandPage page = {
      .about =
          "Records what is consumed, traded or declared to be needed of a mineral in a year. It counts from the first "
          "day of that year. Cover is measured by the consumption of the latest year, or on the basis asked for.",
      .examples = "pvault demand add gallium --year 2026 --mass \"21 t\" --basis reported-consumption --source \"USGS, "
                  "Mineral Commodity Summaries 2027\""};
  CLI::App& demand =
      add_noun(program, "demand", {.about = "Yearly demand figures.", .examples = page.examples}, context);
  const auto options = std::make_shared<DemandOptions>();
  CLI::App& command = add_command(demand, "add", page, context);
  add_text(command, "MINERAL", "", options->mineral, "Its name or symbol, or a group: gallium, Ga, rare-earths.")
      .required();
  add_text(command, "--year", "YEAR", options->year, "The year of the figure: 2026.").required();
  add_text(command, "--mass", "MASS", options->mass, "Consumed in that year, with its unit: \"21 t\".").required();
  add_text(command, "--basis", "BASIS", options->basis,
           "What the figure counts: apparent-consumption, estimated-consumption, reported-consumption, "
           "consumption-proxy, imports, exports, net-imports, participant-demand or defence-demand.")
      .required();
  add_text(command, "--source", "TEXT", options->source, "Where it was published.").required();
  add_switch(command, "--upper-bound", options->is_upper_bound,
             "Less than this mass is consumed; cover is at least so long.");
  add_switch(command, "--lower-bound", options->is_lower_bound,
             "More than this mass is consumed; cover is at most so long.");
  add_text(command, "--participant", "PARTY", options->participant, "Of participant-demand: who declares it.");
  add_text(command, "--quality", "TEXT", options->quality, "How good the figure is: A, B-stale, ...");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_demand_add(*options, context); });
  setup_figure_import(demand, operations::FigureKind::demand, context);
}

} // namespace pvault::cli
