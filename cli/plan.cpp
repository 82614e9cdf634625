// pvault plan
#include "reports/plan_report.hpp"

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/report_command.hpp"
#include "stockpile/purchase.hpp"
#include "store/names.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <map>
#include <memory>

namespace pvault::cli {

namespace {

struct PlanOptions {
  std::string budget;
  std::string target;
  std::vector<std::string> minerals;
  std::vector<std::string> lists_of_minerals;
  std::vector<std::string> caps;
  std::vector<std::string> lot_sizes;
  MomentArguments moment;
  TableArguments table;
};

struct NamedMass {
  std::string name;
  EnteredMass mass;
};

Expected<NamedMass> parse_named_mass(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos)
    return refuse(Rule::option_malformed, fmt::format("{} is not written as MINERAL=MASS", in_quotes(text)),
                  "--lot-size cobalt=20t");
  auto name = parse_name("mineral", trim(text.substr(0, equals)));
  if (!name) return tl::unexpected(std::move(name).error());
  auto mass = parse_mass(text.substr(equals + 1));
  if (!mass) return tl::unexpected(std::move(mass).error());
  return NamedMass{*std::move(name), *std::move(mass)};
}

// "headroom" is no amount: what the undisbursed commitments allow.
Expected<std::optional<Money>> parse_budget(const std::string& text) {
  if (lower(trim(text)) == "headroom") return std::optional<Money>();
  const auto money = parse_money(text);
  if (!money) return tl::unexpected(money.error());
  return std::optional(*money);
}

Expected<int> parse_target(const std::string& text) {
  constexpr std::int64_t most = 36'500;
  const auto days = parse_whole_number(text, "a number of days");
  if (!days) return tl::unexpected(days.error());
  if (*days >= 0 && *days <= most) return static_cast<int>(*days);
  return refuse(Rule::option_malformed, fmt::format("{} is not a number of days from 0 to 36,500", *days),
                "give --target 60");
}

Expected<std::string> parse_listed_name(std::string_view name, std::string_view list) {
  if (!name.empty()) return std::string(name);
  return refuse(Rule::option_malformed, fmt::format("{} has no name between two commas, or at an end", in_quotes(list)),
                "cobalt,gallium,tin");
}

// "cobalt,gallium" and names one by one, without blanks around them.
std::vector<std::string> names_of(OptionReader& reader, const PlanOptions& options) {
  std::vector<std::string> names = options.minerals;
  for (const std::string& list : options.lists_of_minerals) {
    for (const std::string_view name : split_at_commas(list))
      names.push_back(reader.read("--minerals", parse_listed_name(name, list)));
  }
  return names;
}

// What was read of the command line; names are found once the book is open.
struct PlanInput {
  std::optional<Money> budget;
  std::optional<int> target_days;
  std::vector<std::string> minerals;
  std::vector<NamedMoney> caps;
  std::vector<NamedMass> lots;
};

PlanInput read_plan_input(OptionReader& reader, const PlanOptions& options) {
  PlanInput input{.budget = reader.read("--budget", parse_budget(options.budget)),
                  .target_days = reader.read_optional("--target", options.target, parse_target),
                  .minerals = names_of(reader, options),
                  .caps = {},
                  .lots = {}};
  for (const std::string& cap : options.caps)
    input.caps.push_back(reader.read("--cap", parse_named_money(cap, "MINERAL=MONEY", "--cap gallium=\"5e6 USD\"")));
  for (const std::string& lot : options.lot_sizes)
    input.lots.push_back(reader.read("--lot-size", parse_named_mass(lot)));
  return input;
}

// A mineral that is not a group and has no value of the option yet.
template <class Value>
Expected<Mineral> load_new_mineral(store::Connection& connection, const std::string& name, std::string_view option,
                                   const std::map<MineralId, Value>& values) {
  auto mineral = store::load_mineral(connection, name);
  if (!mineral) return mineral;
  if (auto single = check_not_group(*mineral); !single) return tl::unexpected(single.error());
  if (!values.contains(mineral->id)) return mineral;
  return refuse(Rule::option_malformed, fmt::format("{}: {} is named twice", option, mineral->code),
                fmt::format("give each mineral one {}", option));
}

Expected<reports::PlanQuestion> make_plan_question(store::Connection& connection, const Moment& moment,
                                                   const PlanInput& input) {
  reports::PlanQuestion question{.moment = moment, .budget = input.budget, .target_days = input.target_days};
  auto minerals = load_minerals(connection, input.minerals);
  if (!minerals) return tl::unexpected(std::move(minerals).error());
  question.minerals = *std::move(minerals);
  for (const NamedMoney& cap : input.caps) {
    const auto mineral = load_new_mineral(connection, cap.name, "--cap", question.caps);
    if (!mineral) return tl::unexpected(mineral.error());
    question.caps.emplace(mineral->id, cap.amount);
  }
  for (const NamedMass& lot : input.lots) {
    const auto mineral = load_new_mineral(connection, lot.name, "--lot-size", question.lots);
    if (!mineral) return tl::unexpected(mineral.error());
    const auto contained = contained_mass(*mineral, {.mass = lot.mass});
    if (!contained) return tl::unexpected(contained.error());
    question.lots.emplace(mineral->id, contained->mass);
  }
  return question;
}

int run_plan(const PlanOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, options.table);
  const PlanInput input = read_plan_input(reader, options);
  const auto page = ask_book(context, reader, options.moment,
                             [&](store::Connection& connection, const Moment& moment) -> Expected<std::string> {
                               const auto question = make_plan_question(connection, moment, input);
                               if (!question) return tl::unexpected(question.error());
                               reports::Table table = reports::make_plan(connection, *question);
                               table.provenance = provenance_of(connection, moment);
                               return render_table(table, output);
                             });
  if (!page) return report_refusal(page.error());
  write_page(*page, output);
  return number_of(ExitCode::done);
}

} // namespace

void setup_plan(CLI::App& program, Context& context) {
  const auto options = std::make_shared<PlanOptions>();
  CLI::App& command = add_command(
      program, "plan",
      {.about =
           "Says what to buy for an amount of money so that the lowest coverage rises most: from the bottom up, each "
           "mineral up to its target; what filling all to target would cost; what the undisbursed commitments "
           "allow. Records nothing.",
       .examples = "pvault plan --budget \"500M USD\" --as-of 2026-03-31\n"
                   "pvault plan --budget headroom --target 90 --minerals cobalt,gallium,tin\n"
                   "pvault plan --budget \"50M USD\" --cap gallium=\"5M USD\" --lot-size cobalt=20t --output plan.csv"},
      context);
  add_text(command, "--budget", "MONEY|headroom", options->budget,
           "What may be spent: \"500M USD\", or headroom for what the undisbursed commitments allow.")
      .required();
  add_text(command, "--target", "DAYS", options->target,
           "Days to be covered, in the place of each mineral's own target; 0 to 36500.");
  add_texts(command, "--mineral", "MINERAL", options->minerals,
            "Only this mineral, by name or symbol; a group stands for its members, too.");
  add_texts(command, "--minerals", "LIST", options->lists_of_minerals, "Several of them: cobalt,gallium,tin.");
  add_texts(command, "--cap", "MINERAL=MONEY", options->caps, "Never more money than this for a mineral.");
  add_texts(command, "--lot-size", "MINERAL=MASS", options->lot_sizes,
            "The mineral is bought in whole lots of this mass only: cobalt=20t.");
  add_moment_options(command, options->moment);
  add_table_options(command, options->table);
  on_run(command, context, [options, &context] { return run_plan(*options, context); });
}

} // namespace pvault::cli
