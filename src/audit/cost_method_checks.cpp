#include "audit/invariant_checks.hpp"

#include <array>

namespace pvault::audit {

namespace {

// "As known then": a reversal recorded later had not been made.
constexpr auto all_cost_method_checks = std::to_array<InvariantCheck>({
    {"methods_take_effect_later",
     "a cost method is for releases to come, and is undone as of its own day while none that stands went by it",
     "SELECT chosen.entry_id, 'holds from ' || chosen.effective_on || ', before release ' || release.entry_id || ' of "
     "' || "
     "released.effective_on || ' was recorded' FROM cost_method AS chosen JOIN release ON (release.mineral_id = "
     "chosen.mineral_id OR chosen.mineral_id IS NULL) AND release.entry_id < chosen.entry_id JOIN entry AS released ON "
     "released.entry_id = release.entry_id WHERE released.effective_on >= chosen.effective_on AND NOT EXISTS (SELECT 1 "
     "FROM reversal WHERE reversed_entry_id = release.entry_id AND reversal.entry_id < chosen.entry_id) AND NOT EXISTS "
     "(SELECT 1 FROM cost_method AS later WHERE (later.mineral_id = release.mineral_id OR later.mineral_id IS NULL) "
     "AND "
     "later.entry_id < chosen.entry_id AND later.effective_on > chosen.effective_on AND later.effective_on <= "
     "released.effective_on AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = later.entry_id AND "
     "reversal.entry_id < chosen.entry_id)) "
     "UNION ALL SELECT reversal.entry_id, 'undoes cost method ' || reversed_entry_id || ' of ' || chosen.effective_on "
     "|| "
     "' as of ' || reversal.effective_on FROM reversal JOIN cost_method AS chosen ON chosen.entry_id = "
     "reversed_entry_id "
     "WHERE reversal.effective_on <> chosen.effective_on "
     "UNION ALL SELECT reversal.entry_id, 'undoes cost method ' || undone.entry_id || ', by which release ' || "
     "release.entry_id || ' went' FROM reversal JOIN cost_method AS undone ON undone.entry_id = reversed_entry_id JOIN "
     "release ON (release.mineral_id = undone.mineral_id OR undone.mineral_id IS NULL) AND release.entry_id < "
     "reversal.entry_id AND release.entry_id > undone.entry_id JOIN entry AS released ON released.entry_id = "
     "release.entry_id WHERE released.effective_on >= undone.effective_on AND NOT EXISTS (SELECT 1 FROM reversal AS "
     "other "
     "WHERE other.reversed_entry_id = release.entry_id AND other.entry_id < reversal.entry_id) AND NOT EXISTS (SELECT "
     "1 "
     "FROM cost_method AS later WHERE (later.mineral_id = release.mineral_id OR later.mineral_id IS NULL) AND "
     "(later.effective_on, later.entry_id) > (undone.effective_on, undone.entry_id) AND later.entry_id < "
     "release.entry_id AND later.effective_on <= released.effective_on AND NOT EXISTS (SELECT 1 FROM reversal AS other "
     "WHERE other.reversed_entry_id = later.entry_id AND other.entry_id < release.entry_id)) "
     "UNION ALL SELECT cost_method.entry_id, 'is of a group' FROM cost_method JOIN mineral USING (mineral_id) WHERE "
     "is_group"},
    {"averagings_in_order",
     "an averaging shifts cost between lots of its mineral, for the release that follows it, and behind none that "
     "holds "
     "later",
     "SELECT averaging.entry_id, 'shifts mass, or another mineral' FROM averaging JOIN posting USING (entry_id) WHERE "
     "mass_mg <> 0 OR posting.mineral_id <> averaging.mineral_id GROUP BY averaging.entry_id "
     "UNION ALL SELECT averaging.entry_id, 'is not followed by its release' FROM averaging JOIN entry USING (entry_id) "
     "WHERE NOT EXISTS (SELECT 1 FROM release JOIN entry AS next USING (entry_id) WHERE release.entry_id = "
     "averaging.entry_id + 1 AND release.mineral_id = averaging.mineral_id AND next.effective_on = entry.effective_on) "
     "UNION ALL SELECT averaging.entry_id, 'is made where the method is ' || coalesce(method, 'fifo') FROM (SELECT "
     "averaging.entry_id, (SELECT method FROM cost_method AS chosen WHERE (chosen.mineral_id = averaging.mineral_id OR "
     "chosen.mineral_id IS NULL) AND chosen.entry_id < averaging.entry_id AND chosen.effective_on <= "
     "entry.effective_on "
     "AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = chosen.entry_id AND reversal.entry_id < "
     "averaging.entry_id) ORDER BY chosen.effective_on DESC, chosen.entry_id DESC LIMIT 1) AS method FROM averaging "
     "JOIN "
     "entry USING (entry_id)) AS averaging WHERE method IS NOT 'average' "
     "UNION ALL SELECT averaging.entry_id, 'is dated ' || entry.effective_on || ', entry ' || held.entry_id || ' holds "
     "from ' || held_on FROM averaging JOIN entry USING (entry_id) JOIN averaging_held AS held USING (mineral_id) "
     "WHERE "
     "held.by_entry_id < averaging.entry_id AND held_on > entry.effective_on "
     "UNION ALL SELECT reversal.entry_id, 'undoes averaging ' || averaging.entry_id || ', on which entry ' || "
     "later.entry_id || ' counts' FROM reversal JOIN averaging ON averaging.entry_id = reversed_entry_id JOIN posting "
     "AS "
     "shift ON shift.entry_id = averaging.entry_id JOIN posting AS later ON later.lot_id = shift.lot_id JOIN entry ON "
     "entry.entry_id = later.entry_id WHERE later.entry_id > averaging.entry_id AND later.entry_id < reversal.entry_id "
     "AND kind <> 'reversal' AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = "
     "later.entry_id AND other.entry_id < reversal.entry_id)"},
});

} // namespace

std::span<const InvariantCheck> cost_method_checks() { return all_cost_method_checks; }

} // namespace pvault::audit
