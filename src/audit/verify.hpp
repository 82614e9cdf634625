// Proof that the book is what it was: the chain, the file, every invariant as a named check, and what checkpoints of it
// say. Reports every fault, not the first only.
#pragma once

#include "audit/checkpoint.hpp"
#include "journal/entry.hpp"
#include "store/connection.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::audit {

struct Fault {
  std::optional<EntryId> entry; // the entry it is about, when there is one
  std::string what;
  bool or_earlier = false; // an entry before it may be at fault instead
};

struct CheckResult {
  std::string name;  // chain
  std::string about; // what must hold
  std::vector<Fault> faults;
};

enum class HeldSignature { none, unchecked, good, bad };

// A checkpoint that the book is held against (audit/checkpoint_check.hpp reads it).
struct HeldCheckpoint {
  std::string file;
  std::optional<Checkpoint> content = {}; // missing when it is not believed
  HeldSignature signature = HeldSignature::none;
  std::string key = {};   // that signed it, as the signature says; empty: none
  std::string fault = {}; // why it is not believed
  std::string note = {};  // what was not checked of it
};

struct Verification {
  std::int64_t entries = 0;
  std::int64_t rows = 0; // in record tables
  std::string head_hash; // as sealed on the newest entry
  std::vector<CheckResult> checks;
  std::optional<std::size_t> documents = {}; // how many were read again; missing when that was not asked for
  std::vector<std::string> notes = {};       // what is no fault
  std::vector<HeldCheckpoint> checkpoints = {};

  [[nodiscard]] std::size_t fault_count() const;
  // The lowest entry that any check names.
  [[nodiscard]] std::optional<EntryId> first_broken_entry() const;
  // Whether one before that may be broken, too.
  [[nodiscard]] bool first_may_be_earlier() const;
};

// Which check begins; in the chain of a long book also which entry was reached.
struct AuditStep {
  std::string_view check;
  std::size_t number = 0; // from 1
  std::size_t of = 0;
  std::optional<EntryId> entry = {};
};
using AuditProgress = std::function<void(const AuditStep&)>;

// Runs all checks inside the caller's ReadTransaction; changes nothing. A check that cannot be run on a damaged book
// says so as its fault.
Verification check_book(store::Connection& connection, const AuditProgress& progress = {});

// With `evidence` it also reads every document again, and compares its bytes with what was recorded.
enum class Evidence { left_alone, read_again };

struct AuditQuestion {
  Evidence evidence = Evidence::left_alone;
  std::vector<HeldCheckpoint> checkpoints = {};
  AuditProgress progress = {};
};

// Opens the book and runs all checks on one state of it. A header that says the file is no book, a file that was cut
// short and a schema that cannot be read whole are faults of the check `file`, and the rest is checked all the same.
// Where nothing can be read, that no checkpoint was held against the book is a fault, too. What says it is the book of
// a newer program has that as a fault of `schema`, and of the rest only chain, sequence and checkpoints are checked.
// Throws BookError when the file is missing, may not be read, or is locked.
Verification check_file(const std::filesystem::path& path, const AuditQuestion& question = {});

} // namespace pvault::audit
