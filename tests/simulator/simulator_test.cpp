// Years of random recording on a disk that fails at random (simulation.hpp), one history after the other.
#include "tests/simulator/support/simulation.hpp"

#include "tests/simulator/support/simulator_run.hpp"

#include <doctest/doctest.h>
#include <string>

namespace simulator_simulator_test {

using namespace pvault::test;

namespace {

constexpr SimulatorRun usual_run = {.seconds = 15, .least_histories = 7, .steps = 350};

void check_kinds(const SimulatedCounts& counts) {
  const std::string begin = "entries: ";
  int kinds = 0;
  for (auto count = counts.lower_bound(begin); count != counts.end() && count->first.starts_with(begin); ++count) {
    const std::string kind = count->first.substr(begin.size());
    ++kinds;
    CHECK_MESSAGE((count->second > 0) != kinds_without_plain_model().contains(kind), count->first);
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
  for (const std::string& rule : list_refusals("refusals.txt", is_long))
    CHECK_MESSAGE(counts.contains("refused: " + rule), rule);
}

} // namespace

TEST_CASE("a reserve on a bad disk is at every moment what a plain model says") {
  SimulatedCounts counts;
  const bool is_whole = run_simulator(
      usual_run, counts, [&](std::uint64_t seed) { return Simulation(seed, counts).run(usual_run.steps); });
  if (is_whole) check_occurred(counts, is_long_run(usual_run));
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
