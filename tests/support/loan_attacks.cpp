// Attacks on what a loan's terms, accruals and payments say.
#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

namespace {

// Undoes a whole entry as of a day.
std::string undo_accrual(const std::string& entry, const std::string& on) {
  return "INSERT INTO entry VALUES ($next, 'reversal', '" + on +
         "', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL); INSERT INTO reversal VALUES ($new, 1, " +
         entry + ", '" + on +
         "', 'too early'); INSERT INTO posting SELECT $new, line, account_id, mineral_id, lot_id, party_id, "
         "facility_id, -mass_mg, -amount_cents FROM posting WHERE entry_id = " +
         entry + "; $seal";
}

} // namespace

std::vector<Attack> attacks_on_terms() {
  return {
      {"both a rate and an index", changed(amendment, {{"48000000, NULL, NULL", "48000000, 'SOFR', 5"}}),
       "CHECK constraint failed: (rate_ppb IS NULL)"},
      {"neither a rate nor an index", changed(amendment, {{"48000000, NULL, NULL", "NULL, NULL, NULL"}}),
       "CHECK constraint failed: (rate_ppb IS NULL)"},
      {"a business-day rule of one's own", changed(amendment, {{"'none'", "'preceding'"}}),
       "CHECK constraint failed: business_days"},
      {"a way of repayment of one's own", changed(amendment, {{"'equal'", "'never'"}}),
       "CHECK constraint failed: repayment"},
      {"terms of another day than their entry's",
       changed(amendment, {{"$facility1, '2026-05-01'", "$facility1, '2026-04-01'"}}), "date_differs_from_entry",
       "dates_match_entry"},
      {"more cancelled than is undisbursed",
       changed(cancellation, {{"$facility1, 700)", "$facility1, 900000000)"},
                              {"0, -700)", "0, -900000000)"},
                              {"0, 700)", "0, 900000000)"}}),
       "above_undisbursed", "facilities_within_commitment"},
      {"a cancellation that says more than it posts", changed(cancellation, {{"$facility1, 700)", "$facility1, 701)"}}),
       "rows_differ_from_postings", "loans_match_postings"},
      {"a fixing of another day", changed(fixing, {{"'SOFR', '2026-05-01'", "'SOFR', '2026-05-02'"}}),
       "date_differs_from_entry", "dates_match_entry"},
      {"a condition that no terms name", changed(condition, {{"'legal opinion'", "'good weather'"}}),
       "condition_unknown"},
      {"shares of less than the whole", changed(share, {{"300000000", "299999999"}}), "shares_not_whole",
       "shares_whole"},
      {"a share of nothing", changed(share, {{"300000000", "0"}}), "CHECK constraint failed: share_ppb"},
      {"a drawdown before its condition is met",
       changed(drawdown, {{"'drawdown', '2026-05-01'", "'drawdown', '2025-06-12'"},
                          {"$facility1, 100000, 0, 0)", "$facility3, 100000, 0, 0)"},
                          {"INSERT INTO draw_use VALUES ($new, 1, $purchase2, 90000);", ""},
                          {"5, NULL, NULL, NULL, $facility1", "5, NULL, NULL, NULL, $facility3"},
                          {"31, NULL, NULL, NULL, $facility1", "31, NULL, NULL, NULL, $facility3"},
                          {"32, NULL, NULL, NULL, $facility1", "32, NULL, NULL, NULL, $facility3"}}),
       "condition_not_met", "conditions_met"},
  };
}

std::vector<Attack> attacks_on_amendments() {
  return {
      {"an amendment of the commitment", changed(amendment, {{"1000000000, 48", "1000000001, 48"}}),
       "facility_terms_inconsistent", "terms_consistent"},
      {"an amendment before signing",
       changed(amendment, {{"'amendment', '2026-05-01'", "'amendment', '2025-12-01'"},
                           {"$facility1, '2026-05-01'", "$facility1, '2025-12-01'"}}),
       "facility_terms_inconsistent", "terms_consistent"},
      {"a custom repayment without instalments", changed(amendment, {{"'equal'", "'custom'"}}),
       "facility_terms_inconsistent", "terms_consistent"},
      {"instalments of an equal repayment",
       with(amendment, "INSERT INTO instalment VALUES ($new, 1, $facility1, '2027-06-30', 100)"),
       "facility_terms_inconsistent", "terms_consistent"},
      {"a custom repayment with the instalments of another facility",
       with(changed(amendment, {{"'equal'", "'custom'"}}),
            "INSERT INTO instalment VALUES ($new, 1, $facility2, '2027-06-30', 100)"),
       "facility_terms_inconsistent", "terms_consistent"},
      {"an amendment that leaves a drawdown outside its dates",
       changed(amendment, {{"'amendment', '2026-05-01'", "'amendment', '2026-01-16'"},
                           {"$facility1, '2026-05-01'", "$facility1, '2026-01-16'"},
                           {"'2026-01-15', '2027-12-31'", "'2026-01-15', '2026-01-20'"}}),
       "facility_terms_inconsistent", "drawdowns_within_availability"},
      {"an amendment without terms",
       "INSERT INTO entry VALUES ($next, 'amendment', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, "
       "NULL, "
       "NULL, NULL); $seal",
       "entry_incomplete", "entries_complete"},
  };
}

std::vector<Attack> attacks_on_loans() {
  return {
      {"a fee that the drawdown does not name",
       changed(drawdown, {{"$facility1, 100000, 0, 0)", "$facility1, 100000, 0, 9)"}}), "rows_differ_from_postings",
       "financing_matches_postings"},
      {"interest that the accrual does not name", changed(accrual, {{"$facility1, 500, 20", "$facility1, 501, 20"}}),
       "rows_differ_from_postings", "loans_match_postings"},
      {"fees that the accrual does not name", changed(accrual, {{"20, 60, 7", "20, 61, 7"}}),
       "rows_differ_from_postings", "loans_match_postings"},
      {"an accrual that posts to another facility",
       with(accrual,
            "INSERT INTO posting VALUES ($new, 7, 9, NULL, NULL, NULL, $facility2, 0, 5); INSERT INTO posting VALUES "
            "($new, 8, 12, NULL, NULL, NULL, $facility2, 0, -5)"),
       "rows_differ_from_postings", "loans_match_postings"},
      {"a payment that settles more interest than it says", changed(loan_payment, {{"10, 20, 3000)", "10, 19, 3001)"}}),
       "rows_differ_from_postings", "loans_match_postings"},
      {"more repaid than was owed",
       changed(
           loan_payment,
           {{"10, 20, 3000)", "10, 20, 900000000)"}, {"0, -3030)", "0, -900000030)"}, {"0, 3000)", "0, 900000000)"}}),
       "principal_below_zero", "principal_not_below_zero"},
      {"an accrual undone under a payment of what it posted", undo_accrual("$accrual", "2025-12-31"),
       "something_depends_on_it", "accruals_undone_in_order"},
      {"an accrual undone under a later one", accrual + "; " + accrual + "; " + undo_accrual("$new - 2", "2026-05-01"),
       "something_depends_on_it", "accruals_undone_in_order"},
      {"an accrual undone as of another day", accrual + "; " + undo_accrual("$new - 1", "2026-05-02"),
       "reversal_not_possible", "accruals_undone_in_order"},
  };
}

} // namespace pvault::test
