// Files that were imported, and the entries that their rows became.
#include "audit/invariant_checks.hpp"

#include <array>

namespace pvault::audit {

namespace {

constexpr auto all_import_checks = std::to_array<InvariantCheck>({
    {"imports_complete", "an import has its row, and no other entry has one",
     "SELECT entry_id, 'an import without its row' FROM entry WHERE kind = 'import' AND entry_id NOT IN (SELECT "
     "entry_id FROM import_batch) UNION ALL SELECT entry_id, 'a row of import_batch in a ' || kind FROM import_batch "
     "JOIN entry USING (entry_id) WHERE kind <> 'import'"},
    {"imports_in_order", "an import comes right behind the entries it counts, which no other import counts",
     "SELECT entry_id, 'counts entries ' || first_entry_id || ' to ' || last_entry_id || ', the import before it being "
     "entry ' || before FROM (SELECT entry_id, first_entry_id, last_entry_id, recorded_count, row_count, "
     "lag(entry_id, 1, 1) OVER (ORDER BY entry_id) AS before FROM import_batch) WHERE last_entry_id <> entry_id - 1 OR "
     "first_entry_id <= before OR recorded_count < 1 OR recorded_count > row_count OR recorded_count > last_entry_id - "
     "first_entry_id + 1"},
    {"imports_undone_whole", "an import that is undone has no entry that stands",
     "SELECT reversal.entry_id, 'undoes import ' || reversed_entry_id || ', of which entry ' || part.entry_id || "
     "' stood' FROM import_batch JOIN reversal ON reversed_entry_id = import_batch.entry_id JOIN entry AS part ON "
     "part.entry_id BETWEEN first_entry_id AND last_entry_id WHERE NOT EXISTS (SELECT 1 FROM reversal AS undone WHERE "
     "undone.reversed_entry_id = part.entry_id AND undone.entry_id < reversal.entry_id)"},
});

} // namespace

std::span<const InvariantCheck> import_checks() { return all_import_checks; }

} // namespace pvault::audit
