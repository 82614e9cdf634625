// The disk fails at every call in turn, while the program does everything that it records (scenario.txt): what it said
// is true, every book opens and verifies, what was acknowledged is there, and nothing is there half.
//
// As a part of all tests a choice of the calls is struck, the same each time. PVAULT_FAULTS=turn strikes every one, in
// the ways in which it can fail by turns (tools/simulate --faults), PVAULT_FAULTS=all in every way, and
// PVAULT_FAULTS=each=20 twenty calls of each kind in each way. With ",lines=13-20" behind it, only steps in these lines
// of the scenario.
#include "tests/faults/support/faulted_step.hpp"
#include "tests/faults/support/quick_folder.hpp"

#include "cli/errors.hpp"
#include "store/book.hpp"
#include "tests/support/book.hpp"
#include "tests/support/thinning.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <limits>
#include <malloc.h>
#include <map>
#include <optional>
#include <set>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace faults_faults_test {

using namespace pvault;
using namespace pvault::test;

namespace {

namespace fs = std::filesystem;

constexpr int usual_of_each = one_in > 1 ? 1 : 2; // calls of a kind, struck in the same way
constexpr int one_end_in = 3;                     // steps, behind which the power is cut

struct Choice {
  enum class Way { some, turn, all };
  Way way = Way::some;
  int of_each = usual_of_each; // with Way::some
  int first_line = 0;
  int last_line = std::numeric_limits<int>::max();
  [[nodiscard]] bool has_all_lines() const { return first_line == 0; }
  [[nodiscard]] bool has(int line) const { return first_line <= line && line <= last_line; }
};

Choice choice_of_cases() {
  const char* text = std::getenv("PVAULT_FAULTS");
  if (text == nullptr) return {};
  const std::string asked = text;
  Choice choice;
  if (asked.starts_with("turn"))
    choice.way = Choice::Way::turn;
  else if (asked.starts_with("all"))
    choice.way = Choice::Way::all;
  else if (asked.starts_with("each="))
    choice.of_each = std::stoi(asked.substr(5));
  else
    throw std::invalid_argument("PVAULT_FAULTS is turn, all or each=N: " + asked);
  if (const std::size_t at = asked.find("lines="); at != std::string::npos) {
    choice.first_line = std::stoi(asked.substr(at + 6));
    choice.last_line = std::stoi(asked.substr(asked.find('-', at) + 1));
  }
  return choice;
}

std::string name_of_case(DiskCall call, DiskFault fault) {
  return fmt::format("{}: {}", name_of(call), name_of(fault));
}

// What became of all the runs.
struct Tally {
  int steps = 0;
  std::int64_t calls = 0;
  std::int64_t cases = 0;
  std::map<std::string, std::int64_t> struck = {}; // by call and by fault
  std::int64_t power_cuts = 0;
  std::int64_t done = 0;
  std::int64_t in_doubt = 0;
  std::int64_t retried = 0;
  std::int64_t verified = 0;
  std::int64_t losses = 0;

  void add(DiskCall call, const DiskFaultAt& at, const FaultOutcome& outcome) {
    ++cases;
    ++struck[name_of_case(call, at.fault)];
    power_cuts += at.fault == DiskFault::cut_power ? 1 : 0;
    done += outcome.done ? 1 : 0;
    in_doubt += outcome.in_doubt ? 1 : 0;
    retried += outcome.retried ? 1 : 0;
    verified += outcome.verified;
    losses += outcome.wrong.empty() ? 0 : 1;
  }
  [[nodiscard]] std::string in_words() const {
    std::string words =
        fmt::format("{} steps, {} calls of the disk; {} runs with a fault, {} of them power cuts: {} did what was "
                    "asked all the same, "
                    "{} said that it is in doubt, {} were done afterwards; {} books verified; {} losses",
                    steps, calls, cases, power_cuts, done, in_doubt, retried, verified, losses);
    for (const auto& [what, count] : struck)
      words += fmt::format("\n  {} {}", what, count);
    return words;
  }
};

// As the program does when it begins (cli/main.cpp): otherwise most of the time goes into memory that is given back and
// asked for anew.
void keep_freed_memory() {
  constexpr int kept_bytes = 64 << 20;
  mallopt(M_TRIM_THRESHOLD, kept_bytes);
  mallopt(M_TOP_PAD, 1 << 20);
}

class Scenario {
public:
  Scenario() {
    keep_freed_memory();
    const auto& here = folder_.path();
    fs::create_directories(here / "work");
    fs::current_path(here / "work");
    make_scenario_files(here / "work");
    FaultyDisk::below_sqlite().heal();
  }
  Scenario(const Scenario&) = delete;
  Scenario& operator=(const Scenario&) = delete;
  Scenario(Scenario&&) = delete;
  Scenario& operator=(Scenario&&) = delete;
  ~Scenario() { fs::current_path("/"); }

