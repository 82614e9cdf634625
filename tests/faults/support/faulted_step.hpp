// One step of the scenario, run again and again from the same files with a fault at each call of the disk, and what
// came of it. Rules, for every run:
// 1. What ends with exit code 0 is done, and what was answered is in the book. What ends with another left every book
//    as it was, but where it says itself that the commit is in doubt, or the power was cut: then it is done or not.
// 2. Done is what the step does without a fault, to the entry, and nothing more or less; nothing is left half.
// 3. A failing disk is trouble outside (exit code 3), never a refusal, a finding or a bug.
// 4. Afterwards every book opens and verifies, and the step can be done if it was not.
#pragma once

#include "tests/faults/support/faulty_disk.hpp"
#include "tests/faults/support/kept_files.hpp"
#include "tests/faults/support/scenario.hpp"
#include "tests/support/program_run.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pvault::test {

// A file that SQLite has in a folder: its schema, and its newest entry with its hash.
struct BookState {
  std::int64_t schema = 0;
  std::int64_t entry = 0;
  std::string hash = {};
  bool operator==(const BookState&) const = default;
};
using BookStates = std::map<std::string, BookState>; // by the names of their files

BookState state_of(const std::filesystem::path& book);

struct DiskFaultAt {
  std::int64_t call = 0; // one behind the last: when the step is over
  DiskFault fault = DiskFault::fail;
  std::uint64_t seed = 0;
};

struct FaultOutcome {
  bool done = false;
  bool in_doubt = false;            // and it said so
  bool retried = false;             // and done then
  int verified = 0;                 // books
  std::vector<std::string> wrong{}; // what does not keep to the rules; empty: nothing
};

class FaultedStep {
public:
  // Its folder is the current one of the program, with the files that the step begins with.
  FaultedStep(std::filesystem::path folder, const KeptFiles& start, std::vector<std::string> arguments);

  // Runs it without a fault, twice where it changes nothing. What is wrong then.
  std::string find_out();
  // What it asked of the disk.
  [[nodiscard]] const std::vector<DiskCall>& calls() const { return calls_; }
  FaultOutcome run(const DiskFaultAt& at);

private:
  [[nodiscard]] BookStates list_states() const;
  void judge_answer(const ProgramRun& run, const BookStates& now, bool is_cut, FaultOutcome& outcome) const;
  [[nodiscard]] bool is_done(const BookStates& now) const;
  [[nodiscard]] bool is_undone(const BookStates& now) const;
  [[nodiscard]] bool is_only_upgraded(const BookStates& now) const;
  void verify_books(const BookStates& now, FaultOutcome& outcome) const;
  void try_again(FaultOutcome& outcome) const;

  std::filesystem::path folder_;
  const KeptFiles& start_; // the same files
  std::vector<std::string> arguments_;
  BookStates before_;
  BookStates after_;
  ProgramRun usual_;
  bool says_always_the_same_ = false;
  std::vector<DiskCall> calls_;
};

} // namespace pvault::test
