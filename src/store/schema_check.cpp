#include "store/schema_check.hpp"

#include "journal/chain.hpp"
#include "store/embedded.hpp"
#include "store/empty_book.hpp"
#include "store/migrate.hpp"
#include "store/trouble.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <set>
#include <sqlite3.h>
#include <sstream>
#include <string_view>
#include <utility>

namespace pvault::store {

namespace {

using Objects = std::map<std::string, std::string>; // "trigger entry_no_update" -> its SQL

Objects list_objects(SQLite::Database& database) {
  Objects objects;
  SQLite::Statement row(database, "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT "
                                  "LIKE 'sqlite\\_stat%' ESCAPE '\\'");
  while (row.executeStep())
    objects.emplace(row.getColumn(0).getString(), row.getColumn(1).getString());
  return objects;
}

// Rows of the tables that are the same in every book: the chart of accounts, the kinds of entry, the roles of tables.
using FixedRows = std::map<std::string, std::set<std::string>>;

std::set<std::string> list_rows(SQLite::Database& database, const char* table) {
  std::set<std::string> rows;
  SQLite::Statement row(database, fmt::format("SELECT * FROM {}", table));
  while (row.executeStep()) {
    std::string line;
    for (int column = 0; column < row.getColumnCount(); ++column)
      line += row.getColumn(column).getString() + '|';
    rows.insert(line);
  }
  return rows;
}

// All at once: SQLiteCpp's tableExists() goes through the whole schema for one.
std::set<std::string> list_tables(SQLite::Database& database) {
  std::set<std::string> tables;
  SQLite::Statement row(database, "SELECT name FROM sqlite_schema WHERE type = 'table'");
  while (row.executeStep())
    tables.insert(row.getColumn(0).getString());
  return tables;
}

FixedRows list_fixed_rows(SQLite::Database& database) {
  static constexpr std::array tables = {"account",   "demand_basis", "entry_kind", "entry_kind_account",
                                        "kind_role", "release_kind", "role",       "table_role"};
  const std::set<std::string> there = list_tables(database);
  FixedRows rows;
  for (const char* table : tables) {
    if (!there.contains(table)) continue; // said already
    try {
      rows[table] = list_rows(database, table);
    } catch (const SQLite::Exception& error) { // a page that is damaged: its rows are not those that were shipped
      throw_if_trouble(error, database.getFilename());
      rows[table] = {};
    }
  }
  return rows;
}

std::vector<ShippedView> list_views(SQLite::Database& database) {
  std::vector<ShippedView> views;
  SQLite::Statement row(database,
                        "SELECT made.name, of_view.name FROM sqlite_schema AS made, pragma_table_info(made.name) "
                        "AS of_view WHERE made.type = 'view' AND made.name GLOB 'v_*' "
                        "ORDER BY made.name, of_view.cid");
  while (row.executeStep()) {
    const std::string view = row.getColumn(0).getString();
    if (views.empty() || views.back().name != view) views.push_back({view, {}});
    views.back().columns.push_back(row.getColumn(1).getString());
  }
  return views;
}

std::vector<std::string> list_shipped_records(SQLite::Database& database) {
  std::vector<std::string> tables;
  SQLite::Statement row(database, "SELECT name FROM table_role WHERE role = 'record' AND name NOT IN ('entry', 'seal') "
                                  "ORDER BY name");
  while (row.executeStep())
    tables.push_back(row.getColumn(0).getString());
  return tables;
}

struct ShippedSchema {
  Objects objects;
  FixedRows rows;
  std::vector<ShippedView> views;
  std::vector<std::string> record_tables;
};

ShippedSchema read_schema(SQLite::Database made) {
  return ShippedSchema{.objects = list_objects(made),
                       .rows = list_fixed_rows(made),
                       .views = list_views(made),
                       .record_tables = list_shipped_records(made)};
}

// What a program of that schema made books with.
ShippedSchema make_schema_of(int version) {
  SQLite::Database scratch(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  for (const Migration& migration : migrations())
    if (migration.version <= version) scratch.exec(std::string(migration.sql));
  return read_schema(std::move(scratch));
}

ShippedSchema read_shipped_schema() {
  try {
    return read_schema(open_empty_book());
  } catch (const SQLite::Exception& error) { // there is too little memory
    throw_book_error(error, "the empty book");
  }
}

// What this program makes books with.
const ShippedSchema& shipped_schema() {
  static const ShippedSchema shipped = read_shipped_schema();
  return shipped;
}

void compare_fixed_rows(const ShippedSchema& shipped, SQLite::Database& present,
                        std::vector<std::string>& differences) {
  const FixedRows found = list_fixed_rows(present);
  for (const auto& [table, rows] : shipped.rows) {
    const auto same = found.find(table);
    if (same == found.end() || same->second != rows)
      differences.push_back(fmt::format("rows of {} were changed", table));
  }
}

void compare_migrations(int version, Connection& connection, std::vector<std::string>& differences) {
  std::map<std::int64_t, std::string> recorded;
  Query row = connection.query("SELECT version, sha256 FROM schema_migration");
  while (row.next())
    recorded.emplace(row.integer(0), row.text(1));
  for (const Migration& migration : migrations()) {
    if (migration.version > version) break;
    const auto found = recorded.find(migration.version);
    if (found == recorded.end()) {
      differences.push_back(fmt::format("migration {} ({}) is not recorded", migration.version, migration.name));
    } else if (found->second != sha256_hex(migration.sql)) {
      differences.push_back(
          fmt::format("migration {} ({}) has another hash than this program's", migration.version, migration.name));
    }
  }
  if (recorded.size() > static_cast<std::size_t>(version))
    differences.emplace_back("migrations are recorded that this program does not know");
}

} // namespace

std::vector<ShippedView> list_shipped_views() { return shipped_schema().views; }

namespace {

std::vector<std::string> find_differences(const ShippedSchema& schema, int version, Connection& connection) {
  std::vector<std::string> differences;
  const Objects& shipped = schema.objects;
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
  compare_fixed_rows(schema, connection.database(), differences);
  try {
    compare_migrations(version, connection, differences);
  } catch (const std::exception& error) { // the table is missing, or a page of it cannot be read
    throw_if_trouble(error, connection.database().getFilename());
    differences.push_back(fmt::format("what schema_migration says cannot be read: {}", error.what()));
  }
  return differences;
}

std::vector<std::string> compare_with(const ShippedSchema& schema, int version, Connection& connection) {
  try {
    return find_differences(schema, version, connection);
  } catch (const SQLite::Exception& error) {
    throw_if_trouble(error, connection.database().getFilename());
    throw;
  }
}

} // namespace

std::vector<std::string> list_schema_differences(Connection& connection) {
  return compare_with(shipped_schema(), newest_schema_version(), connection);
}

std::vector<std::string> list_schema_differences(Connection& connection, int version) {
  return compare_with(make_schema_of(version), version, connection);
}

namespace {

// Where sqlite_schema cannot be read whole: whether SQLite made a table of what it could read.
bool is_table_left(Connection& connection, const std::string& table) {
  const int code = sqlite3_table_column_metadata(connection.database().getHandle(), "main", table.c_str(), nullptr,
                                                 nullptr, nullptr, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK)
    throw_if_trouble(SQLite::Exception("a table cannot be looked for", code), connection.database().getFilename());
  return code == SQLITE_OK;
}

} // namespace

std::vector<std::string> list_record_tables_in_file(Connection& connection) {
  const bool is_damaged = connection.reads_what_is_left();
  const std::set<std::string> there = is_damaged ? std::set<std::string>() : list_tables(connection.database());
  std::vector<std::string> tables;
  std::ranges::copy_if(shipped_schema().record_tables, std::back_inserter(tables), [&](const std::string& table) {
    return is_damaged ? is_table_left(connection, table) : there.contains(table);
  });
  return tables;
}

namespace {

// What SQLite finds in a file it says in one text of many lines, under a heading.
void add_lines(const std::string& text, std::vector<std::string>& faults) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && !line.starts_with("*** in database")) faults.push_back(line);
  }
}

