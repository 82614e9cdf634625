#include "store/copy_pages.hpp"

#include <SQLiteCpp/Backup.h>
#include <sqlite3.h>

namespace pvault::store {

void copy_pages(SQLite::Database& source, SQLite::Database& target) {
  constexpr int all_pages = -1;
  SQLite::Backup backup(target, source);
  const int result = backup.executeStep(all_pages);
  if (result != SQLITE_DONE) throw SQLite::Exception("a book could not be copied", result);
}

} // namespace pvault::store
