// Documents recorded as evidence of an entry: by themselves, or together with the entry.
#pragma once

#include "journal/document.hpp"
#include "operations/recording.hpp"
#include "store/document_files.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pvault::operations {

struct DocumentInput {
  DocumentKind kind = DocumentKind::other;
  std::filesystem::path file;
  bool leave = false; // record where it lies and keep no copy
  std::string number = {};
  std::optional<Date> dated_on = {};
  std::string issuer = {};
};

// Documents that were read, and copied where they are to be kept, before the book is held for writing: that may take
// long. The copies are gone with this object unless the recording that took them was committed.
class ReadDocuments {
public:
  // Nothing is copied in a dry run. Refuses document_malformed, text_malformed (a file's name that cannot be kept);
  // throws BookError.
  static Expected<ReadDocuments> read(store::Book& book, const std::vector<DocumentInput>& inputs, bool dry_run);

  [[nodiscard]] bool empty() const { return documents_.empty(); }
  // What was asked includes every byte of a document; where its file lies only when it is left there.
  void add_to(RequestFingerprint& fingerprint) const;
  // Rows of an entry that records them as evidence of another one; gives the copies their names before the recording is
  // committed. Refuses party_unknown, receipt_already_used and what check_evidence does.
  Expected<std::vector<RecordRow>> plan(Recording& recording, const EvidencedEntry& of);
  // "invoice inv-114.pdf (12,345 bytes) as evidence of entry 181"
  [[nodiscard]] std::string summary(const EvidencedEntry& of) const;

private:
  struct Document {
    DocumentInput input;
    std::string name;
    std::string place; // where it is left
    store::FileDigest digest;
    std::shared_ptr<const store::StagedCopy> copy = {};
  };
  [[nodiscard]] Expected<Document> read_one(store::Book& book, const DocumentInput& input, bool dry_run);
  [[nodiscard]] Expected<RecordRow> plan_row(Recording& recording, const EvidencedEntry& of,
                                             const Document& document) const;
  [[nodiscard]] std::string choose_stored_name(Recording& recording, const Document& document) const;
  std::shared_ptr<const store::EvidenceFolder> folder_ = {}; // once a copy is needed
  std::vector<Document> documents_;
};

struct EvidenceInput {
  std::string of; // an entry or a lot
  DocumentInput document;
};
// Refuses: lot_unknown, entry_unknown, what ReadDocuments refuses.
Expected<Recorded> record_evidence(store::Book& book, const RecordingOptions& options, const EvidenceInput& input);

// The kinds of documents that every lot must have from a day on; none ends it.
Expected<Recorded> require_evidence(store::Book& book, const RecordingOptions& options,
                                    const std::vector<DocumentKind>& kinds);

} // namespace pvault::operations
