#include "audit/verify.hpp"

#include "audit/carrying_checks.hpp"
#include "audit/chain_check.hpp"
#include "audit/checkpoint_check.hpp"
#include "audit/entered_checks.hpp"
#include "audit/evidence_check.hpp"
#include "audit/invariant_checks.hpp"
#include "audit/loan_checks.hpp"
#include "audit/signature_check.hpp"
#include "audit/stock_checks.hpp"
#include "store/book.hpp"
#include "store/derived.hpp"
#include "store/schema_check.hpp"
#include "store/transaction.hpp"
#include "store/trouble.hpp"

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

bool Verification::first_may_be_earlier() const {
  return std::ranges::any_of(
      checks, [](const CheckResult& check) { return std::ranges::any_of(check.faults, &Fault::or_earlier); });
}

namespace {

using Faults = std::vector<Fault>;

constexpr std::string_view file_check = "file";
constexpr std::string_view derived_check = "derived";
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
  faults.push_back({std::nullopt,
                    fmt::format("{}: {} rows differ from the records, {} rows have none", table.name, lacking, extra)});
}

void check_derived(store::Connection& connection, Faults& faults) {
  connection.write_unwritten();
  for (const store::DerivedTable& table : store::derived_tables()) {
    try {
      compare_derived(connection, table, faults);
    } catch (const std::exception& error) { // the other one may be sound
      store::throw_if_trouble(error, connection.database().getFilename());
      faults.push_back({std::nullopt, fmt::format("{}: could not be compared: {}", table.name, error.what())});
    }
  }
}

void add_texts(const std::vector<std::string>& texts, Faults& faults) {
  for (const std::string& text : texts)
    faults.push_back({std::nullopt, text});
}

// To compute anew what rests on records that are not sound would hide what was done to them.
void advise_on_derived(Verification& found) {
  CheckResult& derived = found.checks.back();
  if (derived.faults.empty()) return;
  const bool is_alone = found.fault_count() == derived.faults.size();
  for (Fault& fault : derived.faults) {
    fault.what += is_alone ? "; `pvault audit rebuild` makes it anew"
                           : "; keep the file as it is, because other checks have faults";
  }
}

std::string about_checkpoint(const HeldCheckpoint& held) {
  if (!held.content) return fmt::format("{} is what was signed", held.file);
  return fmt::format("the book up to entry {} is what {} says", number_of(held.content->entry), held.file);
}

// One check after another; what keeps one from running to its end is its fault, unless it is trouble around the file.
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
      store::throw_if_trouble(error, connection_.database().getFilename());
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
    const auto chain = std::ranges::find(found.checks, "chain", &CheckResult::name);
    const Faults chain_faults = chain == found.checks.end() ? Faults() : chain->faults;
    run("checkpoint", about_checkpoint(held),
        [&](Faults& faults) { check_against(connection_, held, chain_faults, faults); });
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

// Those that need nothing of the schema but tables of entries: file, schema, chain and sequence.
constexpr std::size_t number_of_basic_checks = 4;
constexpr std::string_view schema_check = "schema";

// With signatures, carrying_recomputed, derived, and those of the lists.
std::size_t number_of_checks() {
  return number_of_basic_checks + 3 + invariant_checks().size() + entered_checks().size() + stock_checks().size() +
         loan_checks().size();
}

void run_basic_checks(store::Connection& connection, const store::OpeningFaults& opening, Checking& checking) {
  checking.run(file_check, about_file_check, [&](Faults& faults) {
    add_texts(opening.of_file, faults);
    add_texts(store::list_file_faults(connection), faults);
  });
  checking.run(schema_check, "tables, triggers and views are those this program ships", [&](Faults& faults) {
    if (!opening.of_schema.empty()) add_texts({opening.of_schema}, faults);
    add_texts(store::list_schema_differences(connection), faults);
  });
  checking.run_chain();
  checking.run("sequence", "time of recording never runs back; every seal has its entry",
               [&](Faults& faults) { check_sequence(connection, faults); });
}

void run_checks_of_book(store::Connection& connection, const store::OpeningFaults& opening, Checking& checking) {
  run_basic_checks(connection, opening, checking);
  if (!opening.of_schema.empty()) {
    checking.found.notes.push_back(
        fmt::format("the other {} checks are of books that this program knows, and were not run; an entry of a newer "
                    "program may hold records that the chain is not checked with",
                    number_of_checks() - number_of_basic_checks));
    return;
  }
  for (const InvariantCheck& invariant : invariant_checks())
    checking.run(invariant.name, invariant.about,
                 [&](Faults& faults) { run_invariant(connection, invariant, faults); });
  checking.run("signatures", about_signatures_check, [&](Faults& faults) { check_signatures(connection, faults); });
  checking.run_all(entered_checks());
  checking.run_all(stock_checks());
  checking.run_all(loan_checks());
  checking.run("carrying_recomputed",
               "accruals post what storage, insurance and handling had come to, to the cent, as known when "
               "they were made",
               [&](Faults& faults) { check_carrying_accruals(connection, faults); });
  checking.run(derived_check, "balances kept for speed equal what the records say",
               [&](Faults& faults) { check_derived(connection, faults); });
  advise_on_derived(checking.found);
}

Verification check_open_book(store::Connection& connection, const std::filesystem::path& path,
                             const store::OpeningFaults& opening, const AuditQuestion& question) {
  const store::ReadTransaction reading(connection);
  const std::size_t checks = opening.of_schema.empty() ? number_of_checks() : number_of_basic_checks;
  Checking checking(connection, question.progress, checks + question.checkpoints.size());
  run_checks_of_book(connection, opening, checking);
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

// Nothing but the file could be looked at. What was asked and not answered is said, as a fault.
Verification unreadable(const store::OpeningFaults& opening, const std::string& why, const AuditQuestion& question) {
  Verification verification;
  CheckResult file{std::string(file_check), std::string(about_file_check), {}};
  add_texts(opening.of_file, file.faults);
  if (std::ranges::count(opening.of_file, why) == 0) file.faults.push_back({std::nullopt, why});
  verification.checks.push_back(std::move(file));
  for (const HeldCheckpoint& held : question.checkpoints) {
    verification.checks.push_back(
        {"checkpoint",
         about_checkpoint(held),
         {{std::nullopt,
           held.content ? "not_compared: nothing of the book could be read to hold it against" : held.fault}}});
    if (!held.note.empty()) verification.notes.push_back(held.note);
  }
  if (question.evidence == Evidence::read_again) {
    verification.checks.push_back(
        {"evidence", about_evidence_check, {{std::nullopt, "nothing of the book could be read that names documents"}}});
  }
  verification.notes.push_back(fmt::format("the other {} checks, from schema to derived, could not be run: nothing of "
                                           "the book could be read",
                                           number_of_checks() - 1));
  verification.checkpoints = question.checkpoints;
  return verification;
}

} // namespace

Verification check_book(store::Connection& connection, const AuditProgress& progress) {
  Checking checking(connection, progress, number_of_checks());
  run_checks_of_book(connection, {}, checking);
  return std::move(checking.found);
}

Verification check_file(const std::filesystem::path& path, const AuditQuestion& question) {
  store::OpeningFaults opening;
  try {
    store::Book book = store::Book::open_damaged(path, opening);
    return check_open_book(book.connection(), path, opening, question);
  } catch (const store::DamagedBookError& error) {
    return unreadable(opening, error.what(), question);
  }
}

} // namespace pvault::audit