// A disk that does not give out a page is told like any fault of it, and so is memory that does not suffice for it.
void check_is_of_file(const std::string& fault) {
  constexpr std::string_view of_page = "unable to get the page. error code=";
  const std::size_t at = fault.find(of_page);
  if (at == std::string::npos) return;
  const int code = std::atoi(fault.c_str() + at + of_page.size());
  const int primary = code & 0xFF;
  if (primary == SQLITE_IOERR || primary == SQLITE_NOMEM) throw SQLite::Exception("a page cannot be read", code);
}

void check_integrity(SQLite::Database& database, std::vector<std::string>& faults) {
  try {
    SQLite::Statement integrity(database, "PRAGMA integrity_check");
    while (integrity.executeStep()) {
      const std::string said = integrity.getColumn(0).getString();
      check_is_of_file(said);
      if (said != "ok") add_lines(said, faults);
    }
  } catch (const SQLite::Exception& error) {
    throw_if_trouble(error, database.getFilename());
    faults.push_back(fmt::format("SQLite could not check the file to its end: {}", error.what()));
  }
}

void check_references(Connection& connection, std::vector<std::string>& faults) {
  try {
    Query keys = connection.query("PRAGMA foreign_key_check");
    while (keys.next()) {
      const auto row = keys.optional_integer(1);
      faults.push_back(fmt::format("a row of {}{} refers to a row of {} that does not exist", keys.text(0),
                                   row ? fmt::format(" (rowid {})", *row) : "", keys.text(2)));
    }
  } catch (const std::exception& error) {
    throw_if_trouble(error, connection.database().getFilename());
    faults.push_back(fmt::format("references could not be followed to their end: {}", error.what()));
  }
}

} // namespace

namespace {

std::vector<std::string> list_faults_on_another(Connection& connection) {
  // SQLite does not read CHECK constraints on a connection that was opened for reading only. So the file is checked on
  // another one, which could write and is told not to. Where the file itself cannot be written they go unasked; the
  // chain covers every value all the same.
  const bool is_damaged = connection.reads_what_is_left();
  SQLite::Database checked(connection.database().getFilename(),
                           is_damaged ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE);
  if (is_damaged) allow_damaged_schema(checked);
  checked.exec("PRAGMA query_only = ON; PRAGMA cell_size_check = ON;");
  std::vector<std::string> faults;
  check_integrity(checked, faults);
  check_references(connection, faults);
  return faults;
}

} // namespace

std::vector<std::string> list_file_faults(Connection& connection) {
  try {
    return list_faults_on_another(connection);
  } catch (const SQLite::Exception& error) {
    throw_book_error(error, connection.database().getFilename());
  }
}

} // namespace pvault::store
