#include "operations/record_import.hpp"
#include "tests/support/attacked_book.hpp"
#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

// A site that a file brought.
void SampleBook::record_imports() {
  const EntryId first = site("ELY");
  name("imported_site", first);
  const operations::ImportedFile file{
      .file = "sites.csv", .sha256 = std::string(64, 'e'), .rows = 1, .recorded = 1, .first = first};
  name("import_entry", allowed(operations::record_import(book(), options("2026-05-01"), file)).entry);
}

std::vector<Attack> attacks_on_imports() {
  const std::string complete = "imports_complete";
  const std::string order = "imports_in_order";
  const std::string counts = "2, 1, $new - 1, $new - 1";
  return {
      {"an import without its row",
       changed(import, {{"INSERT INTO import_batch VALUES", "-- INSERT INTO import_batch VALUES"}}), "entry_incomplete",
       complete},
      {"an import in an entry of another kind", changed(import, {{"'import'", "'price'"}}), "row_of_other_kind",
       complete},
      {"an import of an entry that is not right before it", changed(import, {{counts, "2, 1, $new - 2, $new - 2"}}),
       "batch_not_before_entry", order},
      {"an import of entries of another import", changed(import, {{counts, "2, 1, $import_entry, $new - 1"}}),
       "batch_not_before_entry", order},
      {"an import of more than its entries", changed(import, {{counts, "3, 2, $new - 1, $new - 1"}}),
       "CHECK constraint failed: last_entry_id", order},
      {"an import of more than its rows", changed(import, {{counts, "0, 1, $new - 1, $new - 1"}}),
       "CHECK constraint failed: row_count", order},
      {"an import of nothing", changed(import, {{counts, "2, 0, $new - 1, $new - 1"}}),
       "CHECK constraint failed: recorded_count", order},
      {"an import of a file without a name", changed(import, {{"'prices.csv'", "' '"}}),
       "CHECK constraint failed: trim(file)"},
      {"an import of which an entry stands, undone", undoing("$import_entry"), "something_depends_on_it",
       "imports_undone_whole"},
  };
}

} // namespace pvault::test
