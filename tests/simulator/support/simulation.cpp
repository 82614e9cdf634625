#include "tests/simulator/support/simulation.hpp"

#include "journal/chain.hpp"
#include "reports/report.hpp"
#include "store/error.hpp"
#include "tests/faults/support/quick_folder.hpp"
#include "tests/model/support/model_rules.hpp"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <iterator>
#include <set>
#include <stdexcept>

namespace pvault::test {

namespace {

constexpr std::int64_t undisturbed_entries = 20; // what all others name

constexpr DiskFault all_faults[] = {DiskFault::fail,      DiskFault::fail_from_now, DiskFault::fail_halfway,
                                    DiskFault::full,      DiskFault::shorten,       DiskFault::delay,
                                    DiskFault::keep_busy, DiskFault::drop,          DiskFault::cut_power};

bool is_trouble(const Answer& answer) {
  return answer.said.starts_with("trouble: ") || answer.said.starts_with("doubt: ");
}

std::string words_of(const std::variant<Request, PlainImport>& asked) {
  return std::visit([](const auto& what) { return in_words(what); }, asked);
}

// The kind of entry, approval or import.
std::string name_of(const std::variant<Request, PlainImport>& asked) {
  const auto* request = std::get_if<Request>(&asked);
  if (request == nullptr) return "import";
  return request->carries_out != 0 ? "approval" : kind_of(request->ask);
}

bool has_waiting(const ModelBook& book) {
  return std::ranges::any_of(book.events(), [&](const Event& event) {
    return event.kind == "proposal" && decision_on(book, event.number) == nullptr;
  });
}

// What needs a file of its own, or is said of a whole import, is no row.
bool can_be_row(const Request& request) {
  static const std::set<std::string> kinds = {"count", "warehouse-confirmation", "person-key", "period-close"};
  return !request.dry_run && request.carries_out == 0 && !kinds.contains(kind_of(request.ask));
}

// What is one transaction of several entries, or is seldom asked: it meets the bad disk more often.
bool is_worth_more(const std::variant<Request, PlainImport>& asked) {
  const std::string name = name_of(asked);
  return name == "import" || name == "approval" || name == "period-close" || name == "period-reopen";
}

// A row without a request id is known by what it says.
std::string identity_of(const Request& row) {
  constexpr std::size_t digits = 32;
  return "import:" + sha256_hex(in_words(row)).substr(0, digits);
}

} // namespace

struct Simulation::Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Simulation::Simulation(std::uint64_t seed, SimulatedCounts& counts)
    : counts_(counts), random_(seed + 2'000'003), folder_(quick_folder()), real_(folder_.path(), true),
      model_(real_.list_first_events()), generator_(seed, model_, false, seed % 2 == 0) {}

std::string Simulation::run(int steps) {
  int step = 0;
  try {
    for (step = 1; step <= steps; ++step)
      take_step();
    real_.close();
    come_back(true);
    check_whole();
    for (const auto& [kind, count] : real_.count_kinds())
      counts_[fmt::format("entries: {}", kind)] += count;
    real_.close();
    disk_.heal();
    return {};
  } catch (const std::exception& error) {
    real_.close();
    disk_.heal();
    return fmt::format("step {}, behind entry {}\n  {}\n  {}", step, model_.newest(), words_, error.what());
  }
}

void Simulation::fail(const std::string& what) const { throw Wrong(what); }

void Simulation::note(const std::string& what) { trace_ = sha256_hex(trace_ + what); }

void Simulation::take_step() {
  record_something();
  ++counts_["steps"];
  if (random_.one_in(6)) ask_report();
  if (random_.one_in(10)) ask_any_report();
  if (random_.one_in(10)) ask_report_on_bad_disk();
  if (random_.one_in(12)) stop_and_start();
  if (random_.one_in(100)) check_whole();
}

bool Simulation::is_beginning() const { return model_.newest() < 161 + undisturbed_entries; }

void Simulation::record_something() {
  const Asked asked = make_something();
  words_ = words_of(asked);
  note(words_);
  const std::uint64_t chances = is_worth_more(asked) ? 2 : 1;
  if (!is_beginning() && random_.below(3) < chances)
    record_on_bad_disk(asked);
  else
    record(asked);
}

Simulation::Asked Simulation::make_something() {
  if (is_beginning() || !random_.one_in(14)) return generator_.next();
  // The same file once more, now and then: what it brought stays as it was.
  if (last_import_.rows.empty() || !random_.one_in(4)) last_import_ = make_import();
  if (last_import_.rows.empty()) return generator_.next();
  return last_import_;
}

// Mostly of rows that can be recorded one after the other.
PlainImport Simulation::make_import() {
  constexpr int most_rows = 5;
  PlainImport file;
  ModelBook trial = model_;
  std::set<std::string> identities;
  const auto wanted = static_cast<std::size_t>(random_.between(1, most_rows));
  for (int drawn = 0; drawn < 2 * most_rows && file.rows.size() < wanted; ++drawn) {
    Request row = generator_.next();
    if (!can_be_row(row)) continue;
    if (file.rows.empty()) {
      file.recorded_at = row.recorded_at;
      file.signer = row.signer;
    }
    row.recorded_at = file.recorded_at;
    row.signer = file.signer;
    if (row.request_id.empty()) row.request_id = identity_of(row);
    if (!identities.insert(row.request_id).second) continue;
    const std::string said = trial.answer_row(row).said;
    if (said == "recorded" || random_.one_in(20)) file.rows.push_back(row);
  }
  return file;
}

Answer Simulation::answer_of_model(const Asked& asked) {
  return std::visit([&](const auto& what) { return model_.answer(what); }, asked);
}

Answer Simulation::answer_of_book(const Asked& asked) {
  return std::visit([&](const auto& what) { return real_.answer(what); }, asked);
}

void Simulation::record(const Asked& asked) {
  const Answer expected = answer_of_model(asked);
  disk_.count_anew();
  const Answer actual = answer_of_book(asked);
  if (std::holds_alternative<Request>(asked))
    usual_calls_ = std::max<std::int64_t>(10, static_cast<std::int64_t>(disk_.calls().size()));
  compare_answers(asked, expected, actual);
  count_answer(asked, actual);
}

void Simulation::record_on_bad_disk(const Asked& asked) {
  disturb();
  const Answer said = answer_of_book(asked);
  const Disturbance disturbed = end_disturbance();
  if (disturbed.has_struck) {
    settle(asked, said, disturbed);
    return;
  }
  compare_answers(asked, answer_of_model(asked), said);
  count_answer(asked, said);
}

// The program has ended, as it does after each command. What it said must be true of the book that is opened next.
void Simulation::settle(const Asked& asked, const Answer& said, const Disturbance& disturbed) {
  if (said.said.starts_with("failed: ")) fail(fmt::format("a failing disk is called a bug: {}", said.said));
  note(said.said.substr(0, said.said.find(':'))); // what follows names the folder
  real_.close();
  const bool is_cut = disturbed.is_cut || random_.one_in(3);
  const std::int64_t newest_before = model_.newest();
  come_back(is_cut);
  const bool is_there = real_.newest() > newest_before;
  if (!is_trouble(said)) {
    const Answer expected = answer_of_model(asked);
    compare_answers(asked, expected, said);
    count_answer(asked, said);
    count_struck(asked, said);
  } else if (is_there) {
    const bool may_be = said.said.starts_with("doubt: ") || disturbed.is_cut;
    if (!may_be) fail(fmt::format("it said {}, and is recorded", said.said));
    const Answer expected = answer_of_model(asked);
    if (expected.said != "recorded" && expected.said != "proposed")
      fail(fmt::format("the model says {}, and it is recorded", in_words(expected)));
    ++counts_["in doubt, and recorded"];
    count_struck(asked, expected);
  } else {
    ++counts_["not recorded for trouble"];
    count_struck(asked, {"trouble"});
  }
  compare_head();
  compare_state({.as_of = "2199-12-31", .known_at = model_.newest()});
  if (is_trouble(said) && random_.one_in(2)) {
    words_ = "once more: " + words_of(asked);
    record(asked);
  }
}

// Each call is as likely as another, but for the one flush of a recording, on which everything depends.
void Simulation::disturb() {
  fault_ = *(std::begin(all_faults) + random_.below(std::size(all_faults)));
  const std::uint64_t seed = random_.below(1'000'000'000);
  if (random_.one_in(4))
    disk_.arm(DiskCall::sync, 1, fault_, seed);
  else
    disk_.arm(random_.between(1, usual_calls_), fault_, seed);
}

Simulation::Disturbance Simulation::end_disturbance() {
  const bool has_struck = disk_.has_struck();
  const Disturbance disturbed = {.has_struck = has_struck,
                                 .is_cut = disk_.is_powerless(),
                                 .is_lie =
                                     has_struck && fault_ == DiskFault::drop && disk_.struck_call() == DiskCall::sync};
  if (disturbed.has_struck) ++counts_[fmt::format("disk: {} at {}", name_of(fault_), name_of(disk_.struck_call()))];
  if (!disturbed.is_cut) disk_.count_anew();
  return disturbed;
}

// Opens the book again, after a power cut or without one.
void Simulation::come_back(bool is_cut) {
  if (is_cut) {
    disk_.restart(random_.below(1'000'000'000));
    ++counts_["power cuts survived"];
  }
  disk_.count_anew();
  real_.reopen();
  ++counts_["opened again"];
  if (has_waiting(model_)) ++counts_["opened again with proposals that wait"];
}

void Simulation::stop_and_start() {
  words_ = "stopped and started";
  const bool is_bad = random_.one_in(2);
  if (is_bad) disturb(); // while the log is put into the book
  real_.close();
  const Disturbance disturbed = is_bad ? end_disturbance() : Disturbance{};
  // A power cut now might take what no program can know that the disk has not. faults_test.cpp counts that.
  if (disturbed.is_lie) disk_.heal();
  come_back(disturbed.is_cut || random_.one_in(2));
  compare_head();
}

When Simulation::some_moment() {
  When when{.as_of = random_.pick(model_.events()).on, .known_at = model_.newest()};
  if (random_.one_in(4)) when.as_of = "2199-12-31";
  if (random_.one_in(2)) when.known_at = random_.between(1, model_.newest());
  return when;
}

void Simulation::ask_report() {
  const When when = some_moment();
  words_ = fmt::format("asked as of {}, known at {}", when.as_of, when.known_at);
  compare_state(when);
  require_same("report coverage", coverage_lines(model_, when), real_.coverage(when));
  require_same("report cost", cost_lines(model_, when), real_.cost(when));
  ++counts_["reports compared"];
}

// Either it is as ever, or there is trouble.
void Simulation::ask_report_on_bad_disk() {
  const When when = some_moment();
  words_ = fmt::format("asked on a bad disk as of {}, known at {}", when.as_of, when.known_at);
  real_.close(); // so that pages are read
  real_.reopen();
  disturb();
  const bool is_of_lots = random_.one_in(2);
  try {
    const Lines said = is_of_lots ? real_.lots(when) : real_.balances(when);
    require_same("what was read", is_of_lots ? lot_lines(model_, when) : balance_lines(model_, when), said);
    ++counts_["reports on a bad disk that were right"];
  } catch (const store::BookError&) {
    ++counts_["reports on a bad disk that said so"];
  }
  const Disturbance disturbed = end_disturbance();
  if (!disturbed.has_struck) return;
  real_.close();
  come_back(disturbed.is_cut);
  compare_head();
}

// Reports as they are, of whatever kind: none fails, and none changes the book.
void Simulation::ask_any_report() {
  const auto reports = reports::all_reports();
  const auto& report = reports[random_.below(reports.size())];
  const When when = some_moment();
  words_ = fmt::format("report {} as of {}, known at {}", report.name, when.as_of, when.known_at);
  note(real_.report(std::string(report.name), when));
  ++counts_[fmt::format("report: {}", report.name)];
  compare_head();
}

void Simulation::compare_answers(const Asked& asked, const Answer& model, const Answer& book) {
  note(in_words(book));
  if (model == book) return;
  fail(fmt::format("{}\n  the model says: {}\n  the book says: {}", words_of(asked), in_words(model), in_words(book)));
}

void Simulation::count_answer(const Asked& asked, const Answer& answer) {
  static const std::set<std::string> answers = {"recorded", "proposed", "repeated", "tried", "nothing"};
  if (answers.contains(answer.said))
    ++counts_[fmt::format("{}: {}", name_of(asked), answer.said)];
  else
    ++counts_[fmt::format("refused: {}", answer.said)];
  if (answer.said == "proposed") ++counts_["any: proposed"];
}

// What was on its way when the disk failed.
void Simulation::count_struck(const Asked& asked, const Answer& answer) {
  ++counts_[fmt::format("struck: {}: {}", name_of(asked), answer.said)];
}

void Simulation::require_same(const std::string& what, const Lines& model, const Lines& book) {
  const std::string text = differences(model, book);
  if (!text.empty()) fail(what + ":" + text);
}

void Simulation::compare_state(const When& when) {
  require_same("balances", balance_lines(model_, when), real_.balances(when));
  require_same("lots", lot_lines(model_, when), real_.lots(when));
  require_same("figures", figure_lines(model_, when), real_.figures(when));
  require_same("what is open and what was proposed", control_lines(model_), real_.controls());
}

// The number of the newest entry is the model's; with its hash it stands for everything before it.
void Simulation::compare_head() {
  if (real_.newest() != model_.newest())
    fail(fmt::format("the newest entry is {}, to the model it is {}", real_.newest(), model_.newest()));
  note(real_.head());
}

void Simulation::check_whole() {
  words_ = "everything looked at";
  compare_head();
  require_same("the audit", {}, real_.faults());
  compare_state({.as_of = "2199-12-31", .known_at = model_.newest()});
  ++counts_["books audited"];
}

} // namespace pvault::test
