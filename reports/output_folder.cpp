#include "reports/output_folder.hpp"

#include "journal/sha256.hpp"
#include "reports/output_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <stdexcept>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace pvault::reports {
namespace {

namespace fs = std::filesystem;
using store::Descriptor;

// A folder is removed as one that was left behind only when this file lies in it.
constexpr const char* partial_mark = ".pvault-partial";
constexpr std::string_view partial_infix = ".partial-";
constexpr std::string_view partial_letters = "XXXXXX"; // as mkdtemp wants them

[[noreturn]] void fail_folder(const fs::path& folder, std::string_view why, int error = errno) {
  throw std::system_error(error, std::generic_category(), fmt::format("cannot write {}: {}", folder.string(), why));
}

fs::path parent_of(const fs::path& folder) { return folder.has_parent_path() ? folder.parent_path() : fs::path("."); }

int open_folder(const fs::path& folder) {
  return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

bool has_mark(int folder) { return ::faccessat(folder, partial_mark, F_OK, AT_SYMLINK_NOFOLLOW) == 0; }

bool make_mark(int folder) {
  Descriptor mark(::openat(folder, partial_mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  return mark.number() >= 0 && mark.close();
}

std::vector<std::string> list_files(const fs::path& folder, std::error_code& error) {
  std::vector<std::string> names;
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator(); entry.increment(error))
    names.push_back(entry->path().filename().string());
  std::ranges::sort(names);
  return names;
}

// The mark goes last, so that what is interrupted here is gone on with later.
void remove_with_files(const fs::path& folder, int opened, const std::vector<std::string>& names) {
  for (const std::string& name : names)
    if (name != partial_mark) ::unlinkat(opened, name.c_str(), 0);
  ::unlinkat(opened, partial_mark, 0);
  ::rmdir(folder.c_str());
}

void remove_if_left_behind(const fs::path& partial) {
  const Descriptor opened(open_folder(partial));
  if (opened.number() < 0 || ::flock(opened.number(), LOCK_EX | LOCK_NB) != 0 || !has_mark(opened.number())) return;
  std::error_code error;
  const std::vector<std::string> names = list_files(partial, error);
  if (!error) remove_with_files(partial, opened.number(), names);
}

// What cannot be looked at is left: making the new folder says why.
void remove_left_behind(const fs::path& folder) {
  const std::string begin = fmt::format("{}{}", folder.filename().string(), partial_infix);
  std::error_code error;
  for (const std::string& name : list_files(parent_of(folder), error))
    if (name.starts_with(begin) && name.size() == begin.size() + partial_letters.size())
      remove_if_left_behind(parent_of(folder) / name);
}

fs::path make_partial(const fs::path& folder) {
  if (folder.empty()) throw std::invalid_argument("a folder without a name");
  remove_left_behind(folder);
  std::string name = fmt::format("{}{}{}", folder.string(), partial_infix, partial_letters);
  if (::mkdtemp(name.data()) == nullptr) fail_folder(folder, "no new folder can be made beside it");
  return name;
}

// EINVAL: a file system that has nothing to flush for a folder.
bool flush_folder(int folder) { return ::fsync(folder) == 0 || errno == EINVAL; }

void flush_parent_of(const fs::path& folder) {
  const Descriptor parent(::open(parent_of(folder).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.number() < 0 || !flush_folder(parent.number()))
    fail_folder(folder, "it is complete, but the folder it lies in could not be flushed and may lose its name in a "
                        "power failure");
}

// What a new folder gets from mkdir.
mode_t usual_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return static_cast<mode_t>(0777U & ~mask);
}

bool cannot_do_that() { return errno == EINVAL || errno == ENOSYS || errno == ENOTSUP; }

bool is_there(const fs::path& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0;
}

void remove_old(const fs::path& folder, const fs::path& old, std::span<const std::string> names) {
  const Descriptor opened(open_folder(old));
  if (opened.number() >= 0 && make_mark(opened.number()))
    remove_with_files(old, opened.number(), {names.begin(), names.end()});
  if (is_there(old))
    fail_folder(folder,
                fmt::format("it is complete, but the one before it could not be removed; it is {} now", old.string()),
                EEXIST);
}

bool is_file_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

// A folder of such a name would keep SQLite from opening the book beside it.
fs::path free_of_databases(fs::path folder) {
  if (is_name_of_database_part(folder))
    throw FileInTheWay(fmt::format("cannot write {}: that is the name of a part of a database", folder.string()));
  return folder;
}

} // namespace

void check_folder_is_free(const fs::path& folder) {
  if (is_there(name_of_folder(folder))) fail_folder(folder, "something has that name", EEXIST);
}

HeldFolder::HeldFolder(const fs::path& folder) {
  while (true) {
    held_.emplace(open_folder(folder));
    if (held_->number() < 0 || ::flock(held_->number(), LOCK_EX) != 0) return;
    struct stat of_held {};
    struct stat of_name {};
    const bool is_there = ::fstat(held_->number(), &of_held) == 0 && ::stat(folder.c_str(), &of_name) == 0;
    if (!is_there || (of_held.st_ino == of_name.st_ino && of_held.st_dev == of_name.st_dev)) return;
  }
}

OutputFolder::OutputFolder(const fs::path& folder)
    : OutputFolder(name_of_folder(folder), make_partial(free_of_databases(name_of_folder(folder)))) {
  if (directory_.number() < 0) fail_folder(folder_, "the new folder beside it cannot be opened");
  // Where folders cannot be locked, none is taken for left behind either.
  ::flock(directory_.number(), LOCK_EX | LOCK_NB);
  if (!make_mark(directory_.number())) fail_folder(folder_, "no file can be made in the new folder beside it");
}

OutputFolder::OutputFolder(fs::path folder, fs::path partial)
    : folder_(std::move(folder)), partial_(std::move(partial)), directory_(open_folder(partial_)) {}

OutputFolder::~OutputFolder() {
  if (!partial_.empty()) remove_with_files(partial_, directory_.number(), names_);
}

int OutputFolder::open_file(const std::string& name) {
  if (!is_file_name(name)) throw std::invalid_argument(fmt::format("\"{}\" is no name of a file in a folder", name));
  if (partial_.empty()) throw std::logic_error("a file is added to a folder that has its name already");
  constexpr int make_new = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
  const int file = ::openat(directory_.number(), name.c_str(), make_new, 0666);
  if (file < 0) fail_folder(folder_, fmt::format("{} cannot be made in it", name));
  names_.push_back(name);
  return file;
}

void OutputFolder::add_file(const std::string& name, std::string_view bytes) {
  add_file(name, [&](const Sink& sink) { sink(bytes); });
}

std::string OutputFolder::add_file(const std::string& name, const std::function<void(const Sink&)>& write) {
  constexpr std::size_t enough = 65'536; // bytes, of one call to the system
  Descriptor file(open_file(name));
  Sha256 hash;
  std::string waiting;
  const auto flush = [&] {
    hash.add(waiting);
    if (!store::write_all(file.number(), waiting))
      fail_folder(folder_, fmt::format("{} could not be written fully", name));
    waiting.clear();
  };
  write([&](std::string_view bytes) {
    waiting += bytes;
    if (waiting.size() >= enough) flush();
  });
  flush();
  if (::fsync(file.number()) != 0 || !file.close())
    fail_folder(folder_, fmt::format("{} could not be written fully", name));
  return hash.finish();
}

void OutputFolder::finish() {
  if (partial_.empty()) throw std::logic_error("a folder that has its name already is given it again");
  if (finished_) return;
  if (::unlinkat(directory_.number(), partial_mark, 0) != 0 || ::fchmod(directory_.number(), usual_mode()) != 0 ||
      !flush_folder(directory_.number()))
    fail_folder(folder_, "the new folder beside it could not be finished");
  finished_ = true;
}

void OutputFolder::commit() {
  finish();
  bool has_name = ::renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, folder_.c_str(), RENAME_NOREPLACE) == 0;
  if (!has_name && cannot_do_that()) {
    // An empty folder of that name would be replaced by the simple call.
    if (is_there(folder_)) fail_folder(folder_, "something has that name", EEXIST);
    has_name = ::rename(partial_.c_str(), folder_.c_str()) == 0;
  }
  if (!has_name) fail_folder(folder_, "the new folder could not take its name");
  partial_.clear();
  flush_parent_of(folder_);
}

// Answers the name that the old folder has now.
fs::path OutputFolder::change_places() {
  if (::renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, folder_.c_str(), RENAME_EXCHANGE) == 0) return partial_;
  if (!cannot_do_that()) fail_folder(folder_, "the new folder could not take the place of the old one");
  fs::path aside = partial_.string() + ".old";
  if (::rename(folder_.c_str(), aside.c_str()) != 0) fail_folder(folder_, "the old folder could not be moved away");
  if (::rename(partial_.c_str(), folder_.c_str()) == 0) return aside;
  const int error = errno;
  ::rename(aside.c_str(), folder_.c_str());
  fail_folder(folder_, "the new folder could not take its name", error);
}

