// Years of random recording on a disk that fails at random (simulation.hpp), one history after the other.
//
// PVAULT_SIMULATOR_SECONDS=600 goes on for so long (tools/simulate), PVAULT_SIMULATOR_SEED=7 runs that history alone
// and PVAULT_SIMULATOR_FIRST=1000 begins with that one. A failure names the seed.
#include "tests/simulator/support/simulation.hpp"

#include "tests/support/thinning.hpp"

#include <chrono>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace simulator_simulator_test {

using namespace pvault::test;

namespace {

constexpr int steps_of_a_history = 350;
constexpr int usual_seconds = one_in > 1 ? 5 : 15;
constexpr std::uint64_t least_histories = one_in > 1 ? 1 : 7;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::stoull(text);
}

std::string in_words(const SimulatedCounts& counts) {
  std::string words;
  for (const auto& [what, count] : counts)
    words += fmt::format("\n  {} {}", what, count);
  return words;
}

// Rules that a run must bring about, from a list beside this file. Below the line "long" stand those of a long run.
std::vector<std::string> list_refusals(bool is_long) {
  std::ifstream file(std::string(PVAULT_SOURCE_DIR) + "/tests/simulator/refusals.txt");
  std::vector<std::string> rules;
  for (std::string line; std::getline(file, line) && (is_long || line != "long");) {
    if (!line.empty() && !line.starts_with('#') && line != "long") rules.push_back(line);
  }
  return rules;
}

// Loans and documents have no model; tests/faults/scenario.txt has every kind of entry.
bool has_no_model(const std::string& kind) {
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
  return kinds.contains(kind);
}

void check_kinds(const SimulatedCounts& counts) {
  const std::string begin = "entries: ";
  int kinds = 0;
  for (auto count = counts.lower_bound(begin); count != counts.end() && count->first.starts_with(begin); ++count) {
    const std::string kind = count->first.substr(begin.size());
    ++kinds;
    CHECK_MESSAGE((count->second > 0) != has_no_model(kind), count->first);
  }
  CHECK_GT(kinds, 0);
}

void check_occurred(const SimulatedCounts& counts, bool is_long) {
  check_kinds(counts);
  for (const char* what :
       {"power cuts survived", "in doubt, and recorded", "not recorded for trouble",
        "reports on a bad disk that were right", "reports on a bad disk that said so", "any: proposed",
        "approval: recorded", "import: recorded", "import: nothing", "opened again with proposals that wait",
        "struck: approval: recorded", "struck: approval: trouble", "struck: import: recorded",
        "struck: import: trouble", "struck: period-close: trouble"})
    CHECK_MESSAGE(counts.contains(what), std::string(what));
  for (const std::string& rule : list_refusals(is_long))
    CHECK_MESSAGE(counts.contains("refused: " + rule), rule);
}

} // namespace

TEST_CASE("a reserve on a bad disk is at every moment what a plain model says") {
  using Clock = std::chrono::steady_clock;
  SimulatedCounts counts;
  const std::uint64_t only = number_from("PVAULT_SIMULATOR_SEED", 0);
  const std::chrono::seconds budget(number_from("PVAULT_SIMULATOR_SECONDS", usual_seconds));
  std::uint64_t seed = only != 0 ? only : number_from("PVAULT_SIMULATOR_FIRST", 1);
  const Clock::time_point begin = Clock::now();
  std::uint64_t histories = 0;
  std::uint64_t losses = 0;
  for (; histories == 0 || (only == 0 && (histories < least_histories || Clock::now() - begin < budget)); ++seed) {
    const std::string wrong = Simulation(seed, counts).run(steps_of_a_history);
    ++histories;
    losses += wrong.empty() ? 0 : 1;
    CHECK_MESSAGE(wrong.empty(), fmt::format("PVAULT_SIMULATOR_SEED={}, {}", seed, wrong));
  }
  MESSAGE(
      fmt::format("{} seeds, {} steps each, {} losses:{}", histories, steps_of_a_history, losses, in_words(counts)));
  const bool is_long = budget >= std::chrono::seconds(300);
  if (only == 0 && one_in == 1) check_occurred(counts, is_long);
}

TEST_CASE("one seed is one history") {
  const auto trace_of = [](std::uint64_t seed) {
    SimulatedCounts counts;
    Simulation simulation(seed, counts);
    CHECK_EQ(simulation.run(60), "");
    return simulation.trace();
  };
  CHECK_EQ(trace_of(3), trace_of(3));
  CHECK_NE(trace_of(3), trace_of(4));
}

} // namespace simulator_simulator_test
