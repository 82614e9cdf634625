#include "store/documents.hpp"

#include "store/balances.hpp"
#include "store/document_files.hpp"
#include "store/moment_sql.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace pvault::store {

namespace {

DocumentKind stored_kind(const std::string& text) {
  const auto kind = parse_document_kind(text);
  if (!kind) throw DamagedBookError("the book is damaged: a kind of document is unknown", "run `pvault audit verify`");
  return *kind;
}

void load_subject(Connection& connection, Document& document) {
  Query mineral = connection.query("SELECT DISTINCT mineral_id, mineral.code FROM posting JOIN mineral USING "
                                   "(mineral_id) WHERE posting.entry_id = ? ORDER BY mineral_id");
  mineral.bind(document.of);
  while (mineral.next()) {
    document.minerals.push_back(mineral.id<MineralId>(0));
    document.mineral_codes.push_back(mineral.text(1));
  }
  Query lot = connection.query("SELECT DISTINCT lot_id, lot.code FROM posting JOIN lot USING (lot_id) "
                               "WHERE posting.entry_id = ? ORDER BY lot_id");
  lot.bind(document.of);
  while (lot.next())
    document.lot_codes.push_back(lot.text(1));
}

} // namespace

std::vector<Document> list_documents(Connection& connection, const Moment& moment) {
  static const std::string sql = fmt::format(
      "SELECT entry.entry_id, document.line, entry.effective_on, about_entry_id, about.kind, "
      "(SELECT entry_id FROM reversal WHERE reversed_entry_id = about_entry_id AND effective_on <= ?1 AND entry_id <= "
      "?2), document.kind, sha256, size_bytes, document.name, stored, place, number, dated_on, party.code "
      "FROM document JOIN entry ON entry.entry_id = document.entry_id JOIN entry AS about ON about.entry_id = "
      "about_entry_id LEFT JOIN party ON party_id = issuer_id WHERE {} ORDER BY document.entry_id, document.line",
      stands_at_moment("entry"));
  std::vector<Document> documents;
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    documents.push_back({.entry = row.id<EntryId>(0),
                         .line = row.integer(1),
                         .on = row.date(2),
                         .of = row.id<EntryId>(3),
                         .of_kind = row.text(4),
                         .of_reversed_by = row.optional_id<EntryId>(5),
                         .kind = stored_kind(row.text(6)),
                         .sha256 = row.text(7),
                         .size_bytes = row.integer(8),
                         .name = row.text(9),
                         .stored = row.text_or_empty(10),
                         .place = row.text_or_empty(11),
                         .number = row.text_or_empty(12),
                         .issuer_code = row.text_or_empty(14)});
    if (!row.is_null(13)) documents.back().dated_on = row.date(13);
  }
  for (Document& document : documents)
    load_subject(connection, document);
  return documents;
}

LeftDocuments::LeftDocuments(Connection& connection) {
  Query row = connection.query("SELECT DISTINCT place FROM document WHERE place IS NOT NULL AND NOT EXISTS "
                               "(SELECT 1 FROM reversal WHERE reversed_entry_id = document.entry_id)");
  const std::filesystem::path book = connection.database().getFilename();
  while (row.next()) {
    struct stat found {};
    if (::stat(find_place(row.text(0), book).c_str(), &found) == 0) files_.emplace(found.st_dev, found.st_ino);
  }
}

bool LeftDocuments::has(const std::filesystem::path& file) const {
  struct stat found {};
  return !files_.empty() && ::stat(file.c_str(), &found) == 0 && files_.contains({found.st_dev, found.st_ino});
}

std::vector<Document> list_receipts_in_papers(Connection& connection, const Moment& moment) {
  static const std::string sql =
      fmt::format("SELECT entry.entry_id, entry.kind, entry.effective_on, receipt, lot.code, mineral_id, mineral.code "
                  "FROM lot_paper JOIN entry USING (entry_id) JOIN lot USING (lot_id) JOIN mineral USING (mineral_id) "
                  "WHERE receipt IS NOT NULL AND {} ORDER BY lot_id",
                  stands_at_moment("entry"));
  std::vector<Document> receipts;
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    receipts.push_back({.entry = row.id<EntryId>(0),
                        .on = row.date(2),
                        .of = row.id<EntryId>(0),
                        .of_kind = row.text(1),
                        .kind = DocumentKind::warehouse_receipt,
                        .number = row.text(3),
                        .minerals = {row.id<MineralId>(5)},
                        .mineral_codes = {row.text(6)},
                        .lot_codes = {row.text(4)}});
  }
  return receipts;
}

