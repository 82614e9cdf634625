#include "audit/evidence_check.hpp"

#include "store/document_files.hpp"
#include "store/documents.hpp"
#include "store/error.hpp"
#include "store/facilities.hpp"
#include "store/trouble.hpp"

#include <exception>
#include <fmt/format.h>
#include <map>
#include <set>
#include <system_error>
#include <utility>

namespace pvault::audit {

namespace {

// What a file holds, or why it is no document any more. That a disk or its owner does not let it be read says nothing
// of it: throws BookError.
Expected<store::FileDigest> read_again(const std::filesystem::path& file) {
  std::error_code error;
  const std::filesystem::file_type type = std::filesystem::status(file, error).type();
  if (type == std::filesystem::file_type::not_found || error == std::errc::filename_too_long)
    return refuse(Rule::document_malformed, "is not there");
  if (error == std::errc::too_many_symbolic_link_levels)
    return refuse(Rule::document_malformed, "is a link that leads nowhere");
  if (type == std::filesystem::file_type::socket) // which cannot be opened
    return refuse(Rule::document_malformed, "is a socket, not a document");
  try {
    return store::read_document(file);
  } catch (const store::BookError& trouble) {
    throw store::BookError(trouble.what(), "see to it that it can be read; without --evidence documents are not read");
  }
}

// Each file is read once, however many documents it is.
class Files {
public:
  const Expected<store::FileDigest>& at(const std::filesystem::path& file) {
    const auto known = read_.find(file);
    return known != read_.end() ? known->second : read_.emplace(file, read_again(file)).first->second;
  }

private:
  std::map<std::filesystem::path, Expected<store::FileDigest>> read_;
};

// As it is named beside the book, or as it was left.
std::string name_of_file(const store::Document& document, const std::filesystem::path& folder) {
  return document.stored.empty() ? document.place : (folder.filename() / document.stored).string();
}

std::string difference(const store::Document& document, const Expected<store::FileDigest>& found) {
  if (!found) return found.error().message;
  std::string words;
  if (found->size_bytes != document.size_bytes)
    words = fmt::format("has {} bytes, was recorded with {}", found->size_bytes, document.size_bytes);
  if (found->sha256 != document.sha256)
    words += fmt::format("{}has the SHA-256 {}, was recorded with {}", words.empty() ? "" : "; ", found->sha256,
                         document.sha256);
  return words;
}

} // namespace

EvidenceFindings check_evidence_files(store::Connection& connection, const std::filesystem::path& book) {
  EvidenceFindings findings{.result = {.name = "evidence", .about = about_evidence_check, .faults = {}}, .notes = {}};
  try {
    const std::filesystem::path folder = store::evidence_folder(book);
    Files files;
    std::set<std::string> named;
    for (const store::Document& document : store::list_documents(connection, store::end_of_time(connection))) {
      ++findings.documents;
      if (!document.stored.empty()) named.insert(document.stored);
      const std::filesystem::path file =
          document.stored.empty() ? store::find_place(document.place, book) : folder / document.stored;
      const std::string differs = difference(document, files.at(file));
      if (differs.empty()) continue;
      findings.result.faults.push_back(
          {document.entry, fmt::format("{} {} of entry {}: {}: {}", document_kind_name(document.kind), document.name,
                                       number_of(document.of), name_of_file(document, folder), differs)});
    }
    store::Query undone = connection.query("SELECT DISTINCT stored FROM document WHERE stored IS NOT NULL");
    while (undone.next())
      named.insert(undone.text(0));
    for (const std::string& name : store::list_evidence_files(folder)) {
      if (!named.contains(name))
        findings.notes.push_back(fmt::format("{} is named by no document", (folder.filename() / name).string()));
    }
  } catch (const std::exception& error) {
    store::throw_if_trouble(error, connection.database().getFilename());
    findings.result.faults.push_back({std::nullopt, fmt::format("could not be checked to its end: {}", error.what())});
  }
  return findings;
}

} // namespace pvault::audit
