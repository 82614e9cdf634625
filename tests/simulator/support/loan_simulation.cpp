#include "tests/simulator/support/loan_simulation.hpp"

#include "cli/errors.hpp"
#include "journal/chain.hpp"
#include "reports/report.hpp"
#include "store/book.hpp"
#include "store/schema_check.hpp"
#include "tests/faults/support/quick_folder.hpp"
#include "tests/faults/support/scenario.hpp"
#include "tests/support/program_run.hpp"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <variant>
#include <vector>

namespace pvault::test {

namespace {

namespace fs = std::filesystem;

// Of programs that run in one folder; the twin's documents are kept apart as well.
constexpr const char* book_on_bad_disk = "vault.db";
constexpr const char* twin_book = "../twin/vault.db";

constexpr DiskFault loan_faults[] = {DiskFault::fail,      DiskFault::fail_from_now, DiskFault::fail_halfway,
                                     DiskFault::full,      DiskFault::shorten,       DiskFault::delay,
                                     DiskFault::keep_busy, DiskFault::drop,          DiskFault::cut_power};

constexpr int trouble_code = cli::number_of(cli::ExitCode::surroundings);
constexpr int refused_code = cli::number_of(cli::ExitCode::refused);

std::string without_hashes(const std::string& text) {
  std::string rest;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    if (!line.starts_with("hash ")) rest += line;
    begin = end;
  }
  return rest;
}

// "drawdown record" of "drawdown record --facility F-1 ..."
std::string name_of_command(const std::string& words) {
  const std::size_t first = words.find(' ');
  if (words.starts_with("accrue") || words.starts_with("reverse") || words.starts_with("import"))
    return words.substr(0, first);
  return words.substr(0, words.find(' ', first + 1));
}

// "above_undisbursed" of "refused: above_undisbursed: ..."
std::string rule_of(const std::string& text) {
  constexpr std::string_view begin = "refused: ";
  const std::size_t at = text.find(begin);
  if (at == std::string::npos) return {};
  return text.substr(at + begin.size(), text.find(':', at + begin.size()) - at - begin.size());
}

std::string columns_without_time(store::Connection& connection, const std::string& table) {
  std::string names;
  for (const store::TableColumn& column : connection.columns_of(table)) {
    if (column.name == "recorded_at") continue;
    names += (names.empty() ? "" : ", ") + column.name;
  }
  return names;
}

std::string text_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return {};
}

// Every row of every record, but for when it was recorded.
std::string records_of(const fs::path& path) {
  store::Book book = store::Book::open(path, store::Access::read);
  store::Connection& connection = book.connection();
  std::vector<std::string> tables = store::list_record_tables_in_file(connection);
  tables.insert(tables.begin(), "entry");
  std::string records;
  for (const std::string& table : tables) {
    store::Query row =
        connection.query(fmt::format("SELECT {} FROM {}", columns_without_time(connection, table), table));
    while (row.next()) {
      records += table;
      for (int column = 0; column < row.columns(); ++column)
        records += '|' + text_of(row.value(column));
      records += '\n';
    }
  }
  return records;
}

std::string first_difference(const std::string& left, const std::string& right) {
  const auto [first, second] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  const auto line_at = [](const std::string& text, auto place) {
    const auto at = static_cast<std::size_t>(place - text.begin());
    const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  return fmt::format("\n  {}\n  twin: {}", line_at(left, first), line_at(right, second));
}

struct NewestEntry {
  std::int64_t number;
  std::string kind;
};

NewestEntry newest_entry_of(const fs::path& path) {
  store::Book book = store::Book::open(path, store::Access::read);
  store::Query row = book.connection().query("SELECT entry_id, kind FROM entry ORDER BY entry_id DESC LIMIT 1");
  row.expect_row();
  return {row.integer(0), row.text(1)};
}

std::int64_t newest_of(const fs::path& path) { return newest_entry_of(path).number; }

} // namespace

LoanSimulation::LoanSimulation(std::uint64_t seed, SimulatedCounts& counts)
    : counts_(counts), random_(seed + 3'000'017), history_(seed), folder_(quick_folder()) {}

void LoanSimulation::fail(const std::string& what) { throw std::runtime_error(what); }

