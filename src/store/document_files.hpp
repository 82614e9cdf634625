// Files of documents: read as a stream, since one may be larger than memory, and copied into a folder beside the book.
#pragma once

#include "units/refusal.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pvault::store {

struct FileDigest {
  std::string sha256; // 64 hex digits
  std::int64_t size_bytes = 0;
};

// Refuses document_malformed: a folder, a device, a pipe, an empty file. Throws BookError when the file is not there or
// cannot be read.
Expected<FileDigest> read_document(const std::filesystem::path& file);

// vault.db.evidence beside vault.db; where the book's name is a link, beside the book itself.
std::filesystem::path evidence_folder(const std::filesystem::path& book);

// Where a document that is left where it is can be found again from any folder: from the folder of the book on when it
// lies below it, else absolute.
std::string place_of_document(const std::filesystem::path& file, const std::filesystem::path& book);
std::filesystem::path find_place(std::string_view place, const std::filesystem::path& book);

// The name of a copy: the hash, and the ending of the original where it is a plain one (".pdf", in lower case).
std::string stored_name(const std::string& sha256, const std::filesystem::path& original);

// The folder of the evidence of the book, made when it is not there; if it was made and nothing was put into it, it is
// gone again with this object. What root makes here is the owner's of the book. Throws BookError when it cannot be
// made.
class EvidenceFolder {
public:
  EvidenceFolder(std::filesystem::path path, const std::filesystem::path& book);
  EvidenceFolder(const EvidenceFolder&) = delete;
  EvidenceFolder& operator=(const EvidenceFolder&) = delete;
  EvidenceFolder(EvidenceFolder&&) = delete;
  EvidenceFolder& operator=(EvidenceFolder&&) = delete;
  ~EvidenceFolder();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
  bool is_new_;
};

// A copy under a temporary name in the evidence folder. It is gone again with this object unless it was given its name.
class StagedCopy {
public:
  // The copy is complete and on disk on return. Refuses and throws what read_document does; throws BookError also when
  // the copy cannot be written.
  static Expected<StagedCopy> make(const std::filesystem::path& file, std::shared_ptr<const EvidenceFolder> folder);
  StagedCopy(const StagedCopy&) = delete;
  StagedCopy& operator=(const StagedCopy&) = delete;
  StagedCopy(StagedCopy&& other) noexcept;
  StagedCopy& operator=(StagedCopy&&) = delete;
  ~StagedCopy();

  [[nodiscard]] const FileDigest& digest() const { return digest_; }

  // Gives it its name for good. A file that has the name already stays: it must have the same bytes, else throws
  // BookError. When this returns, the name is on disk.
  void place(const std::string& name) const;

private:
  explicit StagedCopy(std::shared_ptr<const EvidenceFolder> folder) : folder_(std::move(folder)) {}
  std::shared_ptr<const EvidenceFolder> folder_;
  std::filesystem::path path_; // empty before there is a file, and after a move
  FileDigest digest_;
};

// Names in the evidence folder, in order; none when there is no folder. Throws BookError when it cannot be read,
// DamagedBookError when it is no folder.
std::vector<std::string> list_evidence_files(const std::filesystem::path& folder);

} // namespace pvault::store
