#include "reports/new_folder.hpp"

#include "journal/sha256.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace pvault::reports {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_folder(const fs::path& folder, std::string_view why, int error = errno) {
  throw std::system_error(error, std::generic_category(),
                          fmt::format("cannot write the folder {}: {}", folder.string(), why));
}

void check_no_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(fs::symlink_status(folder, error))) fail_folder(folder, "something has this name already", EEXIST);
}

// EINVAL: a file system that has nothing to flush for a folder.
void flush_new_folder(const fs::path& folder) {
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool flushed = opened >= 0 && (::fsync(opened) == 0 || errno == EINVAL);
  const int error = errno;
  if (opened >= 0) ::close(opened);
  if (!flushed) fail_folder(folder, "it cannot be flushed to disk", error);
}

} // namespace

NewFolder::NewFolder(fs::path folder) : folder_(std::move(folder)) {
  if (!folder_.has_filename()) folder_ = folder_.parent_path();
  check_no_folder(folder_);
  fs::path made = fmt::format("{}.new-{}", folder_.string(), ::getpid());
  if (::mkdir(made.c_str(), 0777) != 0) fail_folder(folder_, "no folder can be made beside it");
  new_ = std::move(made);
}

NewFolder::~NewFolder() {
  std::error_code error;
  if (!new_.empty()) fs::remove_all(new_, error);
}

std::string NewFolder::add_file(const std::string& name, const std::function<void(const Sink&)>& write) {
  Sha256 hash;
  write_file_atomically(new_ / name, [&](const Sink& sink) {
    write([&](std::string_view bytes) {
      hash.add(bytes);
      sink(bytes);
    });
  });
  return hash.finish();
}

void NewFolder::commit() {
  flush_new_folder(new_);
  if (::renameat2(AT_FDCWD, new_.c_str(), AT_FDCWD, folder_.c_str(), RENAME_NOREPLACE) != 0)
    fail_folder(folder_, "the new folder could not take its name");
  new_.clear();
  flush_new_folder(folder_.has_parent_path() ? folder_.parent_path() : fs::path("."));
}

} // namespace pvault::reports
