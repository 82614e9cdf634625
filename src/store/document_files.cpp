#include "store/document_files.hpp"

#include "journal/sha256.hpp"
#include "store/descriptor.hpp"
#include "store/error.hpp"
#include "store/file_kind.hpp"
#include "store/file_owner.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <functional>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace pvault::store {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t block_bytes = 1U << 20U;

[[noreturn]] void fail(const fs::path& file, const std::string& next_step, int error = errno) {
  throw BookError(fmt::format("the document {} cannot be read: {}", file.string(), std::strerror(error)), next_step);
}

[[noreturn]] void fail_copy(const fs::path& folder, std::string_view why, int error = errno) {
  throw BookError(
      fmt::format("no copy of a document can be kept in {}: {}: {}", folder.string(), why, std::strerror(error)),
      "make room, or see to it that the folder can be written; --leave records where a document lies "
      "without a copy");
}

tl::unexpected<Refusal> refuse_document(const fs::path& file, std::string_view why) {
  return refuse(Rule::document_malformed, fmt::format("{} is {}, not a document", file.string(), why),
                "name a file that has bytes");
}

// A regular file that is not empty.
Expected<void> check_is_document(int descriptor, const fs::path& file) {
  struct stat found {};
  if (::fstat(descriptor, &found) != 0) fail(file, "");
  if (!S_ISREG(found.st_mode)) return refuse_document(file, kind_of_file(found.st_mode));
  if (found.st_size == 0) return refuse_document(file, "an empty file");
  return {};
}

// Reads the document block by block, and answers what it had.
Expected<FileDigest> read_blocks(const fs::path& file, const std::function<void(std::string_view)>& take_block) {
  // Opening a pipe would wait for somebody to write into it.
  const Descriptor source(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (source.number() < 0) fail(file, "name the file that holds the document");
  if (auto sound = check_is_document(source.number(), file); !sound) return tl::unexpected(sound.error());
  Sha256 hash;
  FileDigest digest;
  std::vector<char> block(block_bytes);
  while (true) {
    const ssize_t count = ::read(source.number(), block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(file, "");
    if (count == 0) break;
    const std::string_view bytes(block.data(), static_cast<std::size_t>(count));
    hash.add(bytes);
    digest.size_bytes += count;
    take_block(bytes);
  }
  if (digest.size_bytes == 0) return refuse_document(file, "an empty file");
  digest.sha256 = hash.finish();
  return digest;
}

// EINVAL: a file system that has nothing to flush for a folder.
void flush_folder(const fs::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number() < 0 || (::fsync(opened.number()) != 0 && errno != EINVAL))
    fail_copy(folder, "the folder cannot be flushed to disk");
}

// Whether the folder had to be made.
bool make_folder(const fs::path& folder, const fs::path& book) {
  if (::mkdir(folder.c_str(), S_IRWXU) == 0) {
    const Descriptor made(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (made.number() >= 0) give_to_owner_of(book, made.number());
    try {
      flush_folder(folder.parent_path());
    } catch (const BookError&) {
      ::rmdir(folder.c_str());
      throw;
    }
    return true;
  }
  std::error_code error;
  if (errno != EEXIST || !fs::is_directory(folder, error)) fail_copy(folder, "the folder cannot be made");
  return false;
}

fs::path folder_of(const fs::path& book) { return fs::canonical(book).parent_path(); }

} // namespace

Expected<FileDigest> read_document(const fs::path& file) {
  return read_blocks(file, [](std::string_view) {});
}

fs::path evidence_folder(const fs::path& book) { return fs::canonical(book).string() + ".evidence"; }

std::string place_of_document(const fs::path& file, const fs::path& book) {
  // The file itself may be a link, and stays one: it may lead to another document tomorrow, which is then found out.
  const fs::path absolute = fs::canonical(fs::absolute(file).parent_path()) / file.filename();
  const fs::path below = absolute.lexically_relative(folder_of(book));
  return below.empty() || *below.begin() == ".." ? absolute.string() : below.string();
}

fs::path find_place(std::string_view place, const fs::path& book) { return folder_of(book) / place; }

std::string stored_name(const std::string& sha256, const fs::path& original) {
  constexpr std::size_t longest = 10;
  const std::string ending = lower(original.extension().string());
  const bool plain = ending.size() > 1 && ending.size() <= longest + 1 &&
                     std::all_of(ending.begin() + 1, ending.end(),
                                 [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
  return plain ? sha256 + ending : sha256;
}

EvidenceFolder::EvidenceFolder(fs::path path, const fs::path& book)
    : path_(std::move(path)), is_new_(make_folder(path_, book)) {}

EvidenceFolder::~EvidenceFolder() {
  if (is_new_) ::rmdir(path_.c_str()); // only when it is empty
}

StagedCopy::StagedCopy(StagedCopy&& other) noexcept
    : folder_(std::move(other.folder_)), path_(std::exchange(other.path_, {})), digest_(std::move(other.digest_)) {}

StagedCopy::~StagedCopy() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Expected<StagedCopy> StagedCopy::make(const fs::path& file, std::shared_ptr<const EvidenceFolder> in_folder) {
  constexpr int most_names_tried = 1000;
  StagedCopy copy(std::move(in_folder));
  const fs::path& folder = copy.folder_->path();
  int opened = -1;
  for (int i = 0; i < most_names_tried && opened < 0; ++i) {
    const fs::path path = folder / fmt::format(".new-{}-{}", ::getpid(), i);
    opened = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR);
    if (opened >= 0) copy.path_ = path;
    if (opened < 0 && errno != EEXIST) break;
  }
  Descriptor target(opened);
  if (opened < 0) fail_copy(folder, "no file can be made in it");
  give_to_owner_of(folder, target.number());
  auto digest = read_blocks(file, [&](std::string_view bytes) {
    if (!write_all(target.number(), bytes)) fail_copy(folder, "the bytes cannot be written");
  });
  if (!digest) return tl::unexpected(digest.error());
  if (::fsync(target.number()) != 0 || !target.close()) fail_copy(folder, "the bytes cannot be written");
  copy.digest_ = *std::move(digest);
  return copy;
}

void StagedCopy::place(const std::string& name) const {
  const fs::path final_path = folder_->path() / name;
  // A link, not a rename: it never replaces what is there.
  if (::link(path_.c_str(), final_path.c_str()) != 0) {
    if (errno != EEXIST) fail_copy(folder_->path(), "the copy cannot take its name");
    const auto there = read_document(final_path);
    if (!there || there->sha256 != digest_.sha256) {
      throw BookError(
          fmt::format("{} does not hold the bytes of its name: {}", final_path.string(),
                      there ? fmt::format("its SHA-256 is {}", there->sha256) : there.error().message),
          "find out with `pvault audit verify --evidence` what it is evidence of, and put what is there elsewhere");
    }
  }
  flush_folder(folder_->path());
}

std::vector<std::string> list_evidence_files(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    names.push_back(at->path().filename().string());
  if (error == std::errc::not_a_directory) {
    throw DamagedBookError(fmt::format("{}, where the book keeps documents, is no folder", folder.string()),
                           "find out what it is, and put the folder back from a copy");
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    throw BookError(fmt::format("the folder of the evidence {} cannot be read: {}", folder.string(), error.message()),
                    "see to it that it can be read");
  }
  std::ranges::sort(names);
  return names;
}

} // namespace pvault::store
