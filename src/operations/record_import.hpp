// What a file brought, as a batch that can be undone as a whole.
#pragma once

#include "operations/recording.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pvault::operations {

struct ImportedFile {
  std::string file; // its name
  std::string sha256;
  std::int64_t rows = 0;
  std::int64_t recorded = 0; // rows that made entries; at least one
  EntryId first{};           // of those entries; the newest of the book is the last
};
// The entry of the batch, right behind what it counts: in the same SQLite transaction.
Expected<Recorded> record_import(store::Book& book, const RecordingOptions& options, const ImportedFile& imported);

struct BatchReversalInput {
  EntryId batch{};
  std::string reason;
  std::optional<Date> on = {}; // empty: each as of the date of the entry it undoes
};
struct ReversedBatch {
  std::string file;
  std::int64_t reversed = 0;                             // entries of the batch
  std::vector<std::pair<EntryId, EntryId>> already = {}; // reversed before, by which entry
  std::vector<std::pair<EntryId, Refusal>> refused = {}; // all of them; nothing was recorded then
  std::optional<Recorded> batch = {}; // the reversal of the batch's own entry; nothing when it was refused
};
// Undoes all entries of a batch, the newest first, and then its own: all of them or none. Refuses batch_unknown,
// reversed_already; what reverse_entry refuses stands in `refused`.
Expected<ReversedBatch> reverse_batch(store::Book& book, const RecordingOptions& options,
                                      const BatchReversalInput& input);

} // namespace pvault::operations
