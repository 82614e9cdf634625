// What releases are made under, and loans that are returned.
#include "audit/invariant_checks.hpp"

#include <array>

namespace pvault::audit {

namespace {

// Releases of before the first authority or emergency was recorded are taken as they are: the book did not know any.
constexpr auto grant_checks = std::to_array<InvariantCheck>({
    {"releases_from_their_place",
     "a release takes from storage, or is a sample or loss of what lies elsewhere; and from the site it names",
     "SELECT release.entry_id, 'a ' || release.kind || ' takes from lot ' || lot.code || ', which is ' || site.kind "
     "FROM release JOIN posting USING (entry_id) JOIN lot USING (lot_id) JOIN site ON site.site_id = lot.site_id "
     "WHERE site.kind IS NOT NULL AND release.kind NOT IN ('sample', 'loss') "
     "UNION ALL SELECT release.entry_id, 'takes from lot ' || lot.code || ', which lies at another site' FROM release "
     "JOIN posting USING (entry_id) JOIN lot USING (lot_id) WHERE release.site_id <> lot.site_id"},
    {"release_entries_complete", "an entry about releases has the rows of its kind, and no others",
     "SELECT entry_id, 'a ' || kind || ' without its rows' FROM entry WHERE (kind = 'emergency' AND (entry_id NOT "
     "IN (SELECT entry_id FROM emergency))) OR (kind = 'emergency-end' AND (entry_id NOT IN (SELECT entry_id FROM "
     "emergency_end))) OR (kind = 'authority' AND (entry_id NOT IN (SELECT entry_id FROM authority))) OR (kind = "
     "'return' AND (entry_id NOT IN (SELECT entry_id FROM loan_return) OR entry_id NOT IN (SELECT entry_id FROM "
     "loan_return_part))) OR (kind = 'sale' AND (entry_id NOT IN (SELECT entry_id FROM sale) OR entry_id NOT IN "
     "(SELECT entry_id FROM sale_lot))) OR (kind = 'sale-cancellation' AND (entry_id NOT IN (SELECT entry_id FROM "
     "sale_cancellation) OR entry_id NOT IN (SELECT entry_id FROM sale_cancellation_lot))) OR (kind = "
     "'annual-plan' AND (entry_id NOT IN (SELECT entry_id FROM annual_plan))) UNION ALL SELECT entry_id, 'a row of "
     "' || of || ' in a ' || entry.kind FROM (SELECT entry_id, 'emergency' AS of, 'emergency' AS belongs FROM "
     "emergency UNION ALL SELECT entry_id, 'emergency_end', 'emergency-end' FROM emergency_end UNION ALL SELECT "
     "entry_id, 'authority', 'authority' FROM authority UNION ALL SELECT entry_id, 'loan_return', 'return' FROM "
     "loan_return UNION ALL SELECT entry_id, 'loan_return_part', 'return' FROM loan_return_part UNION ALL SELECT "
     "entry_id, 'sale', 'sale' FROM sale UNION ALL SELECT entry_id, 'sale_lot', 'sale' FROM sale_lot UNION ALL "
     "SELECT entry_id, 'sale_cancellation', 'sale-cancellation' FROM sale_cancellation UNION ALL SELECT entry_id, "
     "'sale_cancellation_lot', 'sale-cancellation' FROM sale_cancellation_lot UNION ALL SELECT entry_id, "
     "'annual_plan', 'annual-plan' FROM annual_plan UNION ALL SELECT entry_id, 'emergency_mineral', 'emergency' "
     "FROM emergency_mineral UNION ALL SELECT entry_id, 'authority_kind', 'authority' FROM authority_kind UNION "
     "ALL SELECT entry_id, 'rotation_inflow', 'purchase' FROM rotation_inflow) JOIN entry USING (entry_id) WHERE "
     "entry.kind <> belongs"},
    {"releases_authorised",
     "from a mineral's first authority on its releases are made under one that is for them, losses excepted, and on no "
     "day is more released than it allows",
     "SELECT release.entry_id, 'a ' || release.kind || ' under no authority' FROM release JOIN entry USING "
     "(entry_id) JOIN release_kind USING (kind) WHERE needs_authority AND sale_entry_id IS NULL AND authority_id IS "
     "NULL AND EXISTS (SELECT 1 FROM authority WHERE authority.mineral_id = release.mineral_id AND authority.from_on "
     "<= entry.effective_on AND authority.entry_id < release.entry_id AND NOT EXISTS (SELECT 1 FROM reversal WHERE "
     "reversed_entry_id = authority.entry_id AND reversal.entry_id < release.entry_id)) "
     "UNION ALL SELECT release.entry_id, 'authority ' || authority.code || ' is not for it' FROM release JOIN entry "
     "USING (entry_id) JOIN authority USING (authority_id) WHERE release.mineral_id <> authority.mineral_id OR "
     "entry.effective_on < from_on OR entry.effective_on > until_on OR authority.entry_id >= release.entry_id OR "
     "(EXISTS (SELECT 1 FROM authority_kind AS allowed WHERE allowed.entry_id = authority.entry_id) AND NOT EXISTS "
     "(SELECT 1 FROM authority_kind AS allowed WHERE allowed.entry_id = authority.entry_id AND allowed.kind = "
     "release.kind)) "
     "UNION ALL SELECT sale.entry_id, 'a sale under no authority that is for it' FROM sale JOIN entry USING "
     "(entry_id) LEFT JOIN authority AS own ON own.authority_id = sale.authority_id WHERE iif(own.entry_id IS NULL, "
     "EXISTS (SELECT 1 FROM authority WHERE authority.mineral_id = sale.mineral_id AND authority.from_on <= "
     "entry.effective_on AND authority.entry_id < sale.entry_id AND NOT EXISTS (SELECT 1 FROM reversal WHERE "
     "reversed_entry_id = authority.entry_id AND reversal.entry_id < sale.entry_id)), sale.mineral_id <> "
     "own.mineral_id OR entry.effective_on < own.from_on OR entry.effective_on > own.until_on OR own.entry_id >= "
     "sale.entry_id OR (EXISTS (SELECT 1 FROM authority_kind AS allowed WHERE allowed.entry_id = own.entry_id) AND "
     "NOT EXISTS (SELECT 1 FROM authority_kind AS allowed WHERE allowed.entry_id = own.entry_id AND allowed.kind = "
     "'sale'))) "
     "UNION ALL SELECT entry_id, 'authority ' || code || ' on ' || on_day || ': ' || used_mg || ' mg of ' || mass_mg "
     "FROM (SELECT authority.entry_id, code, authority.mass_mg, on_day, SUM(change_mg) OVER (PARTITION BY authority_id "
     "ORDER BY on_day) AS used_mg FROM authority JOIN (SELECT authority_id, on_day, SUM(change_mg) AS change_mg FROM "
     "(SELECT authority_id, from_on AS on_day, mass_mg AS change_mg FROM authority_claim UNION ALL SELECT "
     "authority_id, until_on, -mass_mg FROM authority_claim WHERE until_on IS NOT NULL) GROUP BY authority_id, on_day) "
     "USING (authority_id)) WHERE used_mg > mass_mg"},
    {"emergencies_declared",
     "an emergency release is made under an emergency that covers its mineral and its day, and no other release is; on "
     "no day is more released than its maximum",
     "SELECT release.entry_id, 'an emergency release without an emergency' FROM release WHERE kind = 'emergency' AND "
     "emergency_id IS NULL AND entry_id > (SELECT min(entry_id) FROM emergency) "
     "UNION ALL SELECT release.entry_id, 'a ' || kind || ' under an emergency' FROM release WHERE kind <> 'emergency' "
     "AND emergency_id IS NOT NULL "
     "UNION ALL SELECT release.entry_id, 'not within emergency ' || emergency.code FROM release JOIN entry USING "
     "(entry_id) JOIN emergency USING (emergency_id) WHERE entry.effective_on < from_on OR entry.effective_on > "
     "until_on OR emergency.entry_id >= release.entry_id OR EXISTS (SELECT 1 FROM emergency_end AS ended JOIN entry "
     "AS end_entry ON end_entry.entry_id = ended.entry_id LEFT JOIN reversal AS undone ON undone.reversed_entry_id = "
     "ended.entry_id LEFT JOIN reversal AS withdrawn ON withdrawn.reversed_entry_id = release.entry_id WHERE "
     "ended.emergency_id = release.emergency_id AND end_entry.effective_on < entry.effective_on AND (undone.entry_id "
     "IS NULL OR undone.effective_on > entry.effective_on) AND (withdrawn.entry_id IS NULL OR withdrawn.effective_on "
     "> entry.effective_on)) "
     "UNION ALL SELECT release.entry_id, 'emergency ' || emergency.code || ' does not cover its mineral' FROM release "
     "JOIN emergency USING (emergency_id) WHERE EXISTS (SELECT 1 FROM emergency_mineral AS covered WHERE "
     "covered.entry_id = emergency.entry_id) AND NOT EXISTS (SELECT 1 FROM emergency_mineral AS covered WHERE "
     "covered.entry_id = emergency.entry_id AND covered.mineral_id = release.mineral_id) "
     "UNION ALL SELECT entry_id, 'mineral ' || mineral_id || ' on ' || on_day || ': ' || released_mg || ' mg of ' || "
     "maximum_mg FROM (SELECT emergency.entry_id, covered.mineral_id, maximum_mg, on_day, SUM(change_mg) OVER "
     "(PARTITION BY emergency_id, covered.mineral_id ORDER BY on_day) AS released_mg FROM emergency JOIN "
     "emergency_mineral AS covered ON covered.entry_id = emergency.entry_id JOIN (SELECT emergency_id, mineral_id, "
     "on_day, SUM(change_mg) AS change_mg FROM (SELECT emergency_id, mineral_id, from_on AS on_day, mass_mg AS "
     "change_mg FROM authority_claim UNION ALL SELECT emergency_id, mineral_id, until_on, -mass_mg FROM "
     "authority_claim WHERE until_on IS NOT NULL) GROUP BY emergency_id, mineral_id, on_day) USING (emergency_id, "
     "mineral_id)) WHERE released_mg > maximum_mg "
     "UNION ALL SELECT ended.entry_id, 'ends emergency ' || emergency.code || ' outside it' FROM emergency_end AS "
     "ended JOIN entry USING (entry_id) JOIN emergency USING (emergency_id) WHERE entry.effective_on < from_on OR "
     "entry.effective_on > until_on OR emergency.entry_id >= ended.entry_id"},
    {"authorities_stand", "an authority, or an emergency, stands on every day on which a release under it does",
     "SELECT claim.entry_id, 'authority ' || authority.code || ' was undone on ' || undone.effective_on FROM "
     "authority_claim AS claim JOIN authority USING (authority_id) JOIN reversal AS undone ON "
     "undone.reversed_entry_id = authority.entry_id WHERE claim.until_on IS NULL OR (claim.until_on > claim.from_on "
     "AND claim.until_on > undone.effective_on) "
     "UNION ALL SELECT claim.entry_id, 'emergency ' || emergency.code || ' was undone on ' || undone.effective_on "
     "FROM authority_claim AS claim JOIN emergency USING (emergency_id) JOIN reversal AS undone ON "
     "undone.reversed_entry_id = emergency.entry_id WHERE claim.until_on IS NULL OR (claim.until_on > claim.from_on "
     "AND claim.until_on > undone.effective_on) "
     "UNION ALL SELECT ended.entry_id, 'ends emergency ' || emergency.code || ', which was undone' FROM "
     "emergency_end AS ended JOIN emergency USING (emergency_id) JOIN reversal ON reversed_entry_id = "
     "emergency.entry_id WHERE NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = "
     "ended.entry_id)"},
    {"loans_match_terms", "a loan or an exchange names who owes it back and by when, and no other release does",
     "SELECT release.entry_id, 'a ' || release.kind || ' owed back by ' || coalesce(return_by_on, 'no day') FROM "
     "release JOIN entry USING (entry_id) JOIN release_kind ON release_kind.kind = release.kind WHERE "
     "iif(mass_account_id = 27, recipient_id IS NULL OR return_by_on IS NULL OR return_by_on < effective_on, "
     "return_by_on IS NOT NULL)"},
    {"returns_match_postings",
     "a return brings into lots of those that were lent, and gives up, what it says, with the cost it left with",
     "SELECT loan_return.entry_id, 'rows and postings differ' FROM loan_return LEFT JOIN release ON release.entry_id "
     "= release_entry_id WHERE release.return_by_on IS NULL OR loan_return.mass_mg <> (SELECT coalesce(SUM(mass_mg), "
     "0) FROM loan_return_part AS part WHERE part.entry_id = loan_return.entry_id AND lot_id IS NOT NULL) OR "
     "short_mg <> (SELECT coalesce(SUM(mass_mg), 0) FROM loan_return_part AS part WHERE part.entry_id = "
     "loan_return.entry_id AND lot_id IS NULL) OR short_mg <> (SELECT coalesce(SUM(mass_mg), 0) FROM posting WHERE "
     "posting.entry_id = loan_return.entry_id AND account_id = 22) OR (SELECT coalesce(SUM(cost_cents), 0) FROM "
     "loan_return_part AS part WHERE part.entry_id = loan_return.entry_id AND lot_id IS NULL) <> (SELECT "
     "coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = loan_return.entry_id AND account_id = 8) "
     "OR -(loan_return.mass_mg + short_mg) IS NOT (SELECT SUM(mass_mg) FROM posting WHERE posting.entry_id = "
     "loan_return.entry_id AND account_id = 27) OR (SELECT count(*) FROM lot WHERE lot.entry_id = "
     "loan_return.entry_id) <> (SELECT count(*) FROM loan_return_part AS part WHERE part.entry_id = "
     "loan_return.entry_id AND lot_id IS NOT NULL) OR EXISTS (SELECT 1 FROM loan_return_part AS part LEFT JOIN lot "
     "ON lot.lot_id = part.lot_id AND lot.entry_id = part.entry_id WHERE part.entry_id = loan_return.entry_id AND "
     "part.lot_id IS NOT NULL AND (lot.lot_id IS NULL OR lot.parent_lot_id IS NOT drawn_lot_id OR lot.site_id IS NOT "
     "loan_return.site_id OR lot.received_mg IS NOT part.mass_mg OR (part.mass_mg, cost_cents) IS NOT (SELECT "
     "SUM(mass_mg), SUM(amount_cents) FROM posting WHERE posting.entry_id = loan_return.entry_id AND posting.lot_id "
     "= part.lot_id))) OR EXISTS (SELECT 1 FROM posting WHERE posting.entry_id = loan_return.entry_id AND "
     "(posting.mineral_id IS NOT release.mineral_id OR (party_id IS NOT NULL AND party_id IS NOT recipient_id) OR "
     "(account_id = 2 AND lot_id NOT IN (SELECT lot_id FROM lot WHERE lot.entry_id = loan_return.entry_id))))"},
    {"returns_within_loans",
     "what comes back was lent and is not back already, of each lot, and its last milligram brings its last cent; what "
     "is owed back in the accounts is what the loans come to",
     "SELECT release_entry_id, 'lot ' || lot_id || ' on ' || effective_on || ': ' || owed_mg || ' mg, ' || "
     "owed_cents || ' cents owed back' FROM (SELECT release_entry_id, lot_id, effective_on, SUM(change_mg) OVER "
     "by_date AS owed_mg, SUM(change_cents) OVER by_date AS owed_cents FROM (SELECT release_entry_id, lot_id, "
     "effective_on, SUM(change_mg) AS change_mg, SUM(change_cents) AS change_cents FROM loan_change GROUP BY "
     "release_entry_id, lot_id, effective_on) WINDOW by_date AS (PARTITION BY release_entry_id, lot_id ORDER BY "
     "effective_on)) WHERE owed_mg < 0 OR owed_cents < 0 OR (owed_mg = 0 AND owed_cents <> 0) "
     "UNION ALL SELECT undone.entry_id, 'undoes entry ' || undone.reversed_entry_id || ', of which entry ' || "
     "loan_return.entry_id || ' came back' FROM reversal AS undone JOIN loan_return ON release_entry_id = "
     "undone.reversed_entry_id JOIN entry AS returned ON returned.entry_id = loan_return.entry_id LEFT JOIN reversal "
     "AS other ON other.reversed_entry_id = loan_return.entry_id WHERE other.entry_id IS NULL OR (other.effective_on "
     "> returned.effective_on AND other.effective_on > undone.effective_on) "
     "UNION ALL SELECT NULL, 'mineral ' || mineral_id || ': ' || SUM(owed_mg) || ' mg of the accounts are of no loan' "
     "FROM (SELECT mineral_id, mass_mg AS owed_mg FROM posting WHERE account_id = 27 UNION ALL SELECT lot.mineral_id, "
     "-change_mg FROM loan_change JOIN lot USING (lot_id)) GROUP BY mineral_id HAVING SUM(owed_mg) <> 0"},
    {"sales_match_lots",
     "a sale is of lots of its mineral that may be released, in storage, as much as it says, to be shipped after it "
     "was "
     "made",
     "SELECT sale.entry_id, 'of ' || sale.mass_mg || ' mg, its lots differ' FROM sale JOIN entry USING (entry_id) "
     "WHERE sale.mass_mg IS NOT (SELECT SUM(mass_mg) FROM sale_lot WHERE sale_lot.entry_id = sale.entry_id) OR "
     "ship_by_on < entry.effective_on OR EXISTS (SELECT 1 FROM sale_lot JOIN lot USING (lot_id) JOIN site USING "
     "(site_id) WHERE sale_lot.entry_id = sale.entry_id AND (lot.mineral_id IS NOT sale.mineral_id OR site.kind IS "
     "NOT NULL)) "
     "UNION ALL SELECT entry_id, 'sells lot ' || lot_id || ', which may not be released' FROM sale_of_held WHERE "
     "is_not_accepted OR is_pledged"},
    {"shipments_match_sales", "what is shipped of a sale goes to its buyer, at its price, after it was made",
     "SELECT release.entry_id, 'ships of entry ' || sale_entry_id FROM release JOIN entry USING (entry_id) LEFT JOIN "
     "sale ON sale.entry_id = sale_entry_id LEFT JOIN entry AS sold ON sold.entry_id = sale.entry_id WHERE "
     "sale_entry_id IS NOT NULL AND (sale.entry_id IS NULL OR release.kind <> 'sale' OR release.mineral_id <> "
     "sale.mineral_id OR recipient_id IS NOT buyer_id OR release.price_entered IS NOT sale.price_entered OR "
     "release.authority_id IS NOT NULL OR entry.effective_on < sold.effective_on) "
     "UNION ALL SELECT undone.entry_id, 'undoes sale ' || undone.reversed_entry_id || ', of which entry ' || "
     "release.entry_id || ' shipped' FROM reversal AS undone JOIN release ON sale_entry_id = "
     "undone.reversed_entry_id JOIN entry AS shipped ON shipped.entry_id = release.entry_id LEFT JOIN reversal AS "
     "other ON other.reversed_entry_id = release.entry_id WHERE other.entry_id IS NULL OR (other.effective_on > "
     "shipped.effective_on AND other.effective_on > undone.effective_on) "
     "UNION ALL SELECT undone.entry_id, 'undoes sale ' || undone.reversed_entry_id || ', of which entry ' || "
     "cancelled.entry_id || ' cancelled' FROM reversal AS undone JOIN sale_cancellation AS cancelled ON "
     "sale_entry_id = undone.reversed_entry_id"},
    {"sold_is_there",
     "on no day is more shipped or cancelled of a sale than was sold, or less in a lot than is sold of it",
     "SELECT sale_entry_id, 'lot ' || lot_id || ' on ' || effective_on || ': ' || sold_mg || ' mg sold' FROM (SELECT "
     "sale_entry_id, lot_id, effective_on, SUM(change_mg) OVER (PARTITION BY sale_entry_id, lot_id ORDER BY "
     "effective_on) AS sold_mg FROM (SELECT sale_entry_id, lot_id, effective_on, SUM(change_mg) AS change_mg FROM "
     "sale_change GROUP BY sale_entry_id, lot_id, effective_on)) WHERE sold_mg < 0 "
     "UNION ALL SELECT (SELECT max(entry_id) FROM sale_lot WHERE sale_lot.lot_id = held.lot_id), 'lot ' || lot_id || "
     "' on ' || effective_on || ': ' || free_mg || ' mg beside what is sold' FROM (SELECT lot_id, effective_on, "
     "SUM(change_mg) OVER (PARTITION BY lot_id ORDER BY effective_on) AS free_mg FROM (SELECT lot_id, effective_on, "
     "SUM(change_mg) AS change_mg FROM (SELECT lot_id, effective_on, mass_mg AS change_mg FROM posting JOIN entry "
     "USING (entry_id) WHERE lot_id IN (SELECT lot_id FROM sale_lot) UNION ALL SELECT lot_id, effective_on, "
     "-change_mg FROM sale_change) GROUP BY lot_id, effective_on)) AS held WHERE free_mg < 0"},
    {"rotations_paired",
     "what takes the place of a rotation is a purchase of its mineral, as long as the rotation stands",
     "SELECT inflow.entry_id, 'takes the place of entry ' || release_entry_id FROM rotation_inflow AS inflow LEFT "
     "JOIN release ON release.entry_id = release_entry_id LEFT JOIN purchase ON purchase.entry_id = inflow.entry_id "
     "WHERE release.kind IS NOT 'rotation' OR purchase.mineral_id IS NOT release.mineral_id OR (EXISTS (SELECT 1 "
     "FROM reversal WHERE reversed_entry_id = release_entry_id) AND NOT EXISTS (SELECT 1 FROM reversal WHERE "
     "reversed_entry_id = inflow.entry_id))"},
});

} // namespace

std::span<const InvariantCheck> release_checks() { return grant_checks; }

} // namespace pvault::audit
