#include "cli/misuse.hpp"

#include "cli/program.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace cli_misuse_test {

using namespace pvault;
using namespace pvault::cli;

namespace {

// What the program says to a command line; empty when it takes it. Nothing is run.
std::string answer_to(std::vector<std::string> arguments) {
  Context context;
  const auto program = make_program(context);
  arguments = split_empty_values(std::move(arguments));
  const std::string last = arguments.back();
  std::ranges::reverse(arguments);
  try {
    program->parse(std::move(arguments));
  } catch (const CLI::ParseError&) { // find_misuse says what it is
    REQUIRE_FALSE(context.action);
  }
  const auto misuse = find_misuse(*program, last);
  if (!misuse) CHECK(context.action);
  return misuse ? std::string(rule_name(misuse->rule)) + ": " + misuse->message + " | " + misuse->next_step : "";
}

} // namespace

TEST_CASE("a command line that is understood") {
  CHECK(answer_to({"site", "list"}).empty());
  CHECK(answer_to({"site", "list", "--book", "a.db"}).empty());
  CHECK(answer_to({"--book", "a.db", "site", "list"}).empty());
  CHECK(answer_to({"site", "--book=a.db", "list"}).empty());
  CHECK(answer_to({"--quiet", "site", "list"}).empty());
  CHECK(answer_to({"--log", "runs.jsonl", "site", "list", "--quiet"}).empty());
  CHECK(answer_to({"report", "coverage", "--mineral", "Co", "--mineral", "Ga"}).empty());
  CHECK(answer_to({"target", "set", "all", "--days", "-5", "--on", "-"}).empty());
  CHECK(answer_to({"reverse", "-5", "--reason", "-"}).empty());
}

TEST_CASE("each command alone takes what the whole program takes") {
  Context context;
  const auto program = make_program(context);
  std::vector<std::string> needing_others;
  for (const CLI::App* command : program->get_subcommands([](const CLI::App*) { return true; })) {
    Context own;
    const auto alone = make_command(command->get_name(), own);
    if (!alone) {
      needing_others.push_back(command->get_name());
      continue;
    }
    const auto commands = alone->get_subcommands([](const CLI::App*) { return true; });
    REQUIRE(commands.size() == 1);
    CHECK(commands.front()->help() == command->help());
  }
  CHECK(needing_others == std::vector<std::string>{"import"});
  Context own;
  CHECK(make_command("purchas", own) == nullptr);
  CHECK(make_command("--quiet", own) == nullptr);
}

TEST_CASE("names of commands may be values, too") {
  CHECK(answer_to({"site", "add", "list", "--name", "site", "--country", "add"}).empty());
  CHECK(answer_to({"report", "audit"}).empty());
}

TEST_CASE("a value in brackets is one value") {
  Context context;
  const auto program = make_program(context);
  program->parse(std::vector<std::string>{"[a.db,b.db]", "--book", "list", "site"});
  CHECK(context.book == "[a.db,b.db]");
}

TEST_CASE("commands that are not there") {
  CHECK(answer_to({"purchse", "record"}) == "command_unknown: pvault has no command \"purchse\" | pvault purchase");
  CHECK(answer_to({"audit", "verfy"}) ==
        "command_unknown: pvault audit has no command \"verfy\" | pvault audit verify");
  CHECK(answer_to({"audit", "re"}) == "command_unknown: pvault audit has no command \"re\" | pvault audit rebuild");
  CHECK(answer_to({"audit", "zzz"}) ==
        "command_unknown: pvault audit has no command \"zzz\" | one of verify, checkpoint, trail, diff, rebuild");
  CHECK(answer_to({"audit"}) ==
        "command_missing: pvault audit needs a command | pvault audit verify, pvault audit checkpoint, pvault audit "
        "trail, pvault audit diff, pvault audit rebuild");
  CHECK(answer_to({"site", "list", "x"}) ==
        "argument_unexpected: pvault site list does not take \"x\" | `pvault site list --help` shows what it takes");
}

