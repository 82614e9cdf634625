#include "store/query_guard.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <sqlite3.h>
#include <string_view>
#include <utility>

namespace pvault::store {

namespace {

// Far above any text in a book, and far below what a page of memory can be made to hold.
constexpr int longest_value_bytes = 10'000'000;
constexpr int steps_between_looks = 10'000;

// They compute with their arguments and touch nothing else. In the order of their names.
constexpr auto functions = std::to_array<std::string_view>(
    {"abs",          "avg",         "char",      "coalesce",   "count",        "cume_dist", "date",       "datetime",
     "dense_rank",   "first_value", "format",    "glob",       "group_concat", "hex",       "ifnull",     "iif",
     "instr",        "julianday",   "lag",       "last_value", "lead",         "length",    "like",       "likelihood",
     "likely",       "lower",       "ltrim",     "max",        "min",          "nth_value", "ntile",      "nullif",
     "percent_rank", "printf",      "quote",     "rank",       "replace",      "round",     "row_number", "rtrim",
     "sign",         "strftime",    "substr",    "substring",  "sum",          "time",      "total",      "trim",
     "typeof",       "unicode",     "unixepoch", "unlikely",   "upper"});

std::string words(const char* text) { return text == nullptr ? std::string() : printable(text); }

bool is_schema_table(std::string_view name) {
  static constexpr auto names =
      std::to_array<std::string_view>({"sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema"});
  return std::ranges::find(names, name) != names.end();
}

// What an action would do, for "the statement would ...".
std::string describe_change(int action, const std::string& name) {
  if (is_schema_table(name)) return "make, change or drop a table, view, index or trigger, or use a virtual table";
  switch (action) {
  case SQLITE_INSERT:
    return fmt::format("insert rows into {}", name);
  case SQLITE_UPDATE:
    return fmt::format("update rows of {}", name);
  case SQLITE_DELETE:
    return fmt::format("delete rows of {}", name);
  case SQLITE_PRAGMA:
    return fmt::format("run PRAGMA {}", name);
  case SQLITE_ATTACH:
    return fmt::format("attach the file {}", name.empty() ? "that it names" : name);
  case SQLITE_DETACH:
    return fmt::format("detach {}", name);
  case SQLITE_TRANSACTION:
    return fmt::format("{} a transaction", lower(name));
  case SQLITE_SAVEPOINT:
    return "set or end a savepoint";
  case SQLITE_ANALYZE:
    return "analyze the book";
  case SQLITE_REINDEX:
    return "make indices anew";
  default:
    return "make, change or drop a table, view, index or trigger, or use a virtual table";
  }
}

// In small letters: to SQLite a name is the same in any.
std::set<std::string> list_names(Connection& connection, const std::string& sql) {
  std::set<std::string> names;
  Query row = connection.query(sql);
  while (row.next())
    names.insert(lower(row.text(0)));
  return names;
}

} // namespace

struct QueryGuard::Attempt {
  int action;
  std::string first;
  std::string second;
  std::string inside;
};

QueryGuard::QueryGuard(Connection& connection, const ReadQuery& query)
    : handle_(connection.database().getHandle()), query_(query),
      // A table that somebody added is none of the book's, nor is a virtual one that took the name of one that is.
      readable_(list_names(connection, "SELECT name FROM sqlite_schema WHERE type = 'view' AND name GLOB 'v_*' "
                                       "UNION SELECT table_role.name FROM table_role JOIN sqlite_schema AS made "
                                       "ON made.name = table_role.name AND made.type = 'table' "
                                       "AND made.sql NOT LIKE 'CREATE VIRTUAL%'")),
      views_(list_names(connection, "SELECT name FROM sqlite_schema WHERE type = 'view'")),
      others_(list_names(connection, "SELECT name FROM sqlite_schema UNION SELECT name FROM sqlite_temp_schema UNION "
                                     "SELECT name FROM pragma_module_list")),
      length_limit_(sqlite3_limit(handle_, SQLITE_LIMIT_LENGTH, longest_value_bytes)),
      watch_({.on_clock = [this] { deny_clock(); }, .is_out_of_time = [this] { return is_out_of_time(); }}) {
  sqlite3_set_authorizer(handle_, authorise, this);
  sqlite3_progress_handler(handle_, steps_between_looks, check_stop, this);
}

QueryGuard::~QueryGuard() {
  sqlite3_set_authorizer(handle_, nullptr, nullptr);
  sqlite3_progress_handler(handle_, 0, nullptr, nullptr);
  sqlite3_limit(handle_, SQLITE_LIMIT_LENGTH, length_limit_);
}

std::string QueryGuard::nearest_readable(const std::string& name) const {
  return nearest_name(name, std::vector<std::string>(readable_.begin(), readable_.end()));
}

int QueryGuard::authorise(void* self, int action, const char* first, const char* second, const char* /*database*/,
                          const char* inside) {
  auto* guard = static_cast<QueryGuard*>(self);
  return guard->allows({action, words(first), words(second), words(inside)}) ? SQLITE_OK : SQLITE_DENY;
}

int QueryGuard::check_stop(void* self) {
  const auto* guard = static_cast<const QueryGuard*>(self);
  return guard->refusal_ || guard->is_out_of_time() ? 1 : 0;
}

bool QueryGuard::allows(const Attempt& attempt) {
  switch (attempt.action) {
  case SQLITE_SELECT:
  case SQLITE_RECURSIVE:
    return true;
  case SQLITE_READ:
    return allows_reading(attempt);
  case SQLITE_FUNCTION:
    if (std::ranges::find(functions, lower(attempt.second)) != functions.end()) return true;
    return deny(Rule::query_out_of_reach,
                fmt::format("the statement calls {}, which is none of the functions of a query", attempt.second));
  default:
    return deny(Rule::query_not_read_only, fmt::format("the statement would {}, and a query only reads",
                                                       describe_change(attempt.action, attempt.first)));
  }
}

// What a view rests on may be read through it, whether a query may name it or not.
bool QueryGuard::allows_reading(const Attempt& attempt) {
  const std::string small = lower(attempt.first);
  if (readable_.contains(small)) return true;
  if (views_.contains(small) && views_.contains(lower(attempt.inside))) return true;
  if (attempt.second.empty() && is_only_of_statement(small)) return true;
  return deny(
      Rule::query_out_of_reach,
      fmt::format("the statement reads {}, which is neither a documented view nor a table of the book", attempt.first));
}

// Of what a statement names itself (WITH x AS ...), SQLite asks by that name when no column of it is read, and what it
// reads in turn it asks for, too. Nothing else has a name under which SQLite finds nothing: no table or view, no
// virtual table that need not be made, nothing of SQLite's own.
bool QueryGuard::is_only_of_statement(const std::string& name) const {
  return !name.empty() && !others_.contains(name) && !name.starts_with("sqlite_") && !name.starts_with("pragma_");
}

bool QueryGuard::deny(Rule rule, std::string message) {
  if (!refusal_) refusal_ = Refusal{rule, std::move(message), "a SELECT over the views that `pvault schema` shows"};
  return false;
}

void QueryGuard::deny_clock() {
  if (!refusal_) {
    refusal_ =
        Refusal{Rule::query_out_of_reach, "the statement asks for the clock, and no answer depends on when it is asked",
                ":as_of, which is the day of --as-of"};
  }
}

} // namespace pvault::store
