#include "store/transaction.hpp"

#include "store/book.hpp"

#include <sqlite3.h>

namespace pvault::store {

namespace {

void roll_back(Connection& connection) {
  sqlite3* handle = connection.database().getHandle();
  if (sqlite3_get_autocommit(handle) == 0) sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
}

} // namespace

WriteTransaction::WriteTransaction(Connection& connection) : connection_(connection) {
  connection_.execute("BEGIN IMMEDIATE");
  try {
    check_schema_is_known(connection_);
  } catch (...) {
    roll_back(connection_);
    throw;
  }
}

WriteTransaction::~WriteTransaction() { roll_back(connection_); }

void WriteTransaction::commit() { connection_.execute("COMMIT"); }

ReadTransaction::ReadTransaction(Connection& connection) : connection_(connection) {
  connection_.execute("BEGIN");
  try {
    connection_.query("SELECT count(*) FROM sqlite_schema").expect_row(); // the first read fixes the moment
  } catch (const DamagedBookError&) {
    if (!connection_.reads_what_is_left()) throw;
    connection_.query("PRAGMA user_version").expect_row(); // which is in the header
  }
}

ReadTransaction::~ReadTransaction() { roll_back(connection_); }

} // namespace pvault::store
