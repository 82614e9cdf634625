// What a release is made under: authorities and emergencies.
#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

namespace {

const std::string one_tonne = "'1 t', NULL, 1000000000";

// The release of the emergency, of so many milligrams.
std::string release_of(const std::string& mg) {
  return changed(emergency_release, {{one_tonne, "'x', NULL, " + mg},
                                     {"-1000000000, -100000", "-" + mg + ", -100000"},
                                     {"NULL, 1000000000, 0)", "NULL, " + mg + ", 0)"}});
}

// The same as a sale, which no emergency limits.
std::string sale_of(const std::string& mg) {
  return changed(release_of(mg), {{"'emergency', 'A-1'", "'sale', 'A-1'"},
                                  {"'x', NULL", "'x', '0 USD/kg'"},
                                  {"$a1, $e1, NULL, NULL)", "$a1, NULL, NULL, NULL)"}});
}

std::string undo_grant(const std::string& entry, const std::string& on) {
  return "INSERT INTO entry VALUES ($next, 'reversal', '" + on +
         "', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);"
         "INSERT INTO reversal VALUES ($new, 1, " +
         entry + ", '" + on + "', 'gone')";
}

// The release of the sample book, undone as of 10 May.
const std::string undo_release = undo_grant("$emergency_release", "2026-05-10") + R"(;
  INSERT INTO posting VALUES ($new, 1, 2, $cobalt, $co1, NULL, NULL, 1000000000, 100000);
  INSERT INTO posting VALUES ($new, 2, 21, $cobalt, NULL, NULL, NULL, -1000000000, 0);
  INSERT INTO posting VALUES ($new, 3, 7, $cobalt, NULL, NULL, NULL, 0, -100000);
  $seal)";

std::vector<Attack> attacks_on_authorities() {
  const std::string check = "releases_authorised";
  const std::string none = changed(sale_of("1000000000"), {{"$a1, NULL, NULL, NULL)", "NULL, NULL, NULL, NULL)"}});
  return {
      {"a release under no authority", none, "authority_missing", check},
      {"a release under an authority that is not there",
       changed(sale_of("1000000000"), {{"$a1, NULL, NULL, NULL)", "901, NULL, NULL, NULL)"}}), ""},
      {"a release under the authority of another mineral",
       changed(release, {{"0, NULL, NULL, NULL, NULL, NULL)", "0, NULL, $a1, NULL, NULL, NULL)"}}),
       "authority_of_other_mineral", check},
      {"a release of a kind that the authority is not for",
       changed(sale_of("1000000000"), {{"'sale', 'A-1'", "'sample', 'A-1'"}, {"'x', '0 USD/kg'", "'x', NULL"}}),
       "authority_of_other_kind", check},
      {"a release after the authority",
       changed(sale_of("1000000000"), {{"'release', '2026-05-01'", "'release', '2027-01-01'"}}), "outside_authority",
       check},
      {"a release before the authority",
       changed(sale_of("1000000000"), {{"'release', '2026-05-01'", "'release', '2026-04-20'"}}), "outside_authority",
       check},
      {"a milligram more than is left", sale_of("2000000001"), "above_authorised", check},
      {"a milligram more than was left until another was undone",
       undo_release + ";" + changed(sale_of("2000000001"), {{"'release', '2026-05-01'", "'release', '2026-05-09'"}}),
       "above_authorised", check},
      {"an authority that ends before it begins",
       changed(authority, {{"'2026-05-01', NULL);", "'2026-05-01', '2026-04-30');"}}),
       "CHECK constraint failed: until_on"},
      {"an authority of another day than its entry",
       changed(authority, {{"'resolution 2', '2026-05-01'", "'resolution 2', '2026-05-02'"}}),
       "date_differs_from_entry", "dates_match_entry"},
      {"an authority over nothing", changed(authority, {{"'2 t', 2000000000", "'2 t', 0"}}),
       "CHECK constraint failed: mass_mg"},
      {"an authority over a group", changed(authority, {{"'A-900', $gallium", "'A-900', $group"}}), "mineral_is_group"},
      {"an authority by a name that is taken", changed(authority, {{"'A-900'", "'a-1'"}}), "name_taken"},
      {"an authority in the place of another", changed(authority, {{"1, 900,", "1, $a1,"}}), "append_only"},
      {"an authority for a kind that is not there", changed(authority, {{"2, 'sample'", "2, 'gift'"}}),
       "release_kind_unknown"},
      {"an authority for a kind twice", changed(authority, {{"2, 'sample'", "2, 'sale'"}}), "UNIQUE constraint failed"},
      {"an authority without its row",
       changed(authority, {{"INSERT INTO authority VALUES", "-- INSERT INTO authority VALUES"}}), "",
       "release_entries_complete"},
      {"an authority undone beneath its release", undo_grant("$authority", "2026-04-21") + "; $seal",
       "something_depends_on_it", "authorities_stand"},
      {"an authority undone before its release was",
       undo_release + ";" + undo_grant("$authority", "2026-05-09") + "; $seal", "something_depends_on_it",
       "authorities_stand"},
      {"a new basis of demand", "INSERT INTO demand_basis VALUES ('guess', 'trade', NULL, 0, 'a guess')",
       "append_only"},
      {"a new kind of release", "INSERT INTO release_kind VALUES ('gift', 21, 7, 'no', 0)", "append_only"},
  };
}

