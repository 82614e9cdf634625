// What a disk has of a file, and what it may have of it when the power comes back.
#pragma once

#include "tests/model/support/random.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace pvault::test {

// A write, or what a file was cut to.
struct DiskChange {
  std::int64_t offset = 0; // the new length, where it was cut
  std::string bytes = {};
  bool is_cut = false;
};

// One file of those that SQLite keeps. What programs read and write is the file of that name, as with any system; what
// is on the disk stands here: the bytes as they were flushed, and the changes since then. SQLite asks little of a disk
// (https://sqlite.org/atomiccommit.html), and it does no more: of changes that were not flushed any may be there or
// not, whole or in part, in any order, and where a file was made longer, anything may stand. Bytes beside a change
// stay as they are (SQLITE_IOCAP_POWERSAFE_OVERWRITE, which SQLite takes for granted on this system).
class DiskFile {
public:
  // `descriptor` is open for reading and writing, and is closed with it; all of the file is on disk.
  DiskFile(std::filesystem::path path, int descriptor, bool has_lasting_name);
  DiskFile(const DiskFile&) = delete;
  DiskFile& operator=(const DiskFile&) = delete;
  DiskFile(DiskFile&&) = delete;
  DiskFile& operator=(DiskFile&&) = delete;
  ~DiskFile();

  void add(DiskChange change) { unflushed_.push_back(std::move(change)); }
  void flush();
  // Flushing failed: each change is on the disk or will never be, as Linux has it.
  void flush_in_vain(Random& random);
  // As it may be after the power was cut; on disk from then on.
  void lose_power(Random& random);
  // Makes the file of that name what is on the disk.
  void write_back() const;
  // The same file under its name, which is gone.
  void make_again() const;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] bool has_lasting_name() const { return has_lasting_name_; }
  [[nodiscard]] bool is_flushed() const { return unflushed_.empty(); }
  // It is open nowhere: another program may have written it.
  void read_again();

  int handles = 0; // how often it is open

private:
  std::filesystem::path path_;
  int descriptor_;
  bool has_lasting_name_;
  std::string flushed_;
  std::vector<DiskChange> unflushed_;
};

} // namespace pvault::test
