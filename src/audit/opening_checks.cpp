#include "audit/invariant_checks.hpp"

#include <array>

namespace pvault::audit {

namespace {

constexpr auto all_opening_checks = std::to_array<InvariantCheck>({
    {"openings_match_postings", "an opening balance's lot, mass and deemed cost are what its postings book",
     "SELECT entry_id, 'rows and postings differ' FROM opening WHERE deemed_cents <> (SELECT "
     "coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = opening.entry_id AND account_id = 2) OR "
     "EXISTS (SELECT 1 FROM lot WHERE lot.entry_id = opening.entry_id AND (lot.mineral_id <> opening.mineral_id OR "
     "received_mg IS NOT (SELECT SUM(mass_mg) FROM posting WHERE posting.entry_id = opening.entry_id AND "
     "posting.lot_id = lot.lot_id))) OR EXISTS (SELECT 1 FROM posting WHERE posting.entry_id = opening.entry_id AND "
     "(mineral_id <> opening.mineral_id OR lot_id NOT IN (SELECT lot_id FROM lot WHERE lot.entry_id = "
     "opening.entry_id)))"},
    {"openings_first", "no stock that stands came in on a day before an opening balance",
     "WITH first_in AS (SELECT lot.entry_id, code, received_on FROM lot JOIN entry ON entry.entry_id = lot.entry_id "
     "WHERE "
     "parent_lot_id IS NULL AND kind <> 'opening' AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = "
     "lot.entry_id) ORDER BY received_on, lot_id LIMIT 1) "
     "SELECT max(opening.entry_id, first_in.entry_id), 'opens on ' || opened.effective_on || ', lot ' || code || ' "
     "came "
     "on ' || received_on FROM first_in CROSS JOIN opening JOIN entry AS opened ON opened.entry_id = opening.entry_id "
     "WHERE received_on < opened.effective_on AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = "
     "opening.entry_id)"},
});

} // namespace

std::span<const InvariantCheck> opening_checks() { return all_opening_checks; }

} // namespace pvault::audit
