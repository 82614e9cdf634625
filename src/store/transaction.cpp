#include "store/transaction.hpp"

#include "store/book.hpp"

#include <sqlite3.h>
#include <stdexcept>

namespace pvault::store {

namespace {

bool is_in_transaction(Connection& connection) {
  return sqlite3_get_autocommit(connection.database().getHandle()) == 0;
}

// Whether a transaction that writes is open. What is written within one that only reads would be gone with it.
bool is_part_of_writing(Connection& connection) {
  if (!is_in_transaction(connection)) return false;
  if (sqlite3_txn_state(connection.database().getHandle(), "main") == SQLITE_TXN_WRITE) return true;
  throw std::logic_error("something is recorded within a transaction that reads");
}

void roll_back(Connection& connection) {
  if (is_in_transaction(connection))
    sqlite3_exec(connection.database().getHandle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

} // namespace

WriteTransaction::WriteTransaction(Connection& connection)
    : connection_(connection), is_part_(is_part_of_writing(connection)) {
  connection_.query(is_part_ ? "SAVEPOINT part" : "BEGIN IMMEDIATE").run();
  if (is_part_) return;
  try {
    check_schema_is_known(connection_);
  } catch (...) {
    roll_back(connection_);
    throw;
  }
}

WriteTransaction::~WriteTransaction() {
  if (!is_part_)
    roll_back(connection_);
  else if (!is_committed_ && is_in_transaction(connection_)) // a full disk has rolled back all of it
    sqlite3_exec(connection_.database().getHandle(), "ROLLBACK TO part; RELEASE part", nullptr, nullptr, nullptr);
}

void WriteTransaction::commit() {
  if (is_part_)
    connection_.query("RELEASE part").run();
  else
    connection_.commit();
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
