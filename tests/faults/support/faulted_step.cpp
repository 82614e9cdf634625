#include "tests/faults/support/faulted_step.hpp"

#include "cli/errors.hpp"
#include "store/book.hpp"
#include "store/schema_check.hpp"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <utility>

namespace pvault::test {

namespace {

namespace fs = std::filesystem;

constexpr const char* words_of_doubt = "it may be recorded or not";
constexpr const char* words_of_done = "and the book could not be read again"; // what was made is whole
constexpr const char* words_of_upgrade = "note: upgraded ";

// A copy that has its final name; what is behind ".new-" is on its way, with whatever SQLite has beside it.
bool is_book(const fs::path& path) {
  const std::string name = path.filename();
  if (name.find(".new-") != std::string::npos) return false;
  return path.extension() == ".db" || name.find(".db.schema-") != std::string::npos;
}

// A backup that an upgrade makes before it, and leaves for the next attempt when it fails.
bool is_kept_backup(const std::string& name) { return name.find(".schema-") != std::string::npos; }

// What is neither a book nor what SQLite has beside one. Copies of documents are on disk before the entry that
// names them, and stay where that is in doubt.
std::vector<std::string> others_of(const std::vector<std::string>& names) {
  std::vector<std::string> others;
  std::ranges::copy_if(names, std::back_inserter(others), [](const std::string& name) {
    return !is_book(name) && !name.ends_with("-wal") && !name.ends_with("-shm") &&
           name.find(".evidence/") == std::string::npos;
  });
  return others;
}

bool has_seal(const fs::path& path, const std::string& hash) {
  store::Book book = store::Book::open_as_it_is(path);
  store::Query seal = book.connection().query("SELECT entry_id FROM seal WHERE hash = ?");
  return seal.bind(hash).next();
}

std::string in_words(const BookStates& states) {
  std::string words;
  for (const auto& [name, state] : states)
    words += fmt::format("{}{} of schema {} with {} entries ({})", words.empty() ? "" : ", ", name, state.schema,
                         state.entry, state.hash.substr(0, 8));
  return words;
}

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n');
  const std::size_t begin = text.rfind('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1, end - begin);
}

// The last hash that an answer gives, if it gives one.
std::string hash_in(const std::string& output) {
  const std::size_t at = output.rfind("hash ");
  constexpr std::size_t digits = 64;
  return at == std::string::npos ? "" : output.substr(at + 5, digits);
}

} // namespace

BookState state_of(const fs::path& path) {
  store::Book book = store::Book::open_as_it_is(path);
  const store::ChainHead head = store::load_chain_head(book.connection());
  return {.schema = store::schema_version_of(book.connection()), .entry = number_of(head.entry), .hash = head.hash};
}

// What is to the byte as it was, and has no log beside it, says what it said.
BookStates FaultedStep::list_states() const {
  BookStates states;
  for (const auto& file : fs::directory_iterator(folder_)) {
    const std::string name = file.path().filename();
    if (!is_book(name)) continue;
    const auto known = before_.find(name);
    const bool is_same = known != before_.end() && !fs::exists(name + "-wal") && start_.is_as_kept(name);
    states[name] = is_same ? known->second : state_of(file.path());
  }
  return states;
}

FaultedStep::FaultedStep(fs::path folder, const KeptFiles& start, std::vector<std::string> arguments)
    : folder_(std::move(folder)), start_(start), arguments_(std::move(arguments)) {}

std::string FaultedStep::find_out() {
  FaultyDisk& disk = FaultyDisk::below_sqlite();
  disk.heal();
  start_.put_back();
  before_ = list_states();
  start_.put_back();
  disk.count_anew();
  usual_ = run_caught(arguments_);
  calls_ = disk.calls();
  after_ = list_states();
  if (usual_.exit_code != 0) return fmt::format("exit code {}: {}", usual_.exit_code, usual_.errors);
  if (before_ == after_) {
    start_.put_back();
    says_always_the_same_ = run_caught(arguments_).output == usual_.output;
  }
  disk.heal();
  return {};
}

bool FaultedStep::is_undone(const BookStates& now) const {
  BookStates left = now;
  std::erase_if(left, [&](const auto& entry) { return is_kept_backup(entry.first) && !before_.contains(entry.first); });
  return left == before_;
}

// A recording in an old book is two acts, each whole: the book is upgraded, which is said, and then something recorded.
bool FaultedStep::is_only_upgraded(const BookStates& now) const {
  BookStates left = now;
  for (auto& [name, state] : left) {
    const auto old = before_.find(name);
    if (old != before_.end() && state.schema == store::newest_schema_version()) state.schema = old->second.schema;
  }
  return is_undone(left);
}

// The hash of an entry has in it when it was recorded, so that of a new one is another with each run.
bool FaultedStep::is_done(const BookStates& now) const {
  if (now.size() != after_.size()) return false;
  return std::ranges::all_of(now, [&](const auto& entry) {
    const auto wanted = after_.find(entry.first);
    if (wanted == after_.end()) return false;
    const bool is_known =
        std::ranges::any_of(before_, [&](const auto& old) { return old.second.hash == wanted->second.hash; });
    return entry.second.schema == wanted->second.schema && entry.second.entry == wanted->second.entry &&
           (!is_known || entry.second.hash == wanted->second.hash);
  });
}

void FaultedStep::judge_answer(const ProgramRun& run, const BookStates& now, bool is_cut, FaultOutcome& outcome) const {
  outcome.done = is_done(now);
  outcome.in_doubt =
      run.errors.find(words_of_doubt) != std::string::npos || run.errors.find(words_of_done) != std::string::npos;
  const bool undone = is_undone(now);
  const auto wrong = [&](const std::string& what) {
    outcome.wrong.push_back(fmt::format("{}; exit code {}, {}; there is {}", what, run.exit_code,
                                        last_line(run.output + run.errors), in_words(now)));
  };
  if (run.exit_code == 0) {
    if (!outcome.done) wrong("what was acknowledged is not there");
    const std::string hash = hash_in(run.output);
    const bool is_there = std::ranges::any_of(now, [&](const auto& entry) { return has_seal(entry.first, hash); });
    if (before_ != after_ && !hash.empty() && !is_there) wrong("the hash that was said is in no book");
    if (says_always_the_same_ && run.output != usual_.output) wrong("it says something else than without a fault");
    return;
  }
  if (run.exit_code != cli::number_of(cli::ExitCode::surroundings) || run.errors.find("\nTry: ") == std::string::npos)
    wrong("a failing disk is called something else");
  const bool only_upgraded = !outcome.done && !undone && is_only_upgraded(now);
  if (!outcome.done && !undone && !only_upgraded) wrong("it is half done");
  const bool is_told = outcome.in_doubt || run.errors.find(words_of_upgrade) != std::string::npos;
  if (only_upgraded && !is_told && !is_cut) wrong("it was upgraded, which is not said");
  if (outcome.done && !undone && !outcome.in_doubt && !is_cut) wrong("what failed is done");
}

// What is to the byte as it was is as sound as it was.
void FaultedStep::verify_books(const BookStates& now, FaultOutcome& outcome) const {
  for (const auto& [name, state] : now) {
    const auto known = before_.find(name);
    const bool is_same = known != before_.end() && !fs::exists(name + "-wal") && start_.is_as_kept(name);
    if (is_same || state.schema != store::newest_schema_version()) continue;
    const ProgramRun run = run_caught({"audit", "verify", "--book", name});
    ++outcome.verified;
    if (run.exit_code != 0)
      outcome.wrong.push_back(fmt::format("{} does not verify: {}{}", name, run.output, run.errors));
  }
}

void FaultedStep::try_again(FaultOutcome& outcome) const {
  const ProgramRun run = run_caught(arguments_);
  const BookStates now = list_states();
  outcome.retried = true;
  if (run.exit_code != 0 || !is_done(now))
    outcome.wrong.push_back(fmt::format("it cannot be done afterwards: exit code {}, {}; there is {}", run.exit_code,
                                        last_line(run.output + run.errors), in_words(now)));
}

FaultOutcome FaultedStep::run(const DiskFaultAt& at) {
  FaultyDisk& disk = FaultyDisk::below_sqlite();
  FaultOutcome outcome;
  const bool is_cut = at.fault == DiskFault::cut_power;
  start_.put_back();
  disk.arm(at.call, at.fault, at.seed);
  const ProgramRun run = run_caught(arguments_);
  try {
    if (is_cut)
      disk.restart(at.seed);
    else
      disk.heal();
    const BookStates now = list_states();
    judge_answer(run, now, is_cut, outcome);
    auto others = others_of(list_names(folder_));
    // What a cut leaves of a new file has a name that says so.
    if (is_cut) std::erase_if(others, [](const std::string& name) { return name.find(".new-") != std::string::npos; });
    if (run.exit_code != 0 && others != others_of(start_.names()))
      outcome.wrong.push_back(fmt::format("what is left behind: {}", fmt::join(others, " ")));
    verify_books(now, outcome);
    if (!outcome.done) try_again(outcome);
  } catch (const std::exception& error) {
    outcome.wrong.push_back(fmt::format("a book does not open: {}; exit code {}, {}", error.what(), run.exit_code,
                                        last_line(run.output + run.errors)));
  }
  disk.heal();
  return outcome;
}

} // namespace pvault::test
