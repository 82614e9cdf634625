// Documents as the book knows them, and which kinds of them every lot must have.
#pragma once

#include "journal/document.hpp"
#include "journal/entry.hpp"
#include "store/connection.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pvault::store {

struct Document {
  EntryId entry{};
  std::int64_t line = 0; // in that entry
  Date on;
  EntryId of{}; // the entry it is evidence of
  std::string of_kind;
  std::optional<EntryId> of_reversed_by = {}; // by the moment asked for
  DocumentKind kind = DocumentKind::other;
  std::string sha256 = {};
  std::int64_t size_bytes = 0;
  std::string name = {};
  std::string stored = {}; // empty: left where it is
  std::string place = {};  // empty: stored
  std::string number = {}; // empty: none
  std::optional<Date> dated_on = {};
  std::string issuer_code = {};                // empty: not named
  std::vector<MineralId> minerals = {};        // that the entry it is evidence of posts to
  std::vector<std::string> mineral_codes = {}; // of these
  std::vector<std::string> lot_codes = {};     // of the lots it posts to
};

// Those that stand at the moment, in the order of their entries.
std::vector<Document> list_documents(Connection& connection, const Moment& moment);

// The warehouse receipts that papers of lots name, as if each were a document in the entry that made the lot; without
// bytes. Those of lots that stand at the moment.
std::vector<Document> list_receipts_in_papers(Connection& connection, const Moment& moment);

// The standing entry that has these bytes as evidence of this kind for an entry.
std::optional<EntryId> find_document(Connection& connection, EntryId of, DocumentKind kind, const std::string& sha256);

// The files of documents that stand and were left where they lie, as they were when this was made: whatever name leads
// to one of them. Looks each up in the file system.
class LeftDocuments {
public:
  explicit LeftDocuments(Connection& connection);
  [[nodiscard]] bool has(const std::filesystem::path& file) const;

private:
  std::set<std::pair<std::uint64_t, std::uint64_t>> files_; // device and number in it
};

// The name under which these bytes were first stored; empty when they never were.
std::string find_stored_name(Connection& connection, const std::string& sha256);

// All that is required from a day on.
struct EvidenceRequirement {
  EntryId entry{};
  Date from;
  std::vector<DocumentKind> kinds; // in the order in which they were recorded; none: nothing is required any more
};
std::optional<EvidenceRequirement> find_evidence_requirement(Connection& connection, const Moment& moment);

// The entry that made a lot: its purchase, or the transfer that took it of another. Refuses lot_unknown.
Expected<EntryId> load_maker_of_lot(Connection& connection, const std::string& code);

// How many lots an entry made.
std::int64_t count_lots_made(Connection& connection, EntryId entry);

// The entry that made a lot, and the kinds of its documents that stand at the moment. What shows where the metal came
// from and what it is goes with it: a lot that was taken of another has that one's documents, too. But a warehouse
// receipt is for the lot it names, where that lies.
struct LotEvidence {
  EntryId entry{};
  std::set<DocumentKind> kinds = {};
};
std::map<LotId, LotEvidence> list_evidence_of_lots(Connection& connection, const Moment& moment);

} // namespace pvault::store
