// Loans and documents on a disk that fails, beside a twin on one that does not (loan_simulation.hpp).
#include "tests/simulator/support/loan_simulation.hpp"
#include "tests/simulator/support/simulator_run.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <string>

namespace simulator_loans_test {

using namespace pvault::test;

namespace {

constexpr SimulatorRun usual_run = {.seconds = 10, .least_histories = 2, .steps = 160};

// What simulator_test.cpp has no model of.
constexpr const char* kinds_of_loans[] = {"accrual",
                                          "amendment",
                                          "borrowing-base",
                                          "cancellation",
                                          "condition",
                                          "disbursement",
                                          "disbursement-decision",
                                          "drawdown",
                                          "evidence",
                                          "evidence-requirement",
                                          "facility",
                                          "financing-share",
                                          "fixing",
                                          "loan-payment",
                                          "payment",
                                          "purchase",
                                          "reversal"};

void check_occurred(const SimulatedCounts& counts, bool is_long) {
  for (const char* kind : kinds_of_loans) {
    const std::string what = std::string("entries: ") + kind;
    CHECK_MESSAGE(counts.contains(what), what);
  }
  for (const char* what : {"power cuts survived", "in doubt, and recorded", "not recorded for trouble",
                           "struck: the same as ever", "reports compared", "reports on a bad disk that said so"})
    CHECK_MESSAGE(counts.contains(what), std::string(what));
  for (const std::string& rule : list_refusals("refusals_of_loans.txt", is_long))
    CHECK_MESSAGE(counts.contains("refused: " + rule), rule);
}

} // namespace

TEST_CASE("loans and documents on a bad disk are at every moment those of a twin on a sound one") {
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
  SimulatedCounts first;
  SimulatedCounts again;
  CHECK_EQ(LoanSimulation(5, first).run(30), "");
  CHECK_EQ(LoanSimulation(5, again).run(30), "");
  CHECK(first == again);
}

} // namespace simulator_loans_test
