#include "store/empty_book.hpp"

#include <sqlite3.h>

namespace pvault::store {

SQLite::Database open_empty_book() {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  const std::span<const unsigned char> image = empty_book_image();
  const auto size = static_cast<sqlite3_int64>(image.size());
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): SQLite asks for bytes to write, and is told not to
  auto* bytes = const_cast<unsigned char*>(image.data());
  const int code = sqlite3_deserialize(database.getHandle(), "main", bytes, size, size, SQLITE_DESERIALIZE_READONLY);
  if (code != SQLITE_OK) throw SQLite::Exception("the empty book cannot be opened", code);
  return database;
}

} // namespace pvault::store
