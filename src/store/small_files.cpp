#include "store/small_files.hpp"

#include "store/descriptor.hpp"
#include "store/error.hpp"
#include "store/new_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace pvault::store {

namespace {

constexpr std::size_t most_bytes = 1U << 20U;

[[noreturn]] void fail_new_file(const std::filesystem::path& path, int error) {
  throw BookError(fmt::format("{} cannot be written: {}", path.string(), std::strerror(error)),
                  "choose a name in a folder that is there, can be written and has room");
}

[[noreturn]] void fail_taken(const std::filesystem::path& path, const std::string& other_name) {
  throw BookError(fmt::format("{} exists already, and is not written over", path.string()), other_name);
}

[[noreturn]] void fail_small_file(const std::filesystem::path& path, std::string_view why) {
  throw BookError(fmt::format("{} cannot be read: {}", path.string(), why),
                  "name a file that is there and can be read");
}

int open_small_file(const std::filesystem::path& path, int flags, mode_t mode = 0) {
  return ::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY, mode);
}

// The name of a new file is on disk when its folder is. A file system that has nothing to flush for a folder says so.
bool keep_name(const std::filesystem::path& path) {
  const Descriptor folder(open_small_file(path.has_parent_path() ? path.parent_path() : std::filesystem::path("."),
                                          O_RDONLY | O_DIRECTORY));
  return folder.number() >= 0 && (::fsync(folder.number()) == 0 || errno == EINVAL);
}

// Straight into memory that is wiped, whatever the file is.
Secret read_bytes(const Descriptor& file, const std::filesystem::path& path) {
  if (file.number() < 0) fail_small_file(path, std::strerror(errno));
  Secret bytes(most_bytes + 1);
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t count = ::read(file.number(), bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_small_file(path, std::strerror(errno));
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size > most_bytes) fail_small_file(path, "it has more than 1 MiB");
  bytes.shorten(size);
  return bytes;
}

} // namespace

void check_name_is_free(const std::filesystem::path& path, const std::string& other_name) {
  check_is_no_part(path);
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::symlink_status(path, error))) fail_taken(path, other_name);
}

void write_new_file(const std::filesystem::path& path, std::string_view bytes, Readers readers) {
  constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
  constexpr mode_t everybody = owner_only | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;
  check_name_is_free(path, "choose another name");
  std::filesystem::path beside;
  Descriptor file(create_beside(path, readers == Readers::owner ? owner_only : everybody, beside));
  if (file.number() < 0) fail_new_file(path, errno);
  const bool written = write_all(file.number(), bytes) && ::fsync(file.number()) == 0 && file.close();
  const bool named = written && give_name(beside, path);
  const int error = errno;
  ::unlink(beside.c_str());
  if (written && !named && error == EEXIST) fail_taken(path, "choose another name");
  if (!named) fail_new_file(path, error);
  if (keep_name(path)) return;
  const int folder_error = errno;
  ::unlink(path.c_str());
  fail_new_file(path, folder_error);
}

std::string read_small_file(const std::filesystem::path& path) {
  const Descriptor file(open_small_file(path, O_RDONLY));
  return std::string(read_bytes(file, path).text());
}

Expected<Secret> read_secret_file(const std::filesystem::path& path, std::string_view what) {
  const Descriptor file(open_small_file(path, O_RDONLY));
  struct stat found {};
  if (file.number() < 0 || ::fstat(file.number(), &found) != 0) fail_small_file(path, std::strerror(errno));
  if (S_ISREG(found.st_mode) && (found.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return refuse(Rule::key_exposed, fmt::format("others than its owner can get at {} in {}", what, path.string()),
                  fmt::format("chmod 600 {}", path.string()));
  }
  return read_bytes(file, path);
}

} // namespace pvault::store
