#include "cli/scenario_options.hpp"

#include "tests/support/book.hpp"
#include "tests/support/refusals.hpp"

#include <doctest/doctest.h>

namespace cli_scenario_options_test {

using namespace pvault;
using namespace pvault::test;

namespace {

Expected<Scenario> scenario_of(TemporaryBook& book, const cli::ScenarioArguments& arguments) {
  cli::OptionReader reader(day("2026-03-31"));
  const cli::NamedScenario named = cli::read_scenario(reader, arguments);
  REQUIRE_FALSE(reader.refusal().has_value());
  return cli::find_scenario(book.connection(), named);
}

RelativeChange change(std::string_view text) { return allowed(parse_change(text)); }

} // namespace

TEST_CASE("countries in a list, some with a comma in their name") {
  CHECK(allowed(cli::parse_countries("China,Russia")) == Countries{"CN", "RU"});
  CHECK(allowed(cli::parse_countries("russia , cn")) == Countries{"CN", "RU"});
  CHECK(allowed(cli::parse_countries("Korea, Republic of")) == Countries{"KR"});
  CHECK(allowed(cli::parse_countries("China,Korea,Republic of,Chad")) == Countries{"CN", "KR", "TD"});
  check_refused(cli::parse_countries,
                {{"China,Rusia", Rule::country_unknown, "\"Rusia\" is no country of ISO 3166", "Russia"},
                 {"China,", Rule::country_unknown, "\"\" is no country of ISO 3166",
                  "a name such as China, or two letters such as CN"}});
}

TEST_CASE("a change is for all minerals or for one") {
  CHECK(allowed(cli::parse_named_change("+10%")).mineral.empty());
  CHECK_EQ(allowed(cli::parse_named_change(" cobalt = -20% ")).mineral, "cobalt");
  CHECK_EQ(allowed(cli::parse_named_change("cobalt=-20%")).change, change("-20%"));
  check_refused(cli::parse_named_change,
                {{"=+10%", Rule::option_malformed, "\"=+10%\" names no mineral before the \"=\"", "cobalt=+20%"},
                 {"cobalt=10%", Rule::option_malformed, "\"10%\" has no sign: a change is meant", "+10%, or -10%"}});
}

TEST_CASE("the change of a mineral stands before that of its group, and that before the one for all") {
  TemporaryBook book;
  const Scenario scenario = allowed(scenario_of(
      book, {.cut_off = {"China", "ru"}, .demand = {"+10%"}, .prices = {"Nd=-50%", "-30%", "rare-earths=-40%"}}));
  CHECK(scenario.cut_off == Countries{"CN", "RU"});
  CHECK_EQ(scenario.demand.of(book.mineral("cobalt")), change("+10%"));
  CHECK_EQ(scenario.prices.of(book.mineral("cobalt")), change("-30%"));
  CHECK_EQ(scenario.prices.of(book.mineral("cerium")), change("-40%"));
  CHECK_EQ(scenario.prices.of(book.mineral("rare-earths")), change("-40%"));
  CHECK_EQ(scenario.prices.of(book.mineral("neodymium")), change("-50%"));
  CHECK(scenario.demand.of_minerals.empty());
}

TEST_CASE("two changes of one thing, and minerals that are none, are refused") {
  TemporaryBook book;
  check_refusal(scenario_of(book, {.cut_off = {}, .demand = {"+10%", "+20%"}, .prices = {}}), Rule::option_malformed,
                "--demand: two changes are for all minerals",
                "give one for all, and MINERAL=CHANGE for those that differ");
  check_refusal(scenario_of(book, {.cut_off = {}, .demand = {}, .prices = {"cobalt=+10%", "Co=+20%"}}),
                Rule::option_malformed, "--price: cobalt is changed twice", "give a mineral one change");
  check_rule(scenario_of(book, {.cut_off = {}, .demand = {"cobald=+10%"}, .prices = {}}), Rule::mineral_unknown);
}

} // namespace cli_scenario_options_test
