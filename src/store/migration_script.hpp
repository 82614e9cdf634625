// What a migration does to a book, as one text of statements.
#pragma once

#include "journal/chain.hpp"
#include "store/embedded.hpp"

#include <fmt/format.h>
#include <string>

namespace pvault::store {

// The migration, and that it was applied: a row with the hash of its text, and the number in the header of the file.
// Inline, because the program that makes the empty book at build time (cmake/make_empty_book.cpp) has no library of
// ours but those below this folder.
inline std::string migration_script(const Migration& migration) {
  return fmt::format("{}\n"
                     "INSERT INTO schema_migration (version, name, sha256) VALUES ({}, '{}', '{}');\n"
                     "PRAGMA user_version = {};\n",
                     migration.sql, migration.version, migration.name, sha256_hex(migration.sql), migration.version);
}

} // namespace pvault::store
