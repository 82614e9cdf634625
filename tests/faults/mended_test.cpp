// What the failing disk found in the program and was mended, each at the calls at which it happened.
#include "tests/faults/support/faulty_disk.hpp"
#include "tests/faults/support/kept_files.hpp"
#include "tests/faults/support/quick_folder.hpp"

#include "cli/errors.hpp"
#include "store/book.hpp"
#include "store/error.hpp"
#include "tests/support/book.hpp"
#include "tests/support/program_run.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace faults_mended_test {

using namespace pvault;
using namespace pvault::test;

namespace {

namespace fs = std::filesystem;

const std::string not_whole = "the new book is not whole in it";
const int trouble = cli::number_of(cli::ExitCode::surroundings);

// A folder on the faulty disk, the current one as long as it lives.
class WorkFolder {
public:
  WorkFolder() {
    fs::current_path(folder_.path());
    disk().heal();
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  WorkFolder(WorkFolder&&) = delete;
  WorkFolder& operator=(WorkFolder&&) = delete;
  ~WorkFolder() {
    fs::current_path("/");
    disk().heal();
  }
  static FaultyDisk& disk() { return FaultyDisk::below_sqlite(); }
  [[nodiscard]] const fs::path& path() const { return folder_.path(); }

private:
  TemporaryFolder folder_{quick_folder()};
};

void run_well(const std::vector<std::string>& arguments) {
  const ProgramRun run = run_caught(arguments);
  REQUIRE_MESSAGE(run.exit_code == 0, run.errors);
}

// A book with a month that is over.
void make_book() {
  run_well({"init", "--name", "Mended", "--book", "vault.db"});
  run_well({"site", "add", "EAST", "--name", "East", "--country", "US", "--on", "2025-01-02", "--book", "vault.db"});
}

// The numbers of the calls of these kinds that the work makes.
std::vector<std::int64_t> list_calls(const std::vector<DiskCall>& kinds, const std::function<void()>& work) {
  FaultyDisk& disk = WorkFolder::disk();
  disk.heal();
  work();
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < disk.calls().size(); ++i) {
    if (std::ranges::find(kinds, disk.calls()[i]) != kinds.end()) numbers.push_back(static_cast<std::int64_t>(i) + 1);
  }
  disk.heal();
  return numbers;
}

// So many of them, spread over all.
std::vector<std::int64_t> spread(const std::vector<std::int64_t>& numbers, std::size_t most) {
  std::vector<std::int64_t> chosen;
  for (std::size_t i = 0; i < most && i < numbers.size(); ++i)
    chosen.push_back(numbers[i * numbers.size() / std::min(most, numbers.size())]);
  return chosen;
}

ProgramRun run_struck(const std::vector<std::string>& arguments, std::int64_t call, DiskFault fault) {
  FaultyDisk& disk = WorkFolder::disk();
  disk.arm(call, fault, static_cast<std::uint64_t>(call));
  ProgramRun run = run_caught(arguments);
  disk.heal();
  return run;
}

bool is_sound(const std::string& book) { return run_caught({"audit", "verify", "--book", book}).exit_code == 0; }

} // namespace

// Otherwise it takes its name without what is in the log, and is a book without a table.
TEST_CASE("a new book that is held up while its log is emptied is not there, or whole") {
  const WorkFolder folder;
  const KeptFiles start(folder.path());
  const std::vector<std::string> command = {"init", "--name", "New", "--book", "new.db"};
  const auto locks = list_calls({DiskCall::lock, DiskCall::lock_index}, [&] { run_well(command); });
  int held_up = 0;
  for (const std::int64_t call : locks) {
    start.put_back();
    const ProgramRun run = run_struck(command, call, DiskFault::keep_busy);
    CAPTURE(call);
    CAPTURE(run.errors);
    CHECK_EQ(run.exit_code, fs::exists("new.db") ? 0 : trouble);
    if (fs::exists("new.db")) CHECK(is_sound("new.db"));
    held_up += run.errors.find(not_whole) == std::string::npos ? 0 : 1;
  }
  CHECK_GT(held_up, 0);
}

