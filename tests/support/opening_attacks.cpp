#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

std::vector<Attack> attacks_on_openings() {
  const std::string differ = "rows_differ_from_postings";
  const std::string matched = "openings_match_postings";
  return {
      {"an opening balance without its row",
       changed(opening, {{"INSERT INTO opening VALUES", "-- INSERT INTO opening VALUES"}}), "entry_incomplete",
       "entries_complete"},
      {"an opening balance without a lot", changed(opening, {{"INSERT INTO lot VALUES", "-- INSERT INTO lot VALUES"}}),
       "", "entries_complete"},
      {"an opening balance in an entry of another kind", changed(opening, {{"'opening', '2026", "'price', '2026"}}),
       "row_of_other_kind", "entries_complete"},
      {"an opening balance without an authority", changed(opening, {{"'valuation'", "' '"}}),
       "CHECK constraint failed: trim(authority)"},
      {"a cent more than was booked", changed(opening, {{"$magnesium, 100000, 'val", "$magnesium, 100001, 'val"}}),
       differ, matched},
      {"a milligram more than was booked",
       changed(opening, {{"NULL, NULL, NULL, 1000000000", "NULL, NULL, NULL, 1000000001"}}), differ, matched},
      {"an opening balance of another mineral than its lot",
       changed(opening, {{"opening VALUES ($new, 1, $magnesium", "opening VALUES ($new, 1, $zinc"}}), "", matched},
      {"cost for a lot that was there",
       with(opening, "INSERT INTO posting VALUES ($new, 4, 2, $magnesium, $mg1, NULL, NULL, "
                     "0, 5); INSERT INTO posting VALUES ($new, 5, 53, $magnesium, NULL, "
                     "NULL, NULL, 0, -5)"),
       differ, matched},
      {"an opening balance that somebody is owed for",
       changed(opening, {{"53, $magnesium, NULL, NULL, NULL", "4, NULL, NULL, $traxys, NULL"}}), "posting_ill_formed",
       "posting_well_formed"},
      {"an opening balance on a provisional assay",
       with(opening, "INSERT INTO lot_paper (entry_id, line, lot_id, provisional) VALUES ($new, 1, 900, 1)"),
       "lot_not_provisional", "lot_papers_in_order"},
      {"a supplier undone of whom there is an opening balance",
       party + ";" + changed(opening, {{"$traxys", "900"}}) + ";" +
           undoing("(SELECT entry_id FROM party WHERE party_id = 900)"),
       "something_depends_on_it", "names_stand"},
      {"an opening balance after other stock came in",
       changed(opening, {{"'opening', '2026-01-03'", "'opening', '2026-01-12'"},
                         {"$traxys, '2026-01-03'", "$traxys, '2026-01-12'"}}),
       "opening_after_stock", "openings_first"},
      {"a purchase before an opening balance",
       changed(purchase, {{"'purchase', '2026-05-01'", "'purchase', '2026-01-01'"},
                          {"$traxys, '2026-05-01'", "$traxys, '2026-01-01'"}}),
       "opening_after_stock", "openings_first"},
  };
}

} // namespace pvault::test
