#include "store/system_watch.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <map>
#include <sqlite3.h>
#include <stdexcept>
#include <utility>

namespace pvault::store {

namespace {

constexpr const char* name_of_watched = "pvault";
constexpr const char* zone_variable = "TZ";
constexpr int sorting_files =
    SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_TRANSIENT_DB | SQLITE_OPEN_TEMP_JOURNAL | SQLITE_OPEN_SUBJOURNAL;

thread_local const SystemWatcher* watcher = nullptr;

bool is_over() { return watcher != nullptr && watcher->is_out_of_time(); }

// The system's way with an open file, of which reading and writing ask for the time first.
struct WatchedMethods {
  sqlite3_io_methods methods; // first: SQLite knows a file's methods by their address
  const sqlite3_io_methods* system;
};

const sqlite3_io_methods& system_methods(const sqlite3_file* file) {
  return *reinterpret_cast<const WatchedMethods*>(file->pMethods)->system;
}

int read_watched(sqlite3_file* file, void* bytes, int count, sqlite3_int64 offset) {
  return is_over() ? SQLITE_INTERRUPT : system_methods(file).xRead(file, bytes, count, offset);
}

int write_watched(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  return is_over() ? SQLITE_INTERRUPT : system_methods(file).xWrite(file, bytes, count, offset);
}

const sqlite3_io_methods* watched_methods(const sqlite3_io_methods* system) {
  static thread_local std::map<const sqlite3_io_methods*, WatchedMethods> known;
  const auto [entry, is_new] = known.try_emplace(system, WatchedMethods{*system, system});
  if (is_new) {
    sqlite3_io_methods& methods = entry->second.methods;
    methods.iVersion = 1; // without mapping into memory, which would go past reading
    methods.xRead = read_watched;
    methods.xWrite = write_watched;
  }
  return &entry->second.methods;
}

sqlite3_vfs& system_files() {
  static sqlite3_vfs* const found = sqlite3_vfs_find(nullptr);
  if (found == nullptr) throw std::logic_error("SQLite knows no files");
  return *found;
}

int open_watched(sqlite3_vfs* files, const char* name, sqlite3_file* file, int flags, int* flags_taken) {
  const int code = system_files().xOpen(files, name, file, flags, flags_taken);
  if (code == SQLITE_OK && watcher != nullptr && (flags & sorting_files) != 0)
    file->pMethods = watched_methods(file->pMethods);
  return code;
}

int tell_time(sqlite3_vfs* /*files*/, sqlite3_int64* milliseconds) {
  if (watcher == nullptr) return system_files().xCurrentTimeInt64(&system_files(), milliseconds);
  watcher->on_clock();
  return SQLITE_ERROR;
}

// SQLite's own, under another name and with two functions of ours. From its version 2 on SQLite asks for the time in
// milliseconds only.
sqlite3_vfs make_watched_files() {
  sqlite3_vfs files = system_files();
  constexpr int newest_known = 3;
  if (files.iVersion < 2) throw std::logic_error("SQLite has a clock of old");
  files.iVersion = std::min(files.iVersion, newest_known);
  files.pNext = nullptr;
  files.zName = name_of_watched;
  files.xOpen = open_watched;
  files.xCurrentTimeInt64 = tell_time;
  return files;
}

} // namespace

const char* watched_system() {
  static sqlite3_vfs files = make_watched_files();
  static const int code = sqlite3_vfs_register(&files, 0);
  if (code != SQLITE_OK) throw std::logic_error("SQLite takes no files but its own");
  return name_of_watched;
}

SystemWatch::SystemWatch(SystemWatcher given) : watcher_(std::move(given)) {
  if (const char* zone = std::getenv(zone_variable)) zone_before_ = zone;
  ::setenv(zone_variable, "UTC0", 1);
  ::tzset();
  watcher = &watcher_;
}

SystemWatch::~SystemWatch() {
  watcher = nullptr;
  if (zone_before_)
    ::setenv(zone_variable, zone_before_->c_str(), 1);
  else
    ::unsetenv(zone_variable);
  ::tzset();
}

} // namespace pvault::store