TEST_CASE("options that are not there") {
  CHECK(answer_to({"site", "list", "--formt", "csv"}) ==
        "option_unknown: pvault site list has no option --formt | --format");
  CHECK(answer_to({"site", "list", "--formt=csv"}) ==
        "option_unknown: pvault site list has no option --formt | --format");
  CHECK(answer_to({"site", "list", "--out", "a"}) == "option_unknown: pvault site list has no option --out | --output");
  CHECK(answer_to({"site", "list", "-f"}) ==
        "option_unknown: pvault site list has no option -f | `pvault site list --help` shows what it takes");
}

TEST_CASE("options given twice, or without a value") {
  CHECK(answer_to({"--book", "a.db", "site", "list", "--book", "b.db"}) ==
        "option_repeated: --book is given 2 times | give --book once");
  CHECK(answer_to({"site", "list", "--format", "csv", "--format", "csv"}) ==
        "option_repeated: --format is given 2 times | give --format once");
  CHECK(answer_to({"site", "list", "--format"}) == "option_malformed: --format is given no value | --format FORMAT");
  CHECK(answer_to({"site", "list", "--format", "--book", "a.db"}) ==
        "option_malformed: --format is followed by --book, not by a value | --format FORMAT");
  CHECK(answer_to({"site", "list", "--format="}) ==
        "option_malformed: --format is given an empty text | a value, or leave out --format");
  CHECK(answer_to({"site", "list", "--format", ""}) ==
        "option_malformed: --format is given an empty text | a value, or leave out --format");
  CHECK(answer_to({"--book=", "site", "list"}) ==
        "option_malformed: --book is given an empty text | a value, or leave out --book");
}

TEST_CASE("options that are missing") {
  CHECK(answer_to({"site", "add"}) == "option_missing: pvault site add needs SITE, --name and --country | `pvault site "
                                      "add --help` shows what it takes");
  CHECK(answer_to({"init"}) == "option_missing: pvault init needs --name | `pvault init --help` shows what it takes");
}

TEST_CASE("an equals sign with nothing behind it stands before an empty value") {
  CHECK(split_empty_values({"a", "--b=", "--c=d", "--"}) == std::vector<std::string>{"a", "--b", "", "--c=d", "--"});
  CHECK(split_empty_values({"--a=b="}) == std::vector<std::string>{"--a=b="});
}

TEST_CASE("every command explains itself: examples first") {
  Context context;
  const auto program = make_program(context);
  std::vector<const CLI::App*> commands = {program.get()};
  for (std::size_t i = 0; i < commands.size(); ++i) {
    for (const CLI::App* child : std::as_const(*commands[i]).get_subcommands({}))
      commands.push_back(child);
  }
  CHECK(commands.size() > 30);
  for (const CLI::App* command : commands) {
    const std::string page = command->help();
    CAPTURE(page);
    CHECK(page.starts_with("Examples:\n  pvault "));
    CHECK(page.find("--book FILE") != std::string::npos);
    CHECK(page.find("  \n") == std::string::npos);
    for (const CLI::Option* option : command->get_options())
      CHECK_FALSE(option->get_description().empty());
  }
}

TEST_CASE("a command may take a name or a verb, not both") {
  CHECK(answer_to({"report", "run", "orders.toml", "--only", "a", "--dry-run"}).empty());
  CHECK(answer_to({"report", "run", "check"}).empty());
  CHECK(answer_to({"report", "--book", "a.db", "check", "run"}).empty());
  CHECK(answer_to({"report", "coverage", "run", "orders.toml"}) ==
        "argument_unexpected: pvault report run does not take \"coverage\" | `pvault report run --help` shows what it "
        "takes");
  CHECK(answer_to({"report", "--mineral", "Co", "run", "orders.toml"}) ==
        "option_unknown: pvault report run does not take what stands before it, --mineral | `pvault report run --help` "
        "shows what it takes");
  CHECK(answer_to({"report", "coverage", "again"}) ==
        "argument_unexpected: pvault report does not take \"again\" | `pvault report --help` shows what it takes");
  CHECK(answer_to({"report", "run", "a.toml", "b.toml"}) ==
        "argument_unexpected: pvault report run does not take \"b.toml\" | `pvault report run --help` shows what it "
        "takes");
}

} // namespace cli_misuse_test
