#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

std::vector<Attack> attacks_on_rows() {
  const std::string other_row = "rows_differ_from_postings";
  return {
      {"the metal costs a cent more than was booked", changed(purchase, {{"NULL, 100000)", "NULL, 100001)"}}),
       other_row, "purchases_match_postings"},
      {"freight of a cent more than was booked", changed(purchase, {{"'freight', 500", "'freight', 501"}}), other_row,
       "purchases_match_postings"},
      {"the lot received a milligram more than was booked",
       changed(purchase, {{"NULL, 1000000000, NULL", "NULL, 1000000001, NULL"}}), other_row,
       "purchases_match_postings"},
      {"a purchase of another mineral", changed(purchase, {{"1, $gallium, $traxys", "1, $tungsten, $traxys"}}),
       other_row, "purchases_match_postings"},
      {"a purchase that fills up an old lot", changed(purchase, {{"2, $gallium, 900", "2, $gallium, $ga2"}}), other_row,
       "purchases_match_postings"},
      {"a purchase whose debt is to another supplier",
       changed(purchase, {{"4, NULL, NULL, $traxys", "4, NULL, NULL, $hartree"}}), other_row,
       "purchases_match_postings"},
      {"a lot from another supplier", changed(purchase, {{"$denver, $traxys", "$denver, $hartree"}}), other_row,
       "purchases_match_postings"},
      {"a release of a milligram more than was booked",
       changed(release, {{"1000000000, 70000000, 0,", "1000000001, 70000000, 0,"}}), other_row,
       "releases_match_postings"},
      {"proceeds of a cent more than was booked",
       changed(release, {{"1000000000, 70000000, 0,", "1000000000, 70000001, 0,"}}), other_row,
       "releases_match_postings"},
      {"a release of another mineral", changed(release, {{"1, $gallium, 'sale'", "1, $tungsten, 'sale'"}}), other_row,
       "releases_match_postings"},
      {"a release that moves mass into another lot",
       with(changed(release, {{"$ga1, NULL, NULL, -1000000000", "$ga1, NULL, NULL, -1500000000"}}),
            "INSERT INTO posting VALUES ($new, 6, 2, $gallium, $ga2, NULL, NULL, 500000000, 0)"),
       other_row, "releases_match_postings"},
      {"a release whose cost goes to cash", changed(release, {{"7, $gallium, NULL", "1, NULL, NULL"}}), other_row,
       "releases_match_postings"},
      {"a release to another recipient", changed(release, {{"3, NULL, NULL, $buyer", "3, NULL, NULL, $hartree"}}),
       other_row, "releases_match_postings"},
      {"a sale booked as a loss", changed(release, {{"7, $gallium", "8, $gallium"}}), other_row,
       "releases_match_postings"},
      {"a loss booked as a release", changed(loss, {{"22, $gallium", "21, $gallium"}}), other_row,
       "releases_match_postings"},
      {"a payment of a cent more than was booked", changed(payment, {{"$traxys, 777)", "$traxys, 778)"}}), other_row,
       "financing_matches_postings"},
      {"a payment in the other direction", changed(payment, {{"'to-supplier'", "'from-customer'"}}), other_row,
       "financing_matches_postings"},
      {"a payment back booked on a claim on a customer",
       changed(payment, {{"'to-supplier'", "'from-supplier'"},
                         {"NULL, NULL, NULL, NULL, 0, -777", "NULL, NULL, NULL, NULL, 0, 777"},
                         {"4, NULL, NULL, $traxys, NULL, 0, 777", "3, NULL, NULL, $traxys, NULL, 0, -777"}}),
       other_row, "financing_matches_postings"},
      {"a payment booked for another party", changed(payment, {{"4, NULL, NULL, $traxys", "4, NULL, NULL, $hartree"}}),
       other_row, "financing_matches_postings"},
      {"a supplier's payment booked on a claim",
       changed(payment, {{"4, NULL, NULL, $traxys", "3, NULL, NULL, $traxys"}}), other_row,
       "financing_matches_postings"},
  };
}