std::optional<EntryId> find_document(Connection& connection, EntryId of, DocumentKind kind, const std::string& sha256) {
  Query row = connection.query(
      "SELECT entry_id FROM document WHERE about_entry_id = ? AND kind = ? AND sha256 = ? AND NOT EXISTS "
      "(SELECT 1 FROM reversal WHERE reversed_entry_id = document.entry_id) ORDER BY entry_id LIMIT 1");
  row.bind(of).bind(std::string(document_kind_name(kind))).bind(sha256);
  return row.next() ? std::optional(row.id<EntryId>(0)) : std::nullopt;
}

std::string find_stored_name(Connection& connection, const std::string& sha256) {
  Query row = connection.query(
      "SELECT stored FROM document WHERE sha256 = ? AND stored IS NOT NULL ORDER BY entry_id, line LIMIT 1");
  return row.bind(sha256).next() ? row.text(0) : std::string();
}

std::optional<EvidenceRequirement> find_evidence_requirement(Connection& connection, const Moment& moment) {
  static const std::string sql = fmt::format("SELECT entry_id, effective_on, kind FROM evidence_requirement WHERE {} "
                                             "ORDER BY effective_on DESC, entry_id DESC, line",
                                             stands_at_moment("evidence_requirement"));
  std::optional<EvidenceRequirement> requirement;
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    const auto entry = row.id<EntryId>(0);
    if (requirement && requirement->entry != entry) break;
    if (!requirement) requirement = EvidenceRequirement{.entry = entry, .from = row.date(1), .kinds = {}};
    if (!row.is_null(2)) requirement->kinds.push_back(stored_kind(row.text(2)));
  }
  return requirement;
}

Expected<EntryId> load_maker_of_lot(Connection& connection, const std::string& code) {
  const auto lots = load_named_lots(connection, {code});
  if (!lots) return tl::unexpected(lots.error());
  Query row = connection.query("SELECT entry_id FROM lot WHERE lot_id = ?");
  row.bind(lots->front().id).expect_row();
  return row.id<EntryId>(0);
}

std::int64_t count_lots_made(Connection& connection, EntryId entry) {
  Query row = connection.query("SELECT count(*) FROM lot WHERE entry_id = ?");
  row.bind(entry).expect_row();
  return row.integer(0);
}

std::map<LotId, LotEvidence> list_evidence_of_lots(Connection& connection, const Moment& moment) {
  std::map<LotId, LotEvidence> lots;
  Query lot = connection.query("SELECT lot_id, entry_id FROM lot");
  while (lot.next())
    lots[lot.id<LotId>(0)].entry = lot.id<EntryId>(1);
  static const std::string sql = fmt::format(
      "WITH RECURSIVE lineage(lot_id, of_lot_id) AS (SELECT lot_id, lot_id FROM lot UNION ALL SELECT lineage.lot_id, "
      "parent_lot_id FROM lineage JOIN lot ON lot.lot_id = of_lot_id WHERE parent_lot_id IS NOT NULL) "
      "SELECT DISTINCT lineage.lot_id, document.kind FROM document JOIN entry ON entry.entry_id = document.entry_id "
      "JOIN lot ON lot.entry_id = about_entry_id JOIN lineage ON of_lot_id = lot.lot_id "
      "WHERE (lineage.lot_id = of_lot_id OR document.kind <> 'warehouse-receipt') AND {}",
      stands_at_moment("entry"));
  Query kind = connection.query(sql);
  kind.bind(moment.as_of).bind(moment.known_at);
  while (kind.next())
    lots[kind.id<LotId>(0)].kinds.insert(stored_kind(kind.text(1)));
  return lots;
}

} // namespace pvault::store
