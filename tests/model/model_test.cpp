// Random histories, run against the book and beside it against a plain model that is obviously right. After each step
// both must have said the same; now and then they are asked the same questions about some moment of the past.
//
// PVAULT_MODEL_SEED=7 runs one history alone, PVAULT_MODEL_STEPS=5000 makes histories longer or shorter; a failure
// names both.
#include "tests/model/support/history_generator.hpp"
#include "tests/model/support/marks.hpp"
#include "tests/model/support/model_book.hpp"
#include "tests/model/support/model_lines.hpp"
#include "tests/model/support/real_book.hpp"
#include "tests/support/book.hpp"
#include "tests/support/thinning.hpp"

#include <algorithm>
#include <cstdlib>
#include <doctest/doctest.h>
#include <exception>
#include <fmt/format.h>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace model_model_test {

using namespace pvault::test;

namespace {

constexpr int default_seeds = one_in > 1 ? 8 : 24;
constexpr std::uint64_t many_seeds = 96; // bring about all that is wanted
constexpr int default_steps = 350;

// The rules that can refuse a request whose texts can be read: all rules of the book, and some of those about its
// texts.
// Loans have models of their own: tests/financing/loan_properties_test.cpp, tests/independent/loan_model.py and, for
// requests to lenders, tests/operations/disburse_test.cpp.
bool is_about_loans(const std::string& rule) {
  static const std::set<std::string> rules = {"condition_unknown",
                                              "condition_not_met",
                                              "fixing_missing",
                                              "shares_not_whole",
                                              "shares_missing",
                                              "financing_share_broken",
                                              "payment_split_wrong",
                                              "payment_before_first_draw",
                                              "payment_above_payoff",
                                              "principal_below_zero",
                                              "disbursement_unknown",
                                              "invoice_named_twice",
                                              "invoice_already_financed",
                                              "receipt_already_financed",
                                              "invoice_of_other_supplier",
                                              "proof_after_request",
                                              "disbursement_not_open",
                                              "disbursement_out_of_order",
                                              "invoice_unknown",
                                              "approval_empty",
                                              "borrowing_base_inconsistent"};
  return rules.contains(rule);
}

// The model has no files: tests/operations/record_evidence_test.cpp.
bool is_about_evidence(const std::string& rule) {
  return rule.starts_with("evidence_") || rule.starts_with("document_");
}

// The model's lots have no weights, receipts and dates: tests/operations/lot_papers_test.cpp.
bool is_about_papers(const std::string& rule) {
  static const std::set<std::string> rules = {"tare_above_gross",  "gross_net_differ",       "component_named_twice",
                                              "assay_above_whole", "expires_before_receipt", "receipt_already_used",
                                              "form_stays",        "receipt_unknown"};
  return rules.contains(rule);
}

// Nor sheets: tests/operations/count_test.cpp.
bool is_about_sheets(const std::string& rule) { return rule == "sheet_differs"; }

// Nor statements of others, keys and exports: tests/store/read_query_test.cpp, tests/store/small_files_test.cpp,
// tests/operations/rebuild_book_test.cpp.
bool is_about_other_files(const std::string& rule) {
  return rule.starts_with("query_") || rule == "key_exposed" || rule.starts_with("passphrase_") ||
         rule == "export_differs";
}

// What the command line does: tests/transcripts/{period,import}.test. Where the model records, another approves. That a
// proposal comes to something else by then is too rare to wait for: tests/operations/authorisation_test.cpp.
bool is_about_commands(const std::string& rule) {
  static const std::set<std::string> rules = {"book_not_sound", "row_repeated",     "import_refused",
                                              "batch_unknown",  "approval_missing", "proposal_changed"};
  return rules.contains(rule);
}

std::vector<std::string> reachable_rules() {
  std::vector<std::string> rules = {"option_malformed", "price_out_of_range", "money_out_of_range"};
#define PVAULT_RULE(name, about)                                                                                       \
  if (pvault::RefusalAbout::about == pvault::RefusalAbout::book) rules.emplace_back(#name);
#include "units/refusal_rules.def"
#undef PVAULT_RULE
  std::erase_if(rules, is_about_loans);
  std::erase_if(rules, is_about_evidence);
  std::erase_if(rules, is_about_papers);
  std::erase_if(rules, is_about_sheets);
  std::erase_if(rules, is_about_other_files);
  std::erase_if(rules, is_about_commands);
  return rules;
}

// "purchase: recorded" -> how often
using Counts = std::map<std::string, int>;

// A report as it was made at some moment, to be asked for again: what asked as of and known at a past moment it says
// must be, byte for byte, what it said then.
struct KeptReport {
  std::string name;
  When when;
  std::string page; // for machines, and for people
};

// The first lines that differ of two texts that do.
std::string first_difference(const std::string& was, const std::string& is) {
  std::istringstream lines_before(was);
  std::istringstream lines_now(is);
  std::string before;
  std::string now;
  while (before == now && (lines_before || lines_now)) {
    if (!std::getline(lines_before, before)) before = "(its end)";
    if (!std::getline(lines_now, now)) now = "(its end)";
  }
  return fmt::format("it said:  {}\n  it says:  {}", before, now);
}

class History {
public:
  History(std::uint64_t seed, Counts& counts)
      : seed_(seed), counts_(counts), random_(seed + 1'000'003), real_(folder_.path()),
        model_(real_.list_first_events()), generator_(seed, model_, seed % 6 == 0, seed % 3 == 1) {}

  void run(int steps) {
    try {
      run_to_end(steps);
    } catch (const std::exception& error) { // a failed check is none of these
      fail(fmt::format("it ended with: {}", error.what()));
    }
  }

private:
  void run_to_end(int steps) {
    for (step_ = 1; step_ <= steps; ++step_) {
      take_step();
      if (random_.one_in(4)) compare_moment(some_moment());
      if (random_.one_in(8)) compare_reports(some_moment());
      if (random_.one_in(10)) keep_report();
      if (random_.one_in(10)) compare_known_at();
      if (random_.one_in(40)) real_.reopen();
    }
    step_ = steps;
    words_ = "the end";
    check_end();
  }

  [[noreturn]] void fail(const std::string& what) {
    FAIL(fmt::format("PVAULT_MODEL_SEED={} PVAULT_MODEL_STEPS={}, behind entry {}\n  {}\n  {}", seed_, step_,
                     model_.newest(), words_, what));
    throw std::logic_error(what); // FAIL has thrown already
  }
  void require_same(const std::string& what, const Lines& model, const Lines& book) {
    const std::string text = differences(model, book);
    if (!text.empty()) fail(what + ":" + text);
  }

  void take_step() {
    const Request request = generator_.next();
    words_ = in_words(request);
    const std::string head = real_.head();
    const Answer expected = model_.answer(request);
    const Answer actual = real_.answer(request);
    if (expected != actual)
      fail(fmt::format("the model says: {}\n  the book says: {}", in_words(expected), in_words(actual)));
    if (actual.said != "recorded" && actual.said != "proposed" && real_.head() != head)
      fail("nothing was recorded, and yet the book has changed");
    ++counts_[kind_of(request.ask) + ": " + actual.said];
    ++counts_["any: " + actual.said];
    if (request.carries_out != 0) ++counts_["approval: " + actual.said];
    if (actual.said != "recorded") return;
    for (const std::string& mark : marks_of_newest(model_))
      ++counts_[mark];
  }

  When some_moment() {
    When when{.as_of = random_.pick(model_.events()).on, .known_at = model_.newest()};
    if (random_.one_in(3)) when.as_of = random_.pick(calendar());
    if (random_.one_in(4)) when.as_of = "2199-12-31";
    if (random_.one_in(2)) when.known_at = random_.between(1, model_.newest());
    return when;
  }

  void compare_moment(const When& when) {
    words_ = fmt::format("asked as of {}, known at {}", when.as_of, when.known_at);
    require_same("balances", balance_lines(model_, when), real_.balances(when));
    require_same("lots", lot_lines(model_, when), real_.lots(when));
    require_same("figures", figure_lines(model_, when), real_.figures(when));
  }

  void compare_reports(const When& when) {
    words_ = fmt::format("asked as of {}, known at {}", when.as_of, when.known_at);
    require_same("report coverage", coverage_lines(model_, when), real_.coverage(when));
    require_same("report cost", cost_lines(model_, when), real_.cost(when));
  }

  // Makes a report of now, and makes one again that was made before.
  void keep_report() {
    std::vector<std::string> names;
    for (const auto& report : pvault::reports::all_reports())
      names.emplace_back(report.name);
    const std::string name = random_.pick(names);
    const When now{.as_of = some_moment().as_of, .known_at = model_.newest()};
    kept_.push_back({name, now, real_.report(name, now)});
    compare_kept(random_.pick(kept_));
  }
  void compare_kept(const KeptReport& kept) {
    words_ =
        fmt::format("report {} as of {}, known at {}, asked again", kept.name, kept.when.as_of, kept.when.known_at);
    const std::string page = real_.report(kept.name, kept.when);
    if (page != kept.page) fail(first_difference(kept.page, page));
    ++counts_["asked again: " + kept.name];
  }

  void compare_known_at() {
    const std::string& at = random_.pick(model_.events()).recorded_at;
    std::string text = random_.one_in(2) ? at.substr(0, 10) : at.substr(0, 19) + "Z";
    if (random_.one_in(3)) text = at;
    if (random_.one_in(3)) text = random_.pick(calendar());
    if (random_.one_in(3)) text = std::to_string(random_.between(0, model_.newest() + 3));
    words_ = "known at " + text;
    const Answer expected = model_.known_at(text);
    const Answer actual = real_.known_at(text);
    if (expected != actual)
      fail(fmt::format("the model says: {}\n  the book says: {}", in_words(expected), in_words(actual)));
    ++counts_["any: " + actual.said];
  }

  void check_end() {
    real_.reopen();
    for (const KeptReport& kept : kept_)
      compare_kept(kept);
    words_ = "the end";
    std::set<std::string> days = {"2026-01-01", "2199-12-31"};
    for (const Event& event : model_.events())
      days.insert(event.on);
    for (const std::string& day : days)
      check_invariants({day, model_.newest()});
    require_same("the audit", {}, real_.faults());
    const Lines derived = real_.derived();
    real_.rebuild_derived();
    require_same("derived tables made anew", derived, real_.derived());
  }

  // What must hold on every day, told by the book alone.
  void check_invariants(const When& when) {
    for (const auto& [what, fault] : real_.broken_identities(when))
      fail(fmt::format("as of {}: {}: {}", when.as_of, what, fault));
  }

  std::uint64_t seed_;
  Counts& counts_;
  Random random_; // of the questions; the requests have their own
  TemporaryFolder folder_;
  RealBook real_;
  ModelBook model_;
  HistoryGenerator generator_;
  std::vector<KeptReport> kept_;
  int step_ = 0;
  std::string words_;
};

int number_from(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::stoi(text);
}

std::string in_words(const Counts& counts) {
  std::string words;
  for (const auto& [what, count] : counts)
    words += fmt::format("\n  {} {}", what, count);
  return words;
}

// Seldom brought about by the first histories; PVAULT_MODEL_HISTORIES=96 waits for them, too. Other tests have each.
const std::set<std::string>& seldom_brought_about() {
  static const std::set<std::string> seldom = {"reversal: of a averaging",
                                               "reversal: of a count-adjustment",
                                               "reversal: of a emergency-end",
                                               "reversal: of a return",
                                               "settlement: of what was lost",
                                               "count-adjustment: repeated",
                                               "demand: tried",
                                               "emergency-end: request_id_reused",
                                               "return: repeated",
                                               "sale: request_id_reused",
                                               "sale-cancellation: tried",
                                               "target: tried",
                                               "any: emergency_missing",
                                               "any: return_before_release"};
  return seldom;
}

// What histories of full length are to bring about. The generator is measured, too: what it does not bring about is not
// tested.
std::vector<std::string> list_wanted() {
  std::vector<std::string> wanted = all_marks();
  wanted.insert(wanted.end(), all_count_marks().begin(), all_count_marks().end());
  for (const char* mark :
       {"carrying-rate: ends", "carrying-accrual: of storage", "carrying-accrual: of insurance",
        "carrying-accrual: of handling", "carrying-accrual: takes some back", "carrying-accrual: nothing",
        "reversal: of a carrying-rate", "reversal: of a carrying-accrual"})
    wanted.emplace_back(mark);
  for (const char* kind : {"site",
                           "party",
                           "facility",
                           "price",
                           "demand",
                           "target",
                           "purchase",
                           "release",
                           "transfer",
                           "drawdown",
                           "payment",
                           "reversal",
                           "carrying-rate",
                           "carrying-accrual",
                           "cost-method",
                           "count",
                           "count-finding",
                           "count-adjustment",
                           "warehouse-confirmation",
                           "emergency",
                           "emergency-end",
                           "authority",
                           "return",
                           "sale",
                           "sale-cancellation",
                           "annual-plan",
                           "write-down",
                           "opening"}) {
    for (const char* said : {"recorded", "repeated", "tried", "request_id_reused"})
      wanted.push_back(fmt::format("{}: {}", kind, said));
  }
  for (const char* kind : {"period-close", "period-reopen", "person-role", "person-key", "key-revocation", "policy",
                           "proposal-rejection", "approval"})
    wanted.push_back(fmt::format("{}: recorded", kind));
  wanted.emplace_back("any: proposed");
  for (const auto& report : pvault::reports::all_reports())
    wanted.push_back(fmt::format("asked again: {}", report.name));
  for (const std::string& rule : reachable_rules())
    wanted.push_back("any: " + rule);
  return wanted;
}

} // namespace

TEST_CASE("the book answers random histories as a plain model does") {
  Counts counts;
  const int only_seed = number_from("PVAULT_MODEL_SEED", 0);
  const int steps = number_from("PVAULT_MODEL_STEPS", default_steps);
  if (only_seed != 0) {
    History(static_cast<std::uint64_t>(only_seed), counts).run(steps);
    MESSAGE(fmt::format("seed {}, {} steps:{}", only_seed, steps, in_words(counts)));
    return;
  }
  const auto seeds = static_cast<std::uint64_t>(number_from("PVAULT_MODEL_HISTORIES", default_seeds));
  std::vector<std::string> wanted =
      steps < default_steps || seeds < default_seeds ? std::vector<std::string>() : list_wanted();
  if (seeds < many_seeds)
    std::erase_if(wanted, [](const std::string& what) { return seldom_brought_about().contains(what); });
  const auto is_there = [&](const std::string& what) { return counts.contains(what); };
  std::uint64_t seed = 0;
  while (seed < seeds)
    History(++seed, counts).run(steps);
  MESSAGE(fmt::format("{} histories of {} steps:{}", seed, steps, in_words(counts)));
  for (const std::string& what : wanted)
    CHECK_MESSAGE(is_there(what), what);
}

} // namespace model_model_test
