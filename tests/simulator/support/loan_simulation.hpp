// What is recorded of loans and documents on a disk that fails. A plain model of a loan's whole life would be the
// program once more, so the model is a twin: a second book, on which the disk never fails, is asked the same, and at
// every moment both hold the same records and say the same. That they say the right thing, audit verify computes anew
// from the terms, and tests/independent/test_loans.py by other means. One seed gives one history.
#pragma once

#include "tests/faults/support/faulty_disk.hpp"
#include "tests/model/support/random.hpp"
#include "tests/simulator/support/loan_history.hpp"
#include "tests/simulator/support/simulator_run.hpp"
#include "tests/support/book.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace pvault::test {

class LoanSimulation {
public:
  LoanSimulation(std::uint64_t seed, SimulatedCounts& counts);

  // Takes so many steps, and audits both books at the end. What went wrong first, with the step; empty: nothing.
  std::string run(int steps);
  // Everything that was asked and answered, as one hash.
  [[nodiscard]] const std::string& trace() const { return trace_; }

private:
  struct Said {
    int exit_code = 0;
    std::string text = {}; // without hashes, which have the time in them
    bool operator==(const Said&) const = default;
  };

  std::string run_or_say(int steps);
  void begin();
  void take_step();
  void record(const std::string& words);
  void record_on_bad_disk(const std::string& words);
  void settle(const std::string& words, const Said& said, bool was_cut);
  void ask_report();
  Said ask(const std::string& words, const char* book);
  // What both say, the twin being asked now.
  void compare_with_twin(const std::string& words, const Said& said);
  void compare_records();
  void verify();
  void count_answer(const std::string& words, const Said& said);
  void arm();
  [[noreturn]] static void fail(const std::string& what);

  FaultyDisk& disk_ = FaultyDisk::below_sqlite();
  SimulatedCounts& counts_;
  Random random_; // of the faults and questions
  LoanHistory history_;
  TemporaryFolder folder_;
  std::int64_t newest_ = 0;
  std::int64_t usual_calls_ = 60;
  DiskFault fault_ = DiskFault::fail;
  std::string words_;
  std::string trace_;
};

} // namespace pvault::test
