// What releases are made under: authorities with a quantity, and emergencies that were declared.
#include "audit/invariant_checks.hpp"

#include <array>

namespace pvault::audit {

namespace {

// Releases of before the first authority or emergency was recorded are taken as they are: the book did not know any.
constexpr auto grant_checks = std::to_array<InvariantCheck>({
    {"releases_authorised",
     "from a mineral's first authority on its releases are made under one that is for them, losses excepted, and on no "
     "day is more released than it allows",
     "SELECT release.entry_id, 'a ' || release.kind || ' under no authority' FROM release JOIN entry USING (entry_id) "
     "JOIN release_kind USING (kind) WHERE needs_authority AND authority_id IS NULL AND EXISTS (SELECT 1 FROM "
     "authority "
     "WHERE authority.mineral_id = release.mineral_id AND authority.from_on <= entry.effective_on AND "
     "authority.entry_id < release.entry_id AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = "
     "authority.entry_id AND reversal.entry_id < release.entry_id)) "
     "UNION ALL SELECT release.entry_id, 'authority ' || authority.code || ' is not for it' FROM release JOIN entry "
     "USING (entry_id) JOIN authority USING (authority_id) WHERE release.mineral_id <> authority.mineral_id OR "
     "entry.effective_on < from_on OR entry.effective_on > until_on OR authority.entry_id >= release.entry_id OR "
     "(EXISTS (SELECT 1 FROM authority_kind AS allowed WHERE allowed.entry_id = authority.entry_id) AND NOT EXISTS "
     "(SELECT 1 FROM authority_kind AS allowed WHERE allowed.entry_id = authority.entry_id AND allowed.kind = "
     "release.kind)) "
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
     "until_on "
     "OR emergency.entry_id >= release.entry_id OR EXISTS (SELECT 1 FROM emergency_end AS ended JOIN entry AS "
     "end_entry "
     "ON end_entry.entry_id = ended.entry_id LEFT JOIN reversal AS undone ON undone.reversed_entry_id = ended.entry_id "
     "LEFT JOIN reversal AS withdrawn ON withdrawn.reversed_entry_id = release.entry_id WHERE ended.emergency_id = "
     "release.emergency_id AND end_entry.effective_on < entry.effective_on AND (undone.entry_id IS NULL OR "
     "undone.effective_on > entry.effective_on) AND (withdrawn.entry_id IS NULL OR withdrawn.effective_on > "
     "entry.effective_on)) "
     "UNION ALL SELECT release.entry_id, 'emergency ' || emergency.code || ' does not cover its mineral' FROM release "
     "JOIN emergency USING (emergency_id) WHERE EXISTS (SELECT 1 FROM emergency_mineral AS covered WHERE "
     "covered.entry_id = emergency.entry_id) AND NOT EXISTS (SELECT 1 FROM emergency_mineral AS covered WHERE "
     "covered.entry_id = emergency.entry_id AND covered.mineral_id = release.mineral_id) "
     "UNION ALL SELECT entry_id, 'mineral ' || mineral_id || ' on ' || on_day || ': ' || released_mg || ' mg of ' || "
     "maximum_mg FROM (SELECT emergency.entry_id, covered.mineral_id, maximum_mg, on_day, SUM(change_mg) OVER "
     "(PARTITION BY emergency_id, covered.mineral_id ORDER BY on_day) AS released_mg FROM emergency JOIN "
     "emergency_mineral AS covered ON covered.entry_id = emergency.entry_id JOIN (SELECT emergency_id, mineral_id, "
     "on_day, SUM(change_mg) AS change_mg FROM (SELECT emergency_id, mineral_id, from_on AS on_day, mass_mg AS "
     "change_mg "
     "FROM authority_claim UNION ALL SELECT emergency_id, mineral_id, until_on, -mass_mg FROM authority_claim WHERE "
     "until_on IS NOT NULL) GROUP BY emergency_id, mineral_id, on_day) USING (emergency_id, mineral_id)) WHERE "
     "released_mg > maximum_mg "
     "UNION ALL SELECT ended.entry_id, 'ends emergency ' || emergency.code || ' outside it' FROM emergency_end AS "
     "ended "
     "JOIN entry USING (entry_id) JOIN emergency USING (emergency_id) WHERE entry.effective_on < from_on OR "
     "entry.effective_on > until_on OR emergency.entry_id >= ended.entry_id"},
    {"authorities_stand", "an authority, or an emergency, stands on every day on which a release under it does",
     "SELECT claim.entry_id, 'authority ' || authority.code || ' was undone on ' || undone.effective_on FROM "
     "authority_claim AS claim JOIN authority USING (authority_id) JOIN reversal AS undone ON undone.reversed_entry_id "
     "= "
     "authority.entry_id WHERE claim.until_on IS NULL OR (claim.until_on > claim.from_on AND claim.until_on > "
     "undone.effective_on) "
     "UNION ALL SELECT claim.entry_id, 'emergency ' || emergency.code || ' was undone on ' || undone.effective_on FROM "
     "authority_claim AS claim JOIN emergency USING (emergency_id) JOIN reversal AS undone ON undone.reversed_entry_id "
     "= "
     "emergency.entry_id WHERE claim.until_on IS NULL OR (claim.until_on > claim.from_on AND claim.until_on > "
     "undone.effective_on) "
     "UNION ALL SELECT ended.entry_id, 'ends emergency ' || emergency.code || ', which was undone' FROM emergency_end "
     "AS "
     "ended JOIN emergency USING (emergency_id) JOIN reversal ON reversed_entry_id = emergency.entry_id WHERE NOT "
     "EXISTS "
     "(SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = ended.entry_id)"},
});

} // namespace

std::span<const InvariantCheck> release_checks() { return grant_checks; }

} // namespace pvault::audit
