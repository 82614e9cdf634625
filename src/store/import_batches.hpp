// Files that were imported, and what tells the rows of one file apart while it is.
#pragma once

#include "journal/entry.hpp"
#include "store/connection.hpp"
#include "units/refusal.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace pvault::store {

struct ImportBatch {
  EntryId entry{};
  std::string file;
  EntryId first{}; // of the entries its rows made
  EntryId last{};
};
// Refuses batch_unknown.
Expected<ImportBatch> load_import_batch(Connection& connection, EntryId entry);

// The rows that a file had so far, by what each is known by. They are kept in a temporary file of SQLite, not in
// memory, and gone with the connection.
class SeenRows {
public:
  // One for a connection.
  explicit SeenRows(Connection& connection);

  // Adds a row; the line of the first one with the same identity, where there was one.
  std::optional<std::int64_t> add(const std::string& identity, std::int64_t line);
  // How many rows were added with it.
  std::int64_t times(const std::string& identity);

private:
  Connection& connection_;
};

} // namespace pvault::store
