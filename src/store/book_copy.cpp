#include "store/book_copy.hpp"

#include "store/commit_count.hpp"
#include "store/copy_pages.hpp"
#include "store/name_for_sqlite.hpp"
#include "store/transaction.hpp"

#include <stdexcept>

namespace pvault::store {

namespace {

// The file of a book in use is in WAL mode and has other files beside it.
void leave_wal_mode(SQLite::Database& target) {
  if (target.execAndGet("PRAGMA journal_mode = DELETE").getString() != "delete")
    throw std::logic_error("SQLite does not take rollback mode");
}

} // namespace

ChainHead copy_book(Connection& book, const NewFile& copy) {
  // Held open over the whole copy, so that it is the state of one moment and never begins anew when somebody writes. In
  // WAL mode a reader holds up no writer.
  const ReadTransaction reading(book);
  ChainHead head = load_chain_head(book);
  try {
    SQLite::Database target(name_for_sqlite(copy.path()), SQLite::OPEN_READWRITE);
    copy_pages(book.database(), target);
    leave_wal_mode(target);
    begin_count(target, head.hash);
  } catch (const SQLite::Exception& error) {
    throw_book_error(error, copy.path());
  }
  copy.flush();
  return head;
}

void make_book_in_use(const NewFile& copy) {
  {
    Connection connection(copy.path(), Access::write);
    connection.keep_commits();
  }
  copy.flush();
}

std::int64_t count_stored_documents(Connection& book) {
  if (!book.database().tableExists("document")) return 0;
  return book.integer_of("SELECT count(DISTINCT stored) FROM document");
}

} // namespace pvault::store
