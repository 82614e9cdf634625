#include "audit/verify.hpp"

#include "audit/carrying_checks.hpp"
#include "audit/chain_check.hpp"
#include "audit/checkpoint_check.hpp"
#include "audit/entered_checks.hpp"
#include "audit/evidence_check.hpp"
#include "audit/invariant_checks.hpp"
#include "audit/loan_checks.hpp"
#include "audit/stock_checks.hpp"
#include "store/book.hpp"
#include "store/derived.hpp"
#include "store/schema_check.hpp"
#include "store/transaction.hpp"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <functional>

namespace pvault::audit {

std::size_t Verification::fault_count() const {
  std::size_t count = 0;
  for (const CheckResult& check : checks)
    count += check.faults.size();
  return count;
}

std::optional<EntryId> Verification::first_broken_entry() const {
  std::optional<EntryId> first;
  for (const CheckResult& check : checks) {
    for (const Fault& fault : check.faults) {
      if (fault.entry && (!first || *fault.entry < *first)) first = fault.entry;
    }
  }
  return first;
}

namespace {

using Faults = std::vector<Fault>;

constexpr std::string_view file_check = "file";
constexpr std::string_view about_file_check = "SQLite finds the file sound and every reference met";

void check_sequence(store::Connection& connection, Faults& faults) {
  store::Query row = connection.query(
      "SELECT entry_id, recorded_at, lag(recorded_at) OVER (ORDER BY entry_id) AS before_at FROM entry "
      "ORDER BY entry_id");
  while (row.next()) {
    if (!row.is_null(2) && row.text(1) < row.text(2))
      faults.push_back({row.id<EntryId>(0), "was recorded before the entry before it"});
  }
  store::Query stray = connection.query("SELECT entry_id FROM seal WHERE entry_id NOT IN (SELECT entry_id FROM entry)");
  const std::string what = "has a seal but is not there";
  while (stray.next())
    faults.push_back({stray.id<EntryId>(0), what});
}

void run_invariant(store::Connection& connection, const InvariantCheck& check, Faults& faults) {
  store::Query row = connection.query(std::string(check.faults_sql));
  while (row.next())
    faults.push_back({row.optional_id<EntryId>(0), row.text(1)});
}

// How many rows the records come to and the table lacks, and the other way round.
void compare_derived(store::Connection& connection, const store::DerivedTable& table, Faults& faults) {
  const auto count = [&](const std::string& sql) {
    return connection.integer_of(fmt::format("SELECT count(*) FROM ({})", sql));
  };
  const std::int64_t lacking = count(fmt::format("{} EXCEPT SELECT * FROM {}", table.from_records, table.name));
  const std::int64_t extra =
      count(fmt::format("SELECT * FROM {} EXCEPT SELECT * FROM ({})", table.name, table.from_records));
  if (lacking + extra == 0) return;
  faults.push_back(
      {std::nullopt, fmt::format("{}: {} rows differ from the records, {} rows have none; `pvault audit rebuild` "
                                 "makes it anew",
                                 table.name, lacking, extra)});
}

void check_derived(store::Connection& connection, Faults& faults) {
  for (const store::DerivedTable& table : store::derived_tables()) {
    try {
      compare_derived(connection, table, faults);
    } catch (const std::exception& error) { // the other one may be sound
      faults.push_back({std::nullopt, fmt::format("{}: could not be compared: {}", table.name, error.what())});
    }
  }
}

void add_texts(const std::vector<std::string>& texts, Faults& faults) {
  for (const std::string& text : texts)
    faults.push_back({std::nullopt, text});
}

// One check after another; what keeps one from running to its end is its fault.
class Checking {
public:
  Checking(store::Connection& connection, const AuditProgress& progress, std::size_t count)
      : connection_(connection), progress_(progress), count_(count) {}

  void run(std::string_view name, std::string_view about, const std::function<void(Faults&)>& find_faults) {
    tell({.check = name, .number = ++number_, .of = count_});
    CheckResult result{std::string(name), std::string(about), {}};
    try {
      find_faults(result.faults);
    } catch (const std::exception& error) {
      result.faults.push_back({std::nullopt, fmt::format("could not be checked to its end: {}", error.what())});
    }
    found.checks.push_back(std::move(result));
  }

  // The checks of a list, whose functions take the connection and the faults.
  template <class Checks>
  void run_all(const Checks& checks) {
    for (const auto& check : checks)
      run(check.name, check.about, [&](Faults& faults) { check.find_faults(connection_, faults); });
  }

