#include "store/small_files.hpp"

#include "store/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace pvault::store {

namespace {

constexpr std::size_t most_bytes = 1U << 20U;

class OpenFile {
public:
  OpenFile(const std::filesystem::path& path, int flags, mode_t mode = 0)
      : number_(::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY, mode)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  [[nodiscard]] int number() const { return number_; }
  // Some file systems report only here that the bytes did not fit.
  [[nodiscard]] bool close() { return ::close(std::exchange(number_, -1)) == 0; }

private:
  int number_;
};

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

bool write_bytes(OpenFile& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file.number()) == 0;
}

// The name of a new file is on disk when its folder is. A file system that has nothing to flush for a folder says so.
bool keep_name(const std::filesystem::path& path) {
  const OpenFile folder(path.has_parent_path() ? path.parent_path() : std::filesystem::path("."),
                        O_RDONLY | O_DIRECTORY);
  return folder.is_open() && (::fsync(folder.number()) == 0 || errno == EINVAL);
}

// Straight into memory that is wiped, whatever the file is.
Secret read_bytes(const OpenFile& file, const std::filesystem::path& path) {
  if (!file.is_open()) fail_small_file(path, std::strerror(errno));
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
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::symlink_status(path, error))) fail_taken(path, other_name);
}

void write_new_file(const std::filesystem::path& path, std::string_view bytes, Readers readers) {
  constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
  constexpr mode_t everybody = owner_only | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;
  OpenFile file(path, O_WRONLY | O_CREAT | O_EXCL, readers == Readers::owner ? owner_only : everybody);
  if (!file.is_open() && errno == EEXIST) fail_taken(path, "choose another name");
  if (!file.is_open()) fail_new_file(path, errno);
  if (write_bytes(file, bytes) && file.close() && keep_name(path)) return;
  const int error = errno;
  ::unlink(path.c_str());
  fail_new_file(path, error);
}

std::string read_small_file(const std::filesystem::path& path) {
  const OpenFile file(path, O_RDONLY);
  return std::string(read_bytes(file, path).text());
}

Expected<Secret> read_secret_file(const std::filesystem::path& path, std::string_view what) {
  const OpenFile file(path, O_RDONLY);
  struct stat found {};
  if (!file.is_open() || ::fstat(file.number(), &found) != 0) fail_small_file(path, std::strerror(errno));
  if (S_ISREG(found.st_mode) && (found.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return refuse(Rule::key_exposed, fmt::format("others than its owner can get at {} in {}", what, path.string()),
                  fmt::format("chmod 600 {}", path.string()));
  }
  return read_bytes(file, path);
}

} // namespace pvault::store
