#include "store/import_batches.hpp"

#include <fmt/format.h>

namespace pvault::store {

Expected<ImportBatch> load_import_batch(Connection& connection, EntryId entry) {
  Query row =
      connection.query("SELECT entry_id, file, first_entry_id, last_entry_id FROM import_batch WHERE entry_id = ?");
  if (row.bind(entry).next())
    return ImportBatch{
        .entry = row.id<EntryId>(0), .file = row.text(1), .first = row.id<EntryId>(2), .last = row.id<EntryId>(3)};
  return refuse(Rule::batch_unknown, fmt::format("entry {} is no import", number_of(entry)),
                "`pvault query \"SELECT * FROM v_import_batch\"` lists them");
}

SeenRows::SeenRows(Connection& connection) : connection_(connection) {
  connection_.execute("CREATE TEMP TABLE seen_row (identity TEXT PRIMARY KEY, line INTEGER NOT NULL, times INTEGER NOT "
                      "NULL) WITHOUT ROWID, STRICT");
}

std::optional<std::int64_t> SeenRows::add(const std::string& identity, std::int64_t line) {
  connection_.query("INSERT INTO seen_row VALUES (?, ?, 1) ON CONFLICT DO NOTHING").bind(identity).bind(line).run();
  if (connection_.database().getChanges() == 1) return std::nullopt;
  connection_.query("UPDATE seen_row SET times = times + 1 WHERE identity = ?").bind(identity).run();
  Query first = connection_.query("SELECT line FROM seen_row WHERE identity = ?");
  first.bind(identity).expect_row();
  return first.integer(0);
}

std::int64_t SeenRows::times(const std::string& identity) {
  Query row = connection_.query("SELECT times FROM seen_row WHERE identity = ?");
  return row.bind(identity).next() ? row.integer(0) : 0;
}

} // namespace pvault::store
