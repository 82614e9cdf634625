// One import: every row of a file is carried out as the command line it stands for, all in one SQLite transaction.
#pragma once

#include "cli/context.hpp"
#include "cli/import_cells.hpp"
#include "cli/import_source.hpp"
#include "cli/import_text.hpp"
#include "cli/recording_session.hpp"
#include "store/import_batches.hpp"

#include <optional>
#include <string>

namespace pvault::cli {

struct ImportRequest {
  std::string file; // its name, for people and for the book
  bool keep_duplicates = false;
  bool again = false; // what was reversed is recorded again
  bool dry_run = false;
  RecordedFormat format = RecordedFormat::text;
  operations::RecordingOptions batch; // of the batch's own entry
};

// Records every row and the batch, or nothing when a row is refused, and says so. Refuses import_malformed (a row or
// the file cannot be understood), import_refused (the book refused a row). Throws what the source throws.
Expected<void> run_import(Context& context, store::Book& book, ImportSource& source, ImportRows& rows,
                          CellReader& cells, const ImportRequest& request);

} // namespace pvault::cli