TEST_CASE("a verification on a disk that does not read says so, and finds nothing about the book") {
  const WorkFolder folder;
  make_book();
  const std::vector<std::string> command = {"audit", "verify", "--book", "vault.db"};
  const auto reads = list_calls({DiskCall::read}, [&] { run_well(command); });
  for (const DiskFault fault : {DiskFault::fail, DiskFault::fail_from_now}) {
    for (const std::int64_t call : spread(reads, 24)) {
      const ProgramRun run = run_struck(command, call, fault);
      CAPTURE(call);
      CAPTURE(run.output);
      CAPTURE(run.errors);
      CHECK_EQ(run.exit_code, trouble);
    }
  }
  CHECK(is_sound("vault.db"));
}

TEST_CASE("a month that a bad disk keeps from being closed is not refused as of an unsound book") {
  const WorkFolder folder;
  make_book();
  const std::vector<std::string> command = {"period", "close", "2025-02", "--on", "2025-03-03", "--book", "vault.db"};
  const KeptFiles start(folder.path());
  const auto reads = list_calls({DiskCall::read}, [&] { run_well(command); });
  for (const std::int64_t call : spread(reads, 24)) {
    start.put_back();
    const ProgramRun run = run_struck(command, call, DiskFault::fail_from_now);
    CAPTURE(call);
    CAPTURE(run.errors);
    CHECK_EQ(run.exit_code, trouble);
    CHECK_EQ(run.errors.find("book_not_sound"), std::string::npos);
  }
  start.put_back();
  run_well(command);
}

// The book has its name by then; what failed is only to say what is in it.
TEST_CASE("a restore from lines whose book cannot be read again says that it was made") {
  const WorkFolder folder;
  make_book();
  run_well({"export", "--to", "jsonl", "--output", "lines.jsonl", "--book", "vault.db"});
  const KeptFiles start(folder.path());
  const std::vector<std::string> command = {"restore", "lines.jsonl", "--book", "again.db"};
  auto calls = list_calls({DiskCall::open, DiskCall::read}, [&] { run_well(command); });
  std::ranges::reverse(calls);
  int made = 0;
  for (const std::int64_t call : spread(calls, 24)) {
    start.put_back();
    const ProgramRun run = run_struck(command, call, DiskFault::fail_from_now);
    CAPTURE(call);
    CAPTURE(run.errors);
    CHECK_EQ(run.exit_code, trouble);
    const bool says_so =
        run.errors.find("made again.db of the entries in lines.jsonl, and the book") != std::string::npos;
    CHECK_EQ(fs::exists("again.db"), says_so);
    made += says_so ? 1 : 0;
    if (says_so) CHECK(is_sound("again.db"));
  }
  CHECK_GT(made, 0);
}

TEST_CASE("once a copy has its name, nothing can fail any more") {
  const WorkFolder work;
  make_book();
  for (const char* kind : {"backup", "snapshot"}) {
    const std::vector<std::string> words = {kind, "copy.db", "--book", "vault.db"};
    FaultyDisk& disk = WorkFolder::disk();
    disk.heal();
    run_well(words);
    const auto calls = static_cast<std::int64_t>(disk.calls().size());
    fs::remove("copy.db");
    fs::remove("copy.db.checkpoint");
    for (std::int64_t call = calls - 12; call <= calls; ++call) {
      const ProgramRun run = run_struck(words, call, DiskFault::fail);
      INFO(kind, ": call ", call, " of ", calls, ": ", run.errors);
      CHECK_EQ(fs::exists("copy.db"), run.exit_code == 0);
      fs::remove("copy.db");
      fs::remove("copy.db.checkpoint");
    }
  }
}

} // namespace faults_mended_test
