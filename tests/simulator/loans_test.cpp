// What is recorded of loans and documents on a disk that fails, beside a twin on one that does not
// (loan_simulation.hpp).
#include "tests/simulator/support/loan_simulation.hpp"
#include "tests/simulator/support/simulator_run.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <iterator>
#include <set>
#include <string>

namespace simulator_loans_test {

using namespace pvault::test;

namespace {

constexpr SimulatorRun usual_run = {.seconds = 10, .least_histories = 2, .steps = 160};

// What those without a plain model rest on.
constexpr const char* kinds_beside_them[] = {"drawdown", "facility", "payment", "purchase", "reversal"};

void check_occurred(const SimulatedCounts& counts, bool is_long) {
  std::set<std::string> kinds = kinds_without_plain_model();
  kinds.insert(std::begin(kinds_beside_them), std::end(kinds_beside_them));
  for (const std::string& kind : kinds)
    CHECK_MESSAGE(counts.contains("entries: " + kind), kind);
  for (const char* what :
       {"power cuts survived", "in doubt, and recorded", "not recorded for trouble", "struck: the same as ever",
        "import: recorded", "import: not recorded for trouble", "drawdown record: proposed", "facility amend: proposed",
        "reverse: proposed", "proposal approve: recorded", "proposal reject: recorded", "reports compared",
        "reports on a bad disk that said so"})
    CHECK_MESSAGE(counts.contains(what), std::string(what));
  for (const std::string& rule : list_refusals("refusals_of_loans.txt", is_long))
    CHECK_MESSAGE(counts.contains("refused: " + rule), rule);
}

} // namespace

TEST_CASE("what is recorded of loans and documents on a bad disk is at every moment that of a twin on a sound one") {
  SimulatedCounts counts;
  const bool is_whole = run_simulator(
      usual_run, counts, [&](std::uint64_t seed) { return LoanSimulation(seed, counts).run(usual_run.steps); });
  if (is_whole) check_occurred(counts, is_long_run(usual_run));
}

// That the test can fail.
TEST_CASE("a disk that only says that it flushed is found out by the twin") {
  FaultyDisk& disk = FaultyDisk::below_sqlite();
  constexpr std::uint64_t most_histories = 4;
  std::string wrong;
  for (std::uint64_t seed = 1; seed <= most_histories && wrong.empty(); ++seed) {
    SimulatedCounts counts;
    disk.lies_about_sync = true;
    wrong = LoanSimulation(seed, counts).run(60);
    disk.lies_about_sync = false;
  }
  CHECK_NE(wrong, "");
}

TEST_CASE("one seed is one history of loans") {
  const auto trace_of = [](std::uint64_t seed) {
    SimulatedCounts counts;
    LoanSimulation simulation(seed, counts);
    CHECK_EQ(simulation.run(15), "");
    return simulation.trace();
  };
  CHECK_EQ(trace_of(5), trace_of(5));
  CHECK_NE(trace_of(5), trace_of(6));
}

} // namespace simulator_loans_test
