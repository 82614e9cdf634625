#include "tests/fuzz/program_run.hpp"

#include "cli/errors.hpp"
#include "tests/fuzz/target.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pvault::fuzz {

namespace {

void check_run_result(int exit_code, const std::string& said, const std::vector<std::string>& arguments) {
  const std::string run = fmt::format("pvault {} -> {}: {}", fmt::join(arguments, " "), exit_code, said);
  require(exit_code != cli::number_of(cli::ExitCode::bug), "no bug is found: " + run);
  require(exit_code >= 0 && exit_code <= cli::number_of(cli::ExitCode::findings),
          "the exit code is a known one: " + run);
  if (!said.empty()) check_words("what was said", said);
  if (exit_code == cli::number_of(cli::ExitCode::refused))
    require(said.find("refused: ") != std::string::npos, "what is refused is refused by a rule: " + run);
  const bool failed =
      exit_code >= cli::number_of(cli::ExitCode::refused) && exit_code <= cli::number_of(cli::ExitCode::surroundings);
  if (failed) require(said.find("\nTry: ") != std::string::npos, "there is a next step: " + run);
}

} // namespace

int check_run(const std::vector<std::string>& arguments) {
  const test::ProgramRun run = test::run_caught(arguments);
  check_run_result(run.exit_code, run.errors, arguments);
  return run.exit_code;
}

} // namespace pvault::fuzz
