// The options of reports that suppose something: countries that are cut off, demand and prices that change.
#pragma once

#include "cli/command_line.hpp"
#include "cli/option_reader.hpp"
#include "coverage/scenario.hpp"
#include "store/connection.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace pvault::cli {

// As typed.
struct ScenarioArguments {
  std::vector<std::string> cut_off;
  std::vector<std::string> demand;
  std::vector<std::string> prices;
};
void add_scenario_options(CLI::App& command, ScenarioArguments& arguments);

// "China,Russia": names or codes, each possibly with a comma of its own ("Korea, Republic of"). Refuses
// country_unknown.
Expected<Countries> parse_countries(std::string_view text);

// "+10%", or "cobalt=+20%" for one mineral.
struct NamedChange {
  std::string mineral; // empty: all
  RelativeChange change;
};
// Refuses option_malformed (nothing before the '='), text_malformed and what parse_change refuses.
Expected<NamedChange> parse_named_change(std::string_view text);

// Read, but with minerals by their names.
struct NamedScenario {
  Countries cut_off;
  std::vector<NamedChange> demand;
  std::vector<NamedChange> prices;
};
NamedScenario read_scenario(OptionReader& reader, const ScenarioArguments& arguments);

// A group stands for itself and its members, of which one may have a change of its own. Refuses mineral_unknown, and
// option_malformed when there are two changes for all minerals or for one.
Expected<Scenario> find_scenario(store::Connection& connection, const NamedScenario& named);

} // namespace pvault::cli