std::vector<Attack> attacks_on_wholeness() {
  return {
      {"a purchase without a lot",
       R"(INSERT INTO entry VALUES ($next, 'purchase', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
          INSERT INTO purchase VALUES ($new, 1, $gallium, $traxys, NULL, 0); $seal)",
       "entry_incomplete", "entries_complete"},
      {"an entry without the row of its kind", changed(mineral_price, {{"INSERT INTO price", "-- INSERT INTO price"}}),
       "entry_incomplete", "entries_complete"},
      {"a facility without its terms",
       R"(INSERT INTO entry VALUES ($next, 'facility', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
          INSERT INTO facility VALUES ($new, 1, 900, 'EXIM-9', $exim); $seal)",
       "entry_incomplete", "entries_complete"},
      {"a price dated otherwise than its entry",
       changed(mineral_price, {{"$gallium, '2026-05-01'", "$gallium, '2026-05-02'"}}), "date_differs_from_entry",
       "dates_match_entry"},
      {"a demand figure dated otherwise than its entry",
       changed(demand, {{"'demand', '2025-01-01'", "'demand', '2025-01-02'"}}), "date_differs_from_entry",
       "dates_match_entry"},
      {"a demand figure for another year", changed(demand, {{"2025, 'apparent", "2024, 'apparent"}}),
       "CHECK constraint failed: effective_on = printf('%04d-01-01', year)"},
      {"a declared demand without who declares it", changed(demand, {{"apparent-consumption", "participant-demand"}}),
       "participant_missing", "demands_on_their_basis"},
      {"the country's consumption declared by a party", changed(demand, {{"'press', NULL", "'press', $traxys"}}),
       "participant_not_applicable", "demands_on_their_basis"},
      {"a demand that a supplier declares",
       changed(demand, {{"apparent-consumption", "participant-demand"}, {"'press', NULL", "'press', $traxys"}}),
       "party_role_wrong", "demands_on_their_basis"},
      {"a target dated otherwise than its entry",
       changed(target, {{"$gallium, '2026-05-01'", "$gallium, '2026-05-02'"}}), "date_differs_from_entry",
       "dates_match_entry"},
  };
}

