// Reads entries back from the file, with all their rows, and computes what their hashes should be.
#pragma once

#include "store/connection.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pvault::store {

struct ReadEntry {
  EntryId entry{};
  std::optional<std::string> previous_hash; // as sealed; missing when there is no seal
  std::optional<std::string> hash;          // as sealed
  std::optional<std::string> signature;     // missing when nobody signed it
  std::string computed_hash;                // over the rows in the file and the hash sealed before it
  std::int64_t rows = 0;                    // rows in all record tables, the entry's own included
};

// A row of an entry as its hash covers it: the columns in the order of the schema, those that are missing left out.
struct ReadRow {
  std::string table;
  std::vector<std::pair<std::string, Value>> values = {};
};

// One entry, its rows searched by its number: for a file in which a table cannot be read through. Nothing when there is
// no such entry; `tables` are those of list_record_tables_in_file. Throws DamagedBookError when the entry cannot be
// read.
std::optional<ReadEntry> read_entry(Connection& connection, const std::vector<std::string>& tables, EntryId entry,
                                    const std::string& previous_hash);

// Goes through all record tables side by side, in the order of the entries: one pass, whatever the length of the
// journal. A table that is not in the file has no rows.
class EntryReader {
public:
  explicit EntryReader(Connection& connection);
  ~EntryReader();
  EntryReader(const EntryReader&) = delete;
  EntryReader& operator=(const EntryReader&) = delete;
  EntryReader(EntryReader&&) = delete;
  EntryReader& operator=(EntryReader&&) = delete;

  // With `rows` it also answers the entry's rows, its own first, in the order of the format.
  std::optional<ReadEntry> next(std::vector<ReadRow>* rows = nullptr);

private:
  class Cursor;
  Connection& connection_;
  std::vector<std::unique_ptr<Cursor>> tables_;
  std::unique_ptr<Cursor> entries_;
  std::string previous_hash_;
};

} // namespace pvault::store
