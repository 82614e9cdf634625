// What a statement of somebody else may do while it is prepared and runs.
#pragma once

#include "store/read_query.hpp"

#include <optional>
#include <set>
#include <string>

struct sqlite3;

namespace pvault::store {

// As long as it lives, the connection prepares only what reads the book, and stops when the time is over.
class QueryGuard {
public:
  QueryGuard(Connection& connection, const ReadQuery& query);
  QueryGuard(const QueryGuard&) = delete;
  QueryGuard& operator=(const QueryGuard&) = delete;
  QueryGuard(QueryGuard&&) = delete;
  QueryGuard& operator=(QueryGuard&&) = delete;
  ~QueryGuard();

  // The first thing that was not allowed, if there was one.
  [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }
  // The view or table with the nearest name; empty when none is near.
  [[nodiscard]] std::string nearest_readable(const std::string& name) const;

private:
  struct Attempt; // what SQLite's authorizer is told
  static int authorise(void* self, int action, const char* first, const char* second, const char* database,
                       const char* inside);
  static int check_time(void* self);
  bool allows(const Attempt& attempt);
  bool allows_reading(const std::string& name, const std::string& inside);
  bool deny(Rule rule, std::string message);

  sqlite3* handle_;
  const ReadQuery& query_;
  std::set<std::string> readable_; // v_ views and tables of the book
  std::set<std::string> views_;    // all
  std::optional<Refusal> refusal_;
  int length_limit_;
};

} // namespace pvault::store