LoanSimulation::Said LoanSimulation::ask(const std::string& words, const char* book) {
  auto arguments = arguments_of({.words = words}, {});
  arguments.insert(arguments.end(), {"--book", book});
  const ProgramRun run = run_caught(arguments);
  if (run.exit_code == cli::number_of(cli::ExitCode::bug)) fail(fmt::format("a bug in: {}\n{}", words, run.errors));
  return {run.exit_code, without_hashes(run.output + run.errors)};
}

std::string LoanSimulation::run(int steps) {
  disk_.sound_part = "/twin/";
  std::string wrong = run_or_say(steps);
  disk_.heal();
  disk_.sound_part.clear();
  fs::current_path("/");
  return wrong;
}

std::string LoanSimulation::run_or_say(int steps) {
  int step = 0;
  try {
    begin();
    for (step = 1; step <= steps; ++step)
      take_step();
    verify();
    store::Book book = store::Book::open(book_on_bad_disk, store::Access::read);
    store::Query kind = book.connection().query("SELECT kind, count(*) FROM entry GROUP BY kind");
    while (kind.next())
      counts_["entries: " + kind.text(0)] += kind.integer(1);
  } catch (const std::exception& error) {
    return fmt::format("step {}, behind entry {}\n  {}\n  {}", step, newest_, words_, error.what());
  }
  return {};
}

void LoanSimulation::begin() {
  fs::create_directories(folder_.path() / "work");
  fs::create_directories(folder_.path() / "twin");
  fs::current_path(folder_.path() / "work");
  for (int number = 1; number <= LoanHistory::documents; ++number)
    std::ofstream(fmt::format("document-{}.txt", number)) << "document " << number << "\n";
  disk_.heal();
  make_keys(".");
  std::vector<std::string> commands = history_.beginning();
  commands.insert(commands.begin(), "init --name \"Reserve on a bad disk\"");
  for (const std::string& words : commands) {
    words_ = words;
    const Said said = ask(words, book_on_bad_disk);
    if (said.exit_code != 0) fail(said.text);
    if (words.starts_with("init")) { // which names its file
      const Said of_twin = ask(words, twin_book);
      if (of_twin.exit_code != 0) fail("there is no twin: " + of_twin.text);
    } else {
      compare_with_twin(words, said);
    }
  }
  newest_ = newest_of(book_on_bad_disk);
  history_.begin_behind(newest_);
}

void LoanSimulation::take_step() {
  const std::string words = history_.next();
  words_ = words;
  if (random_.one_in(2))
    record_on_bad_disk(words);
  else
    record(words);
  ++counts_["steps"];
  if (random_.one_in(5)) ask_report();
  if (random_.one_in(12)) compare_records();
  if (random_.one_in(60)) verify();
}

void LoanSimulation::record(const std::string& words) {
  disk_.count_anew();
  const Said said = ask(words, book_on_bad_disk);
  usual_calls_ = std::max<std::int64_t>(10, static_cast<std::int64_t>(disk_.calls().size()));
  compare_with_twin(words, said);
  count_answer(words, said);
}

