#include "cli/scenario_options.hpp"

#include "stockpile/country.hpp"
#include "store/names.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <set>

namespace pvault::cli {

void add_scenario_options(CLI::App& command, ScenarioArguments& arguments) {
  add_texts(command, "--cut-off", "COUNTRY[,COUNTRY]", arguments.cut_off,
            "Of disruption: countries from which nothing comes any more, by name or by the two letters of ISO 3166.");
  add_texts(command, "--demand", "[MINERAL=]CHANGE", arguments.demand,
            "Of disruption: what is needed changes by so much: +10%, or cobalt=-20% for one mineral.");
  add_texts(command, "--price", "[MINERAL=]CHANGE", arguments.prices,
            "Of price-shock, borrowing-shock and exposure-shock: prices change by so much: -30%, or cobalt=-50% for "
            "one mineral.");
}

Expected<Countries> parse_countries(std::string_view text) {
  Countries countries;
  const std::vector<std::string_view> pieces = split_at_commas(text);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool has_next = i + 1 < pieces.size();
    const auto both = has_next ? find_country(fmt::format("{}, {}", pieces[i], pieces[i + 1])) : std::nullopt;
    if (both) {
      countries.insert(*both);
      ++i;
      continue;
    }
    const auto country = parse_country(pieces[i]);
    if (!country) return tl::unexpected(country.error());
    countries.insert(*country);
  }
  return countries;
}

Expected<NamedChange> parse_named_change(std::string_view text) {
  const std::size_t equals = text.find('=');
  NamedChange named;
  if (equals != std::string_view::npos) {
    const std::string_view name = trim(text.substr(0, equals));
    if (name.empty())
      return refuse(Rule::option_malformed, fmt::format("{} names no mineral before the \"=\"", in_quotes(text)),
                    "cobalt=+20%");
    auto mineral = parse_name("mineral", name);
    if (!mineral) return tl::unexpected(std::move(mineral).error());
    named.mineral = *std::move(mineral);
    text.remove_prefix(equals + 1);
  }
  const auto change = parse_change(text);
  if (!change) return tl::unexpected(change.error());
  named.change = *change;
  return named;
}

namespace {

// Shares are of what the United States import, so they are not among those who are left out of a list of suppliers.
Expected<Countries> parse_cut_off(std::string_view text) {
  auto countries = parse_countries(text);
  if (!countries || !countries->contains("US")) return countries;
  return refuse(Rule::option_malformed,
                fmt::format("{}: the United States are where imports come to, not from", in_quotes(text)),
                "the countries that supply them: China,Russia");
}

} // namespace

NamedScenario read_scenario(OptionReader& reader, const ScenarioArguments& arguments) {
  NamedScenario named;
  for (const std::string& text : arguments.cut_off)
    named.cut_off.merge(reader.read("--cut-off", parse_cut_off(text)));
  for (const std::string& text : arguments.demand)
    named.demand.push_back(reader.read("--demand", parse_named_change(text)));
  for (const std::string& text : arguments.prices)
    named.prices.push_back(reader.read("--price", parse_named_change(text)));
  return named;
}

namespace {

Expected<void> check_one_for_all(std::string_view option, const std::vector<NamedChange>& named) {
  if (std::ranges::count(named, std::string(), &NamedChange::mineral) <= 1) return {};
  return refuse(Rule::option_malformed, fmt::format("{}: two changes are for all minerals", option),
                "give one for all, and MINERAL=CHANGE for those that differ");
}

void apply_to_group(Changes& changes, const std::vector<Mineral>& minerals, MineralId group, RelativeChange change) {
  changes.of_minerals[group] = change;
  for (const Mineral& mineral : minerals) {
    if (mineral.member_of == group) changes.of_minerals[mineral.id] = change;
  }
}

Expected<Changes> find_changes(store::Connection& connection, std::string_view option,
                               const std::vector<NamedChange>& named) {
  if (auto once = check_one_for_all(option, named); !once) return tl::unexpected(once.error());
  const std::vector<Mineral> minerals = store::list_minerals(connection);
  Changes changes;
  std::map<MineralId, RelativeChange> of_minerals; // which stand before what their group has
  std::set<MineralId> seen;
  for (const NamedChange& one : named) {
    if (one.mineral.empty()) {
      changes.of_all = one.change;
      continue;
    }
    const auto mineral = store::load_mineral(connection, one.mineral);
    if (!mineral) return tl::unexpected(mineral.error());
    if (!seen.insert(mineral->id).second)
      return refuse(Rule::option_malformed, fmt::format("{}: {} is changed twice", option, mineral->code),
                    "give a mineral one change");
    if (mineral->is_group)
      apply_to_group(changes, minerals, mineral->id, one.change);
    else
      of_minerals[mineral->id] = one.change;
  }
  for (const auto& [mineral, change] : of_minerals)
    changes.of_minerals[mineral] = change;
  return changes;
}

} // namespace

Expected<Scenario> find_scenario(store::Connection& connection, const NamedScenario& named) {
  auto demand = find_changes(connection, "--demand", named.demand);
  if (!demand) return tl::unexpected(std::move(demand).error());
  auto prices = find_changes(connection, "--price", named.prices);
  if (!prices) return tl::unexpected(std::move(prices).error());
  return Scenario{named.cut_off, *std::move(demand), *std::move(prices)};
}

} // namespace pvault::cli
