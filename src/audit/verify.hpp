// Proof that the book is what it was: the chain, the file, and every invariant as a named check. Reports every fault,
// not the first only.
#pragma once

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
};

struct CheckResult {
  std::string name;  // chain
  std::string about; // what must hold
  std::vector<Fault> faults;
};

struct Verification {
  std::int64_t entries = 0;
  std::int64_t rows = 0; // in record tables
  std::string head_hash; // as sealed on the newest entry
  std::vector<CheckResult> checks;
  std::optional<std::size_t> documents = {}; // how many were read again; missing when that was not asked for
  std::vector<std::string> notes = {};       // what is no fault

  [[nodiscard]] std::size_t fault_count() const;
  // The lowest entry that any check names.
  [[nodiscard]] std::optional<EntryId> first_broken_entry() const;
};

// Is told of each check before it runs: its name, and that it is the `number`th of so many.
using Watch = std::function<void(std::string_view name, std::size_t number, std::size_t of)>;

// Runs all checks inside the caller's ReadTransaction; changes nothing. A check that cannot be run on a damaged book
// says so as its fault.
Verification check_book(store::Connection& connection, const Watch& watch = {});

// Opens the book and runs all checks on one state of it. A file whose content keeps it from being opened as a book has
// that as a fault of the check `file`, and is not checked further. Throws BookError when the file is missing, may not
// be read, is locked, or is the book of a newer program.
// With `evidence` it also reads every document again, and compares its bytes with what was recorded.
enum class Evidence { left_alone, read_again };
Verification check_file(const std::filesystem::path& path, Evidence evidence = Evidence::left_alone,
                        const Watch& watch = {});

} // namespace pvault::audit
