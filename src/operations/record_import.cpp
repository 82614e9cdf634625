#include "operations/record_import.hpp"

#include "operations/reverse_entry.hpp"
#include "store/closings_in_memory.hpp"
#include "store/entries.hpp"
#include "store/import_batches.hpp"

#include <fmt/format.h>

namespace pvault::operations {

Expected<Recorded> record_import(store::Book& book, const RecordingOptions& options, const ImportedFile& imported) {
  Recording recording(book, options, "import");
  const EntryId last{number_of(recording.writer().next_entry()) - 1};
  RecordRow row("import_batch");
  row.set("file", imported.file).set("file_sha256", imported.sha256);
  row.set("row_count", imported.rows).set("recorded_count", imported.recorded);
  row.set("first_entry_id", imported.first).set("last_entry_id", last);
  return recording.finish(
      {row}, {},
      fmt::format("import of {}, entries {} to {}", imported.file, number_of(imported.first), number_of(last)));
}

namespace {

RecordingOptions plain(const RecordingOptions& options) {
  RecordingOptions one = options;
  one.header.request_id.clear();
  one.dry_run = false;
  return one;
}

// From its newest entry to its oldest, so that each is undone before what it rests on.
Expected<void> reverse_entries(store::Book& book, const RecordingOptions& options, const BatchReversalInput& input,
                               const store::ImportBatch& batch, ReversedBatch& answer) {
  const auto newest = number_of(store::load_chain_head(book.connection()).entry);
  for (std::int64_t number = number_of(batch.last); number >= number_of(batch.first); --number) {
    const EntryId entry{number};
    const auto head = store::load_entry(book.connection(), entry);
    if (!head) return tl::unexpected(head.error());
    if (head->reversed_by && number_of(*head->reversed_by) <= newest) {
      answer.already.emplace_back(entry, *head->reversed_by);
      continue;
    }
    if (head->reversed_by) continue; // with another entry of the batch: the averaging of a release
    const auto reversed = reverse_entry(book, options, {.entry = entry, .reason = input.reason, .on = input.on});
    if (reversed)
      ++answer.reversed;
    else
      answer.refused.emplace_back(entry, reversed.error());
  }
  return {};
}

} // namespace

Expected<ReversedBatch> reverse_batch(store::Book& book, const RecordingOptions& options,
                                      const BatchReversalInput& input) {
  store::Connection& connection = book.connection();
  store::WriteTransaction transaction(connection);
  const store::ClosingsInMemory closings(connection); // the commit writes them
  const auto batch = store::load_import_batch(connection, input.batch);
  if (!batch) return tl::unexpected(batch.error());
  const auto head = store::load_entry(connection, input.batch);
  if (!head) return tl::unexpected(head.error());
  ReversedBatch answer{.file = batch->file};
  if (head->reversed_by)
    return refuse(Rule::reversed_already,
                  fmt::format("the batch of entry {} ({}) was reversed by entry {}", number_of(input.batch),
                              batch->file, number_of(*head->reversed_by)),
                  "`pvault report journal` shows both");
  const RecordingOptions each = plain(options);
  if (auto done = reverse_entries(book, each, input, *batch, answer); !done) return tl::unexpected(done.error());
  if (!answer.refused.empty()) return answer;
  auto own = reverse_entry(book, each, {.entry = input.batch, .reason = input.reason, .on = input.on});
  if (!own) return tl::unexpected(own.error());
  own->dry_run = options.dry_run;
  answer.batch = *std::move(own);
  if (!options.dry_run) transaction.commit();
  return answer;
}

} // namespace pvault::operations
