// What a statement of somebody else may do while it is prepared and runs.
#pragma once

#include "store/read_query.hpp"
#include "store/system_watch.hpp"

#include <optional>
#include <set>
#include <string>

struct sqlite3;

namespace pvault::store {

// As long as it lives, the connection prepares only what reads the book, has no clock, and stops when the time is over.
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
  static int check_stop(void* self);
  [[nodiscard]] bool is_out_of_time() const { return query_.is_out_of_time && query_.is_out_of_time(); }
  bool allows(const Attempt& attempt);
  bool allows_reading(const Attempt& attempt);
  [[nodiscard]] bool is_only_of_statement(const std::string& name) const;
  bool deny(Rule rule, std::string message);
  void deny_clock();

  sqlite3* handle_;
  const ReadQuery& query_;
  std::set<std::string> readable_; // v_ views and tables of the book
  std::set<std::string> views_;    // all
  std::set<std::string> others_;   // whatever else SQLite could find under a name
  std::optional<Refusal> refusal_;
  int length_limit_;
  SystemWatch watch_; // goes first
};

} // namespace pvault::store
