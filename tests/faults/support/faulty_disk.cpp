#include "tests/faults/support/faulty_disk.hpp"

#include "tests/faults/support/faulty_vfs.hpp"

#include <algorithm>
#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>

namespace pvault::test {

namespace {

bool is_lock(DiskCall call) { return call == DiskCall::lock || call == DiskCall::lock_index; }

std::optional<std::pair<std::uint64_t, std::uint64_t>> inode_of(const std::filesystem::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return std::pair{static_cast<std::uint64_t>(found.st_dev), static_cast<std::uint64_t>(found.st_ino)};
}

} // namespace

std::string_view name_of(DiskCall call) {
  constexpr std::array<std::string_view, 11> names = {"open", "remove", "access", "read",      "write",     "truncate",
                                                      "sync", "size",   "lock",   "map index", "lock index"};
  return names.at(static_cast<std::size_t>(call));
}

std::string_view name_of(DiskFault fault) {
  constexpr std::array<std::string_view, 9> names = {"fail",  "fail from now", "fail halfway", "full",     "shorten",
                                                     "delay", "keep busy",     "drop",         "cut power"};
  return names.at(static_cast<std::size_t>(fault));
}

// The power may as well be cut before the next call that changes something.
const std::vector<DiskFault>& faults_of(DiskCall call) {
  using enum DiskFault;
  static const std::vector<DiskFault> of_any = {fail, fail_from_now};
  static const std::vector<DiskFault> of_name = {fail, fail_from_now, cut_power};
  static const std::vector<DiskFault> of_read = {fail, fail_from_now, shorten};
  static const std::vector<DiskFault> of_write = {fail, fail_from_now, fail_halfway, full, shorten, cut_power};
  static const std::vector<DiskFault> of_sync = {fail, fail_from_now, drop, cut_power};
  static const std::vector<DiskFault> of_lock = {fail, fail_from_now, delay, keep_busy};
  if (is_lock(call)) return of_lock;
  if (call == DiskCall::read) return of_read;
  if (call == DiskCall::write) return of_write;
  if (call == DiskCall::open || call == DiskCall::remove) return of_name;
  if (call == DiskCall::sync || call == DiskCall::truncate) return of_sync;
  return of_any;
}

FaultyDisk& FaultyDisk::below_sqlite() {
  static FaultyDisk disk;
  return disk;
}

void FaultyDisk::count_anew() {
  calls_.clear();
  armed_.reset();
  kind_.reset();
  lasting_.reset();
  has_struck_ = false;
}

void FaultyDisk::arm(std::int64_t at_call, DiskFault fault, std::uint64_t seed) {
  count_anew();
  at_call_ = at_call;
  armed_ = fault;
  random_ = Random(seed);
}

void FaultyDisk::arm(DiskCall kind, std::int64_t at_call, DiskFault fault, std::uint64_t seed) {
  arm(0, fault, seed);
  kind_ = kind;
  until_struck_ = at_call;
}

// The fault that meets this call.
std::optional<DiskFault> FaultyDisk::next_call(DiskCall call) {
  calls_.push_back(call);
  if (kind_ == call && --until_struck_ == 0) at_call_ = static_cast<std::int64_t>(calls_.size());
  if (lasting_) {
    if (*lasting_ == DiskFault::keep_busy && !is_lock(call)) return std::nullopt;
    return *lasting_ == DiskFault::keep_busy ? DiskFault::delay : DiskFault::fail;
  }
  if (!armed_ || static_cast<std::int64_t>(calls_.size()) != at_call_) return std::nullopt;
  has_struck_ = true;
  const DiskFault fault = *armed_;
  if (fault == DiskFault::fail_from_now || fault == DiskFault::keep_busy || fault == DiskFault::cut_power)
    lasting_ = fault;
  if (fault == DiskFault::fail_from_now || (fault == DiskFault::cut_power && call != DiskCall::write))
    return DiskFault::fail;
  return fault == DiskFault::keep_busy ? DiskFault::delay : fault;
}

// Nothing but SQLite writes to a file that it has open, and what others did to it before is on disk.
DiskFile* FaultyDisk::opened(const char* name, bool is_new) {
  const auto inode = inode_of(name);
  if (!inode) throw std::logic_error("a file that was opened is not there");
  std::unique_ptr<DiskFile>& file = files_[*inode];
  if (!file) {
    const int descriptor = ::open(name, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) throw std::runtime_error("a file of a faulty disk is not ours to write");
    file = std::make_unique<DiskFile>(name, descriptor, !is_new);
  } else if (file->handles == 0 && file->is_flushed()) {
    file->read_again();
  }
  ++file->handles;
  return file.get();
}

void FaultyDisk::removed(const char* name, bool is_lasting) {
  const std::string folder = std::filesystem::path(name).parent_path();
  const auto found =
      std::ranges::find_if(files_, [&](const auto& entry) { return entry.second->path() == std::string_view(name); });
  if (found != files_.end()) {
    removed_.push_back(std::move(found->second));
    files_.erase(found);
  }
  if (is_lasting)
    std::erase_if(removed_,
                  [&](const auto& file) { return file->path().parent_path() == folder && file->handles == 0; });
}

// With the first flush of a file its folder is flushed as well.
void FaultyDisk::flush(DiskFile& file) {
  if (lies_about_sync) return;
  if (!file.has_lasting_name()) {
    std::erase_if(removed_, [&](const auto& other) {
      return other->path().parent_path() == file.path().parent_path() && other->handles == 0;
    });
  }
  file.flush();
}

void FaultyDisk::check_closed() const {
  for (const auto& [inode, file] : files_) {
    if (file->handles != 0) throw std::logic_error(file->path().string() + " is open still");
  }
}

void FaultyDisk::bring_back_removed(Random& random) {
  for (const auto& file : removed_) {
    file->lose_power(random);
    const bool was_there_for_good = file->has_lasting_name();
    const bool is_taken = inode_of(file->path()).has_value();
    if (was_there_for_good && !is_taken && random.one_in(2)) file->make_again();
  }
}

void FaultyDisk::restart(std::uint64_t seed) {
  check_closed();
  Random random(seed);
  for (const auto& [inode, file] : files_) {
    const bool is_changed = !file->is_flushed();
    file->lose_power(random);
    if (is_changed) file->write_back();
    if (inode_of(file->path()) != inode) continue; // another file has the name, or none
    if (!file->has_lasting_name() && random.one_in(2)) std::filesystem::remove(file->path());
    // The index of a log is memory; what its file holds after a cut is of no account to SQLite.
    if (random.one_in(2)) std::filesystem::remove(file->path().string() + "-shm");
  }
  bring_back_removed(random);
  heal();
}

void FaultyDisk::heal() {
  check_closed();
  files_.clear();
  removed_.clear();
  count_anew();
}

namespace {

// Before any connection, so that every one is on it.
const bool registered = register_faulty_vfs();

} // namespace

} // namespace pvault::test