// Each call is as likely as another, but for the flushes of a recording, on which everything depends.
void LoanSimulation::arm() {
  constexpr std::int64_t most_flushes = 3;
  fault_ = *(std::begin(loan_faults) + random_.below(std::size(loan_faults)));
  const std::uint64_t seed = random_.below(1'000'000'000);
  if (random_.one_in(3))
    disk_.arm(DiskCall::sync, random_.between(1, most_flushes), fault_, seed);
  else
    disk_.arm(random_.between(1, usual_calls_), fault_, seed);
}

void LoanSimulation::record_on_bad_disk(const std::string& words) {
  arm();
  const Said said = ask(words, book_on_bad_disk);
  if (!disk_.has_struck()) {
    disk_.count_anew();
    compare_with_twin(words, said);
    count_answer(words, said);
    return;
  }
  ++counts_[fmt::format("disk: {} at {}", name_of(fault_), name_of(disk_.struck_call()))];
  const bool was_cut = disk_.is_powerless();
  // A power cut then might take what no program can know that the disk has not. faults_test.cpp counts that.
  if (fault_ == DiskFault::drop && disk_.struck_call() == DiskCall::sync) disk_.heal();
  if (was_cut || random_.one_in(3)) {
    disk_.restart(random_.below(1'000'000'000));
    ++counts_["power cuts survived"];
  }
  disk_.count_anew();
  settle(words, said, was_cut);
}

// What it said must be true of the book that is opened next.
void LoanSimulation::settle(const std::string& words, const Said& said, bool was_cut) {
  const std::int64_t newest = newest_of(book_on_bad_disk);
  if (newest < newest_) fail(fmt::format("entries behind {} are gone", newest));
  const bool is_there = newest > newest_;
  if (said.exit_code != trouble_code) {
    compare_with_twin(words, said);
    count_answer(words, said);
    ++counts_["struck: the same as ever"];
  } else if (is_there) {
    const bool is_in_doubt = said.text.find("it may be recorded or not") != std::string::npos;
    if (!is_in_doubt && !was_cut) fail("it said that nothing was recorded, and it is: " + said.text);
    const Said of_twin = ask(words, twin_book);
    if (of_twin.exit_code != 0) fail("it is recorded, and the twin says: " + of_twin.text);
    ++counts_["in doubt, and recorded"];
    count_answer(words, of_twin);
  } else {
    ++counts_["not recorded for trouble"];
    ++counts_[name_of_command(words) + ": not recorded for trouble"];
  }
  compare_records();
  if (said.exit_code == trouble_code && !is_there && random_.one_in(2)) record(words);
}

void LoanSimulation::compare_with_twin(const std::string& words, const Said& said) {
  const Said of_twin = ask(words, twin_book);
  if (said == of_twin) return;
  fail(fmt::format("exit code {}: {}\n  the twin, exit code {}: {}", said.exit_code, said.text, of_twin.exit_code,
                   of_twin.text));
}

void LoanSimulation::compare_records() {
  const std::string here = records_of(book_on_bad_disk);
  const std::string there = records_of(twin_book);
  if (here != there) fail("the records differ: " + first_difference(here, there));
  ++counts_["compared to the row"];
}

// Of whatever kind; on a bad disk it is as ever, or there is trouble.
void LoanSimulation::ask_report() {
  const auto reports = reports::all_reports();
  std::string name(reports[random_.below(reports.size())].name);
  if (name == "journal") return; // which says when it was recorded
  words_ = fmt::format("report {} --as-of {} --format csv", name, history_.some_day());
  if (name == "schedule" || name == "statement") words_ += " --facility " + history_.some_facility();
  const bool is_bad = random_.one_in(3);
  if (is_bad) arm();
  const Said said = ask(words_, book_on_bad_disk);
  const bool is_cut = is_bad && disk_.is_powerless();
  const bool has_struck = is_bad && disk_.has_struck();
  if (is_cut) disk_.restart(random_.below(1'000'000'000));
  disk_.count_anew();
  if (has_struck && said.exit_code == trouble_code) {
    ++counts_["reports on a bad disk that said so"];
    return;
  }
  compare_with_twin(words_, said);
  ++counts_[said.exit_code == 0 ? "reports compared" : "reports refused"];
}

void LoanSimulation::verify() {
  for (const char* book : {book_on_bad_disk, twin_book}) {
    const Said said = ask("audit verify", book);
    if (said.exit_code != 0) fail(fmt::format("{} does not verify: {}", book, said.text));
  }
  compare_records();
}

void LoanSimulation::count_answer(const std::string& words, const Said& said) {
  const std::string name = name_of_command(words);
  trace_ = sha256_hex(trace_ + words + said.text);
  if (said.exit_code == refused_code) {
    ++counts_["refused: " + rule_of(said.text)];
    ++counts_[name + ": refused"];
    return;
  }
  const NewestEntry newest = newest_entry_of(book_on_bad_disk);
  const bool is_recorded = newest.number > newest_;
  std::string outcome = said.exit_code == 0 ? "nothing new" : "misused";
  if (is_recorded) outcome = newest.kind == "proposal" ? "proposed" : "recorded";
  ++counts_[fmt::format("{}: {}", name, outcome)];
  if (is_recorded) history_.was_recorded(newest.number, newest.kind);
  newest_ = newest.number;
}

} // namespace pvault::test
