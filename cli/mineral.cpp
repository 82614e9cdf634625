// pvault mineral list, pvault mineral show
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/mineral_page.hpp"
#include "cli/moment_options.hpp"
#include "cli/recorded_text.hpp"
#include "cli/table_output.hpp"
#include "cli/terminal.hpp"
#include "reports/columns.hpp"
#include "store/mineral_facts.hpp"
#include "store/names.hpp"

#include <map>
#include <memory>

namespace pvault::cli {

namespace {

struct MineralOptions {
  std::string mineral;
  std::string format;
  MomentArguments moment;
  TableArguments table;
};

std::vector<reports::Column> mineral_columns() {
  using namespace reports::column;
  return {text("mineral", "Mineral"),
          for_machines(text("name", "Name")),
          text("symbol", "Symbol"),
          for_machines(text("basis", "Basis")),
          text("basis_component", "Basis"),
          text("group", "Group"),
          for_people(text("demand_in_short", "Demand")),
          for_machines(kilograms_a_year("demand_kg_per_year", "Demand")),
          for_machines(text("demand_qualifier", "")),
          year("demand_year", "Year"),
          text("demand_quality", "Quality"),
          text("price", "Price"),
          for_machines(date("price_on", "Price of")),
          for_machines(usd_per_kilogram("price_usd_per_kg", "Price"))};
}

class MineralList {
public:
  MineralList(store::Connection& connection, const Moment& moment) : connection_(connection), moment_(moment) {}

  [[nodiscard]] reports::Table make() const {
    const std::vector<Mineral> minerals = store::list_minerals(connection_);
    std::map<MineralId, std::string> codes;
    for (const Mineral& mineral : minerals)
      codes.emplace(mineral.id, mineral.code);
    reports::Table table = new_table("mineral-list", "Minerals", mineral_columns());
    for (const Mineral& mineral : minerals)
      add_row(table, cells_of(mineral, mineral.member_of ? codes.at(*mineral.member_of) : ""));
    table.provenance = provenance_of(connection_, moment_);
    return table;
  }

private:
  [[nodiscard]] std::vector<reports::Cell> cells_of(const Mineral& mineral, const std::string& group) const {
    using reports::cell;
    using reports::no_value;
    using reports::text_or_missing;
    const auto demands = store::list_demand_records(connection_, mineral.id, moment_, 1);
    const auto prices = store::list_price_records(connection_, mineral.id, moment_, 1);
    const auto* demand = demands.empty() ? nullptr : &demands.front();
    const auto* price = prices.empty() ? nullptr : &prices.front();
    const std::string bound = demand == nullptr ? "" : demand->is_upper_bound ? "<" : demand->is_lower_bound ? ">" : "";
    return {cell(mineral.code),
            cell(mineral.name),
            text_or_missing(mineral.symbol),
            cell(mineral.basis),
            cell(mineral.basis_component),
            text_or_missing(group),
            demand ? cell(bound + demand->entered) : no_value(),
            demand ? cell(demand->mass) : no_value(),
            text_or_missing(bound),
            demand ? cell(demand->year) : no_value(),
            demand ? text_or_missing(demand->quality) : no_value(),
            price ? cell(price->quoted) : no_value(),
            price ? cell(price->on) : no_value(),
            price ? reports::price_cell(price->price) : no_value()};
  }

  store::Connection& connection_;
  const Moment& moment_;
};

int run_mineral_list(const MineralOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, options.table);
  const auto page = ask_book(context, reader, options.moment, [&](store::Connection& connection, const Moment& moment) {
    return Expected<std::string>(render_table(MineralList(connection, moment).make(), output));
  });
  if (!page) return report_refusal(page.error());
  write_page(*page, output);
  return number_of(ExitCode::done);
}

int run_mineral_show(const MineralOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const auto format = reader.read("--format", parse_recorded_format(options.format));
  const auto page = ask_book(context, reader, options.moment,
                             [&](store::Connection& connection, const Moment& moment) -> Expected<std::string> {
                               const auto mineral = store::load_mineral(connection, options.mineral);
                               if (!mineral) return tl::unexpected(mineral.error());
                               const MineralFacts facts = load_mineral_facts(connection, *mineral, moment);
                               return format == RecordedFormat::json ? print_mineral_json(facts) : print_mineral(facts);
                             });
  if (!page) return report_refusal(page.error());
  write_stdout(*page);
  return number_of(ExitCode::done);
}

void setup_mineral_list(CLI::App& mineral, Context& context) {
  const auto options = std::make_shared<MineralOptions>();
  CLI::App& command =
      add_command(mineral, "list",
                  {.about = "Lists the minerals and groups, each with its latest demand figure and price.",
                   .examples = "pvault mineral list\npvault mineral list --format csv --output minerals.csv"},
                  context);
  add_moment_options(command, options->moment);
  add_table_options(command, options->table);
  on_run(command, context, [options, &context] { return run_mineral_list(*options, context); });
}

} // namespace

void setup_mineral(CLI::App& program, Context& context) {
  CLI::App& mineral = add_noun(
      program, "mineral",
      {.about = "Minerals and their figures.", .examples = "pvault mineral list\npvault mineral show cobalt"}, context);
  setup_mineral_list(mineral, context);
  const auto options = std::make_shared<MineralOptions>();
  CLI::App& command = add_command(mineral, "show",
                                  {.about = "Shows everything the book knows of a mineral, with where it comes from.",
                                   .examples = "pvault mineral show cobalt\npvault mineral show Co --format json"},
                                  context);
  add_text(command, "MINERAL", "", options->mineral, "Its name or symbol: cobalt, Co.").required();
  add_moment_options(command, options->moment);
  add_text(command, "--format", "FORMAT", options->format, "text (default) or json.").group(output_heading);
  on_run(command, context, [options, &context] { return run_mineral_show(*options, context); });
}

} // namespace pvault::cli
