#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

namespace {

const std::string undo_cost_method = R"(
  INSERT INTO entry VALUES ($next, 'reversal', '2026-01-10', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO reversal VALUES ($new, 1, $cost_method, '2026-01-10', 'gone');
  $seal)";

const std::string undo_averaging = R"(
  INSERT INTO entry VALUES ($next, 'reversal', '2026-01-13', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO reversal VALUES ($new, 1, $averaging, '2026-01-13', 'gone');
  INSERT INTO posting VALUES ($new, 1, 2, $tin, $sn1, NULL, NULL, 0, -100000);
  INSERT INTO posting VALUES ($new, 2, 2, $tin, $sn2, NULL, NULL, 0, 100000);
  $seal)";

// Draws what is cheaper, too early.
const std::string early_release = R"(
  INSERT INTO entry VALUES ($next, 'release', '2026-01-12', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO release VALUES ($new, 1, $tin, 'sample', 'board', NULL, '1 kg', NULL, 1000000, 0, 0, NULL, NULL, NULL, NULL, NULL);
  INSERT INTO posting VALUES ($new, 1, 2, $tin, $sn1, NULL, NULL, -1000000, -200);
  INSERT INTO posting VALUES ($new, 2, 21, $tin, NULL, NULL, NULL, 1000000, 0);
  INSERT INTO posting VALUES ($new, 3, 7, $tin, NULL, NULL, NULL, 0, 200);
  $seal)";

// The averaging alone, and what stands beside it.
std::string first_entry(const std::string& entries) { return entries.substr(0, entries.find("$seal") + 5); }
std::string second_entry(const std::string& entries) { return entries.substr(entries.find("$seal") + 6); }

std::vector<Attack> attacks_on_methods() {
  const std::string later = "methods_take_effect_later";
  return {
      {"a cost method without its row",
       changed(cost_method, {{"INSERT INTO cost_method VALUES", "-- INSERT INTO cost_method VALUES"}}),
       "entry_incomplete", "entries_complete"},
      {"a cost method in an entry of another kind", changed(cost_method, {{"'cost-method'", "'price'"}}),
       "row_of_other_kind", "entries_complete"},
      {"a cost method of a group", changed(cost_method, {{"$gallium", "$group"}}), "mineral_is_group", later},
      {"a cost method of one's own", changed(cost_method, {{"'specific'", "'highest'"}}),
       "CHECK constraint failed: method IN"},
      {"a cost method dated otherwise than its entry",
       changed(cost_method, {{"$gallium, '2026-05-01'", "$gallium, '2026-05-02'"}}), "date_differs_from_entry",
       "dates_match_entry"},
      {"a cost method for a release that is recorded",
       changed(cost_method, {{"'cost-method', '2026-05-01'", "'cost-method', '2026-04-01'"},
                             {"$gallium, '2026-05-01'", "$gallium, '2026-04-01'"}}),
       "method_in_use", later},
      {"a cost method of all minerals for a release that is recorded",
       changed(cost_method, {{"'cost-method', '2026-05-01'", "'cost-method', '2026-04-02'"},
                             {"$gallium, '2026-05-01'", "NULL, '2026-04-02'"}}),
       "method_in_use", later},
      {"a cost method undone by which a release went", undo_cost_method, "something_depends_on_it", later},
      {"a cost method undone as of a later day",
       changed(undo_cost_method, {{"'reversal', '2026-01-10'", "'reversal', '2026-05-01'"},
                                  {"$cost_method, '2026-01-10'", "$cost_method, '2026-05-01'"}}),
       "reversal_not_possible", later},
      {"a release that names no lots where it has to", cost_method + ";" + release, "lots_not_named",
       "releases_drawn_by_method"},
  };
}

std::vector<Attack> attacks_on_averagings() {
  const std::string order = "averagings_in_order";
  const std::string drawn = "releases_drawn_by_method";
  return {
      {"an averaging without its row",
       changed(averaging, {{"INSERT INTO averaging VALUES", "-- INSERT INTO averaging VALUES"}}), "entry_incomplete",
       "entries_complete"},
      {"an averaging row in an entry of another kind", changed(averaging, {{"'averaging'", "'price'"}}),
       "row_of_other_kind", "entries_complete"},
      {"an averaging that shifts mass",
       changed(averaging, {{"$sn1, NULL, NULL, 0, 10000", "$sn1, NULL, NULL, 5, 10000"},
                           {"$sn2, NULL, NULL, 0, 20000", "$sn2, NULL, NULL, -5, 20000"}}),
       "rows_differ_from_postings", order},
      {"an averaging of another mineral than it says",
       changed(averaging, {{"averaging VALUES ($new, 1, $tin)", "averaging VALUES ($new, 1, $indium)"}}), "", order},
      {"an averaging where lots are drawn first in, first out",
       changed(first_entry(averaging),
               {{"averaging VALUES ($new, 1, $tin)", "averaging VALUES ($new, 1, $gallium)"},
                {"$tin, $sn1, NULL, NULL, 0, 10000", "$gallium, $ga1, NULL, NULL, 0, 10000"},
                {"$tin, $sn2, NULL, NULL, 0, 20000", "$gallium, $ga2, NULL, NULL, 0, 20000"},
                {"$tin, $sn3, NULL, NULL, 0, -30000", "$gallium, $ga1, NULL, NULL, 0, -30000"}}),
       "method_not_average", order},
      {"an averaging behind one that holds later",
       changed(first_entry(averaging), {{"'averaging', '2026-05-01'", "'averaging', '2026-01-12'"},
                                        {"$sn3, NULL, NULL, 0, -30000", "$sn2, NULL, NULL, 0, -30000"}}),
       "average_not_in_order", order},
      {"an averaging without its release", first_entry(averaging) + ";" + site, "averaging_without_release", order},
      {"an averaging on another day than its release",
       first_entry(averaging) + ";" + changed(second_entry(averaging), {{"'2026-05-01'", "'2026-05-02'"}}),
       "averaging_without_release", order},
      {"an averaging undone beneath its release", undo_averaging, "something_depends_on_it", order},
      {"a release before the averaging that holds", early_release, "average_not_in_order", drawn},
  };
}

} // namespace

std::vector<Attack> attacks_on_cost_methods() {
  std::vector<Attack> all = attacks_on_methods();
  const std::vector<Attack> averagings = attacks_on_averagings();
  all.insert(all.end(), averagings.begin(), averagings.end());
  return all;
}

} // namespace pvault::test
