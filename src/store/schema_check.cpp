#include "store/schema_check.hpp"

#include "journal/chain.hpp"
#include "store/embedded.hpp"

#include <fmt/format.h>
#include <map>

namespace pvault::store {

namespace {

using Objects = std::map<std::string, std::string>; // "trigger entry_no_update" -> its SQL

Objects list_objects(SQLite::Database& database) {
  Objects objects;
  SQLite::Statement row(database, "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'");
  while (row.executeStep()) objects.emplace(row.getColumn(0).getString(), row.getColumn(1).getString());
  return objects;
}

Objects shipped_objects() {
  SQLite::Database scratch(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  for (const Migration& migration : migrations()) scratch.exec(std::string(migration.sql));
  return list_objects(scratch);
}

void compare_migrations(Connection& connection, std::vector<std::string>& differences) {
  std::map<std::int64_t, std::string> recorded;
  Query row = connection.query("SELECT version, sha256 FROM schema_migration");
  while (row.next()) recorded.emplace(row.integer(0), row.text(1));
  for (const Migration& migration : migrations()) {
    const auto found = recorded.find(migration.version);
    if (found == recorded.end()) {
      differences.push_back(fmt::format("migration {} ({}) is not recorded", migration.version, migration.name));
    } else if (found->second != sha256_hex(migration.sql)) {
      differences.push_back(fmt::format("migration {} ({}) has another hash than this program's", migration.version, migration.name));
    }
  }
  if (recorded.size() > migrations().size()) differences.emplace_back("migrations are recorded that this program does not know");
}

} // namespace

std::vector<std::string> list_schema_differences(Connection& connection) {
  std::vector<std::string> differences;
  const Objects shipped = shipped_objects();
  const Objects present = list_objects(connection.database());
  for (const auto& [name, sql] : shipped) {
    const auto found = present.find(name);
    if (found == present.end()) {
      differences.push_back(fmt::format("{} is missing", name));
    } else if (found->second != sql) {
      differences.push_back(fmt::format("{} was changed", name));
    }
  }
  for (const auto& [name, sql] : present) {
    if (!shipped.contains(name)) differences.push_back(fmt::format("{} was added", name));
  }
  compare_migrations(connection, differences);
  return differences;
}

std::vector<std::string> list_file_faults(Connection& connection) {
  std::vector<std::string> faults;
  Query integrity = connection.query("PRAGMA integrity_check");
  while (integrity.next()) {
    if (integrity.text(0) != "ok") faults.push_back(integrity.text(0));
  }
  Query keys = connection.query("PRAGMA foreign_key_check");
  while (keys.next()) {
    const auto row = keys.optional_integer(1);
    faults.push_back(fmt::format("a row of {}{} refers to a row of {} that does not exist", keys.text(0),
                                 row ? fmt::format(" (rowid {})", *row) : "", keys.text(2)));
  }
  return faults;
}

} // namespace pvault::store