std::vector<Attack> attacks_on_emergencies() {
  const std::string check = "emergencies_declared";
  return {
      {"an emergency release without an emergency",
       changed(emergency_release, {{"$a1, $e1, NULL, NULL)", "$a1, NULL, NULL, NULL)"}}), "emergency_missing", check},
      {"an emergency release in an emergency that is not there",
       changed(emergency_release, {{"$a1, $e1, NULL, NULL)", "$a1, 901, NULL, NULL)"}}), ""},
      {"a sale in an emergency", changed(sale_of("1000000000"), {{"$a1, NULL, NULL, NULL)", "$a1, $e1, NULL, NULL)"}}),
       "emergency_not_applicable", check},
      {"an emergency release after the emergency",
       changed(emergency_release, {{"'release', '2026-05-01'", "'release', '2027-01-01'"}}), "", check},
      {"an emergency release after the emergency was ended",
       changed(emergency_release, {{"$a1, $e1, NULL, NULL)", "$a1, $e2, NULL, NULL)"}}), "outside_emergency", check},
      {"an emergency release of what the emergency does not cover",
       changed(release, {{"'sale', 'board'", "'emergency', 'board'"},
                         {"0, NULL, NULL, NULL, NULL, NULL)", "0, NULL, NULL, $e1, NULL, NULL)"}}),
       "mineral_not_in_emergency", check},
      {"a milligram more than the emergency's maximum", release_of("1000000001"), "above_authorised", check},
      {"a milligram more than the maximum was until another was undone",
       undo_release + ";" + changed(release_of("1000000001"), {{"'release', '2026-05-01'", "'release', '2026-05-09'"}}),
       "above_authorised", check},
      {"an emergency that ends before it begins", changed(emergency, {{"'2026-06-30'", "'2026-04-30'"}}),
       "CHECK constraint failed: until_on"},
      {"an emergency of another day than its entry",
       changed(emergency, {{"'section 98f', '2026-05-01'", "'section 98f', '2026-05-02'"}}), "date_differs_from_entry",
       "dates_match_entry"},
      {"an emergency that covers a group", changed(emergency, {{"1, $gallium", "1, $group"}}), "mineral_is_group"},
      {"an emergency that covers a mineral twice", changed(emergency, {{"2, $tungsten", "2, $gallium"}}),
       "UNIQUE constraint failed"},
      {"an emergency with half a maximum", changed(emergency, {{"$tungsten, NULL, NULL", "$tungsten, NULL, 5"}}),
       "CHECK constraint failed"},
      {"an emergency by a name that is taken", changed(emergency, {{"'E-900'", "'e-1'"}}), "name_taken"},
      {"an emergency in the place of another", changed(emergency, {{"1, 900,", "1, $e1,"}}), "append_only"},
      {"an emergency without its row",
       changed(emergency, {{"INSERT INTO emergency VALUES", "-- INSERT INTO emergency VALUES"}}), "",
       "release_entries_complete"},
      {"an emergency undone beneath its release", undo_grant("$emergency", "2026-04-21") + "; $seal",
       "something_depends_on_it", "authorities_stand"},
      {"an emergency undone beneath its end", undo_grant("$over", "2026-04-21") + "; $seal", "something_depends_on_it",
       "authorities_stand"},
      {"an end before the emergency",
       changed(emergency_end, {{"'emergency-end', '2026-05-01'", "'emergency-end', '2026-04-20'"}}),
       "outside_emergency", check},
      {"an end before a release",
       changed(emergency_end, {{"'emergency-end', '2026-05-01'", "'emergency-end', '2026-04-21'"}}),
       "something_depends_on_it", check},
      {"a second end", changed(emergency_end, {{"$e1", "$e2"}}), "emergency_ended_already"},
      {"an end of what is not there", changed(emergency_end, {{"$e1", "901"}}), "emergency_unknown"},
      {"an end without its row",
       changed(emergency_end, {{"INSERT INTO emergency_end VALUES", "-- INSERT INTO emergency_end VALUES"}}),
       "entry_incomplete", "release_entries_complete"},
  };
}

} // namespace

std::vector<Attack> attacks_on_grants() {
  std::vector<Attack> all = attacks_on_authorities();
  const auto emergencies = attacks_on_emergencies();
  all.insert(all.end(), emergencies.begin(), emergencies.end());
  return all;
}

} // namespace pvault::test
