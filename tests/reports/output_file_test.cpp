#include "reports/output_file.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace reports_output_file_test {

using pvault::reports::write_file_atomically;
namespace fs = std::filesystem;

namespace {

// A folder of its own for a test, removed afterwards.
class TestFolder {
public:
  TestFolder() {
    std::string name = (fs::temp_directory_path() / "pvault-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() { fs::remove_all(path_); }
  fs::path operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] std::ptrdiff_t count_files() const {
    return std::distance(fs::directory_iterator(path_), fs::directory_iterator());
  }

private:
  fs::path path_;
};

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

mode_t mode_of(const fs::path& path) {
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  return found.st_mode & 07777;
}

// What the failure says, or nothing when it worked.
std::string failure_of(const fs::path& path, std::string_view bytes) {
  try {
    write_file_atomically(path, bytes);
  } catch (const std::system_error& error) {
    return error.what();
  }
  return "";
}

// A disk that is full after so many bytes.
class FullDisk {
public:
  explicit FullDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limited{bytes, before_.rlim_max};
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &limited);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

} // namespace

TEST_CASE("a new file has all the bytes and the usual permissions, and nothing else is left") {
  const TestFolder folder;
  const std::string bytes = std::string("a\0b\r\n", 5) + std::string(3'000'000, 'x');
  const mode_t umask_before = ::umask(027);
  write_file_atomically(folder / "report.csv", bytes);
  ::umask(umask_before);
  CHECK(content_of(folder / "report.csv") == bytes);
  CHECK(mode_of(folder / "report.csv") == 0640);
  CHECK(folder.count_files() == 1);
}

TEST_CASE("an old file is replaced whole and keeps its permissions") {
  const TestFolder folder;
  const fs::path path = folder / "report.csv";
  std::ofstream(path) << "a longer report from before";
  REQUIRE(::chmod(path.c_str(), 0600) == 0);
  write_file_atomically(path, "new");
  CHECK(content_of(path) == "new");
  CHECK(mode_of(path) == 0600);
  write_file_atomically(path, "");
  CHECK(content_of(path) == "");
  CHECK(folder.count_files() == 1);
}

TEST_CASE("who reads the old file while it is replaced reads the old one") {
  const TestFolder folder;
  const fs::path path = folder / "report.csv";
  std::ofstream(path) << "old";
  std::ifstream reader(path);
  write_file_atomically(path, "new");
  std::string seen;
  reader >> seen;
  CHECK(seen == "old");
}

TEST_CASE("a name without a folder is in the current one, and may be as long as a name can be") {
  const TestFolder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder / "");
  write_file_atomically(std::string(255, 'n'), "here");
  fs::current_path(before);
  CHECK(content_of(folder / std::string(255, 'n')) == "here");
}

TEST_CASE("a full disk leaves the old file as it was and nothing of the new one") {
  const TestFolder folder;
  const fs::path path = folder / "report.csv";
  write_file_atomically(path, "old");
  std::string failure;
  {
    const FullDisk full(1000);
    failure = failure_of(path, std::string(5000, 'x'));
  }
  CHECK(failure == "cannot write " + path.string() + ": the new file could not be written fully: File too large");
  CHECK(content_of(path) == "old");
  CHECK(folder.count_files() == 1);
}

TEST_CASE("what is no file is not replaced") {
  const TestFolder folder;
  fs::create_directory(folder / "sub");
  CHECK(failure_of(folder / "sub", "x") ==
        "cannot write " + (folder / "sub").string() + ": it is a folder: Is a directory");
  CHECK(failure_of(folder / "new/", "x") ==
        "cannot write " + (folder / "new/").string() + ": it does not name a file: Is a directory");
  CHECK(failure_of("", "x").starts_with("cannot write "));
  CHECK(failure_of(folder / "none" / "report.csv", "x") == "cannot write " + (folder / "none" / "report.csv").string() +
                                                               ": its folder " + (folder / "none").string() +
                                                               " cannot be opened: No such file or directory");
  write_file_atomically(folder / "file", "a file");
  CHECK(failure_of(folder / "file" / "report.csv", "x").ends_with("it cannot be looked up: Not a directory"));
  CHECK(fs::is_directory(folder / "sub"));
  CHECK(folder.count_files() == 2);
}

TEST_CASE("a link is followed and stays a link; one that leads nowhere is refused") {
  const TestFolder folder;
  fs::create_directory(folder / "archive");
  write_file_atomically(folder / "archive/march.csv", "old");
  fs::create_symlink("archive/march.csv", folder / "latest.csv");
  fs::create_symlink("unmounted/april.csv", folder / "next.csv");
  write_file_atomically(folder / "latest.csv", "new");
  CHECK(fs::is_symlink(folder / "latest.csv"));
  CHECK(content_of(folder / "archive/march.csv") == "new");
  CHECK(failure_of(folder / "next.csv", "x") == "cannot write " + (folder / "next.csv").string() +
                                                    ": it is a link that leads nowhere: No such file or directory");
}

TEST_CASE("leftover temporary files of another run are not in the way") {
  const TestFolder folder;
  const std::string leftover = ".pvault-" + std::to_string(::getpid()) + "-0.tmp";
  std::ofstream(folder / leftover) << "leftover";
  write_file_atomically(folder / "report.csv", "new");
  CHECK(content_of(folder / "report.csv") == "new");
  CHECK(content_of(folder / leftover) == "leftover");
}

TEST_CASE("devices and pipes that only pass bytes on are written directly") {
  write_file_atomically("/dev/null", "gone");
  CHECK(fs::is_character_file("/dev/null"));
  CHECK(failure_of("/dev/full", "x") == "cannot write /dev/full: writing to it failed: No space left on device");

  const TestFolder folder;
  const fs::path pipe = folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  REQUIRE(reader >= 0);
  write_file_atomically(pipe, "through");
  std::string seen(16, '\0');
  seen.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::read(reader, seen.data(), seen.size()))));
  ::close(reader);
  CHECK(seen == "through");
  CHECK(fs::is_fifo(pipe));
}

TEST_CASE("an own descriptor is written where it stands, also when it is a regular file") {
  const TestFolder folder;
  const fs::path path = folder / "log";
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT, 0600);
  REQUIRE(file >= 0);
  REQUIRE(::write(file, "before ", 7) == 7);
  write_file_atomically("/dev/fd/" + std::to_string(file), "report");
  write_file_atomically("/proc/self/fd/" + std::to_string(file), " again");
  ::close(file);
  CHECK(content_of(path) == "before report again");
  CHECK(failure_of("/dev/fd/" + std::to_string(file), "x").ends_with("writing to it failed: Bad file descriptor"));
}

} // namespace reports_output_file_test
