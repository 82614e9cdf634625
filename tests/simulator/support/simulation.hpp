// A reserve that is kept for some years on a bad disk, by operators who make mistakes. Beside the book a plain model
// (tests/model) is asked the same. The disk fails at random calls, the power is cut at random moments, and after each
// the book is opened again and holds what it said. One seed gives one history, to the byte.
#pragma once

#include "tests/faults/support/faulty_disk.hpp"
#include "tests/model/support/history_generator.hpp"
#include "tests/model/support/model_book.hpp"
#include "tests/model/support/model_lines.hpp"
#include "tests/model/support/random.hpp"
#include "tests/model/support/real_book.hpp"
#include "tests/simulator/support/simulator_run.hpp"
#include "tests/support/book.hpp"

#include <cstdint>
#include <string>
#include <variant>

namespace pvault::test {

class Simulation {
public:
  Simulation(std::uint64_t seed, SimulatedCounts& counts);

  // Takes so many steps, and looks at everything at the end. What went wrong first, with the step; empty: nothing.
  std::string run(int steps);
  // Everything that was asked and answered, and every state the book was found in, as one hash.
  [[nodiscard]] const std::string& trace() const { return trace_; }

private:
  struct Wrong;
  struct Disturbance {
    bool has_struck = false;
    bool is_cut = false;
    bool is_lie = false; // what was said to be flushed was not
  };

  using Asked = std::variant<Request, PlainImport>;

  void take_step();
  // What all others name is recorded without a fault.
  [[nodiscard]] bool is_beginning() const;
  void record_something();
  Asked make_something();
  PlainImport make_import();
  void record(const Asked& asked);
  void record_on_bad_disk(const Asked& asked);
  void settle(const Asked& asked, const Answer& said, const Disturbance& disturbed);
  Answer answer_of_model(const Asked& asked);
  Answer answer_of_book(const Asked& asked);
  void ask_report();
  void ask_report_on_bad_disk();
  void ask_any_report();
  void stop_and_start();

  void disturb();
  Disturbance end_disturbance();
  void come_back(bool is_cut);

  void compare_answers(const Asked& asked, const Answer& model, const Answer& book);
  void compare_state(const When& when);
  void compare_head();
  void check_whole();
  void count_answer(const Asked& asked, const Answer& answer);
  void count_struck(const Asked& asked, const Answer& expected);
  When some_moment();
  void require_same(const std::string& what, const Lines& model, const Lines& book);
  [[noreturn]] void fail(const std::string& what) const;
  void note(const std::string& what);

  FaultyDisk& disk_ = FaultyDisk::below_sqlite();
  SimulatedCounts& counts_;
  Random random_; // of the questions and faults; the requests have their own
  TemporaryFolder folder_;
  RealBook real_;
  ModelBook model_;
  HistoryGenerator generator_;
  std::string words_;
  std::string trace_;
  std::int64_t usual_calls_ = 60; // of the disk, for a request
  PlainImport last_import_;
  DiskFault fault_ = DiskFault::fail;
};

} // namespace pvault::test
