#include "tests/faults/support/faulty_vfs.hpp"

#include "tests/faults/support/faulty_disk.hpp"

#include <array>
#include <cstring>
#include <sqlite3.h>
#include <stdexcept>
#include <sys/types.h>

namespace pvault::test {

namespace {

constexpr int kept_files = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;

// As SQLite sees an open file. The system's own stands behind it in memory.
struct FaultyFile {
  sqlite3_file base;
  DiskFile* kept; // none for files that are gone with the program
};

FaultyDisk& disk() { return FaultyDisk::below_sqlite(); }

sqlite3_vfs& system_vfs() {
  static sqlite3_vfs* const found = sqlite3_vfs_find("unix");
  if (found == nullptr) throw std::logic_error("SQLite has no files of this system");
  return *found;
}

FaultyFile& faulty(sqlite3_file* file) { return *reinterpret_cast<FaultyFile*>(file); }
sqlite3_file* system_file(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<FaultyFile*>(file) + 1);
}
const sqlite3_io_methods& system_methods(sqlite3_file* file) { return *system_file(file)->pMethods; }

// The next transfer of the system does half of what it is asked.
bool shorten_next = false;

template <class Buffer>
using Transfer = ssize_t (*)(int, Buffer, std::size_t, off_t);
Transfer<void*> system_pread = nullptr;
Transfer<const void*> system_pwrite = nullptr;

std::size_t shortened(std::size_t count) {
  if (!shorten_next || count < 2) return count;
  shorten_next = false;
  return count / 2;
}
ssize_t pread_in_parts(int file, void* bytes, std::size_t count, off_t offset) {
  return system_pread(file, bytes, shortened(count), offset);
}
ssize_t pwrite_in_parts(int file, const void* bytes, std::size_t count, off_t offset) {
  return system_pwrite(file, bytes, shortened(count), offset);
}

int close_file(sqlite3_file* file) {
  if (faulty(file).kept != nullptr) --faulty(file).kept->handles;
  return system_methods(file).xClose(system_file(file));
}

int read_file(sqlite3_file* file, void* bytes, int count, sqlite3_int64 offset) {
  const auto fault = disk().next_call(DiskCall::read);
  if (fault == DiskFault::fail) return SQLITE_IOERR_READ;
  shorten_next = fault == DiskFault::shorten;
  const int code = system_methods(file).xRead(system_file(file), bytes, count, offset);
  shorten_next = false;
  return code;
}

int write_part(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  const int code = system_methods(file).xWrite(system_file(file), bytes, count, offset);
  if (code == SQLITE_OK && faulty(file).kept != nullptr)
    faulty(file).kept->add(
        {.offset = offset, .bytes = {static_cast<const char*>(bytes), static_cast<std::size_t>(count)}});
  return code;
}

int write_file(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  const auto fault = disk().next_call(DiskCall::write);
  if (fault == DiskFault::fail) return SQLITE_IOERR_WRITE;
  const bool is_half = fault == DiskFault::fail_halfway || fault == DiskFault::full;
  shorten_next = fault == DiskFault::shorten;
  const int code = write_part(file, bytes, is_half ? count / 2 : count, offset);
  shorten_next = false;
  // What was on its way when the power went may be there in part.
  if (fault == DiskFault::fail_halfway || fault == DiskFault::cut_power) return SQLITE_IOERR_WRITE;
  return fault == DiskFault::full ? SQLITE_FULL : code;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  const auto fault = disk().next_call(DiskCall::truncate);
  if (fault == DiskFault::fail) return SQLITE_IOERR_TRUNCATE;
  if (fault == DiskFault::drop) return SQLITE_OK;
  const int code = system_methods(file).xTruncate(system_file(file), size);
  if (code == SQLITE_OK && faulty(file).kept != nullptr) faulty(file).kept->add({.offset = size, .is_cut = true});
  return code;
}

int sync_file(sqlite3_file* file, int /*flags*/) {
  const auto fault = disk().next_call(DiskCall::sync);
  DiskFile* kept = faulty(file).kept;
  if (fault == DiskFault::fail) {
    if (kept != nullptr) disk().flush_in_vain(*kept);
    return SQLITE_IOERR_FSYNC;
  }
  if (fault != DiskFault::drop && kept != nullptr) disk().flush(*kept);
  return SQLITE_OK;
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
  if (disk().next_call(DiskCall::size)) return SQLITE_IOERR_FSTAT;
  return system_methods(file).xFileSize(system_file(file), size);
}

int lock_file(sqlite3_file* file, int level) {
  const auto fault = disk().next_call(DiskCall::lock);
  if (fault == DiskFault::fail) return SQLITE_IOERR_LOCK;
  return fault ? SQLITE_BUSY : system_methods(file).xLock(system_file(file), level);
}

int unlock_file(sqlite3_file* file, int level) { return system_methods(file).xUnlock(system_file(file), level); }

int check_lock(sqlite3_file* file, int* is_locked) {
  const auto fault = disk().next_call(DiskCall::lock);
  if (fault == DiskFault::fail) return SQLITE_IOERR_CHECKRESERVEDLOCK;
  const int code = system_methods(file).xCheckReservedLock(system_file(file), is_locked);
  if (fault) *is_locked = 1;
  return code;
}

int control_file(sqlite3_file* file, int operation, void* argument) {
  return system_methods(file).xFileControl(system_file(file), operation, argument);
}

int sector_size(sqlite3_file* file) { return system_methods(file).xSectorSize(system_file(file)); }

int characteristics(sqlite3_file* file) { return system_methods(file).xDeviceCharacteristics(system_file(file)); }

int map_index(sqlite3_file* file, int page, int page_size, int extend, void volatile** memory) {
  if (disk().next_call(DiskCall::map_index)) return SQLITE_IOERR_SHMMAP;
  return system_methods(file).xShmMap(system_file(file), page, page_size, extend, memory);
}

int lock_index(sqlite3_file* file, int offset, int count, int flags) {
  if ((flags & SQLITE_SHM_LOCK) != 0) {
    const auto fault = disk().next_call(DiskCall::lock_index);
    if (fault) return fault == DiskFault::fail ? SQLITE_IOERR_SHMLOCK : SQLITE_BUSY;
  }
  return system_methods(file).xShmLock(system_file(file), offset, count, flags);
}

void order_index(sqlite3_file* file) { system_methods(file).xShmBarrier(system_file(file)); }

int unmap_index(sqlite3_file* file, int remove) { return system_methods(file).xShmUnmap(system_file(file), remove); }

const sqlite3_io_methods& faulty_methods() {
  // Version 2: without mapping the database into memory, which would go past reading.
  static const sqlite3_io_methods methods = {
      .iVersion = 2,
      .xClose = close_file,
      .xRead = read_file,
      .xWrite = write_file,
      .xTruncate = truncate_file,
      .xSync = sync_file,
      .xFileSize = size_of_file,
      .xLock = lock_file,
      .xUnlock = unlock_file,
      .xCheckReservedLock = check_lock,
      .xFileControl = control_file,
      .xSectorSize = sector_size,
      .xDeviceCharacteristics = characteristics,
      .xShmMap = map_index,
      .xShmLock = lock_index,
      .xShmBarrier = order_index,
      .xShmUnmap = unmap_index,
      .xFetch = nullptr,
      .xUnfetch = nullptr,
  };
  return methods;
}

int open_file(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* flags_taken) {
  if (disk().is_sound(name)) return system_vfs().xOpen(&system_vfs(), name, file, flags, flags_taken);
  file->pMethods = nullptr;
  if (disk().next_call(DiskCall::open)) return SQLITE_CANTOPEN;
  const bool is_kept = name != nullptr && (flags & kept_files) != 0;
  int is_there = 0;
  if (is_kept) system_vfs().xAccess(&system_vfs(), name, SQLITE_ACCESS_EXISTS, &is_there);
  const int code = system_vfs().xOpen(&system_vfs(), name, system_file(file), flags, flags_taken);
  if (code != SQLITE_OK) return code;
  faulty(file).kept = is_kept ? disk().opened(name, is_there == 0) : nullptr;
  file->pMethods = &faulty_methods();
  return SQLITE_OK;
}

int remove_file(sqlite3_vfs* /*vfs*/, const char* name, int is_lasting) {
  if (disk().is_sound(name)) return system_vfs().xDelete(&system_vfs(), name, is_lasting);
  if (disk().next_call(DiskCall::remove)) return SQLITE_IOERR_DELETE;
  const int code = system_vfs().xDelete(&system_vfs(), name, 0);
  if (code == SQLITE_OK) disk().removed(name, is_lasting != 0);
  return code;
}

int look_at_file(sqlite3_vfs* /*vfs*/, const char* name, int flags, int* answer) {
  if (disk().is_sound(name)) return system_vfs().xAccess(&system_vfs(), name, flags, answer);
  if (disk().next_call(DiskCall::access)) return SQLITE_IOERR_ACCESS;
  return system_vfs().xAccess(&system_vfs(), name, flags, answer);
}

// Whoever waits has waited.
int sleep_not(sqlite3_vfs* /*vfs*/, int microseconds) { return microseconds; }

template <class Function>
void replace_system_call(const char* name, Function& system, Function ours) {
  sqlite3_syscall_ptr found = system_vfs().xGetSystemCall(&system_vfs(), name);
  if (found == nullptr) return;
  system = reinterpret_cast<Function>(found);
  system_vfs().xSetSystemCall(&system_vfs(), name, reinterpret_cast<sqlite3_syscall_ptr>(ours));
}

} // namespace

bool register_faulty_vfs() {
  static sqlite3_vfs vfs = system_vfs();
  vfs.zName = "faulty";
  vfs.pNext = nullptr;
  vfs.szOsFile = static_cast<int>(sizeof(FaultyFile)) + system_vfs().szOsFile;
  vfs.xOpen = open_file;
  vfs.xDelete = remove_file;
  vfs.xAccess = look_at_file;
  vfs.xSleep = sleep_not;
  if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK) throw std::logic_error("SQLite does not take the faulty disk");
  // Which of the two SQLite uses, it was built for; both have 64 bits here.
  for (const char* name : {"pread", "pread64"})
    replace_system_call(name, system_pread, Transfer<void*>(pread_in_parts));
  for (const char* name : {"pwrite", "pwrite64"})
    replace_system_call(name, system_pwrite, Transfer<const void*>(pwrite_in_parts));
  return system_pread != nullptr && system_pwrite != nullptr;
}

} // namespace pvault::test