  void run_chain() {
    run("chain", "entries are numbered without gaps, and each has the hash of its content and of the entry before it",
        [&](Faults& faults) {
          constexpr std::int64_t told_of = 10'000; // one in so many entries
          ChainFindings chain = check_chain(connection_, [&](EntryId entry) {
            if (number_of(entry) % told_of == 0)
              tell({.check = "chain", .number = number_, .of = count_, .entry = entry});
          });
          found.entries = chain.entries;
          found.rows = chain.rows;
          found.head_hash = std::move(chain.head_hash);
          faults = std::move(chain.faults);
        });
  }

  void run_checkpoint(const HeldCheckpoint& held) {
    const std::string about =
        held.content ? fmt::format("the book up to entry {} is what {} says", number_of(held.content->entry), held.file)
                     : fmt::format("{} is what was signed", held.file);
    const auto chain = std::ranges::find(found.checks, "chain", &CheckResult::name);
    const Faults chain_faults = chain == found.checks.end() ? Faults() : chain->faults;
    run("checkpoint", about, [&](Faults& faults) { check_against(connection_, held, chain_faults, faults); });
    if (!held.note.empty()) found.notes.push_back(held.note);
    found.checkpoints.push_back(held);
  }

  Verification found; // NOLINT(misc-non-private-member-variables-in-classes)

private:
  void tell(const AuditStep& step) const {
    if (progress_) progress_(step);
  }
  store::Connection& connection_;
  const AuditProgress& progress_;
  std::size_t count_;
  std::size_t number_ = 0;
};

// file, schema, chain, sequence, carrying_recomputed and derived, and those of the lists.
std::size_t number_of_checks() {
  return 6 + invariant_checks().size() + entered_checks().size() + stock_checks().size() + loan_checks().size();
}

void run_checks_of_book(store::Connection& connection, Checking& checking) {
  checking.run(file_check, about_file_check,
               [&](Faults& faults) { add_texts(store::list_file_faults(connection), faults); });
  checking.run("schema", "tables, triggers and views are those this program ships",
               [&](Faults& faults) { add_texts(store::list_schema_differences(connection), faults); });
  checking.run_chain();
  checking.run("sequence", "time of recording never runs back; every seal has its entry",
               [&](Faults& faults) { check_sequence(connection, faults); });
  for (const InvariantCheck& invariant : invariant_checks())
    checking.run(invariant.name, invariant.about,
                 [&](Faults& faults) { run_invariant(connection, invariant, faults); });
  checking.run_all(entered_checks());
  checking.run_all(stock_checks());
  checking.run_all(loan_checks());
  checking.run("carrying_recomputed",
               "accruals post what storage, insurance and handling had come to, to the cent, as known when "
               "they were made",
               [&](Faults& faults) { check_carrying_accruals(connection, faults); });
  checking.run("derived", "balances kept for speed equal what the records say",
               [&](Faults& faults) { check_derived(connection, faults); });
}

Verification check_open_book(store::Connection& connection, const std::filesystem::path& path,
                             const std::vector<std::string>& header_faults, const AuditQuestion& question) {
  const store::ReadTransaction reading(connection);
  Checking checking(connection, question.progress, number_of_checks() + question.checkpoints.size());
  run_checks_of_book(connection, checking);
  Faults& of_file = checking.found.checks.front().faults;
  for (const std::string& text : header_faults)
    of_file.insert(of_file.begin(), {std::nullopt, text});
  for (const HeldCheckpoint& held : question.checkpoints)
    checking.run_checkpoint(held);
  Verification& verification = checking.found;
  if (question.evidence == Evidence::read_again) {
    EvidenceFindings findings = check_evidence_files(connection, path);
    verification.checks.push_back(std::move(findings.result));
    verification.documents = findings.documents;
    verification.notes.insert(verification.notes.end(), findings.notes.begin(), findings.notes.end());
  }
  return std::move(verification);
}

} // namespace

Verification check_book(store::Connection& connection, const AuditProgress& progress) {
  Checking checking(connection, progress, number_of_checks());
  run_checks_of_book(connection, checking);
  return std::move(checking.found);
}

Verification check_file(const std::filesystem::path& path, const AuditQuestion& question) {
  try {
    std::vector<std::string> header_faults;
    store::Book book = store::Book::open_damaged(path, header_faults);
    return check_open_book(book.connection(), path, header_faults, question);
  } catch (const store::DamagedBookError& error) {
    Verification verification;
    verification.checks.push_back(
        {std::string(file_check), std::string(about_file_check), {{std::nullopt, error.what()}}});
    verification.checkpoints = question.checkpoints;
    return verification;
  }
}

} // namespace pvault::audit
