// Attacks on counts, what was found out about them, adjustments, and what warehouses confirmed.
#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

namespace {

std::string undo_counted(const std::string& entry, const std::string& on = "2026-05-01") {
  return "INSERT INTO entry VALUES ($next, 'reversal', '" + on +
         "', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL); INSERT INTO reversal VALUES ($new, 1, " +
         entry + ", '" + on + "', 'gone'); $seal;";
}

// Undoes the adjustment of the sample book with its postings.
std::string undo_adjustment(const std::string& on) {
  return "INSERT INTO entry VALUES ($next, 'reversal', '" + on +
         "', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL); INSERT INTO reversal VALUES ($new, 1, "
         "$adjustment, '" +
         on +
         "', 'gone'); INSERT INTO posting SELECT $new, line, account_id, mineral_id, lot_id, party_id, facility_id, "
         "-mass_mg, -amount_cents FROM posting WHERE entry_id = $adjustment; $seal;";
}

std::string without_row(const std::string& kind) {
  return "INSERT INTO entry VALUES ($next, '" + kind +
         "', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL); $seal";
}

std::vector<Attack> attacks_on_lines() {
  const std::string recomputed = "counts_recomputed";
  const std::string sound = "count_lines_sound";
  return {
      {"a count of nothing", without_row("count"), "entry_incomplete", "entries_complete"},
      {"a lot that is there is left out",
       changed(count, {{"INSERT INTO stock_count_line VALUES ($new, 3, 'SB-4', $sb4, 'not-found', NULL, 0, 10000000, "
                        "1000000, NULL);",
                        ""}}),
       "count_incomplete", recomputed},
      {"a milligram more expected than the book had",
       changed(count, {{"2990000000, 14950000", "2990000001, 14950000"}}), "expected_differs_from_book", recomputed},
      {"a wider tolerance than the count has", changed(count, {{"1000000000, 5000000", "1000000000, 5000001"}}),
       "expected_differs_from_book", recomputed},
      {"a lot that lies elsewhere as if it were here",
       changed(count, {{"'unexpected', '5 kg', 5000000, 0, 0", "'counted', '5 kg', 5000000, 6000000000, 30000000"}}),
       "expected_differs_from_book", recomputed},
      {"a lot under another's name", changed(count, {{"'SB-1', $sb1", "'SB-X', $sb1"}}), "expected_differs_from_book",
       recomputed},
      {"a lot that the book knows as if it did not", changed(count, {{"'NOBODYS'", "'IN-1'"}}),
       "expected_differs_from_book", recomputed},
      {"a lot twice", changed(count, {{"'NOBODYS', NULL", "'SB-1', NULL"}}), "UNIQUE constraint failed"},
      {"nothing found that was counted", changed(count, {{"'2990 kg', 2990000000", "'2990 kg', 0"}}),
       "CHECK constraint failed", sound},
      {"a mass of what was not found", changed(count, {{"'not-found', NULL", "'not-found', '1 kg'"}}),
       "CHECK constraint failed", sound},
      {"a mass of what nobody knows", changed(count, {{"'7 kg', NULL", "'7 kg', 7000000"}}), "CHECK constraint failed",
       sound},
      {"what nobody knows as if it were expected",
       changed(count, {{"NULL, 'unexpected', '7 kg', NULL", "NULL, 'counted', '7 kg', NULL"}}),
       "CHECK constraint failed", sound},
      {"a count by nobody", changed(count, {{"'stranger', 5000000", "' ', 5000000"}}),
       "CHECK constraint failed: trim(counted_by)"},
      {"a tolerance above the whole", changed(count, {{"'stranger', 5000000", "'stranger', 1000000001"}}),
       "CHECK constraint failed: tolerance_ppb"},
      {"a count of a site that was undone",
       site + ";" + undo_counted("(SELECT max(entry_id) FROM site)") + changed(count, {{"$elko", "900"}}),
       "site_unknown", "counts_stand"},
      {"a site undone under its count",
       site + ";" +
           "INSERT INTO entry VALUES ($next, 'count', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', "
           "NULL, NULL, NULL, NULL); INSERT INTO stock_count VALUES ($new, 1, 900, 'x', 0, 0, NULL); INSERT "
           "INTO stock_count_line VALUES ($new, 1, 'NOBODYS', NULL, 'unexpected', '7 kg', NULL, 0, 0, NULL); "
           "$seal;" +
           undo_counted("(SELECT max(entry_id) FROM site)"),
       "something_depends_on_it", "counts_stand"},
  };
}

std::vector<Attack> attacks_on_findings() {
  const std::string sound = "findings_sound";
  return {
      {"a finding without its row", without_row("count-finding"), "entry_incomplete", "entries_complete"},
      {"a finding about a lot that was not counted", changed(finding, {{"$count, 4", "$count, 9"}}), "lot_not_counted",
       sound},
      {"a finding about no count", changed(finding, {{"$count, 4", "$purchase1, 1"}}), "lot_not_counted", sound},
      {"a finding before the count",
       changed(finding, {{"'count-finding', '2026-05-01'", "'count-finding', '2026-04-25'"}}), "count_out_of_order",
       sound},
      {"a finding about what is within tolerance",
       count + ";" + changed(finding, {{"$count, 4", "(SELECT max(entry_id) FROM stock_count), 1"}}),
       "difference_within_tolerance", sound},
      {"a finding about a count that was undone",
       count + ";" + undo_counted("(SELECT max(entry_id) FROM stock_count)") +
           changed(finding, {{"$count, 4", "(SELECT max(entry_id) FROM stock_count), 2"}}),
       "reversed_already", sound},
      {"a finding of nothing", changed(finding, {{"'of the neighbour'", "' '"}}),
       "CHECK constraint failed: trim(finding)"},
      {"a count undone under its findings", undo_counted("$count"), "something_depends_on_it", "counts_stand"},
      {"a finding undone under its adjustment", undo_counted("$finding1"), "something_depends_on_it", "counts_stand"},
      {"a finding undone before its adjustment was",
       undo_adjustment("2026-05-20") + undo_counted("$finding1", "2026-05-10"), "something_depends_on_it",
       "counts_stand"},
  };
}

std::vector<Attack> attacks_on_who_adjusts() {
  const std::string sound = "adjustments_sound";
  return {
      {"an adjustment without its row", without_row("count-adjustment"), "entry_incomplete", "entries_complete"},
      {"an adjustment approved by who counted", changed(adjustment, {{"'B. Chen'", "' a. MILLER '"}}),
       "approver_counted", sound},
      {"an adjustment that nobody approved", changed(adjustment, {{"'B. Chen'", "' '"}}),
       "CHECK constraint failed: trim(approved_by)"},
      {"an adjustment without a reason", changed(adjustment, {{"'stolen'", "' '"}}),
       "CHECK constraint failed: trim(reason)"},
      {"an adjustment by the finding about another lot", changed(adjustment, {{"$finding4", "$finding2"}}),
       "difference_not_explained", sound},
      {"an adjustment before its finding",
       changed(adjustment, {{"'count-adjustment', '2026-05-01'", "'count-adjustment', '2026-04-26'"}}),
       "difference_not_explained", sound},
      {"an adjustment before the count",
       changed(adjustment, {{"'count-adjustment', '2026-05-01'", "'count-adjustment', '2026-04-25'"}}),
       "count_out_of_order", sound},
      {"an adjustment of another lot than the line's", changed(adjustment, {{"$finding4, $sb4", "$finding4, $sb2"}}),
       "lot_not_counted", sound},
      {"an adjustment twice",
       adjustment + ";" +
           changed(adjustment,
                   {{"-10000000, -1000", "-10000000, 0"},
                    {"22, $antimony", "22, $antimony"},
                    {"INSERT INTO posting VALUES ($new, 3, 8, $antimony, NULL, NULL, NULL, 0, 1000);", ""}}),
       "adjusted_already", sound},
      {"an adjustment by a count that another came after", count + ";" + adjustment, "count_superseded", sound},
      {"an adjustment of a difference within tolerance",
       changed(count, {{"'900 kg', 900000000", "'1005 kg', 1005000000"}}) + ";" +
           changed(surplus, {{"$count, 2, $finding2, $sb2, 2000000",
                              "(SELECT max(entry_id) FROM stock_count), 2, $finding2, $sb2, 5000000"},
                             {"NULL, NULL, NULL, 2000000, $sb2", "NULL, NULL, NULL, 5000000, $sb2"},
                             {"900, NULL, NULL, 2000000, 0", "900, NULL, NULL, 5000000, 0"},
                             {"NULL, -2000000, 0", "NULL, -5000000, 0"}}),
       "difference_within_tolerance", sound},
  };
}

std::vector<Attack> attacks_on_what_is_adjusted() {
  const std::string match = "adjustments_match_postings";
  return {
      {"a milligram less adjusted than was missing",
       changed(adjustment, {{"$sb4, -10000000, 'B", "$sb4, -9999999, 'B"},
                            {"NULL, NULL, -10000000, -1000", "NULL, NULL, -9999999, -1000"},
                            {"NULL, 10000000, 0", "NULL, 9999999, 0"}}),
       "adjustment_not_possible", match},
      {"a milligram more found than was counted",
       changed(surplus, {{"$sb2, 2000000, 'B", "$sb2, 2000001, 'B"},
                         {"NULL, NULL, NULL, 2000000, $sb2", "NULL, NULL, NULL, 2000001, $sb2"},
                         {"900, NULL, NULL, 2000000, 0", "900, NULL, NULL, 2000001, 0"},
                         {"NULL, -2000000, 0", "NULL, -2000001, 0"}}),
       "adjustment_not_possible", match},
      {"an adjustment that posts another mass",
       changed(adjustment, {{"NULL, NULL, -10000000, -1000", "NULL, NULL, -9999999, -1000"},
                            {"NULL, 10000000, 0", "NULL, 9999999, 0"}}),
       "rows_differ_from_postings", match},
      {"an adjustment that takes from another lot", changed(adjustment, {{"2, $antimony, $sb4", "2, $antimony, $sb2"}}),
       "rows_differ_from_postings", match},
      {"an adjustment of two lots",
       with(adjustment, "INSERT INTO posting VALUES ($new, 4, 2, $antimony, $sb2, NULL, NULL, -5, 0); INSERT INTO "
                        "posting VALUES ($new, 5, 22, $antimony, NULL, NULL, NULL, 5, 0)"),
       "rows_differ_from_postings", match},
      {"what was found has a cost",
       changed(surplus, {{"900, NULL, NULL, 2000000, 0)", "900, NULL, NULL, 2000000, 200); INSERT INTO posting VALUES "
                                                          "($new, 3, 8, $antimony, NULL, NULL, NULL, 0, -200)"}}),
       "rows_differ_from_postings", match},
      {"what was found lies elsewhere", changed(surplus, {{"$antimony, $elko", "$antimony, $reno"}}),
       "rows_differ_from_postings", match},
      {"what was found is of another lot",
       changed(surplus, {{"2000000, $sb2, $sb2, '2026-04-21'", "2000000, $sb1, $sb1, '2026-04-21'"}}),
       "rows_differ_from_postings", match},
      {"what was found goes into the lot that was counted",
       changed(surplus, {{"INSERT INTO lot VALUES ($new, 1, 900, 'SB-900', $antimony, $elko, $hartree, '2026-05-01', "
                          "'2 kg', NULL, NULL, NULL, 2000000, $sb2, $sb2, '2026-04-21');",
                          ""},
                         {"2, $antimony, 900", "2, $antimony, $sb2"}}),
       "rows_differ_from_postings", match},
      {"what was found is a day younger", changed(surplus, {{"'2026-04-21'", "'2026-04-22'"}}), "lineage_broken",
       "lots_inherit"},
      {"what was found has no parent", changed(surplus, {{"$sb2, $sb2, '2026-04-21'", "NULL, NULL, NULL"}}),
       "lineage_broken", "lots_inherit"},
      {"an adjustment of nothing", changed(adjustment, {{"$sb4, -10000000, 'B", "$sb4, 0, 'B"}}),
       "CHECK constraint failed: mass_mg <> 0"},
      {"what made a lot is undone under what was found beside it",
       surplus + ";" +
           "INSERT INTO entry VALUES ($next, 'reversal', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, "
           "NULL, NULL, NULL); INSERT INTO reversal VALUES ($new, 1, $purchase7, '2026-05-01', 'gone'); INSERT INTO "
           "posting SELECT $new, line, account_id, mineral_id, lot_id, party_id, facility_id, -mass_mg, -amount_cents "
           "FROM posting WHERE entry_id = $purchase7; $seal",
       "something_depends_on_it", "counts_stand"},
  };
}

std::vector<Attack> attacks_on_confirmations() {
  const std::string recomputed = "counts_recomputed";
  return {
      {"a confirmation of nothing", without_row("warehouse-confirmation"), "entry_incomplete", "entries_complete"},
      {"a confirmation outside its tolerance",
       changed(confirmation, {{"'1001 kg', 1001000000", "'1001 kg', 1001000001"}}), "CHECK constraint failed: abs",
       recomputed},
      {"a confirmation of more than the book had",
       changed(confirmation, {{"1001000000, 1000000000", "1001000000, 1000000001"}}), "expected_differs_from_book",
       recomputed},
      {"a confirmation of what lies elsewhere",
       changed(confirmation, {{"$sb1, '2990 kg', 2990000000, 2990000000", "$ga1, '6 t', 6000000000, 6000000000"}}),
       "expected_differs_from_book", recomputed},
      {"a confirmation with a tolerance of its own",
       changed(confirmation, {{"2990000000, 2990000000, 1000000", "2990000000, 2990000000, 1000001"}}),
       "expected_differs_from_book", recomputed},
      {"a lot confirmed twice",
       changed(confirmation, {{"$sb1, '2990 kg', 2990000000, 2990000000", "$sb2, '1 t', 1000000000, 1000000000"}}),
       "UNIQUE constraint failed"},
      {"a statement without a hash",
       changed(confirmation, {{"'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc'", "'cc'"}}),
       "CHECK constraint failed: length(statement_sha256)"},
      {"a confirmation at a site that was undone",
       site + ";" + undo_counted("(SELECT max(entry_id) FROM site)") + changed(confirmation, {{"$elko", "900"}}),
       "site_unknown", "counts_stand"},
  };
}

} // namespace

std::vector<Attack> attacks_on_counts() {
  std::vector<Attack> all;
  for (const auto& attacks : {attacks_on_lines(), attacks_on_findings(), attacks_on_who_adjusts(),
                              attacks_on_what_is_adjusted(), attacks_on_confirmations()})
    all.insert(all.end(), attacks.begin(), attacks.end());
  return all;
}

} // namespace pvault::test
