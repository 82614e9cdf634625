#include "tests/simulator/support/simulator_run.hpp"

#include "tests/support/thinning.hpp"

#include <chrono>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fstream>

namespace pvault::test {

namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::stoull(text);
}

std::uint64_t seconds_of(const SimulatorRun& usual) {
  return number_from("PVAULT_SIMULATOR_SECONDS", one_in > 1 ? usual.seconds / 3 : usual.seconds);
}

std::string in_words(const SimulatedCounts& counts) {
  std::string words;
  for (const auto& [what, count] : counts)
    words += fmt::format("\n  {} {}", what, count);
  return words;
}

} // namespace

bool run_simulator(const SimulatorRun& usual, const SimulatedCounts& counts,
                   const std::function<std::string(std::uint64_t seed)>& history) {
  using Clock = std::chrono::steady_clock;
  const std::uint64_t only = number_from("PVAULT_SIMULATOR_SEED", 0);
  const std::uint64_t least = one_in > 1 ? 1 : usual.least_histories;
  const Clock::time_point end = Clock::now() + std::chrono::seconds(seconds_of(usual));
  std::uint64_t seed = only != 0 ? only : number_from("PVAULT_SIMULATOR_FIRST", 1);
  std::uint64_t histories = 0;
  std::uint64_t losses = 0;
  for (; histories == 0 || (only == 0 && (histories < least || Clock::now() < end)); ++seed) {
    const std::string wrong = history(seed);
    ++histories;
    losses += wrong.empty() ? 0 : 1;
    CHECK_MESSAGE(wrong.empty(), fmt::format("PVAULT_SIMULATOR_SEED={}, {}", seed, wrong));
  }
  MESSAGE(fmt::format("{} seeds, {} steps each, {} losses:{}", histories, usual.steps, losses, in_words(counts)));
  return only == 0 && one_in == 1;
}

bool is_long_run(const SimulatorRun& usual) { return seconds_of(usual) >= 300; }

const std::set<std::string>& kinds_without_plain_model() {
  static const std::set<std::string> kinds = {"accrual",
                                              "amendment",
                                              "borrowing-base",
                                              "cancellation",
                                              "condition",
                                              "disbursement",
                                              "disbursement-decision",
                                              "evidence",
                                              "evidence-requirement",
                                              "financing-share",
                                              "fixing",
                                              "loan-payment"};
  return kinds;
}

std::vector<std::string> list_refusals(const std::string& file, bool is_long) {
  std::ifstream lines(std::string(PVAULT_SOURCE_DIR) + "/tests/simulator/" + file);
  REQUIRE(lines);
  std::vector<std::string> rules;
  for (std::string line; std::getline(lines, line) && (is_long || line != "long");) {
    if (!line.empty() && !line.starts_with('#') && line != "long") rules.push_back(line);
  }
  return rules;
}

} // namespace pvault::test
