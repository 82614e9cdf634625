// The disk below SQLite, which fails where a test wants it to. It is a VFS (https://sqlite.org/vfs.html) of our own on
// top of the system's, and the default one of the program that it is linked into, so that all of pvault runs on it as
// it is. Rules:
// 1. Every call that the system could fail is counted, so that a fault can be put at any one of them.
// 2. Without a fault it does what the system does, but for flushing, which only notes what is on the disk from then on.
// 3. When the power is cut, no call from then on does or says anything, until restart(): then each file is what a disk
//    may have of it (DiskFile), a name that was not flushed may be gone, and one that was removed may be back.
// Files that pvault writes without SQLite do not come here (tests/independent has tests for them).
#pragma once

#include "tests/faults/support/disk_file.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pvault::test {

// In SQLite's terms: xOpen, xDelete, xAccess, xRead, xWrite, xTruncate, xSync, xFileSize, xLock and xCheckReservedLock,
// xShmMap, xShmLock. Giving back a lock cannot fail.
enum class DiskCall { open, remove, access, read, write, truncate, sync, size, lock, map_index, lock_index };

enum class DiskFault {
  fail,          // the call fails, later ones do not
  fail_from_now, // so do all that follow
  fail_halfway,  // a write fails when half of it is written
  full,          // so it does for want of room
  shorten,       // the system does half of what it was asked at first
  delay,         // somebody else has the lock for a moment
  keep_busy,     // somebody else has all locks from now on
  drop,          // it is said to be done, and is not
  cut_power,     // nothing is done from now on
};

std::string_view name_of(DiskCall call);
std::string_view name_of(DiskFault fault);
// What can become of such a call.
const std::vector<DiskFault>& faults_of(DiskCall call);

class FaultyDisk {
public:
  // The one below SQLite in this program.
  static FaultyDisk& below_sqlite();

  // The calls are counted anew, from 1, and that one is struck; what is random about it follows from the seed.
  void arm(std::int64_t at_call, DiskFault fault, std::uint64_t seed);
  // The same with that call of the kind, counted from 1.
  void arm(DiskCall kind, std::int64_t at_call, DiskFault fault, std::uint64_t seed);
  void count_anew(); // without a fault
  // What was called since, and whether the fault was met.
  [[nodiscard]] const std::vector<DiskCall>& calls() const { return calls_; }
  [[nodiscard]] bool has_struck() const { return has_struck_; }
  [[nodiscard]] DiskCall struck_call() const { return calls_.at(static_cast<std::size_t>(at_call_) - 1); }
  [[nodiscard]] bool is_powerless() const { return lasting_ == DiskFault::cut_power; }

  // The power comes back, after it was cut or now. No file may be open.
  void restart(std::uint64_t seed);
  // All of every file is on disk, and no fault is left. No file may be open.
  void heal();

  // With true, xSync does nothing and says that it did: what a test of flushing must notice.
  bool lies_about_sync = false;

  // Files whose whole name has this in it lie on another disk, on which nothing fails. Empty: none do.
  std::string sound_part = {};
  [[nodiscard]] bool is_sound(const char* name) const {
    return !sound_part.empty() && name != nullptr && std::string_view(name).find(sound_part) != std::string_view::npos;
  }

  // For the functions of the VFS.
  std::optional<DiskFault> next_call(DiskCall call);
  DiskFile* opened(const char* name, bool is_new);
  void removed(const char* name, bool is_lasting);
  void flush(DiskFile& file);
  void flush_in_vain(DiskFile& file) { file.flush_in_vain(random_); }

private:
  FaultyDisk() = default;
  using Inode = std::pair<std::uint64_t, std::uint64_t>;
  void check_closed() const;
  void bring_back_removed(Random& random);

  std::map<Inode, std::unique_ptr<DiskFile>> files_;
  std::vector<std::unique_ptr<DiskFile>> removed_; // by calls that need not have reached the disk
  std::vector<DiskCall> calls_;
  std::optional<DiskFault> armed_;
  std::int64_t at_call_ = 0;
  std::optional<DiskCall> kind_; // until that one of the kind is met, at_call_ is not known
  std::int64_t until_struck_ = 0;
  std::optional<DiskFault> lasting_; // a fault that goes on
  bool has_struck_ = false;
  Random random_{0};
};

} // namespace pvault::test