  void run(const Choice& choice) {
    for (const ScenarioStep& step : steps_) {
      const auto arguments = arguments_with_book(step);
      start_ = KeptFiles(work());
      FaultedStep faulted(work(), start_, arguments);
      if (choice.has(step.line)) {
        const std::string wrong = faulted.find_out();
        REQUIRE_MESSAGE(wrong.empty(), fmt::format("line {}: {}: {}", step.line, step.words, wrong));
        strike(step, faulted, choice);
        start_.put_back();
      }
      take(step, arguments);
    }
  }

  // How many power cuts behind the first step that records a purchase lose or break something.
  int count_losses_of_purchase(std::uint64_t cuts) {
    for (const ScenarioStep& step : steps_) {
      const auto arguments = arguments_with_book(step);
      start_ = KeptFiles(work());
      if (!step.words.starts_with("purchase record")) {
        take(step, arguments);
        continue;
      }
      FaultedStep faulted(work(), start_, arguments);
      REQUIRE_EQ(faulted.find_out(), "");
      int losses = 0;
      for (std::uint64_t seed = 1; seed <= cuts; ++seed) {
        const auto end = static_cast<std::int64_t>(faulted.calls().size()) + 1;
        losses += faulted.run({end, DiskFault::cut_power, seed}).wrong.empty() ? 0 : 1;
      }
      return losses;
    }
    return 0;
  }

  [[nodiscard]] const Tally& tally() const { return tally_; }
  [[nodiscard]] fs::path book() const { return work() / "vault.db"; }

private:
  [[nodiscard]] fs::path work() const { return folder_.path() / "work"; }

  std::vector<std::string> arguments_with_book(const ScenarioStep& step) {
    auto arguments = arguments_of(step, entries_);
    if (std::ranges::find(arguments, "--book") == arguments.end())
      arguments.insert(arguments.end(), {"--book", "vault.db"});
    return arguments;
  }

  // The step for good. Every second one leaves its log beside the book, as after a kill, so that the next begins with
  // reading it.
  void take(const ScenarioStep& step, const std::vector<std::string>& arguments) {
    const bool leaves_log = tally_.steps % 2 == 1;
    std::optional<store::Book> reader;
    if (leaves_log) reader.emplace(store::Book::open(book(), store::Access::read));
    REQUIRE_EQ(run_caught(arguments).exit_code, 0);
    const KeptFiles with_log = leaves_log ? KeptFiles(work()) : KeptFiles();
    reader.reset();
    if (leaves_log) with_log.put_back();
    fs::remove(book().string() + "-shm");
    FaultyDisk::below_sqlite().heal();
    ++tally_.steps;
    const std::int64_t newest = state_of(book()).entry;
    FaultyDisk::below_sqlite().heal();
    if (!step.label.empty()) entries_[step.label] = newest;
  }

  void strike(const ScenarioStep& step, FaultedStep& faulted, const Choice& choice) {
    const auto count = static_cast<std::int64_t>(faulted.calls().size());
    tally_.calls += count;
    for (const DiskFaultAt& at : chosen_cases(step, faulted, choice))
      strike(step, faulted, at);
    if (choice.way != Choice::Way::some) fmt::print(stderr, "line {}: {} calls, all struck\n", step.line, count);
    // The power goes when all is said.
    if (choice.way != Choice::Way::some || tally_.steps % one_end_in == 0)
      strike(step, faulted, {count + 1, DiskFault::cut_power, static_cast<std::uint64_t>(step.line)});
  }

  std::vector<DiskFaultAt> chosen_cases(const ScenarioStep& step, const FaultedStep& faulted, const Choice& choice) {
    if (choice.way == Choice::Way::turn) return cases_by_turns(step, faulted);
    std::vector<DiskFaultAt> chosen;
    for (const auto& [what, cases] : cases_of(faulted)) {
      if (choice.way == Choice::Way::all)
        chosen.insert(chosen.end(), cases.begin(), cases.end());
      else if (is_due(what, choice.of_each))
        chosen.push_back(cases[static_cast<std::size_t>(step.line) * 7919 % cases.size()]);
    }
    return chosen;
  }

