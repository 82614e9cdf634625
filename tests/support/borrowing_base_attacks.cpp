// Attacks on what a borrowing base says, and on the facilities it names.
#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

namespace {

// Undoes a facility of this commitment on which nothing was drawn.
std::string undo_facility(const std::string& entry, const std::string& facility, const std::string& cents) {
  return "INSERT INTO entry VALUES ($next, 'reversal', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, "
         "NULL, "
         "NULL, NULL); INSERT INTO reversal VALUES ($new, 1, " +
         entry + ", '2026-05-01', 'gone'); INSERT INTO posting VALUES ($new, 1, 31, NULL, NULL, NULL, " + facility +
         ", 0, -" + cents + "); INSERT INTO posting VALUES ($new, 2, 30, NULL, NULL, NULL, " + facility + ", 0, " +
         cents + "); $seal;";
}

} // namespace

std::vector<Attack> attacks_on_borrowing_bases() {
  const std::string undone_facility =
      facility + ";" + undo_facility("(SELECT max(entry_id) FROM facility)", "900", "5000");
  return {
      {"an advance of more than all", changed(borrowing_base, {{"800000000", "1000000001"}}),
       "CHECK constraint failed: advance_rate_ppb", "borrowing_bases_sound"},
      {"an advance of less than nothing", changed(borrowing_base, {{"700000000", "-1"}}),
       "CHECK constraint failed: advance_rate_ppb", "borrowing_bases_sound"},
      {"a concentration limit of nothing", changed(borrowing_base, {{"250000000", "0"}}),
       "CHECK constraint failed: concentration_limit_ppb"},
      {"reserves below nothing", changed(borrowing_base, {{"500, ", "-500, "}}),
       "CHECK constraint failed: reserve_cents"},
      {"a price age below nothing", changed(borrowing_base, {{"365", "-1"}}),
       "CHECK constraint failed: price_age_days"},
      {"terms without a source", changed(borrowing_base, {{"'agreement'", "''"}}), "CHECK constraint failed: source"},
      {"an advance rate without reserves", changed(borrowing_base, {{"500, ", "NULL, "}}), "CHECK constraint failed"},
      {"an end with a limit", changed(end_of_base, {{"NULL, NULL, 'amendment'", "1, NULL, 'amendment'"}}),
       "CHECK constraint failed"},
      {"an end with an advance rate of a mineral",
       with(end_of_base, "INSERT INTO borrowing_base_advance VALUES ($new, 1, $gallium, 5)"),
       "borrowing_base_inconsistent", "borrowing_bases_sound"},
      {"an end that is shared", with(end_of_base, "INSERT INTO borrowing_base_facility VALUES ($new, 1, $facility2)"),
       "borrowing_base_inconsistent", "borrowing_bases_sound"},
      {"a base shared with itself", changed(borrowing_base, {{"$facility2", "$facility1"}}),
       "borrowing_base_inconsistent", "borrowing_bases_sound"},
      {"a facility named twice", changed(borrowing_base, {{"$facility2", "$facility3"}}),
       "UNIQUE constraint failed: borrowing_base_facility.entry_id"},
      {"a mineral named twice", changed(borrowing_base, {{"$tungsten", "$gallium"}}),
       "UNIQUE constraint failed: borrowing_base_advance.entry_id"},
      {"an advance on a group", changed(borrowing_base, {{"$tungsten", "$group"}}), "mineral_is_group",
       "groups_hold_no_stock"},
      {"a base before signing",
       changed(borrowing_base, {{"'borrowing-base', '2026-05-01'", "'borrowing-base', '2025-12-31'"},
                                {"$facility1, '2026-05-01'", "$facility1, '2025-12-31'"}}),
       "facility_not_in_force", "borrowing_bases_sound"},
      {"a base of another day than its entry's",
       changed(borrowing_base, {{"$facility1, '2026-05-01'", "$facility1, '2026-04-01'"}}), "date_differs_from_entry",
       "dates_match_entry"},
      {"a base without its row",
       changed(end_of_base, {{"INSERT INTO borrowing_base VALUES", "-- INSERT INTO borrowing_base VALUES"}}),
       "entry_incomplete", "entries_complete"},
      {"a base of a facility that was undone",
       undone_facility + changed(borrowing_base, {{"$facility1, '2026-05-01'", "900, '2026-05-01'"}}),
       "facility_unknown", "names_stand"},
      {"a base shared with a facility that was undone",
       undone_facility + changed(borrowing_base, {{"$facility2", "900"}}), "facility_unknown", "names_stand"},
      {"a facility undone that shares a base", undo_facility("$facility2_entry", "$facility2", "200000000"),
       "something_depends_on_it", "names_stand"},
      {"a facility undone under its base",
       facility + ";" + changed(borrowing_base, {{"$facility1, '2026-05-01'", "900, '2026-05-01'"}}) + ";" +
           undo_facility("(SELECT max(entry_id) FROM facility)", "900", "5000"),
       "something_depends_on_it", "names_stand"},
  };
}

} // namespace pvault::test
