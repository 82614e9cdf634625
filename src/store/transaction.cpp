#include "store/transaction.hpp"

#include "store/book.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <sqlite3.h>
#include <stdexcept>

namespace pvault::store {

namespace {

bool is_in_transaction(Connection& connection) {
  return sqlite3_get_autocommit(connection.database().getHandle()) == 0;
}

[[noreturn]] void throw_rolled_back(Connection& connection) {
  throw BookError(
      fmt::format("a part of what was to be recorded in {} could not be taken back alone, so that all of it "
                  "was; nothing was recorded",
                  connection.database().getFilename()),
      "check the disk and that there is memory, and try again");
}

// Whether a transaction that writes is open. What is written within one that only reads would be gone with it; and
// what is written after one was rolled back, with its WriteTransaction still there, would be only the end of it.
bool is_part_of_writing(Connection& connection) {
  if (!is_in_transaction(connection)) {
    if (connection.is_being_written()) throw_rolled_back(connection);
    return false;
  }
  if (sqlite3_txn_state(connection.database().getHandle(), "main") == SQLITE_TXN_WRITE) return true;
  throw std::logic_error("something is recorded within a transaction that reads");
}

// A write to the first page, whatever is in it, makes SQLite count the program there: by that a log is known to be of
// its book (foreign_log.hpp).
void count_program(Connection& connection) {
  const std::int64_t version = connection.integer_of("PRAGMA user_version");
  connection.query(fmt::format("PRAGMA user_version = {}", version)).run();
}

void roll_back(Connection& connection) {
  if (is_in_transaction(connection))
    sqlite3_exec(connection.database().getHandle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

// What cannot be taken back must not be committed with the rest.
void roll_back_part(Connection& connection) {
  constexpr const char* sql = "ROLLBACK TO part; RELEASE part";
  if (sqlite3_exec(connection.database().getHandle(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    roll_back(connection);
}

} // namespace

WriteTransaction::WriteTransaction(Connection& connection)
    : connection_(connection), is_part_(is_part_of_writing(connection)) {
  connection_.query(is_part_ ? "SAVEPOINT part" : "BEGIN IMMEDIATE").run();
  if (is_part_) {
    if (Unwritten* unwritten = connection_.unwritten()) unwritten->begin_part();
    return;
  }
  try {
    check_schema_is_known(connection_);
    count_program(connection_);
  } catch (...) {
    roll_back(connection_);
    throw;
  }
  connection_.set_being_written(true);
}

WriteTransaction::~WriteTransaction() {
  if (is_committed_) return;
  if (!is_part_) {
    roll_back(connection_);
    connection_.set_being_written(false);
    return;
  }
  if (is_in_transaction(connection_)) roll_back_part(connection_); // a full disk has rolled back all of it
  if (Unwritten* unwritten = connection_.unwritten()) unwritten->end_part(false);
}

void WriteTransaction::commit() {
  if (!is_in_transaction(connection_)) throw_rolled_back(connection_);
  if (is_part_) {
    connection_.query("RELEASE part").run();
    is_committed_ = true;
    if (Unwritten* unwritten = connection_.unwritten()) unwritten->end_part(true);
  } else {
    connection_.write_unwritten();
    connection_.commit();
    connection_.set_being_written(false);
  }
  is_committed_ = true;
}

namespace {

void fix_moment(Connection& connection) {
  try {
    connection.query("SELECT count(*) FROM sqlite_schema").expect_row(); // the first read fixes it
  } catch (const DamagedBookError&) {
    if (!connection.reads_what_is_left()) throw;
    connection.query("PRAGMA user_version").expect_row(); // which is in the header
  }
}

} // namespace

ReadTransaction::ReadTransaction(Connection& connection) : connection_(connection) {
  connection_.query("BEGIN").run();
  try {
    fix_moment(connection_);
  } catch (...) { // without a destructor to end it
    roll_back(connection_);
    throw;
  }
}

ReadTransaction::~ReadTransaction() { roll_back(connection_); }

} // namespace pvault::store