  // Every call, in another way than the one of its kind before it.
  static std::vector<DiskFaultAt> cases_by_turns(const ScenarioStep& step, const FaultedStep& faulted) {
    std::map<DiskCall, std::size_t> turns;
    std::vector<DiskFaultAt> cases;
    for (std::size_t i = 0; i < faulted.calls().size(); ++i) {
      const DiskCall call = faulted.calls()[i];
      const std::vector<DiskFault>& ways = faults_of(call);
      const std::size_t turn = turns[call]++ + static_cast<std::size_t>(step.line);
      cases.push_back({static_cast<std::int64_t>(i) + 1, ways[turn % ways.size()], i + 1});
    }
    return cases;
  }

  // By call and by fault.
  static std::map<std::string, std::vector<DiskFaultAt>> cases_of(const FaultedStep& faulted) {
    std::map<std::string, std::vector<DiskFaultAt>> cases;
    std::uint64_t seed = 0;
    for (std::size_t i = 0; i < faulted.calls().size(); ++i) {
      const DiskCall call = faulted.calls()[i];
      for (const DiskFault fault : faults_of(call))
        cases[name_of_case(call, fault)].push_back({static_cast<std::int64_t>(i) + 1, fault, ++seed});
    }
    return cases;
  }

  // Spread over all steps.
  bool is_due(const std::string& what, int of_each) {
    const auto found = tally_.struck.find(what);
    const std::int64_t had = found == tally_.struck.end() ? 0 : found->second;
    return had * static_cast<std::int64_t>(steps_.size()) <= std::int64_t{of_each} * tally_.steps;
  }

  void strike(const ScenarioStep& step, FaultedStep& faulted, const DiskFaultAt& at) {
    const auto place = static_cast<std::size_t>(at.call) - 1;
    const bool is_over = place == faulted.calls().size();
    const DiskCall call = is_over ? DiskCall::sync : faulted.calls()[place];
    const FaultOutcome outcome = faulted.run(at);
    tally_.add(call, at, outcome);
    for (const std::string& wrong : outcome.wrong) {
      MESSAGE(fmt::format("line {}: {}\n  call {} of {} ({}), {}, seed {}: {}", step.line, step.words, at.call,
                          faulted.calls().size(), is_over ? "the end" : name_of(call), name_of(at.fault), at.seed,
                          wrong));
    }
  }

  std::vector<ScenarioStep> steps_ = read_scenario(fs::path(PVAULT_SOURCE_DIR) / "tests/faults/scenario.txt");
  TemporaryFolder folder_{quick_folder()};
  KeptFiles start_; // of the step
  std::map<std::string, std::int64_t> entries_;
  Tally tally_;
};

// Kinds of entry that the scenario does not make.
std::vector<std::string> list_missing_kinds(const fs::path& path) {
  store::Book book = store::Book::open(path, store::Access::read);
  store::Query row =
      book.connection().query("SELECT kind FROM entry_kind WHERE kind NOT IN (SELECT kind FROM entry) ORDER BY kind");
  std::vector<std::string> kinds;
  while (row.next())
    kinds.push_back(row.text(0));
  return kinds;
}

} // namespace

TEST_CASE("whatever call of the disk fails, what was said is true and nothing is half there") {
  const Choice choice = choice_of_cases();
  Scenario scenario;
  scenario.run(choice);
  MESSAGE(scenario.tally().in_words());
  CHECK_GT(scenario.tally().cases, 0);
  CHECK_EQ(scenario.tally().losses, 0);
  CHECK_EQ(list_missing_kinds(scenario.book()), std::vector<std::string>());
  // Every call that there is was struck in every way.
  for (int call = 0; call <= static_cast<int>(DiskCall::lock_index) && choice.has_all_lines(); ++call) {
    for (const DiskFault fault : faults_of(DiskCall(call))) {
      const std::string what = name_of_case(DiskCall(call), fault);
      CHECK_MESSAGE(scenario.tally().struck.contains(what), what);
    }
  }
}

// That the test of power cuts can fail.
TEST_CASE("a disk that only says that it flushed loses what was said, and is found out") {
  FaultyDisk& disk = FaultyDisk::below_sqlite();
  Scenario scenario;
  CHECK_EQ(scenario.count_losses_of_purchase(8), 0);
  Scenario another;
  disk.lies_about_sync = true;
  const int losses = another.count_losses_of_purchase(8);
  disk.lies_about_sync = false;
  CHECK_GT(losses, 0);
}

} // namespace faults_faults_test
