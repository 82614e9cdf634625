#include "operations/record_evidence.hpp"

#include "operations/lot_paper_rows.hpp"
#include "store/documents.hpp"
#include "store/entries.hpp"
#include "store/names.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace pvault::operations {

Expected<ReadDocuments::Document> ReadDocuments::read_one(store::Book& book, const DocumentInput& input, bool dry_run) {
  Document document{.input = input, .name = {}, .place = {}, .digest = {}};
  const auto name = parse_required_text("the name of a document", input.file.filename().string());
  if (!name) return tl::unexpected(name.error());
  document.name = *name;
  if (dry_run || input.leave) {
    const auto digest = store::read_document(input.file);
    if (!digest) return tl::unexpected(digest.error());
    document.digest = *digest;
  } else {
    if (!folder_)
      folder_ = std::make_shared<const store::EvidenceFolder>(store::evidence_folder(book.path()), book.path());
    auto copy = store::StagedCopy::make(input.file, folder_);
    if (!copy) return tl::unexpected(copy.error());
    document.digest = copy->digest();
    document.copy = std::make_shared<const store::StagedCopy>(*std::move(copy));
  }
  if (!input.leave) return document;
  const auto place = parse_required_text("the place of a document", store::place_of_document(input.file, book.path()));
  if (!place) return tl::unexpected(place.error());
  document.place = *place;
  return document;
}

Expected<ReadDocuments> ReadDocuments::read(store::Book& book, const std::vector<DocumentInput>& inputs, bool dry_run) {
  ReadDocuments read;
  for (const DocumentInput& input : inputs) {
    auto document = read.read_one(book, input, dry_run);
    if (!document) return tl::unexpected(document.error());
    read.documents_.push_back(*std::move(document));
  }
  return read;
}

void ReadDocuments::add_to(RequestFingerprint& fingerprint) const {
  for (const Document& document : documents_) {
    fingerprint.add("document", document_kind_name(document.input.kind)).add("sha256", document.digest.sha256);
    fingerprint.add("name", document.name).add("place", document.place).add("number", document.input.number);
    if (document.input.dated_on) fingerprint.add("dated_on", *document.input.dated_on);
    fingerprint.add_name("issuer", document.input.issuer);
  }
}

std::string ReadDocuments::choose_stored_name(Recording& recording, const Document& document) const {
  const std::string& sha256 = document.digest.sha256;
  if (std::string known = store::find_stored_name(recording.connection(), sha256); !known.empty()) return known;
  // The first in this recording that has the same bytes.
  const auto first = std::ranges::find_if(
      documents_, [&](const Document& other) { return !other.input.leave && other.digest.sha256 == sha256; });
  return store::stored_name(sha256, first->name);
}

Expected<std::vector<RecordRow>> ReadDocuments::plan(Recording& recording, const EvidencedEntry& of) {
  std::vector<DocumentFacts> facts;
  for (const Document& document : documents_)
    facts.push_back(
        {printable(document.name), document.input.kind, document.digest.sha256,
         store::find_document(recording.connection(), of.entry, document.input.kind, document.digest.sha256)});
  if (auto allowed = check_evidence(of, recording.on(), facts); !allowed) return tl::unexpected(allowed.error());
  for (const Document& document : documents_) {
    if (document.input.kind != DocumentKind::warehouse_receipt) continue;
    auto sound = check_receipt_document(recording.connection(), document.input.number, of.entry, recording.on());
    if (!sound) return tl::unexpected(sound.error());
  }

  std::vector<RecordRow> rows;
  for (const Document& document : documents_) {
    auto row = plan_row(recording, of, document);
    if (!row) return tl::unexpected(row.error());
    rows.push_back(*std::move(row));
  }
  return rows;
}

Expected<RecordRow> ReadDocuments::plan_row(Recording& recording, const EvidencedEntry& of,
                                            const Document& document) const {
  RecordRow row("document");
  row.set("about_entry_id", of.entry).set("kind", document_kind_name(document.input.kind));
  row.set("sha256", document.digest.sha256).set("size_bytes", document.digest.size_bytes).set("name", document.name);
  row.set_text("place", document.place).set_text("number", document.input.number);
  row.set("dated_on", document.input.dated_on);
  if (!document.input.issuer.empty()) {
    const auto issuer = store::load_party(recording.connection(), document.input.issuer);
    if (!issuer) return tl::unexpected(issuer.error());
    row.set("issuer_id", issuer->id);
  }
  if (document.input.leave) return row;
  const std::string name = choose_stored_name(recording, document);
  row.set("stored", name);
  if (document.copy) recording.before_commit([copy = document.copy, name] { copy->place(name); });
  return row;
}

std::string ReadDocuments::summary(const EvidencedEntry& of) const {
  std::string words;
  for (const Document& document : documents_)
    words += fmt::format("{}{} {} ({} byte{})", words.empty() ? "" : ", ", document_kind_name(document.input.kind),
                         document.name, group_thousands(std::to_string(document.digest.size_bytes)),
                         document.digest.size_bytes == 1 ? "" : "s");
  return fmt::format("evidence of entry {} ({}): {}", number_of(of.entry), of.kind, words);
}

namespace {

// An entry by its number, or the one that made the lot of that name.
Expected<EntryId> find_evidenced(store::Connection& connection, const std::string& text) {
  const bool digits = !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (digits && text.size() <= 18) return EntryId{std::stoll(text)};
  return store::load_maker_of_lot(connection, text);
}

} // namespace

Expected<Recorded> record_evidence(store::Book& book, const RecordingOptions& options, const EvidenceInput& input) {
  auto documents = ReadDocuments::read(book, {input.document}, options.dry_run);
  if (!documents) return tl::unexpected(documents.error());
  Recording recording(book, options, "evidence");
  auto fingerprint = recording.fingerprint();
  fingerprint.add_name("of", input.of);
  documents->add_to(fingerprint);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto entry = find_evidenced(recording.connection(), input.of);
  if (!entry) return tl::unexpected(entry.error());
  const auto head = store::load_entry(recording.connection(), *entry);
  if (!head) return tl::unexpected(head.error());
  const EvidencedEntry of{head->entry, head->kind, head->effective_on, head->reversed_by};
  auto rows = documents->plan(recording, of);
  if (!rows) return tl::unexpected(rows.error());
  return recording.finish(*std::move(rows), {}, documents->summary(of));
}

Expected<Recorded> require_evidence(store::Book& book, const RecordingOptions& options,
                                    const std::vector<DocumentKind>& kinds) {
  Recording recording(book, options, "evidence-requirement");
  auto fingerprint = recording.fingerprint();
  for (const DocumentKind kind : kinds)
    fingerprint.add("kind", document_kind_name(kind));
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  std::vector<RecordRow> rows;
  std::string words;
  for (const DocumentKind kind : kinds) {
    rows.emplace_back("evidence_requirement").set("effective_on", recording.on()).set("kind", document_kind_name(kind));
    words += fmt::format("{}{}", words.empty() ? "" : ", ", document_kind_name(kind));
  }
  if (kinds.empty()) rows.emplace_back("evidence_requirement").set("effective_on", recording.on());
  const std::string from = format_date(recording.on());
  return recording.finish(std::move(rows), {},
                          kinds.empty() ? fmt::format("no document is required of lots from {} on", from)
                                        : fmt::format("every lot must have {} from {} on", words, from));
}

} // namespace pvault::operations
