// SQLite transactions. A write holds the book from its first statement, so what it decided on is still true when it
// writes.
#pragma once

#include "store/connection.hpp"

namespace pvault::store {

// Begins at once for writing (waits for other writers). Throws NewerBookError when a newer program has migrated the
// book meanwhile: that it had a known schema when it was opened says nothing of now. Rolls back unless committed; a
// failure to commit leaves the book as it was. Within another one it is a part of it, which can be rolled back alone
// and is on disk when the outer one is; where it cannot be, all of it is, and what follows throws BookError. Within a
// ReadTransaction it throws std::logic_error.
class WriteTransaction {
public:
  explicit WriteTransaction(Connection& connection);
  WriteTransaction(const WriteTransaction&) = delete;
  WriteTransaction& operator=(const WriteTransaction&) = delete;
  WriteTransaction(WriteTransaction&&) = delete;
  WriteTransaction& operator=(WriteTransaction&&) = delete;
  ~WriteTransaction(); // never throws; SQLite itself may have rolled back already (full disk)
  void commit();       // when it returns, what was written is on disk

private:
  Connection& connection_;
  bool is_part_ = false;
  bool is_committed_ = false;
};

// One consistent moment for all reads until it ends; blocks nobody.
class ReadTransaction {
public:
  explicit ReadTransaction(Connection& connection);
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;
  ReadTransaction(ReadTransaction&&) = delete;
  ReadTransaction& operator=(ReadTransaction&&) = delete;
  ~ReadTransaction();

private:
  Connection& connection_;
};

} // namespace pvault::store
