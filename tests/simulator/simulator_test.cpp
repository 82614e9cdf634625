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
#include <string>
#include <variant>
#include <vector>

namespace simulator_simulator_test {

using namespace pvault::test;

namespace {

constexpr int steps_of_a_history = 350;
constexpr int usual_seconds = one_in > 1 ? 5 : 15;
constexpr std::uint64_t least_histories = one_in > 1 ? 1 : 6;

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

template <std::size_t... places>
std::vector<std::string> list_kinds(std::index_sequence<places...> /*all*/) {
  return {kind_of(Ask(std::in_place_index<places>))...};
}

// The kinds of entry that operators ask for.
std::vector<std::string> list_kinds() { return list_kinds(std::make_index_sequence<std::variant_size_v<Ask>>()); }

// The refusals that ten minutes bring about, from a list beside this file.
std::vector<std::string> list_refusals() {
  std::ifstream file(std::string(PVAULT_SOURCE_DIR) + "/tests/simulator/refusals.txt");
  std::vector<std::string> rules;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && !line.starts_with('#')) rules.push_back(line);
  }
  return rules;
}

void check_occurred(const SimulatedCounts& counts, bool is_long) {
  for (const std::string& kind : list_kinds())
    CHECK_MESSAGE(counts.contains(kind + ": recorded"), kind);
  for (const char* what : {"power cuts survived", "in doubt, and recorded", "not recorded for trouble",
                           "reports on a bad disk that were right", "reports on a bad disk that said so"})
    CHECK_MESSAGE(counts.contains(what), what);
  if (!is_long) return;
  for (const std::string& rule : list_refusals())
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
