#include "reports/output_file.hpp"

#include "store/descriptor.hpp"
#include "store/name_for_sqlite.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace pvault::reports {
namespace {

namespace fs = std::filesystem;
using store::Descriptor;

constexpr int most_names_tried = 1000;
constexpr mode_t permission_bits = 0777;

[[noreturn]] void fail(const fs::path& path, std::string_view why, int error = errno) {
  throw std::system_error(error, std::generic_category(), fmt::format("cannot write {}: {}", path.string(), why));
}

// /dev/stdout is a link to whatever the shell connected, often to a regular file. It must not be replaced, and opening
// it anew would write over what is in it already: the descriptor itself is used.
std::optional<int> find_own_descriptor(const fs::path& path) {
  const std::string name = path.lexically_normal().string();
  if (name == "/dev/stdout") return STDOUT_FILENO;
  if (name == "/dev/stderr") return STDERR_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    int number = -1;
    const char* end = name.data() + name.size();
    if (name.starts_with(folder) && std::from_chars(name.data() + folder.size(), end, number).ptr == end && number >= 0)
      return number;
  }
  return std::nullopt;
}

using Content = std::function<void(const Sink&)>;

void write_content(const fs::path& path, int descriptor, const Content& write, std::string_view why) {
  write([&](std::string_view bytes) {
    if (!store::write_all(descriptor, bytes)) fail(path, why);
  });
}

void write_through(const fs::path& path, const Content& write) {
  Descriptor stream(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (stream.number() < 0) fail(path, "it cannot be opened");
  constexpr std::string_view why = "writing to it failed";
  write_content(path, stream.number(), write, why);
  if (!stream.close()) fail(path, why);
}

// The new file under its temporary name. It is removed unless it was moved to its own name.
class TemporaryFile {
public:
  TemporaryFile(const fs::path& path, int folder) : path_(path), folder_(folder), file_(create()) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!moved_) ::unlinkat(folder_, name_.c_str(), 0);
  }

  void keep_permissions(mode_t mode) {
    if (::fchmod(file_.number(), mode & permission_bits) != 0)
      fail(path_, "a new file cannot be given its permissions");
  }

  void fill(const Content& write) {
    constexpr std::string_view why = "the new file could not be written fully";
    write_content(path_, file_.number(), write, why);
    if (::fsync(file_.number()) != 0 || !file_.close()) fail(path_, why);
  }

  void move_into_place() {
    if (::renameat(folder_, name_.c_str(), folder_, path_.filename().c_str()) != 0)
      fail(path_, "the new file could not take its name");
    moved_ = true;
  }

private:
  // The name does not grow with the file's own, which may be as long as a name can be.
  int create() {
    for (int i = 0; i < most_names_tried; ++i) {
      name_ = fmt::format(".pvault-{}-{}.tmp", ::getpid(), i);
      const int file = ::openat(folder_, name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (file >= 0) return file;
      if (errno != EEXIST) break;
    }
    fail(path_, "no new file can be made in its folder");
  }

  const fs::path& path_;
  int folder_;
  std::string name_;
  Descriptor file_;
  bool moved_ = false;
};

// `old_mode` is that of the file to be replaced, if there is one.
void replace_file(const fs::path& path, std::optional<mode_t> old_mode, const Content& write) {
  const fs::path folder_path = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const Descriptor folder(::open(folder_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() < 0) fail(path, fmt::format("its folder {} cannot be opened", folder_path.string()));
  {
    TemporaryFile file(path, folder.number());
    if (old_mode) file.keep_permissions(*old_mode);
    file.fill(write);
    file.move_into_place();
  }
  // EINVAL: a file system that has nothing to flush for a folder.
  if (::fsync(folder.number()) != 0 && errno != EINVAL)
    fail(path, "the file is complete, but its folder could not be flushed and may lose it in a power failure");
}

// A link to nowhere is refused: its owner meant a place that is not there (a disk not mounted), and a file in place of
// the link would hide that.
fs::path follow_links(const fs::path& path) {
  std::error_code error;
  if (!fs::is_symlink(fs::symlink_status(path, error))) return path;
  fs::path target = fs::canonical(path, error);
  if (error) fail(path, "it is a link that leads nowhere", error.value());
  return target;
}

} // namespace

bool is_name_of_database_part(const fs::path& path) {
  const std::string name = path.filename().string();
  return std::ranges::any_of(store::endings_of_parts, [&](std::string_view ending) { return name.ends_with(ending); });
}

std::string_view why_it_must_stay(const fs::path& path) {
  constexpr std::size_t head_bytes = 256;
  std::ifstream file(path, std::ios::binary);
  std::string head(head_bytes, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  if (head.starts_with("SQLite format 3") || is_name_of_database_part(path))
    return "it is a database, or a part of one";
  if (head.starts_with("untrusted comment:")) return "it is a key or a signature";
  if (head.find("\"pvault.checkpoint/") != std::string::npos) return "it is a checkpoint";
  constexpr std::string_view of_documents = ".evidence";
  std::error_code error;
  const std::string folder = fs::absolute(path, error).parent_path().string();
  const bool is_of_book =
      folder.ends_with(of_documents) && fs::exists(folder.substr(0, folder.size() - of_documents.size()), error);
  return is_of_book ? "it would lie among the documents of a book" : std::string_view();
}

namespace {

void check_may_be_written(const fs::path& path, const fs::path& target) {
  const std::string_view why = why_it_must_stay(target);
  if (!why.empty()) throw FileInTheWay(fmt::format("cannot write {}: {}", path.string(), why));
}

} // namespace

void write_file_atomically(const fs::path& path, std::string_view bytes) {
  write_file_atomically(path, [&](const Sink& sink) { sink(bytes); });
}

void write_file_atomically(const fs::path& path, const std::function<void(const Sink&)>& write) {
  if (const auto own = find_own_descriptor(path)) return write_content(path, *own, write, "writing to it failed");
  if (!path.has_filename()) fail(path, "it does not name a file", EISDIR);
  const fs::path target = follow_links(path);
  struct stat found {};
  if (::stat(target.c_str(), &found) != 0) {
    if (errno != ENOENT) fail(path, "it cannot be looked up");
    if (is_name_of_database_part(target)) // SQLite would take it for one
      throw FileInTheWay(fmt::format("cannot write {}: that is the name of a part of a database", path.string()));
    check_may_be_written(path, target);
    return replace_file(target, std::nullopt, write);
  }
  if (S_ISCHR(found.st_mode) || S_ISFIFO(found.st_mode)) return write_through(target, write);
  if (S_ISDIR(found.st_mode)) fail(path, "it is a folder", EISDIR);
  if (!S_ISREG(found.st_mode)) fail(path, "it is not a regular file", EINVAL);
  check_may_be_written(path, target);
  replace_file(target, found.st_mode, write);
}

} // namespace pvault::reports
