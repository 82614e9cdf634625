#include "store/clockless.hpp"

#include <sqlite3.h>
#include <stdexcept>

namespace pvault::store {

namespace {

constexpr const char* name_of_files = "pvault-clockless";

std::int64_t& clock_asked() {
  static std::int64_t times = 0;
  return times;
}

int tell_no_time(sqlite3_vfs* /*files*/, sqlite3_int64* time) {
  ++clock_asked();
  *time = 0;
  return SQLITE_ERROR;
}

sqlite3_vfs usual_files_without_clock() {
  const sqlite3_vfs* usual = sqlite3_vfs_find(nullptr);
  constexpr int first_version_with_this_clock = 2;
  if (usual == nullptr || usual->iVersion < first_version_with_this_clock)
    throw std::logic_error("SQLite has no files whose clock can be stopped");
  sqlite3_vfs files = *usual;
  files.zName = name_of_files;
  files.pNext = nullptr;
  files.xCurrentTimeInt64 = tell_no_time;
  return files;
}

} // namespace

const char* clockless_files() {
  static sqlite3_vfs files = usual_files_without_clock(); // SQLite keeps the address
  static const bool is_known = sqlite3_vfs_register(&files, 0) == SQLITE_OK;
  if (!is_known) throw std::logic_error("SQLite does not take files without a clock");
  return name_of_files;
}

std::int64_t times_clock_was_asked() { return clock_asked(); }

} // namespace pvault::store
