// The rows of record tables as they stand in the file.
#pragma once

#include "journal/record.hpp"
#include "store/connection.hpp"

#include <functional>
#include <string>
#include <vector>

namespace pvault::store {

// All record tables by name, `entry` and `seal` among them.
std::vector<std::string> list_all_record_tables(Connection& connection);

// In the order of the schema. `table` is one of list_all_record_tables, here and below.
std::vector<std::string> list_columns(Connection& connection, const std::string& table);

// Calls `take` with the values of each row of entries up to `last`, in the order of entries and lines.
void visit_rows(Connection& connection, const std::string& table, EntryId last,
                const std::function<void(const std::vector<Value>&)>& take);

// What postings of entries up to `last` come to, by account and mineral.
struct PostedTotal {
  std::string account;
  std::string mineral; // empty: none
  std::int64_t postings = 0;
  Mass mass;
  Money amount;
};
std::vector<PostedTotal> list_posted_totals(Connection& connection, EntryId last);

} // namespace pvault::store
