// Whether the schema in the file is the one this program ships.
#pragma once

#include "store/connection.hpp"

#include <string>
#include <vector>

namespace pvault::store {

// Every table, index, trigger, view and migration that is missing, added or changed, and every fixed table whose rows
// were; empty when all is as shipped.
std::vector<std::string> list_schema_differences(Connection& connection);
// The same of a book that a program of that schema made.
std::vector<std::string> list_schema_differences(Connection& connection, int version);

// A view for auditors, whose name begins with v_, as this program ships it.
struct ShippedView {
  std::string name;
  std::vector<std::string> columns;
};
std::vector<ShippedView> list_shipped_views(); // in the order of their names

// What SQLite's own checks of the file say; empty when it is sound.
std::vector<std::string> list_file_faults(Connection& connection);

// Tables whose rows an entry's hash covers, by name, without `entry` and `seal`: those of the schema this program ships
// that are in the file. What the file itself says of its tables (table_role) is not asked, because it may be changed.
std::vector<std::string> list_record_tables_in_file(Connection& connection);

} // namespace pvault::store