void OutputFolder::commit_in_place_of(std::span<const std::string> old_names) {
  for (const std::string& name : old_names)
    if (!is_file_name(name)) throw std::invalid_argument(fmt::format("\"{}\" is no file of an old folder", name));
  const std::string stranger = find_stranger(folder_, old_names);
  if (!stranger.empty()) fail_folder(folder_, fmt::format("{} in it would be lost", stranger), EEXIST);
  finish();
  const fs::path old = change_places();
  partial_.clear();
  flush_parent_of(folder_);
  remove_old(folder_, old, old_names);
}

fs::path name_of_folder(const fs::path& folder) {
  fs::path name = folder.lexically_normal();
  if (!name.has_filename()) name = name.parent_path();
  const fs::path last = name.filename();
  return last.empty() || last == "." || last == ".." ? fs::path() : name;
}

std::string find_stranger(const fs::path& folder, std::span<const std::string> names) {
  std::error_code error;
  const std::vector<std::string> there = list_files(folder, error);
  if (error) fail_folder(folder, "what lies in it cannot be listed", error.value());
  for (const std::string& name : there) {
    const bool is_file = fs::symlink_status(folder / name, error).type() == fs::file_type::regular;
    if (!is_file || std::ranges::find(names, name) == names.end()) return name;
  }
  return {};
}

} // namespace pvault::reports
