#include "audit/invariant_checks.hpp"

#include <array>

namespace pvault::audit {

namespace {

constexpr auto all_write_down_checks = std::to_array<InvariantCheck>({
    {"write_downs_match_postings", "write-downs of lots are what their postings book, and nothing besides",
     "SELECT entry_id, 'rows and postings differ by ' || SUM(amount_cents) || ' cents' FROM (SELECT "
     "write_down_lot.entry_id, mineral_id, amount_cents FROM write_down_lot JOIN lot USING (lot_id) UNION ALL SELECT "
     "entry_id, mineral_id, amount_cents FROM posting WHERE account_id = 50) GROUP BY entry_id, mineral_id HAVING "
     "SUM(amount_cents) <> 0 "
     "UNION ALL SELECT entry_id, 'rows and postings differ' FROM write_down WHERE amount_cents IS NOT (SELECT "
     "SUM(amount_cents) FROM posting WHERE posting.entry_id = write_down.entry_id AND account_id = 51) OR EXISTS "
     "(SELECT 1 FROM posting WHERE posting.entry_id = write_down.entry_id AND mineral_id <> write_down.mineral_id) "
     "OR EXISTS (SELECT 1 FROM write_down_lot AS part JOIN lot USING (lot_id) WHERE part.entry_id = "
     "write_down.entry_id AND (part.amount_cents < 0 OR lot.mineral_id <> write_down.mineral_id OR part.lot_id <> "
     "write_down.lot_id)) "
     "UNION ALL SELECT reversal.entry_id, 'does not undo the write-downs of entry ' || reversed_entry_id FROM "
     "reversal WHERE EXISTS (SELECT 1 FROM write_down_lot WHERE entry_id IN (reversal.entry_id, reversed_entry_id) "
     "GROUP BY lot_id HAVING SUM(amount_cents) <> 0)"},
    {"write_downs_within_cost", "on no date is a lot written down by less than nothing, or by more than it cost",
     "SELECT lot.entry_id, 'lot ' || code || ' is written down by ' || written_cents || ' cents of ' || cost_cents "
     "|| ' on ' || effective_on FROM (SELECT lot_id, effective_on, SUM(written_cents) OVER by_date AS written_cents, "
     "SUM(cost_cents) OVER by_date AS cost_cents FROM (SELECT lot_id, effective_on, SUM(written_cents) AS "
     "written_cents, SUM(cost_cents) AS cost_cents FROM (SELECT lot_id, entry_id, amount_cents AS written_cents, 0 "
     "AS cost_cents FROM write_down_lot "
     "UNION ALL SELECT lot_id, entry_id, 0, amount_cents FROM posting WHERE lot_id IN (SELECT lot_id FROM "
     "write_down_lot)) JOIN entry USING (entry_id) GROUP BY lot_id, effective_on) WINDOW by_date AS (PARTITION BY "
     "lot_id ORDER BY effective_on)) JOIN lot USING (lot_id) WHERE written_cents < 0 OR written_cents > cost_cents"},
    {"write_downs_undone_in_order",
     "a write-down is undone after what took a part of it along, a settlement after a write-down of what it settled",
     "SELECT DISTINCT reversal.entry_id, 'undoes entry ' || reversed_entry_id || ', on which entry ' || "
     "later.entry_id || ' counts' FROM reversal JOIN entry AS undone ON undone.entry_id = reversed_entry_id JOIN "
     "write_down_lot AS part ON part.entry_id = reversed_entry_id JOIN write_down_lot AS later ON later.lot_id = "
     "part.lot_id JOIN entry ON entry.entry_id = later.entry_id WHERE undone.kind IN ('write-down', 'averaging') AND "
     "later.entry_id > reversed_entry_id AND later.entry_id < reversal.entry_id AND entry.kind <> 'reversal' AND "
     "(undone.kind = 'averaging' OR entry.kind <> 'write-down') AND NOT EXISTS (SELECT 1 FROM reversal AS other "
     "WHERE other.reversed_entry_id = later.entry_id AND other.entry_id < reversal.entry_id) "
     "UNION SELECT reversal.entry_id, 'undoes entry ' || reversed_entry_id || ', on which entry ' || later.entry_id || "
     "' counts' FROM reversal JOIN assay_settlement AS settled ON settled.entry_id = reversed_entry_id JOIN posting AS "
     "shift ON shift.entry_id = settled.entry_id JOIN write_down_lot AS later ON later.lot_id = shift.lot_id JOIN "
     "write_down ON write_down.entry_id = later.entry_id WHERE later.entry_id > settled.entry_id AND later.entry_id < "
     "reversal.entry_id AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = "
     "later.entry_id AND other.entry_id < reversal.entry_id)"},
});

} // namespace

std::span<const InvariantCheck> write_down_checks() { return all_write_down_checks; }

} // namespace pvault::audit
