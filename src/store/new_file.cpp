#include "store/new_file.hpp"

#include "store/descriptor.hpp"
#include "store/error.hpp"
#include "store/file_owner.hpp"
#include "store/name_for_sqlite.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace pvault::store {

namespace {

bool is_taken(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::exists(std::filesystem::symlink_status(path, error));
}

// SQLite would take what is left of another file of that name for a part of this one.
bool has_rest_beside(const std::filesystem::path& path) {
  return std::ranges::any_of(endings_of_parts,
                             [&](std::string_view ending) { return is_taken(path.string().append(ending)); });
}

} // namespace

int create_beside(const std::filesystem::path& final_path, mode_t mode, std::filesystem::path& made) {
  constexpr int most_names_tried = 1000;
  const std::string name = fmt::format("{}.new-{}", final_path.string(), ::getpid());
  for (int i = 0; i < most_names_tried; ++i) {
    made = i == 0 ? name : fmt::format("{}-{}", name, i);
    if (has_rest_beside(made)) continue;
    const int file = ::open(made.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOCTTY, mode);
    if (file >= 0 || errno != EEXIST) return file;
  }
  errno = EEXIST;
  return -1;
}

bool give_name(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP) return false;
  return ::link(from.c_str(), to.c_str()) == 0;
}

void check_is_no_part(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  if (std::ranges::none_of(endings_of_parts, [&](std::string_view ending) { return name.ends_with(ending); })) return;
  throw BookError(
      fmt::format("{} ends like a file that SQLite keeps beside a database, and would be taken for a part of one",
                  path.string()),
      "a name that does not end with -wal, -shm or -journal");
}

namespace {

// A name for a while has a process behind it, and what SQLite keeps beside it a suffix.
void check_is_short_enough(const std::filesystem::path& path) {
  constexpr std::size_t most_bytes = 225; // of the 255 that file systems take
  const std::size_t bytes = path.filename().string().size();
  if (bytes <= most_bytes) return;
  throw BookError(
      fmt::format("{} has a name of {} bytes; a book has one of {} at most", path.string(), bytes, most_bytes),
      "a shorter name");
}

} // namespace

NewFile::NewFile(std::filesystem::path final_path, std::string other_name)
    : final_path_(std::move(final_path)), other_name_(std::move(other_name)) {
  check_is_short_enough(final_path_);
  check_free();
  const int file = create_beside(final_path_, S_IRUSR | S_IWUSR, path_);
  if (file < 0) {
    throw BookError(fmt::format("no book can be made in {}: {}", folder().string(), std::strerror(errno)),
                    "make the folder or choose one that can be written");
  }
  ::close(file);
}

NewFile::~NewFile() {
  ::unlink(path_.c_str());
  for (const std::string_view ending : endings_of_parts)
    ::unlink(path_.string().append(ending).c_str());
}

void NewFile::flush() const {
  const int file = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  const bool flushed = file >= 0 && ::fsync(file) == 0;
  const int error = errno;
  if (file >= 0) ::close(file);
  if (!flushed) {
    throw BookError(fmt::format("{} could not be flushed to disk: {}", final_path_.string(), std::strerror(error)),
                    "check the disk");
  }
}

void NewFile::make_read_only() const {
  if (::chmod(path_.c_str(), S_IRUSR | S_IRGRP | S_IROTH) == 0) return;
  throw BookError(fmt::format("{} cannot be made read-only: {}", final_path_.string(), std::strerror(errno)),
                  "make it on a disk that knows permissions");
}

void NewFile::give_to_owner_of(const std::filesystem::path& book) const {
  const Descriptor opened(::open(path_.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (opened.number() >= 0) store::give_to_owner_of(book, opened.number());
}

void NewFile::take_final_name() const {
  check_free();
  if (!give_name(path_, final_path_)) {
    throw BookError(fmt::format("the book could not be put at {}: {}", final_path_.string(), std::strerror(errno)),
                    "another name, or another disk");
  }
  const int opened = ::open(folder().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return;
  // EINVAL: a file system that has nothing to flush for a folder.
  const int error = ::fsync(opened) == 0 ? 0 : errno;
  ::close(opened);
  if (error == 0 || error == EINVAL) return;
  throw NameNotFlushed(
      fmt::format("{} is complete, but its folder could not be flushed and may lose it in a power failure: {}",
                  final_path_.string(), std::strerror(error)),
      "check the disk");
}

std::filesystem::path NewFile::folder() const {
  return final_path_.has_parent_path() ? final_path_.parent_path() : std::filesystem::path(".");
}

void NewFile::check_free() const {
  check_is_no_part(final_path_);
  if (is_taken(final_path_)) {
    throw BookError(fmt::format("{} exists already, and a book is never overwritten", final_path_.string()),
                    other_name_);
  }
  // SQLite would take what is left of another book for the newest pages of this one.
  for (const std::string_view ending : endings_of_parts) {
    const std::string left_over = final_path_.string().append(ending);
    if (!is_taken(left_over)) continue;
    throw BookError(
        fmt::format("{} is there without its book, and would be taken for a part of the new one", left_over),
        fmt::format("put it back beside the book it belongs to, or {}", other_name_));
  }
}

} // namespace pvault::store
