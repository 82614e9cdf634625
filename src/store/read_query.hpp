// One statement of somebody else, which reads the book and can do nothing beside. Rules:
// 1. Only what SQLite's authorizer lets by is prepared: SELECT, recursion, a list of functions that touch nothing but
//    their arguments, the views whose names begin with v_, and the tables of the book. All else is refused by name.
// 2. One statement, and SQLite itself must call it read-only.
// 3. Values come in as bound parameters; no text of a caller is ever put into a statement.
// 4. It ends: by time, by rows, by bytes.
#pragma once

#include "journal/record.hpp"
#include "store/connection.hpp"
#include "units/refusal.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::store {

// For :name, @name or $name in the statement.
struct QueryParameter {
  std::string name; // without the sign before it
  Value value;
  bool must_be_named = true; // a statement that does not name it is refused
};

struct ReadQuery {
  std::string sql;
  std::vector<QueryParameter> parameters = {};
  std::function<bool()> is_out_of_time = {}; // asked now and then; empty: never
  std::string time_limit = {};               // "30 s", for the refusal
  std::int64_t most_rows = 1'000'000;
  bool may_be_cut = false; // false: more rows than that are refused; true: the first ones are the answer
};

// A value that SQLite computed as a floating-point number comes as its text of at most 15 digits, bytes as x'00ff'.
struct ReadAnswer {
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
  std::vector<std::string> parameters; // that the statement names
  bool is_cut = false;
};

// Must run inside a ReadTransaction. Refuses query_malformed, query_not_read_only, query_out_of_reach, query_too_long.
// Throws BookError.
Expected<ReadAnswer> ask_read_only(Connection& connection, const ReadQuery& query);

} // namespace pvault::store