std::vector<Attack> attacks_on_financing() {
  return {
      {"a drawdown of a cent more than was booked",
       changed(drawdown, {{"$facility1, 100000, 0, 0)", "$facility1, 100001, 0, 0)"}}), "rows_differ_from_postings",
       "financing_matches_postings"},
      {"a drawdown booked on another facility", changed(drawdown, {{"1, $facility1, 100000", "1, $facility2, 100000"}}),
       "rows_differ_from_postings", "financing_matches_postings"},
      {"a second drawdown hidden in the first",
       with(drawdown, "INSERT INTO posting VALUES ($new, 5, 1, NULL, NULL, NULL, NULL, 0, 5); "
                      "INSERT INTO posting VALUES ($new, 6, 5, NULL, NULL, NULL, $facility2, 0, -5); "
                      "INSERT INTO posting VALUES ($new, 7, 31, NULL, NULL, NULL, $facility2, 0, -5); "
                      "INSERT INTO posting VALUES ($new, 8, 32, NULL, NULL, NULL, $facility2, 0, 5)"),
       "rows_differ_from_postings", "financing_matches_postings"},
      {"used for a cent more than was drawn", changed(drawdown, {{"$purchase2, 90000)", "$purchase2, 100001)"}}),
       "use_above_drawdown", "uses_within_drawdown"},
      {"a cent more than the purchase cost, with what another drawdown financed",
       changed(drawdown,
               {{"$purchase2, 90000)", "$purchase1, 80150001)"},
                {"1, $facility1, 100000, 0, 0)", "1, $facility1, 90000000, 0, 0)"},
                {"1, NULL, NULL, NULL, NULL, 0, 100000)", "1, NULL, NULL, NULL, NULL, 0, 90000000)"},
                {"5, NULL, NULL, NULL, $facility1, 0, -100000", "5, NULL, NULL, NULL, $facility1, 0, -90000000"},
                {"31, NULL, NULL, NULL, $facility1, 0, -100000", "31, NULL, NULL, NULL, $facility1, 0, -90000000"},
                {"$facility1, 0, 100000)", "$facility1, 0, 90000000)"}}),
       "purchase_already_financed", "purchases_financed_once"},
      {"a use for what is no purchase", changed(drawdown, {{"$purchase2, 90000)", "$sale, 90000)"}}),
       "use_not_a_purchase", "purchases_financed_once"},
      {"a use for an entry that is not there", changed(drawdown, {{"$purchase2, 90000)", "100000, 90000)"}}),
       "use_not_a_purchase", "purchases_financed_once"},
      {"a use of nothing", changed(drawdown, {{"$purchase2, 90000)", "$purchase2, 0)"}}),
       "CHECK constraint failed: amount_cents > 0"},
      {"a payment back from a supplier who owes nothing",
       changed(payment, {{"'to-supplier'", "'from-supplier'"},
                         {"NULL, NULL, NULL, NULL, 0, -777", "NULL, NULL, NULL, NULL, 0, 777"},
                         {"$traxys, NULL, 0, 777", "$traxys, NULL, 0, -777"}}),
       "payment_above_receivable"},
      {"a payment back from a supplier who was never paid",
       changed(payment, {{"'to-supplier', $traxys", "'from-supplier', $hartree"},
                         {"NULL, NULL, NULL, NULL, 0, -777", "NULL, NULL, NULL, NULL, 0, 777"},
                         {"$traxys, NULL, 0, 777", "$hartree, NULL, 0, -777"}}),
       "payment_above_receivable", "paid_back_within_paid"},
      {"a payment, to a supplier, of what was bought later",
       changed(payment, {{"'payment', '2026-05-01'", "'payment', '2026-01-03'"},
                         {"'to-supplier', $traxys", "'to-supplier', $hartree"},
                         {"$traxys, NULL, 0, 777", "$hartree, NULL, 0, 777"}}),
       "payment_above_payable"},
      {"a payment, by a customer, of what was sold later",
       changed(payment, {{"'payment', '2026-05-01'", "'payment', '2026-01-03'"},
                         {"'to-supplier', $traxys", "'from-customer', $buyer"},
                         {"NULL, NULL, NULL, NULL, 0, -777", "NULL, NULL, NULL, NULL, 0, 777"},
                         {"4, NULL, NULL, $traxys, NULL, 0, 777", "3, NULL, NULL, $buyer, NULL, 0, -777"}}),
       "payment_above_receivable"},
      {"one purchase named twice", with(drawdown, "INSERT INTO draw_use VALUES ($new, 2, $purchase2, 1)"),
       "UNIQUE constraint failed: draw_use.entry_id, draw_use.purchase_entry_id"},
  };
}

std::vector<Attack> attacks_on_names() {
  const std::string undo_site = R"(
  INSERT INTO entry VALUES ($next, 'reversal', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO reversal VALUES ($new, 1, (SELECT entry_id FROM site WHERE site_id = $denver), '2026-05-01', 'gone');
  $seal)";
  const std::string declared =
      changed(party, {{"'supplier'", "'participant'"}}) + ";" +
      changed(demand, {{"apparent-consumption", "participant-demand"}, {"'press', NULL", "'press', 900"}});
  const std::string undo_party = undoing("(SELECT entry_id FROM party WHERE party_id = 900)");
  return {
      {"a site is undone under its lots", undo_site, "something_depends_on_it", "names_stand"},
      {"a participant is undone under his demand", declared + ";" + undo_party, "something_depends_on_it",
       "names_stand"},
      {"a facility of a lender who is a supplier", changed(facility, {{"$exim", "$traxys"}}), "party_role_wrong",
       "parties_in_role"},
  };
}

