// Of counts, their findings and adjustments, and what warehouses confirmed.
#include "audit/invariant_checks.hpp"

#include <array>

namespace pvault::audit {

namespace {

constexpr auto all_count_checks = std::to_array<InvariantCheck>({
    {"counts_recomputed",
     "a count has every lot that the book had at its site, with what the book then had of it and the tolerance for it; "
     "a statement confirms what the book had",
     "SELECT counted.entry_id, 'line ' || counted.line || ' expected ' || expected_mg || ' mg, the book had ' || "
     "held_mg || ', tolerance ' || counted.tolerance_mg || ' of ' || allowed_mg FROM stock_count_line AS counted JOIN "
     "stock_expected USING (entry_id, line) WHERE expected_mg <> held_mg OR counted.tolerance_mg <> iif(status = "
     "'unexpected', 0, allowed_mg) "
     "UNION ALL SELECT counted.entry_id, 'line ' || counted.line || ' names lot ' || lot_name || ', and is of another' "
     "FROM stock_count_line AS counted LEFT JOIN lot USING (lot_id) WHERE iif(lot_id IS NULL, EXISTS (SELECT 1 FROM "
     "lot "
     "AS known WHERE known.code = lot_name AND known.entry_id < counted.entry_id), lot.code IS NOT lot_name) "
     "UNION ALL SELECT stock_count.entry_id, 'lot ' || lot.code || ' was at the site and is not counted' FROM "
     "stock_count JOIN entry USING (entry_id) JOIN lot USING (site_id) WHERE NOT EXISTS (SELECT 1 FROM "
     "stock_count_line AS counted WHERE counted.entry_id = stock_count.entry_id AND counted.lot_id = lot.lot_id) AND "
     "(SELECT coalesce(SUM(mass_mg), 0) FROM posting JOIN entry AS moved USING (entry_id) WHERE posting.lot_id = "
     "lot.lot_id AND moved.effective_on <= entry.effective_on AND posting.entry_id < stock_count.entry_id) > 0 "
     "UNION ALL SELECT stated.entry_id, 'line ' || stated.line || ' expected ' || expected_mg || ' mg, the book had ' "
     "|| "
     "held_mg || ', tolerance ' || stated.tolerance_mg || ' of ' || allowed_mg FROM warehouse_confirmation_lot AS "
     "stated JOIN stock_expected USING (entry_id, line) WHERE expected_mg <> held_mg OR stated.tolerance_mg <> "
     "allowed_mg OR abs(stated_mg - expected_mg) > stated.tolerance_mg"},
    {"count_lines_sound", "what a count found of a lot is a mass of a lot that is known, and goes with its status",
     "SELECT entry_id, 'line ' || line || ' is ' || status FROM stock_count_line WHERE (mass_entered IS NULL) <> "
     "(status "
     "= 'not-found') OR (counted_mg IS NULL) <> (lot_id IS NULL) OR (lot_id IS NULL AND status <> 'unexpected') OR "
     "(status = 'unexpected') <> (expected_mg = 0) OR (status = 'not-found') <> (counted_mg IS 0)"},
    {"findings_sound",
     "a finding is about a difference outside the tolerance of a count that stood, not dated before it",
     "SELECT known.entry_id, 'is about line ' || count_line || ' of entry ' || count_entry_id FROM count_finding AS "
     "known JOIN entry AS found USING (entry_id) LEFT JOIN entry AS counting ON counting.entry_id = count_entry_id "
     "LEFT "
     "JOIN stock_count_line AS counted ON counted.entry_id = count_entry_id AND counted.line = count_line WHERE "
     "counted.entry_id IS NULL OR count_entry_id >= known.entry_id OR found.effective_on < counting.effective_on OR "
     "(status = 'counted' AND abs(counted_mg - expected_mg) <= counted.tolerance_mg) OR EXISTS (SELECT 1 FROM reversal "
     "WHERE reversed_entry_id = count_entry_id AND reversal.entry_id < known.entry_id)"},
    {"adjustments_sound",
     "an adjustment posts once what was left of an explained difference of the last count of a lot, approved by "
     "another than who counted",
     "SELECT adjusting.entry_id, 'adjusts line ' || count_line || ' of entry ' || count_entry_id FROM count_adjustment "
     "AS adjusting JOIN entry AS adjusted USING (entry_id) LEFT JOIN entry AS counting ON counting.entry_id = "
     "count_entry_id LEFT JOIN stock_count_line AS counted ON counted.entry_id = count_entry_id AND counted.line = "
     "count_line WHERE counted.lot_id IS NOT adjusting.lot_id OR adjusted.effective_on < counting.effective_on OR "
     "(status = 'counted' AND abs(counted_mg - expected_mg) <= counted.tolerance_mg) OR EXISTS (SELECT 1 FROM reversal "
     "WHERE reversed_entry_id = count_entry_id AND reversal.entry_id < adjusting.entry_id) "
     "UNION ALL SELECT adjusting.entry_id, 'rests on finding ' || finding_entry_id FROM count_adjustment AS adjusting "
     "JOIN entry USING (entry_id) WHERE NOT EXISTS (SELECT 1 FROM count_finding AS known JOIN entry AS found USING "
     "(entry_id) WHERE known.entry_id = finding_entry_id AND known.count_entry_id = adjusting.count_entry_id AND "
     "known.count_line = adjusting.count_line AND found.effective_on <= entry.effective_on AND known.entry_id < "
     "adjusting.entry_id AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = known.entry_id AND "
     "reversal.entry_id < adjusting.entry_id)) "
     "UNION ALL SELECT adjusting.entry_id, approved_by || ' counted it' FROM count_adjustment AS adjusting JOIN "
     "stock_count ON stock_count.entry_id = count_entry_id WHERE trim(approved_by) = trim(counted_by) COLLATE NOCASE "
     "UNION ALL SELECT adjusting.entry_id, 'adjusts what entry ' || other.entry_id || ' adjusted' FROM "
     "count_adjustment "
     "AS adjusting JOIN count_adjustment AS other USING (count_entry_id, count_line) WHERE other.entry_id < "
     "adjusting.entry_id AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = other.entry_id AND "
     "reversal.entry_id < adjusting.entry_id) "
     "UNION ALL SELECT adjusting.entry_id, 'adjusts lot ' || lot_id || ' by a count that entry ' || later.entry_id || "
     "' came after' FROM count_adjustment AS adjusting JOIN entry AS counting ON counting.entry_id = count_entry_id "
     "JOIN "
     "(SELECT entry_id, lot_id, 1 AS is_count FROM stock_count_line UNION ALL SELECT entry_id, lot_id, 0 FROM "
     "count_adjustment) AS again USING (lot_id) JOIN entry AS later ON later.entry_id = again.entry_id WHERE "
     "later.entry_id < adjusting.entry_id AND iif(is_count, (later.effective_on, later.entry_id) > "
     "(counting.effective_on, counting.entry_id), later.effective_on > counting.effective_on) AND NOT EXISTS (SELECT 1 "
     "FROM reversal WHERE reversed_entry_id = later.entry_id AND reversal.entry_id < adjusting.entry_id)"},
    {"adjustments_match_postings",
     "what an adjustment posts is what was left of the difference, of the counted lot or of one found beside it, and "
     "nothing besides",
     "SELECT adjusting.entry_id, 'posts ' || mass_mg || ' mg, counted were ' || counted_mg || ', the book had ' || "
     "held_mg FROM (SELECT adjusting.entry_id, adjusting.lot_id, adjusting.mass_mg, count_entry_id, counted_mg, "
     "expected_mg, status, counted.tolerance_mg, counting.effective_on AS counted_on, (SELECT "
     "coalesce(SUM(posting.mass_mg), 0) FROM posting JOIN entry AS moved USING (entry_id) WHERE posting.lot_id = "
     "adjusting.lot_id AND moved.effective_on <= counting.effective_on AND posting.entry_id < adjusting.entry_id) AS "
     "held_mg FROM count_adjustment AS adjusting JOIN entry AS counting ON counting.entry_id = count_entry_id JOIN "
     "stock_count_line AS counted ON counted.entry_id = count_entry_id AND counted.line = count_line) AS adjusting "
     "JOIN "
     "lot USING (lot_id) JOIN stock_count ON stock_count.entry_id = count_entry_id WHERE lot.site_id <> "
     "stock_count.site_id OR lot.received_on > counted_on OR mass_mg <> counted_mg - held_mg OR (status = 'counted' "
     "AND "
     "abs(mass_mg) <= adjusting.tolerance_mg) OR (mass_mg > 0) <> (counted_mg > expected_mg) OR abs(mass_mg) > "
     "abs(counted_mg - expected_mg) "
     "UNION ALL SELECT entry_id, 'rows and postings differ' FROM count_adjustment AS adjusting WHERE -mass_mg IS NOT "
     "(SELECT SUM(mass_mg) FROM posting WHERE posting.entry_id = adjusting.entry_id AND account_id = 22) OR (SELECT "
     "count(*) FROM posting WHERE posting.entry_id = adjusting.entry_id AND account_id = 2) <> 1 OR (SELECT count(*) "
     "FROM lot WHERE lot.entry_id = adjusting.entry_id) <> (mass_mg > 0) OR EXISTS (SELECT 1 FROM lot WHERE "
     "lot.entry_id = adjusting.entry_id AND (parent_lot_id IS NOT adjusting.lot_id OR received_mg <> adjusting.mass_mg "
     "OR site_id IS NOT (SELECT site_id FROM lot AS parent WHERE parent.lot_id = adjusting.lot_id))) OR EXISTS (SELECT "
     "1 "
     "FROM posting WHERE posting.entry_id = adjusting.entry_id AND account_id = 2 AND iif(adjusting.mass_mg < 0, "
     "lot_id <> adjusting.lot_id OR amount_cents > 0, amount_cents <> 0 OR lot_id NOT IN (SELECT lot_id FROM lot WHERE "
     "lot.entry_id = adjusting.entry_id)))"},
    {"counts_stand",
     "what a standing entry about a count rests on stands, too: the count, the finding, the lot, the site",
     "SELECT count_rests_on.entry_id, 'rests on entry ' || on_entry_id || ', undone on ' || undone.effective_on FROM "
     "count_rests_on JOIN entry USING (entry_id) JOIN reversal AS undone ON undone.reversed_entry_id = on_entry_id "
     "LEFT "
     "JOIN reversal AS own ON own.reversed_entry_id = count_rests_on.entry_id WHERE own.entry_id IS NULL OR "
     "(own.effective_on > entry.effective_on AND own.effective_on > undone.effective_on)"},
});

} // namespace

std::span<const InvariantCheck> count_checks() { return all_count_checks; }

} // namespace pvault::audit
