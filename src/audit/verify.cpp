#include "audit/verify.hpp"

#include "audit/carrying_checks.hpp"
#include "audit/evidence_check.hpp"
#include "audit/invariant_checks.hpp"
#include "audit/loan_checks.hpp"
#include "audit/stock_checks.hpp"
#include "journal/chain.hpp"
#include "store/book.hpp"
#include "store/derived.hpp"
#include "store/entry_reader.hpp"
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

// Runs one check; what keeps it from running is its fault.
CheckResult run_check(std::string_view name, std::string_view about, const std::function<void(Faults&)>& find_faults) {
  CheckResult result{std::string(name), std::string(about), {}};
  try {
    find_faults(result.faults);
  } catch (const std::exception& error) {
    result.faults.push_back({std::nullopt, fmt::format("could not be checked to its end: {}", error.what())});
  }
  return result;
}

void check_chain(store::Connection& connection, Verification& verification, Faults& faults) {
  store::EntryReader reader(connection);
  std::string previous_hash(first_previous_hash);
  std::int64_t expected = 1;
  while (const auto read = reader.next()) {
    if (number_of(read->entry) != expected) {
      faults.push_back({read->entry, fmt::format("follows entry {}: a number is missing", expected - 1)});
    }
    expected = number_of(read->entry) + 1;
    ++verification.entries;
    verification.rows += read->rows;
    if (!read->hash) {
      faults.push_back({read->entry, "has no seal"});
      continue;
    }
    if (read->previous_hash != previous_hash)
      faults.push_back({read->entry, "does not follow the hash of the entry before it"});
    if (read->hash != read->computed_hash)
      faults.push_back({read->entry, "its content does not have the hash it was sealed with"});
    previous_hash = *read->hash;
  }
  verification.head_hash = previous_hash;
}

void check_sequence(store::Connection& connection, Faults& faults) {
  store::Query row = connection.query(
      "SELECT entry_id, recorded_at, lag(recorded_at) OVER (ORDER BY entry_id) AS before_at FROM entry "
      "ORDER BY entry_id");
  while (row.next()) {
    if (!row.is_null(2) && row.text(1) < row.text(2))
      faults.push_back({row.id<EntryId>(0), "was recorded before the entry before it"});
  }
  store::Query stray = connection.query("SELECT entry_id FROM seal WHERE entry_id NOT IN (SELECT entry_id FROM entry)");
  while (stray.next())
    faults.push_back({stray.id<EntryId>(0), "has a seal but is not there"});
}

void run_invariant(store::Connection& connection, const InvariantCheck& check, Faults& faults) {
  store::Query row = connection.query(std::string(check.faults_sql));
  while (row.next())
    faults.push_back({row.optional_id<EntryId>(0), row.text(1)});
}

void check_derived(store::Connection& connection, Faults& faults) {
  for (const store::DerivedTable& table : store::derived_tables()) {
    const auto count = [&](const std::string& sql) {
      return connection.integer_of(fmt::format("SELECT count(*) FROM ({})", sql));
    };
    const std::int64_t lacking = count(fmt::format("{} EXCEPT SELECT * FROM {}", table.from_records, table.name));
    const std::int64_t extra =
        count(fmt::format("SELECT * FROM {} EXCEPT SELECT * FROM ({})", table.name, table.from_records));
    if (lacking + extra == 0) continue;
    faults.push_back(
        {std::nullopt,
         fmt::format("{}: {} rows differ from the records, {} rows have none; `pvault audit rebuild` makes it anew",
                     table.name, lacking, extra)});
  }
}

void add_texts(const std::vector<std::string>& texts, Faults& faults) {
  for (const std::string& text : texts)
    faults.push_back({std::nullopt, text});
}

} // namespace

Verification check_book(store::Connection& connection, const Watch& watch) {
  Verification verification;
  constexpr std::size_t others = 6; // those that no list has
  const std::size_t of = others + invariant_checks().size() + stock_checks().size() + loan_checks().size();
  const auto run = [&](std::string_view name, std::string_view about, const std::function<void(Faults&)>& find_faults) {
    if (watch) watch(name, verification.checks.size() + 1, of);
    verification.checks.push_back(run_check(name, about, find_faults));
  };
  run(file_check, about_file_check, [&](Faults& faults) { add_texts(store::list_file_faults(connection), faults); });
  run("schema", "tables, triggers and views are those this program ships",
      [&](Faults& faults) { add_texts(store::list_schema_differences(connection), faults); });
  run("chain", "entries are numbered without gaps, and each has the hash of its content and of the entry before it",
      [&](Faults& faults) { check_chain(connection, verification, faults); });
  run("sequence", "time of recording never runs back; every seal has its entry",
      [&](Faults& faults) { check_sequence(connection, faults); });
  for (const InvariantCheck& invariant : invariant_checks())
    run(invariant.name, invariant.about, [&](Faults& faults) { run_invariant(connection, invariant, faults); });
  for (const StockCheck& stock : stock_checks())
    run(stock.name, stock.about, [&](Faults& faults) { stock.find_faults(connection, faults); });
  for (const LoanCheck& loans : loan_checks())
    run(loans.name, loans.about, [&](Faults& faults) { loans.find_faults(connection, faults); });
  run("carrying_recomputed",
      "accruals post what storage, insurance and handling had come to, to the cent, as known when "
      "they were made",
      [&](Faults& faults) { check_carrying_accruals(connection, faults); });
  run("derived", "balances kept for speed equal what the records say",
      [&](Faults& faults) { check_derived(connection, faults); });
  return verification;
}

Verification check_file(const std::filesystem::path& path, Evidence evidence, const Watch& watch) {
  try {
    store::Book book = store::Book::open(path, store::Access::read);
    const store::ReadTransaction reading(book.connection());
    Verification verification = check_book(book.connection(), watch);
    if (evidence == Evidence::read_again) {
      EvidenceFindings findings = check_evidence_files(book.connection(), path);
      verification.checks.push_back(std::move(findings.result));
      verification.documents = findings.documents;
      verification.notes = std::move(findings.notes);
    }
    return verification;
  } catch (const store::DamagedBookError& error) {
    Verification verification;
    verification.checks.push_back(
        {std::string(file_check), std::string(about_file_check), {{std::nullopt, error.what()}}});
    return verification;
  }
}

} // namespace pvault::audit