std::vector<Attack> attacks_on_reversals() {
  const std::string of_payment = "$payment, '2026-05-01'";
  const std::string cash = "1, 1, NULL, NULL, NULL, NULL, 0, 100000000";
  const std::string debt = "2, 4, NULL, NULL, $traxys, NULL, 0, -100000000";
  const std::string two_postings =
      "INSERT INTO posting VALUES ($new, " + cash + ");\n  INSERT INTO posting VALUES ($new, " + debt + ");";
  const std::string undo_facility =
      "INSERT INTO posting VALUES ($new, 1, 31, NULL, NULL, NULL, $facility1, 0, -1000000000); "
      "INSERT INTO posting VALUES ($new, 2, 30, NULL, NULL, NULL, $facility1, 0, 1000000000);";
  return {
      {"only a part of the payment is undone",
       changed(reversal, {{"0, 100000000)", "0, 99999999)"}, {"-100000000", "-99999999"}}), "reversal_not_whole",
       "reversals_whole"},
      {"nothing of the payment is undone", changed(reversal, {{two_postings, ""}}), "reversal_not_whole",
       "reversals_whole"},
      {"the payment is undone for another party", changed(reversal, {{"$traxys", "$hartree"}}), "reversal_not_whole",
       "reversals_whole"},
      {"a reversal is undone",
       changed(reversal, {{of_payment, "$reversal, '2026-05-01'"},
                          {cash, "1, 1, NULL, NULL, NULL, NULL, 0, 100000000"},
                          {two_postings, R"(
         INSERT INTO posting VALUES ($new, 1, 1, NULL, NULL, NULL, NULL, 0, 100000000);
         INSERT INTO posting VALUES ($new, 2, 5, NULL, NULL, NULL, $facility1, 0, -100000000);
         INSERT INTO posting VALUES ($new, 3, 31, NULL, NULL, NULL, $facility1, 0, -100000000);
         INSERT INTO posting VALUES ($new, 4, 32, NULL, NULL, NULL, $facility1, 0, 100000000);)"}}),
       "reversal_not_possible", "reversals_whole"},
      {"the book is undone", changed(reversal, {{of_payment, "1, '2026-05-01'"}, {two_postings, ""}}),
       "reversal_not_possible", "reversals_whole"},
      {"a mineral is undone", changed(reversal, {{of_payment, "2, '2026-05-01'"}, {two_postings, ""}}),
       "reversal_not_possible", "reversals_whole"},
      {"an entry that is not there is undone", changed(reversal, {{of_payment, "0, '2026-05-01'"}, {two_postings, ""}}),
       "reversal_not_possible", "reversals_whole"},
      {"a reversal undoes itself", changed(reversal, {{of_payment, "$new, '2026-05-01'"}, {two_postings, ""}}), ""},
      {"a reversal dated before its entry",
       changed(reversal,
               {{"'reversal', '2026-05-01'", "'reversal', '2026-02-19'"}, {of_payment, "$payment, '2026-02-19'"}}),
       "reversal_before_entry", "reversals_whole"},
      {"a reversal dated otherwise than its entry", changed(reversal, {{of_payment, "$payment, '2026-05-02'"}}),
       "date_differs_from_entry", "dates_match_entry"},
      {"an entry undone a second time",
       changed(reversal, {{of_payment, "$undone_draw, '2026-05-01'"}, {two_postings, R"(
         INSERT INTO posting VALUES ($new, 1, 1, NULL, NULL, NULL, NULL, 0, -100000000);
         INSERT INTO posting VALUES ($new, 2, 5, NULL, NULL, NULL, $facility1, 0, 100000000);
         INSERT INTO posting VALUES ($new, 3, 31, NULL, NULL, NULL, $facility1, 0, 100000000);
         INSERT INTO posting VALUES ($new, 4, 32, NULL, NULL, NULL, $facility1, 0, -100000000);)"}}),
       "reversed_already"},
      {"a facility undone under its drawdowns",
       changed(reversal, {{of_payment, "$facility_entry, '2026-05-01'"}, {two_postings, undo_facility}}), "",
       "facilities_within_commitment"},
      {"a purchase undone that a drawdown financed",
       changed(reversal, {{of_payment, "$purchase2, '2026-05-01'"},
                          {two_postings, R"(
         INSERT INTO posting VALUES ($new, 1, 2, $gallium, $ga2, NULL, NULL, -5000000000, -300000000);
         INSERT INTO posting VALUES ($new, 2, 20, $gallium, NULL, $traxys, NULL, 5000000000, 0);
         INSERT INTO posting VALUES ($new, 3, 4, NULL, NULL, $traxys, NULL, 0, 300000000);)"},
                          {"INSERT INTO entry",
                           changed(drawdown, {{"$purchase2, 90000)", "$purchase2, 90000)"}}) + "; INSERT INTO entry"}}),
       "something_depends_on_it", "purchases_financed_once"},
  };
}

} // namespace pvault::test
